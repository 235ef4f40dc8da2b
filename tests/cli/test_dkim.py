import re
import stat

import pytest
from click.testing import CliRunner

from stoppress.cli.dkim import dkim
from stoppress.domain.errors import SettingError
from tests.name_server import NameServer

SPF = "v=spf1 mx -all"
DMARC = "v=DMARC1; p=reject"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STOPPRESS_KEYS_DIR", str(tmp_path / "keys"))
    monkeypatch.setenv("STOPPRESS_ALERTS_FROM", "Orvo <alerts@news.test>")
    monkeypatch.setenv("STOPPRESS_CONFIRMATIONS_FROM", "hello@news.test")
    monkeypatch.setenv("STOPPRESS_DKIM_SELECTORS", "r1")

    def call(*arguments: str, status: int = 0) -> str:
        result = CliRunner().invoke(dkim, arguments)
        assert result.exit_code == status, result.output
        return result.output

    return call


@pytest.fixture
def name_server():
    server = NameServer()
    yield server
    server.close()


@pytest.fixture
def published(run, name_server) -> NameServer:
    """A name server that publishes what `dkim dns` prints."""
    run("new", "r1")
    lines = re.findall(r"^(\S+)\. IN TXT (.*)$", run("dns"), re.MULTILINE)
    name_server.texts = {name: [text.replace('" "', "").strip('"')] for name, text in lines}
    return name_server


def test_a_key_is_made_and_its_record_printed(run, tmp_path):
    assert run("new", "r1") == "made a key for r1._domainkey.news.test; publish what `stoppress dkim dns` prints\n"
    assert stat.S_IMODE((tmp_path / "keys" / "dkim" / "r1.pem").stat().st_mode) == 0o600
    printed = run("dns")
    assert re.search(r'^r1\._domainkey\.news\.test\. IN TXT "v=DKIM1; k=rsa; p=\S{200,}" "\S+"$', printed, re.MULTILINE)
    assert 'news.test. IN TXT "v=spf1 mx -all"' in printed
    assert '_dmarc.news.test. IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@news.test"' in printed


def test_what_dns_prints_and_somebody_published_passes(run, published):
    printed = run("check", "--server", published.address)
    assert re.findall(r"^(\S+) +(.*?): ", printed, re.MULTILINE) == [
        ("ok", "DKIM r1"),
        ("ok", "SPF"),
        ("ok", "DMARC news.test"),
    ]


def test_while_keys_are_changed_both_are_published_and_compared(run, published):
    run("new", "e2", "--kind", "ed25519")
    printed = run("check", "--server", published.address, status=1)
    assert "ok    DKIM r1" in printed
    assert "FAIL  DKIM e2: nothing is published at e2._domainkey.news.test" in printed
    assert "; signs nothing now" in run("dns")


@pytest.mark.parametrize(
    ("name", "texts", "says"),
    [
        ("r1._domainkey.news.test", ["v=DKIM1; k=rsa; p=AAAA"], "DKIM r1: another key is published"),
        ("r1._domainkey.news.test", ["v=DKIM1; p="], "DKIM r1: the key at r1._domainkey.news.test is revoked"),
        ("r1._domainkey.news.test", ["v=DKIM1; p=A", "v=DKIM1; p=B"], "DKIM r1: 2 records stand"),
        ("news.test", ["other text"], "SPF: news.test has none"),
        ("news.test", [SPF, "v=spf1 a -all"], "SPF: news.test has 2"),
        ("news.test", ["v=spf1 +all"], "SPF: that of news.test lets everybody send"),
        ("_dmarc.news.test", ["v=DMARC2"], "DMARC news.test: no policy governs news.test"),
    ],
)
def test_what_is_wrong_with_a_record_is_said(run, published, name, texts, says):
    published.texts |= {name: texts}
    assert f"FAIL  {says}" in run("check", "--server", published.address, status=1)


def test_a_record_that_says_it_is_a_test_is_a_fault(run, published):
    [record] = published.texts["r1._domainkey.news.test"]
    published.texts |= {"r1._domainkey.news.test": [f"{record}; t=y"]}
    assert "says that it is a test" in run("check", "--server", published.address, status=1)


def test_a_domain_above_may_hold_the_policy(run, published, monkeypatch):
    monkeypatch.setenv("STOPPRESS_ALERTS_FROM", "alerts@mail.news.test")
    monkeypatch.setenv("STOPPRESS_DKIM_DOMAIN", "news.test")
    monkeypatch.setenv("STOPPRESS_BOUNCE_ADDRESS", "bounces@news.test")
    published.texts |= {"_dmarc.news.test": [DMARC]}
    printed = run("check", "--server", published.address)
    assert "ok    DMARC mail.news.test: p=reject by news.test\n" in printed


def test_a_domain_that_is_not_aligned_is_named(run, published, monkeypatch):
    monkeypatch.setenv("STOPPRESS_DKIM_DOMAIN", "elsewhere.test")
    [record] = published.texts["r1._domainkey.news.test"]
    published.texts |= {"r1._domainkey.elsewhere.test": [record], "_dmarc.elsewhere.test": [DMARC]}
    printed = run("check", "--server", published.address, status=1)
    assert "FAIL  DMARC news.test: not aligned with news.test: DKIM by elsewhere.test" in printed


def test_a_strict_policy_asks_for_the_domain_itself(run, published, monkeypatch):
    monkeypatch.setenv("STOPPRESS_BOUNCE_ADDRESS", "bounces@back.news.test")
    published.texts |= {"back.news.test": [SPF], "_dmarc.news.test": [f"{DMARC}; aspf=s"]}
    printed = run("check", "--server", published.address)
    assert "ok    DMARC news.test: p=reject by news.test; not aligned: SPF by back.news.test" in printed


def test_no_answer_is_told_from_nothing_published(run, published):
    published.broken = {"news.test"}
    assert "FAIL  SPF: no answer" in run("check", "--server", published.address, status=1)


def test_a_server_that_is_no_address_is_refused(run, published):
    result = CliRunner().invoke(dkim, ["check", "--server", "nonsense"])
    assert isinstance(result.exception, SettingError)
