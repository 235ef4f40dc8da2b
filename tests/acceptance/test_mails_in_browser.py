"""Every mail in a real browser: readable for all in light and dark, narrow and wide, from either side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from stoppress.domain.alert import Line, Quote, Report
from stoppress.domain.email import EmailKind
from stoppress.mailroom.house import house
from stoppress.mailroom.render import render_email
from stoppress.mailroom.samples import sample_context, sample_email
from stoppress.mailroom.wording import shipped_languages
from tests.acceptance.conftest import FLAGS

pytestmark = pytest.mark.browser
LANGUAGES = shipped_languages()
WIDTHS = (320, 600)
SCHEMES = ("light", "dark")
# A mail is shown within a page that has its own landmarks: a second set would only be in the way.
NOT_ASKED = {rule: {"enabled": False} for rule in ("region", "landmark-one-main")}
NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
LONG = "Harbour" + "wall" * 60


@pytest.fixture(scope="module")
def browser(chromium) -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """A page; afterwards, that it asked nobody for anything."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    yield page
    assert asked == []
    page.close()


def _sticks_out(page: Page) -> list[str]:
    """Return the elements that reach beyond the screen; the words of none may."""
    return page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(one => {
          const box = one.getBoundingClientRect();
          return box.width && (box.right > innerWidth + 1 || box.left < -1);
        }).map(one => one.outerHTML.slice(0, 120))"""
    )


def _complaints(page: Page, *, of: str = "") -> list[tuple[str, str]]:
    """Return what axe finds: by all its rules, or `of` one alone."""
    rules = {"runOnly": [of]} if of else {"rules": NOT_ASKED}
    found = Axe().run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]
    return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EmailKind)
def test_a_mail_fits_narrow_and_wide_and_axe_finds_nothing(page, kind, language):
    page.set_content(sample_email(kind, language).html)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        assert _sticks_out(page) == []
    assert _complaints(page) == []


@pytest.mark.parametrize("kind", EmailKind)
def test_axe_finds_every_word_readable_in_the_dark(page, kind):
    page.set_content(sample_email(kind, "en").html)
    page.emulate_media(color_scheme="dark")
    assert _complaints(page, of="color-contrast") == []


def test_axe_would_find_ink_too_faint_and_a_page_without_language(page):
    """The check above can fail."""
    html = sample_email(EmailKind.ALERT, "en").html.replace("#57534c", "#b7b3ac").replace('<html lang="en"', "<html")
    page.set_content(html)
    assert {"color-contrast", "html-has-lang"} <= {rule for rule, _ in _complaints(page)}


def test_every_colour_turns_with_the_scheme(page):
    page.set_content(sample_email(EmailKind.CONFIRMATION, "en").html)
    inks = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        inks.append(page.locator("h1").evaluate("one => getComputedStyle(one).color"))
    assert inks == ["rgb(28, 27, 25)", "rgb(236, 234, 230)"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", [EmailKind.ALERT, EmailKind.UPDATE, EmailKind.CORRECTION, EmailKind.DIGEST])
def test_long_words_break_and_stick_out_nowhere(page, kind, language):
    address = f"https://courier.test/{LONG}"
    line = Line(LONG, "a1", LONG, address)
    context = sample_context(kind, language)
    if "content" in context:
        content = replace(
            context["content"],
            subject=LONG,
            lede=line,
            quotes=(Quote(LONG, (line,)),),
            reports=(Report("a1", LONG, LONG, True, address, NOW),),
            standing=replace(context["content"].standing, confirmed_by=(LONG,)),
        )
        context |= {"content": content}
    if "earlier" in context:
        context |= {"earlier": replace(context["earlier"], subject=LONG, outlet=LONG), "note": LONG}
    if "alerts" in context:
        context |= {"alerts": [replace(context["alerts"][0], subject=LONG, outlet=LONG)]}
    context |= {"operator_name": LONG, "operator_address": LONG}
    email = render_email(
        kind, context, sender="a@news.test", language=language, expires_at=NOW + timedelta(hours=1), headers={}
    )
    page.set_content(email.html)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        assert _sticks_out(page) == []


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_a_mail_is_read_from_the_side_of_its_language(page, language, side):
    page.set_content(sample_email(EmailKind.ALERT, language).html)
    page.set_viewport_size({"width": 600, "height": 700})
    gaps = page.locator("blockquote p").first.evaluate(
        """one => {
          const range = document.createRange(); range.selectNodeContents(one);
          const words = range.getBoundingClientRect(), sheet = one.closest('td').getBoundingClientRect();
          return {left: words.left - sheet.left, right: sheet.right - words.right};
        }"""
    )
    assert min(gaps, key=gaps.get) == side


def test_a_mail_is_whole_without_its_logo(browser, settings, tmp_path):
    """The picture is never fetched here: what it says stands in its place."""
    (tmp_path / "look.toml").write_text('logo = "https://orvo.invalid/logo.png"\n', "utf-8")
    settings.STOPPRESS = replace(settings.STOPPRESS, mail_folder=str(tmp_path))
    house.cache_clear()
    page = browser.new_page()
    page.route("**/*", lambda route: route.abort())
    page.set_content(sample_email(EmailKind.ALERT, "en").html)
    assert page.get_by_role("img").get_attribute("alt") == "The Orvo Courier"
    assert _complaints(page) == []
    page.close()
