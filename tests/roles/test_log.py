"""What is logged of errors, seen as an operator sees it: on the standard error of a process."""

import subprocess
import sys

import pytest

BEGIN = """
import logging, structlog
from stoppress.domain.errors import InputError
from stoppress.roles.log import configure_logging
configure_logging({log_format!r})
log = structlog.get_logger()
def fail(address):
    raise ValueError("cannot mail " + address)
"""


@pytest.fixture(params=["json", "console"])
def said(request):
    def run(lines: str) -> str:
        script = BEGIN.format(log_format=request.param) + lines
        return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stderr

    return run


def test_an_error_is_logged_with_its_place_and_kind_and_without_what_it_says(said):
    line = said(
        """
try:
    fail("ada.private@readers.test")
except ValueError:
    log.exception("round failed", role="test")
logging.getLogger("library").error("broke", exc_info=ValueError("ada.private@readers.test"))
"""
    )
    assert [part in line for part in ("round failed", "in fail", "ValueError", "broke")] == [True] * 4
    assert "ada.private" not in line


def test_an_error_of_ours_says_what_it_says(said):
    assert "line 3 is no JSON" in said('log.error("refused", exc_info=InputError("line 3 is no JSON"))')


def test_what_is_below_a_library_s_level_is_not_logged(said):
    assert said('logging.getLogger("trafilatura").warning("the text of an article")') == ""
