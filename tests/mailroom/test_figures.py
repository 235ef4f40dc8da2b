"""The proof in numbers: states counted, times by nearest rank, domains by size, no address anywhere."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stoppress.domain.email import DeliveryState
from stoppress.mailroom.figures import DomainFigures, Figures, Times, figures
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(email, to, now):
    """Post a mailing and have its mails accepted, each so many seconds after."""

    def made(seconds_by_address):
        mailing = post(email, to(*seconds_by_address), now=now)
        for address, seconds in seconds_by_address.items():
            ended = {"state": DeliveryState.ACCEPTED, "ended_at": now + timedelta(seconds=seconds)}
            Delivery.objects.filter(mailing=mailing, address=address).update(**ended)
        return mailing

    return made


def test_percentiles_are_by_nearest_rank_to_the_millisecond(accepted):
    accepted({f"reader{number}@orvo.example": number / 8 for number in range(1, 101)})
    times = Times(p50=6.25, p90=11.25, p99=12.375, longest=12.5)
    assert figures() == Figures(
        states={DeliveryState.ACCEPTED: 100},
        times=times,
        domains=(DomainFigures("orvo.example", 100, times),),
        other_domains=0,
        other_accepted=0,
    )


def test_one_acceptance_is_all_percentiles(accepted):
    accepted({"ada@orvo.example": 0.017})
    assert figures().times == Times(0.017, 0.017, 0.017, 0.017)


def test_domains_come_largest_first_and_the_rest_as_a_sum(accepted):
    accepted({"a@b.example": 1, "b@b.example": 3, "a@c.example": 2, "a@d.example": 4, "a@a.example": 5})
    found = figures(domains_shown=2)
    assert found.domains == (
        DomainFigures("b.example", 2, Times(1, 3, 3, 3)),
        DomainFigures("a.example", 1, Times(5, 5, 5, 5)),
    )
    assert (found.other_domains, found.other_accepted) == (2, 2)


def test_states_are_counted_and_only_acceptances_timed(accepted, email, to, now):
    mailing = accepted({"ada@orvo.example": 2})
    post(email, to("ben@orvo.example", "eve@orvo.example", "no address"), now=now)
    assert figures().states == {DeliveryState.QUEUED: 2, DeliveryState.ACCEPTED: 1, DeliveryState.BOUNCED: 1}
    assert figures(mailing).states == {DeliveryState.ACCEPTED: 1}
    assert figures().times == Times(2, 2, 2, 2)


def test_nothing_sent_has_no_times(now):
    assert figures() == Figures({}, None, (), 0, 0)


def test_a_clock_set_back_makes_no_negative_time(accepted):
    accepted({"ada@orvo.example": -3})
    assert figures().times == Times(0, 0, 0, 0)


def test_the_database_counts_and_no_row_of_a_delivery_is_read(accepted):
    """What comes back is one row for each state, domain and millisecond, whatever the number of deliveries."""
    accepted({f"reader{number}@orvo.example": 1.5 for number in range(50)})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        figures()
    assert len(queries) == 5
    assert all("COUNT(" in query["sql"] for query in queries)
