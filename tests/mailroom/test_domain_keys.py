import stat
from dataclasses import replace

import pytest

from stoppress.domain.configuration import Configuration
from stoppress.domain.errors import InputError, SettingError
from stoppress.mailroom.domain_keys import make_key, read_signer, stored_keys, zone_line


@pytest.fixture
def configuration(tmp_path) -> Configuration:
    return Configuration(keys_dir=str(tmp_path / "keys"), alerts_from="Orvo <alerts@news.test>")


def selected(configuration: Configuration, selectors: str) -> Configuration:
    return replace(configuration, dkim_selectors=selectors)


def test_a_key_is_made_readable_by_the_owner_only(configuration, tmp_path):
    key = make_key(configuration, "r1", "rsa")
    path = tmp_path / "keys" / "dkim" / "r1.pem"
    assert (key.name, key.kind, key.private.key_size) == ("r1._domainkey.news.test", "rsa", 2048)
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_a_key_is_never_written_over(configuration):
    first = make_key(configuration, "r1", "rsa").record
    with pytest.raises(InputError, match=r"there is a key .*r1\.pem already"):
        make_key(configuration, "r1", "ed25519")
    assert [key.record for key in stored_keys(configuration)] == [first]


def test_the_selected_keys_sign_and_an_old_one_stays_published(configuration):
    for selector, kind in (("a-old", "rsa"), ("r2", "rsa"), ("e2", "ed25519")):
        make_key(configuration, selector, kind)
    configuration = selected(configuration, "r2 e2")
    assert [key.selector for key in read_signer(configuration).keys] == ["r2", "e2"]
    assert [key.selector for key in stored_keys(configuration)] == ["r2", "e2", "a-old"]


def test_without_a_selector_nothing_signs(configuration):
    assert read_signer(configuration) is None


def test_ed25519_never_signs_alone(configuration):
    make_key(configuration, "e1", "ed25519")
    with pytest.raises(SettingError, match="dkim_selectors: name an RSA key too"):
        read_signer(selected(configuration, "e1"))


def test_a_selector_without_a_key_is_named_with_what_makes_it(configuration):
    with pytest.raises(SettingError, match="stoppress dkim new r9"):
        read_signer(selected(configuration, "r9"))


@pytest.mark.parametrize("selector", ["../r1", "R1", "r 1", "", "ä"])
def test_what_is_no_selector_is_refused(configuration, selector):
    with pytest.raises(SettingError, match="is no selector"):
        make_key(configuration, selector, "rsa")


def test_the_domain_is_that_of_alerts_unless_another_is_set(configuration):
    assert configuration.signing_domain == "news.test"
    assert replace(configuration, dkim_domain="Mail.News.test").signing_domain == "mail.news.test"


def test_a_long_record_is_written_in_strings_that_a_zone_takes(configuration):
    line = zone_line("r1._domainkey.news.test", "x" * 300)
    assert line == f'r1._domainkey.news.test. IN TXT "{"x" * 255}" "{"x" * 45}"'
