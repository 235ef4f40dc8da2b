"""A reader's whole way through the pages in a real browser, with script and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from stoppress.domain.email import EmailKind
from stoppress.readership.models import Consent, SignUp, Subscriber
from stoppress.readership.sign_up import answer_sign_ups
from tests.acceptance.conftest import FLAGS
from tests.readership.people import confirm_token, posted, states

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADA = "ada@readers.example"
INVALID = "Please enter a valid email address"


@pytest.fixture(scope="module")
def browser(chromium, django_db_setup) -> Iterator[Browser]:
    """Debian's chromium."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's event loop runs in this thread, so Django would refuse to look at the database from it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(browser, request, live_server) -> Iterator[Page]:
    """A narrow page; afterwards, that it asked nobody else for anything and broke no rule of its policy."""
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 320, "height": 640})
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert [line for line in complaints if "422" not in line] == []  # the browser notes the status of a refused form
    assert context.cookies() == []
    context.close()


@pytest.fixture
def scripted(request) -> bool:
    """Whether the page of this test runs script."""
    return request.node.callspec.params["page"]


def _fits(page: Page) -> bool:
    """Say whether nothing sticks out to the right of a narrow screen."""
    width = page.locator("body").evaluate("() => document.documentElement.scrollWidth")
    return width <= page.viewport_size["width"]


def test_a_reader_errs_mends_it_confirms_changes_preferences_and_leaves(page, live_server, now):
    page.goto(live_server.url)
    _err(page)
    _mend(page)
    answer_sign_ups(now=SignUp.objects.get().requested_at)
    _confirm(page, live_server)
    _change_preferences(page)
    _leave(page, live_server)


def _err(page: Page) -> None:
    field, message = page.get_by_label("Your email address"), page.locator("#address-error")
    expect(message).to_be_hidden()
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    field.fill("ada@readers")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="SIGN UP").click()
    expect(message).to_be_visible()
    expect(message).to_contain_text(INVALID)
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(field).to_have_value("ada@readers")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(INVALID)
    expect(field).to_be_focused()
    expect(page.get_by_role("checkbox")).to_be_checked()
    assert not SignUp.objects.exists()
    assert _fits(page)


def _mend(page: Page) -> None:
    page.get_by_label("Your email address").fill(ADA)
    page.get_by_role("checkbox").uncheck()
    page.get_by_label("Your email address").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for signing up")
    assert page.url.endswith("/thank-you/")
    assert (SignUp.objects.get().address, SignUp.objects.get().offers) == (ADA, False)
    assert _fits(page)


def _confirm(page: Page, live_server) -> None:
    (mail,) = posted(EmailKind.CONFIRMATION)
    assert f"http://news.test/confirm/{mail.mailing.marks['confirm']}" in mail.mailing.text
    page.goto(f"{live_server.url}/confirm/{confirm_token()}")
    expect(page.get_by_text(ADA)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(1)
    assert states(Subscriber.objects.get()) == {"alerts": "pending"}
    page.get_by_role("button", name="CONFIRM").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your subscription is confirmed")
    assert states(Subscriber.objects.get()) == {"alerts": "confirmed"}


def _change_preferences(page: Page) -> None:
    page.get_by_role("link", name="change what you get").click()
    alerts, offers = page.get_by_label("when news breaks"), page.get_by_label("offers, events and updates")
    expect(alerts).to_be_checked()
    expect(offers).not_to_be_checked()
    offers.check()
    page.get_by_label("Only alerts with one of these words").fill("harbour, city council")
    page.get_by_role("button", name="SAVE").click()
    expect(page.get_by_role("status")).to_have_text("Your preferences are saved.")
    expect(offers).to_be_checked()
    expect(page.get_by_label("Only alerts with one of these words")).to_have_value("harbour, city council")
    assert states(Subscriber.objects.get()) == {"alerts": "confirmed", "offers": "confirmed"}
    assert Consent.objects.filter(how="preferences page").count() == 1
    assert _fits(page)


def _leave(page: Page, live_server) -> None:
    (reader,) = Subscriber.objects.all()
    page.goto(f"{live_server.url}/unsubscribe/{reader.handle}{reader.unsubscribe_secret}")
    expect(page.get_by_role("button")).to_have_count(1)
    assert states(Subscriber.objects.get()) == {"alerts": "confirmed", "offers": "confirmed"}
    page.get_by_label("Stop all mail").check()
    page.get_by_role("button", name="UNSUBSCRIBE").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
    assert states(Subscriber.objects.get()) == {"alerts": "ended", "offers": "ended"}


def test_with_script_the_message_comes_without_asking_the_server_and_goes_once_mended(page, live_server, scripted):
    page.goto(live_server.url)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_label("Your email address").fill("ada at readers")
    page.get_by_role("button", name="SIGN UP").click()
    expect(page.locator("#address-error")).to_be_visible()
    assert ("POST" in sent) is not scripted
    page.get_by_label("Your email address").fill(ADA)
    if scripted:
        expect(page.locator("#address-error")).to_be_hidden()
        expect(page.get_by_label("Your email address")).not_to_have_attribute("aria-invalid", "true")


def test_what_the_script_lets_through_the_server_still_checks(page, live_server):
    page.goto(live_server.url)
    page.get_by_label("Your email address").fill("ada..obi@readers.example")
    page.get_by_role("button", name="SIGN UP").click()
    expect(page.locator("#address-error")).to_be_visible()
    expect(page.get_by_label("Your email address")).to_have_value("ada..obi@readers.example")


def test_addresses_in_any_script_are_taken_as_they_were_typed(page, live_server):
    typed = ["jürgen@readers.example", "ada@zeitung-überall.example"]
    for address in typed:
        page.goto(live_server.url)
        page.get_by_label("Your email address").fill(address)
        page.get_by_role("button", name="SIGN UP").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for signing up")
    assert list(SignUp.objects.order_by("pk").values_list("address", flat=True)) == typed


def test_the_form_is_filled_in_by_keyboard_alone(page, live_server):
    page.goto(live_server.url)
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        reached.append(focused.get_attribute("id") or focused.inner_text())
        outline = focused.evaluate("one => getComputedStyle(one).outlineStyle")
        assert outline == "solid", reached
    assert reached == ["Skip to the content", "The Orvo Courier", "address", "offers", "SIGN UP", "privacy notice"]
