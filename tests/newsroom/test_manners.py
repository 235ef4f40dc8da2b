"""What sites ask of robots is kept to."""

from datetime import UTC, datetime, timedelta

import pytest

from stoppress.domain.errors import FetchError
from stoppress.newsroom.manners import Manners, site_of
from stoppress.wire.http import Fetched

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
SITE = "https://courier.test"


def told(text):
    manners = Manners()
    manners.take(SITE, Fetched(f"{SITE}/robots.txt", text.encode()), now=NOON)
    return manners


def test_a_robots_txt_holds_for_half_a_day():
    manners = told("User-agent: *\nDisallow: /private")

    assert manners.knows(SITE, now=NOON + timedelta(hours=11))
    assert not manners.knows(SITE, now=NOON + timedelta(hours=12))
    assert not manners.knows("http://courier.test", now=NOON)


def test_only_what_a_site_allows_is_fetched():
    manners = told("User-agent: *\nDisallow: /private\n\nUser-agent: StopPress\nDisallow: /*?print=")

    assert manners.allows(f"{SITE}/private/a")
    assert not manners.allows(f"{SITE}/news?print=1")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_one_allows_all(status):
    manners = Manners()
    manners.take(SITE, FetchError(f"answered {status}", status=status), now=NOON)

    assert manners.allows(f"{SITE}/a")


def test_one_that_cannot_be_had_allows_nothing_for_some_minutes():
    manners = Manners()
    manners.take(SITE, FetchError("answered 503", status=503), now=NOON)

    with pytest.raises(FetchError, match=r"robots\.txt cannot be had"):
        manners.allows(f"{SITE}/a")
    assert not manners.knows(SITE, now=NOON + timedelta(minutes=5))


def test_pages_are_fetched_as_far_apart_as_a_site_asks():
    manners = told("User-agent: *\nCrawl-delay: 2")
    turns = [manners.turn(f"{SITE}/a", now=NOON + timedelta(seconds=seconds)) - NOON for seconds in (0, 1, 2)]

    assert turns == [timedelta(0), timedelta(seconds=2), timedelta(seconds=2)]


def test_a_delay_of_minutes_is_cut():
    manners = told("User-agent: *\nCrawl-delay: 900")
    manners.turn(f"{SITE}/a", now=NOON)

    assert manners.turn(f"{SITE}/a", now=NOON) == NOON + timedelta(seconds=30)


def test_sites_are_forgotten_from_the_oldest():
    manners = Manners()
    for number in range(10_001):
        manners.take(f"https://{number}.test", Fetched("", b""), now=NOON)

    assert [manners.knows(f"https://{number}.test", now=NOON) for number in (0, 1)] == [False, True]


def test_a_site_is_scheme_host_and_port():
    assert site_of("https://courier.test:8443/a?b#c") == "https://courier.test:8443"
