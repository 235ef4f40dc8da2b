from __future__ import annotations

import pytest
from django.test import override_settings

from stoppress.readership.network import hash_network


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.7", "192.0.2.250"),
        ("2001:db8:0:1200::1", "2001:db8:0:12ff:ffff::9"),
        ("::ffff:192.0.2.7", "192.0.2.8"),
        ("fe80::1%eth0", "fe80::2"),
        ("", "not an address"),
    ],
)
def test_addresses_of_one_network_have_one_hash(one, other):
    assert hash_network(one) == hash_network(other)


@pytest.mark.parametrize(
    ("one", "other"), [("192.0.2.7", "192.0.3.7"), ("2001:db8:0:1200::1", "2001:db8:0:1300::1"), ("", "192.0.2.7")]
)
def test_addresses_of_two_networks_have_two(one, other):
    assert hash_network(one) != hash_network(other)


def test_the_hash_is_keyed():
    ours = hash_network("192.0.2.7")
    with override_settings(HASH_KEY="another"):
        assert hash_network("192.0.2.7") != ours
