"""The table of `stoppress deliveries`: aligned, with every figure and no address."""

from stoppress.cli.deliveries import _as_json, _as_table
from stoppress.domain.email import DeliveryState
from stoppress.mailroom.figures import DomainFigures, Figures, Times

FOUND = Figures(
    {DeliveryState.QUEUED: 3, DeliveryState.ACCEPTED: 1200},
    Times(0.4, 1.25, 2, 13.007),
    (DomainFigures("orvo.example", 1150, Times(0.3, 1, 2, 9)),),
    12,
    50,
)


def test_the_table_has_states_and_seconds_by_domain():
    assert _as_table(FOUND) == (
        "queued                 3\n"
        "accepted           1,200\n"
        "\n"
        "seconds to acceptance               accepted       p50       p90       p99   longest\n"
        "all                                    1,200     0.400     1.250     2.000    13.007\n"
        "orvo.example                           1,150     0.300     1.000     2.000     9.000\n"
        "12 other domains                          50"
    )


def test_the_json_has_the_same_figures():
    assert _as_json(FOUND, 7) == {
        "alert": 7,
        "deliveries": 1203,
        "states": {"queued": 3, "accepted": 1200},
        "seconds": {"p50": 0.4, "p90": 1.25, "p99": 2, "longest": 13.007},
        "domains": [
            {"domain": "orvo.example", "accepted": 1150, "seconds": {"p50": 0.3, "p90": 1, "p99": 2, "longest": 9}}
        ],
        "other_domains": {"domains": 12, "accepted": 50},
    }
