"""A domain that slows us gets less, a while after gets more again, and no other domain feels it."""

from datetime import timedelta

import pytest

from stoppress.mailroom.pace import Pace

SECOND = timedelta(seconds=1)


@pytest.fixture
def slowed(now):
    pace = Pace()
    pace.slow("slow.test", now=now)
    return pace


def test_a_domain_rests_once_it_slows_us_and_no_other_does(slowed, now):
    first, second, other = slowed.plan(["slow.test", "slow.test", "reader.test"], now=now)
    assert 24 * SECOND <= first - now <= 36 * SECOND
    assert (second - first, other) == (SECOND, now)
    assert slowed.earliest("slow.test", now=now) == first
    assert slowed.earliest("reader.test", now=now) == now


def test_what_waits_for_its_moment_goes_when_that_comes(slowed, now):
    first, second = slowed.plan(["slow.test"] * 2, now=now)
    assert not slowed.admit("slow.test", now=first - SECOND)
    assert slowed.admit("slow.test", now=first)
    assert not slowed.admit("slow.test", now=second - SECOND / 10)
    assert slowed.admit("slow.test", now=second)
    assert slowed.admit("reader.test", now=now)


def test_nothing_waits_longer_than_a_minute_unseen(slowed, now):
    moments = list(slowed.plan(["slow.test"] * 1000, now=now))
    assert moments[-1] == moments[0] + timedelta(minutes=1)


def test_refusals_of_what_was_under_way_count_once(slowed, now):
    rest = slowed.earliest("slow.test", now=now)
    slowed.slow("slow.test", now=now + SECOND)
    assert slowed.earliest("slow.test", now=now) == rest


def test_a_domain_that_slows_us_again_rests_longer_and_gets_less(slowed, now):
    again = slowed.earliest("slow.test", now=now)
    slowed.slow("slow.test", now=again)
    first, second = slowed.plan(["slow.test"] * 2, now=again)
    assert 48 * SECOND <= first - again <= 72 * SECOND
    assert second - first == 2 * SECOND


def test_acceptances_bring_a_domain_back(slowed, now):
    slowed.quicken("slow.test", now=now)  # under way when it began to rest
    assert not slowed.is_even
    later = slowed.earliest("slow.test", now=now)
    for _ in range(5):
        slowed.quicken("slow.test", now=later)
    assert slowed.is_even
    assert list(slowed.plan(["slow.test"] * 2, now=later)) == [later, later]
