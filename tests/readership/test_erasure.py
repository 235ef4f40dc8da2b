from __future__ import annotations

import pytest

from stoppress.domain.reader import Purpose
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.suppression import is_suppressed, suppress
from stoppress.readership.erasure import erase
from stoppress.readership.models import Consent, SignUp, Subscriber
from stoppress.readership.subscription import end
from tests.readership.people import ADA, sign_up, subscribed

pytestmark = pytest.mark.django_db


def test_erasing_leaves_nothing_of_a_person_and_all_of_the_others(now):
    ada = subscribed("Ada@readers.example", now=now)
    sign_up(ADA, now=now)
    ben = subscribed("ben@readers.example", now=now)
    erase(ada, now=now)
    assert list(Subscriber.objects.all()) == [ben]
    assert set(Consent.objects.values_list("subscriber", flat=True)) == {ben.pk}
    assert set(SignUp.objects.values_list("address", flat=True)) == {"ben@readers.example"}
    assert set(Delivery.objects.values_list("address", flat=True)) == {"ben@readers.example"}


def test_suppression_outlives_erasure(now):
    ada = subscribed(now=now)
    end(ada, list(Purpose), how="complaint", now=now)
    suppress(ADA, reason="complaint", now=now)
    erase(ada, now=now)
    assert is_suppressed(ADA)
