"""Previews: every kind in every language as files, as a reader would get it."""

import re
from email import message_from_bytes, policy

import pytest

from stoppress.domain.email import EmailKind
from stoppress.domain.errors import InputError
from stoppress.mailroom.preview import Scheme, in_scheme, known_languages, write_previews
from stoppress.mailroom.samples import sample_copy, sample_email


def test_each_kind_is_written_in_each_language_as_html_text_and_eml(tmp_path):
    pages = list(write_previews(tmp_path, kinds=EmailKind, languages=known_languages()))
    assert len(pages) == len(EmailKind) * 5
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{kind.value}.{language}.{ending}"
        for kind in EmailKind
        for language in ("ar", "de", "en", "es", "fr")
        for ending in ("html", "txt", "eml")
    }


def test_a_preview_has_links_in_place_of_marks_and_its_subject_above_the_text(tmp_path):
    list(write_previews(tmp_path, kinds=[EmailKind.ALERT], languages=["en"]))
    text = (tmp_path / "alert.en.txt").read_text("utf-8")
    assert text.startswith("Ferries to Orvo suspended as harbour wall gives way\n\nFerries to Orvo")
    assert "\nhttp://news.test/unsubscribe/sample\n" in text
    assert 'href="http://news.test/unsubscribe/sample"' in (tmp_path / "alert.en.html").read_text("utf-8")


@pytest.mark.parametrize("language", ["ar", "de", "en", "es", "fr"])
@pytest.mark.parametrize("kind", EmailKind)
def test_text_comes_first_and_html_last_in_lines_of_at_most_998_octets(kind, language):
    email = sample_email(kind, language)
    raw = sample_copy(email)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    parts = list(message_from_bytes(raw, policy=policy.default).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == email.subject


def test_a_theme_is_fixed_whatever_the_browser_prefers_and_no_word_is_changed():
    html = sample_email(EmailKind.ALERT, "en").html.replace("Island Radio", "light dark")
    dark = in_scheme(html, Scheme.DARK)
    assert "@media (min-width: 0) {" in dark
    assert "@media (max-width: 0) {" in in_scheme(html, Scheme.LIGHT)
    assert ":root { color-scheme: dark; supported-color-schemes: dark; }" in dark
    assert '<meta name="color-scheme" content="dark">' in dark
    assert dark.count("<bdi>light dark</bdi>") == html.count("<bdi>light dark</bdi>") > 0
    assert not re.search("prefers-color-scheme", dark)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match=r"taken.* cannot be written"):
        list(write_previews(tmp_path / "taken" / "x", kinds=[EmailKind.ALERT], languages=["en"]))
