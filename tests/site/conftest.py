"""The pages' clock stands still, at the tests' moment."""

from __future__ import annotations

import re

import pytest

from stoppress.site import middleware


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    """Set the pages' clock: `clock(moment)`."""

    def set_to(moment):
        monkeypatch.setattr(middleware, "utc_now", lambda: moment)

    set_to(now)
    return set_to


@pytest.fixture
def shown(client):
    """The token of a form that is shown now."""
    return re.search(r'name="shown" value="([^"]+)"', client.get("/").content.decode())[1]
