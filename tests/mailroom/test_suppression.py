"""A suppressed address is never mailed, and is recognised without being kept."""

from datetime import timedelta

import pytest

from stoppress.domain.email import DeliveryState
from stoppress.mailroom.addresses import canonical
from stoppress.mailroom.leases import lease
from stoppress.mailroom.models import Delivery, Suppression
from stoppress.mailroom.outbox import post
from stoppress.mailroom.suppression import hash_address, hash_canonical, is_suppressed, suppress, suppressed_among

pytestmark = pytest.mark.django_db


def test_a_suppressed_address_is_recognised_however_it_is_written(now):
    suppress("Ada@Bücher.test", reason="asked us", now=now)
    assert is_suppressed("ada@xn--bcher-kva.test")
    assert is_suppressed("ADA@BÜCHER.TEST")
    assert not is_suppressed("eve@xn--bcher-kva.test")


def test_only_a_keyed_hash_is_kept(now, settings):
    suppress("ada@reader.test", reason="asked us", now=now)
    row = Suppression.objects.values().get()
    assert row == {
        "id": row["id"],
        "address_hash": hash_address("ada@reader.test"),
        "reason": "asked us",
        "suppressed_at": now,
    }
    settings.HASH_KEY = "another"
    assert not is_suppressed("ada@reader.test")


def test_suppressing_twice_keeps_the_first_reason(now):
    suppress("ada@reader.test", reason="bounced 5.1.1", now=now)
    suppress("ada@reader.test", reason="asked us", now=now + timedelta(days=1))
    assert list(Suppression.objects.values_list("reason", "suppressed_at")) == [("bounced 5.1.1", now)]


def test_suppressed_addresses_are_found_among_many(now):
    suppress("ada@reader.test", reason="asked us", now=now)
    hashes = [hash_address(address) for address in ("eve@reader.test", "ADA@reader.test")]
    assert suppressed_among(hashes) == {hashes[1]}


@pytest.mark.parametrize("address", ["Ada@reader.test", "JOSÉ@reader.test", "ada@xn--bcher-kva.test"])
def test_an_address_as_it_is_kept_has_the_same_hash(address):
    assert hash_canonical(canonical(address)) == hash_address(address)


def test_suppressing_stops_what_is_queued_or_leased(email, to, now):
    post(email, to("ada@reader.test", "eve@reader.test"), now=now)
    assert len(lease("one", 1, now=now)) == 1
    for address in ("ada@reader.test", "eve@reader.test"):
        suppress(address, reason="asked us", now=now)
    assert list(Delivery.objects.values_list("state", "values")) == [(DeliveryState.SUPPRESSED, {})] * 2


def test_what_cannot_be_mailed_can_be_suppressed_all_the_same(now):
    suppress("no address", reason="asked us", now=now)
    assert is_suppressed("No Address")
