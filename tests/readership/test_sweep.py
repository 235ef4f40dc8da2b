from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from stoppress.domain.reader import Purpose
from stoppress.readership.models import Consent, SignUp, Subscriber
from stoppress.readership.subscription import end
from stoppress.readership.sweep import Swept, sweep
from tests.readership.people import NETWORK, send_form, sign_up, states, subscribed

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_who_never_confirms_is_forgotten_after_a_week(now):
    sign_up(offers=True, now=now)
    assert sweep(now=now + WEEK) == Swept(0, 0, 0)
    assert sweep(now=now + WEEK + timedelta(seconds=1)) == Swept(pending=2, hashes=0, sign_ups=0)
    assert not Subscriber.objects.exists()
    assert not Consent.objects.exists()


def test_who_confirmed_or_left_is_not(now):
    end(subscribed("left@readers.example", now=now), [Purpose.ALERTS], how="one click", now=now)
    subscribed(now=now)
    sweep(now=now + timedelta(days=20))
    assert (Subscriber.objects.count(), Consent.objects.count()) == (2, 2)


def test_who_left_and_does_not_confirm_again_keeps_the_proof_of_the_first_time(now):
    subscriber = subscribed(offers=True, now=now)
    end(subscriber, list(Purpose), how="one click", now=now)
    sign_up(now=now + timedelta(days=2))
    sweep(now=now + timedelta(days=2) + WEEK + timedelta(seconds=1))
    assert states(subscriber) == {"offers": "ended"}
    assert set(Consent.objects.values_list("purpose", "ended_how")) == {
        ("alerts", "one click"),
        ("offers", "one click"),
    }


def test_hashes_of_networks_are_blanked_after_their_retention(now):
    subscribed(now=now)
    kept = timedelta(seconds=settings.STOPPRESS.signup_retention)
    sweep(now=now + kept)
    assert (SignUp.objects.get().network_hash, Consent.objects.get().network_hash) == (NETWORK, NETWORK)
    sweep(now=now + kept + timedelta(seconds=1))
    assert (list(SignUp.objects.all()), Consent.objects.get().network_hash) == ([], "")


def test_a_form_not_answered_yet_is_kept_however_old(now):
    send_form(now=now)
    sweep(now=now + timedelta(days=60))
    assert SignUp.objects.values_list("network_hash", flat=True).get() == ""


def test_forms_are_deleted_thirty_days_after_their_answer(now):
    sign_up(now=now)
    sweep(now=now + timedelta(days=30))
    assert SignUp.objects.count() == 1
    sweep(now=now + timedelta(days=30, seconds=1))
    assert SignUp.objects.count() == 0
