import stat
from dataclasses import replace
from pathlib import Path

import pytest

from stoppress.mailroom.domain_keys import make_key
from stoppress.roles import check
from tests.name_server import NameServer


@pytest.fixture
def configure(settings, tmp_path):
    def set_(**values: str) -> None:
        settings.STOPPRESS = replace(settings.STOPPRESS, keys_dir=str(tmp_path), **values)

    return set_


@pytest.fixture
def name_server(monkeypatch):
    """A name server that the check asks instead of the system's."""
    server = NameServer()
    look_up = check.look_up_texts
    monkeypatch.setattr(check, "look_up_texts", lambda name: look_up(name, server=server.address))
    yield server
    server.close()


def found() -> list[tuple[str, bool, bool]]:
    return [(finding.subject, finding.good, finding.needed) for finding in check._signing()]


def test_mail_that_is_not_signed_here_is_a_note(configure):
    configure()
    assert found() == [("signing", False, False)]


def test_a_key_that_is_set_and_missing_is_a_fault(configure):
    configure(dkim_selectors="r1")
    assert found() == [("signing", False, True)]


def test_what_is_published_is_looked_at(configure, settings, name_server):
    configure(dkim_selectors="r1")
    key = make_key(settings.STOPPRESS, "r1", "rsa")
    name_server.texts = {key.name: [key.record], "news.test": ["v=spf1 mx -all"]}
    assert found() == [("DKIM r1", True, True), ("SPF", True, True), ("DMARC news.test", False, True)]


def test_a_question_without_an_answer_is_no_fault_of_the_set_up(configure, settings, name_server):
    configure(dkim_selectors="r1")
    key = make_key(settings.STOPPRESS, "r1", "rsa")
    name_server.broken = {key.name, "news.test", "_dmarc.news.test"}
    assert found() == [("DKIM r1", False, False), ("SPF", False, False), ("DMARC news.test", False, False)]


def test_keys_that_sign_are_looked_at_for_who_may_read_them(configure, settings, tmp_path):
    configure(dkim_selectors="r1")
    make_key(settings.STOPPRESS, "r1", "rsa")
    path = Path(tmp_path) / "dkim" / "r1.pem"
    assert check._keys().good
    path.chmod(stat.S_IRUSR | stat.S_IROTH)
    assert "r1.pem" in check._keys().says
