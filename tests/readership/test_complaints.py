import pytest

from stoppress.domain.reader import SubscriptionState
from stoppress.readership.complaints import end_all
from tests.readership.people import ADA, states, subscribed

pytestmark = pytest.mark.django_db


def test_a_complaint_ends_every_subscription_of_the_address_whatever_its_case(now):
    ada = subscribed(offers=True, now=now)
    eve = subscribed("eve@readers.example", now=now)
    end_all(ADA.upper(), now=now)
    assert set(states(ada).values()) == {SubscriptionState.ENDED}
    assert SubscriptionState.CONFIRMED in states(eve).values()
    assert set(ada.consents.values_list("ended_how", flat=True)) == {"complaint"}


def test_an_address_of_nobody_ends_nothing(now):
    end_all(ADA, now=now)
