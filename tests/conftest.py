"""What all tests share: where the labelled news is, which database is meant, which browser there is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web_server import WebServer

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def _missing(what: str) -> None:
    """Skip, or fail where the build promises that nothing is missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}, and CI=true promises it")
    pytest.skip(what)


def pytest_collection_modifyitems(config, items):
    """With a database named, run the tests that store: the others do not change with it."""
    if os.environ.get("TESTS_STORING") == "1":
        storing = [
            item for item in items if item.get_closest_marker("django_db") and not item.get_closest_marker("browser")
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in storing])
        items[:] = storing


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled news; users have none."""
    if not SHARED.is_dir():
        pytest.skip("no labelled news beside the project (../shared)")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's chromium."""
    path = shutil.which("chromium")
    if path is None:
        _missing("no chromium on this machine")
    return str(path)


@pytest.fixture
def now() -> datetime:
    """A moment for tests: nothing in them reads the clock."""
    return datetime(2031, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def web_server() -> Iterator[WebServer]:
    """A real HTTP server on loopback."""
    server = WebServer()
    yield server
    server.close()
