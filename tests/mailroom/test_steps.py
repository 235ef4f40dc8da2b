"""The rows of deliveries follow the machine of domain.delivery, on every database."""

import pytest

from stoppress.domain.delivery import Step, after
from stoppress.domain.email import DeliveryState
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(email, to, now) -> Delivery:
    post(email, to("ada@reader.test"), now=now)
    return Delivery.objects.get()


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", DeliveryState)
def test_a_row_takes_each_step_as_the_machine_says(delivery, state, step):
    Delivery.objects.update(state=state)
    taken = Delivery.objects.filter(pk=delivery.pk).take(step)
    delivery.refresh_from_db()
    target = after(state, step)
    assert (taken, delivery.state) == ((1, target) if target else (0, state))


def test_what_ends_keeps_neither_values_nor_holder(delivery, now):
    Delivery.objects.update(state=DeliveryState.LEASED, leased_by="one", lease_ends_at=now)
    Delivery.objects.all().take(Step.ACCEPT, reply="250 taken")
    delivery.refresh_from_db()
    assert (delivery.values, delivery.leased_by, delivery.lease_ends_at, delivery.reply) == ({}, "", None, "250 taken")


def test_what_is_given_back_keeps_its_values(delivery, now):
    Delivery.objects.all().take(Step.LEASE, leased_by="one", lease_ends_at=now)
    Delivery.objects.all().take(Step.RELEASE)
    delivery.refresh_from_db()
    assert (delivery.values, delivery.leased_by) == ({"unsubscribe": "token-ada"}, "")
