from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from stoppress.domain.errors import ExpiredTokenError, TokenError
from stoppress.domain.reader import Purpose
from stoppress.readership.confirmation import confirm, look_up
from stoppress.readership.models import Consent, Subscriber
from stoppress.readership.subscription import end
from tests.readership.people import WORDING, confirm_token, sign_up, states, subscribed

pytestmark = pytest.mark.django_db
LIFETIME = timedelta(hours=48)


def test_looking_says_what_would_be_confirmed_and_changes_nothing(now):
    sign_up(offers=True, now=now)
    found = look_up(confirm_token(), now=now)
    assert (found.asked, found.offers, found.open) == ((WORDING.alerts, WORDING.offers), True, True)
    assert states(Subscriber.objects.get()) == {"alerts": "pending", "offers": "pending"}


def test_confirming_notes_the_time_in_each_consent(now):
    sign_up(offers=True, now=now)
    later = now + timedelta(hours=1)
    found = confirm(confirm_token(), now=later)
    assert states(found.subscriber) == {"alerts": "confirmed", "offers": "confirmed"}
    assert set(Consent.objects.values_list("purpose", "requested_at", "confirmed_at")) == {
        ("alerts", now, later),
        ("offers", now, later),
    }


def test_only_what_was_asked_for_is_confirmed(now):
    assert states(subscribed(now=now)) == {"alerts": "confirmed"}


@pytest.mark.django_db(transaction=True)
def test_a_second_press_changes_nothing_and_is_logged_once(now):
    sign_up(now=now)
    token = confirm_token()
    with capture_logs() as lines:
        first = confirm(token, now=now)
        second = confirm(token, now=now + timedelta(hours=1))
    assert (first.open, second.open) == (False, False)
    assert Consent.objects.get().confirmed_at == now
    assert [line for line in lines if line["event"] == "subscription confirmed"] == [
        {"event": "subscription confirmed", "log_level": "info", "subscriber": first.subscriber.pk}
    ]


def test_a_link_holds_for_48_hours_and_no_longer(now):
    sign_up(now=now)
    look_up(confirm_token(), now=now + LIFETIME - timedelta(seconds=1))
    for step in (look_up, confirm):
        with pytest.raises(ExpiredTokenError):
            step(confirm_token(), now=now + LIFETIME)
    assert states(Subscriber.objects.get()) == {"alerts": "pending"}


def test_a_used_link_does_not_bring_back_what_has_ended(now):
    subscriber = subscribed(now=now)
    token = confirm_token()
    end(subscriber, [Purpose.ALERTS], how="one click", now=now)
    with pytest.raises(ExpiredTokenError):
        confirm(token, now=now)
    assert states(subscriber) == {"alerts": "ended"}


def test_a_newer_link_takes_the_place_of_the_older(now):
    sign_up(now=now)
    older = confirm_token()
    sign_up(now=now + timedelta(hours=24))
    with pytest.raises(TokenError):
        confirm(older, now=now + timedelta(hours=25))
    confirm(confirm_token(), now=now + timedelta(hours=25))


@pytest.mark.parametrize("token", ["", "abcdefgh" + "x" * 22, "no token"])
def test_a_token_that_is_none_of_ours_confirms_nothing(now, token):
    sign_up(now=now)
    with pytest.raises(TokenError):
        confirm(token, now=now)


def test_tokens_serve_one_purpose_only(now):
    sign_up(now=now)
    subscriber = Subscriber.objects.get()
    for secret in (subscriber.preferences_secret, subscriber.unsubscribe_secret, subscriber.confirm_digest):
        with pytest.raises(TokenError):
            confirm(subscriber.handle + secret, now=now)
