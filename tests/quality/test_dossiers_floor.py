"""How well dossiers are put together: figures that may rise and never fall."""

import pytest

from stoppress.stages.brief.time_weights import DATA as TIMES_DATA
from stoppress.stages.corroborate.weights import DATA as SOURCES_DATA
from stoppress.stages.figures.weights import DATA as FIGURES_DATA
from tests.quality.dossier_score import digest_of, read_events, score

# Shares of events that are right, differences found, and the most that may be invented; `frozen` is not trained on.
FLOORS = {
    "open": ({"status": 0.96, "first report": 0.96, "confirmation": 0.96, "denial": 0.93}, 10, 0),
    "more": ({"status": 0.82, "first report": 0.90, "confirmation": 0.83, "denial": 0.92}, 30, 0),
    "frozen": ({"status": 0.87, "first report": 0.83, "confirmation": 0.90, "denial": 0.90}, 4, 2),
}


@pytest.mark.parametrize("part", FLOORS)
def test_dossiers_stay_as_good_as_they_were(part):
    least, found, invented = FLOORS[part]
    measured = score(read_events(part))

    assert {name: measured.share(name) for name in least if measured.share(name) < least[name]} == {}
    assert measured.found >= found
    assert measured.invented <= invented


def test_the_weights_are_those_of_the_events_that_may_be_read():
    assert {SOURCES_DATA, FIGURES_DATA, TIMES_DATA} == {digest_of("open", "more")}
