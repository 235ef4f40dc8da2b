import pytest

from stoppress.domain.reader import Purpose, SubscriptionState
from stoppress.readership.models import Subscriber, Subscription


@pytest.fixture
def confirmed_reader(now) -> Subscriber:
    """A subscriber to alerts, confirmed."""
    subscriber = Subscriber.objects.create(
        address="ada@readers.test",
        address_key="ada@readers.test",
        handle="abcdefgh",
        unsubscribe_secret="u" * 22,
        preferences_secret="p" * 22,
        created_at=now,
    )
    Subscription.objects.create(
        subscriber=subscriber, purpose=Purpose.ALERTS, state=SubscriptionState.CONFIRMED, changed_at=now
    )
    return subscriber
