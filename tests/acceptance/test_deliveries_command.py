"""`stoppress deliveries` on the command line."""

import json

from tests.acceptance.conftest import complaint


def test_a_new_installation_has_no_deliveries(installation):
    assert installation.command("deliveries").stdout == "no deliveries\n"
    assert json.loads(installation.command("deliveries", "--json").stdout) == {
        "alert": None,
        "deliveries": 0,
        "states": {},
        "seconds": None,
        "domains": [],
        "other_domains": {"domains": 0, "accepted": 0},
    }


def test_an_alert_that_is_none_is_said_to_be(installation):
    assert complaint(installation.command("deliveries", "--alert", "7")).startswith("there is no alert 7;")
