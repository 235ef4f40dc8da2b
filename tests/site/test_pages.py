from __future__ import annotations

import logging
from dataclasses import replace
from html.parser import HTMLParser
from unittest import mock

import pytest
from django.db import DatabaseError
from django.test import Client

from stoppress.site import pages
from tests.readership.people import confirm_token, sign_up, subscribed

pytestmark = pytest.mark.django_db


def _addresses(now) -> dict[str, str]:
    subscriber = subscribed("ben@readers.example", offers=True, now=now)
    sign_up(now=now)
    return {
        "sign-up": "/",
        "thank-you": "/thank-you/",
        "privacy": "/privacy/",
        "confirm": f"/confirm/{confirm_token()}",
        "preferences": f"/preferences/{subscriber.handle}{subscriber.preferences_secret}",
        "unsubscribe": f"/unsubscribe/{subscriber.handle}{subscriber.unsubscribe_secret}",
        "no link": "/unsubscribe/none",
        "no page": "/none/",
    }


class _Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def test_every_page_has_language_title_one_heading_and_a_label_for_each_field(client, now):
    for name, address in _addresses(now).items():
        page = _Page(client.get(address).content.decode())
        assert [html["lang"] for html in page.all("html")] == ["en"], name
        assert len(page.all("title")) == 1, name
        assert len(page.all("h1")) == 1, name
        labelled = {label["for"] for label in page.all("label")}
        fields = [field for field in page.all("input", "textarea") if field.get("type") != "hidden"]
        assert [field for field in fields if field["id"] not in labelled] == [], name
        described = {one for field in fields for one in (field.get("aria-describedby") or "").split()}
        assert described <= {attributes.get("id") for _, attributes in page.tags}, name


def test_no_page_asks_for_anything_from_elsewhere(client, now):
    for name, address in _addresses(now).items():
        page = _Page(client.get(address).content.decode())
        fetched = [one.get("src") or one.get("href") for one in page.all("script", "link", "img", "iframe", "source")]
        assert [one for one in fetched if one is None or not one.startswith("/static/")] == [], name
        assert [one for _, one in page.tags if "style" in one or any(key.startswith("on") for key in one)] == [], name


def test_no_page_sets_a_cookie(now):
    for name, address in _addresses(now).items():
        client = Client(enforce_csrf_checks=True)
        client.get(address)
        client.post(address)
        assert not client.cookies, name


def test_every_page_has_its_security_headers(client, now):
    for name, address in _addresses(now).items():
        headers = client.get(address).headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; img-src 'self' data:; "
            "base-uri 'none'; frame-ancestors 'none'"
        ), name
        assert headers["Referrer-Policy"] == "no-referrer", name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert "geolocation=()" in headers["Permissions-Policy"], name
        with_token = address.startswith(("/confirm/", "/preferences/", "/unsubscribe/"))
        assert (headers.get("Cache-Control") == "no-store") == with_token, name


def test_the_admin_may_do_only_what_it_needs_beyond_the_pages(client):
    headers = client.get("/admin/login/").headers
    assert "connect-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/thank-you/", "/privacy/", "/health"])
def test_pages_to_read_take_nothing(client, address):
    assert client.post(address).status_code == 405


def test_links_in_pages_do_not_come_from_the_host_header(client, now):
    sign_up(now=now)
    page = client.post(f"/confirm/{confirm_token()}", headers={"Host": "evil.example"}).content.decode()
    assert "evil.example" not in page


def test_the_operators_name_is_escaped(client, settings):
    settings.STOPPRESS = replace(settings.STOPPRESS, operator_name="<script>x</script>", operator_contact="<b>")
    for address in ("/", "/privacy/"):
        assert "<script>x" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("desk@news.test", '<a href="mailto:desk@news.test">desk@news.test</a>'),
        ("https://news.test/ask", '<a href="https://news.test/ask">https://news.test/ask</a>'),
        ("javascript:alert(1)", "<bdi>javascript:alert(1)</bdi>"),
        ("Room 4", "<bdi>Room 4</bdi>"),
    ],
)
def test_a_contact_is_a_link_where_it_can_be_one(client, settings, contact, shown):
    settings.STOPPRESS = replace(settings.STOPPRESS, operator_contact=contact)
    assert shown in client.get("/thank-you/").content.decode()


def test_the_privacy_notice_states_the_times_that_are_set(client, settings):
    settings.STOPPRESS = replace(settings.STOPPRESS, signup_retention=12 * 86400.0)
    page = client.get("/privacy/").content.decode()
    for words in ("after 12 days", "after 7 days", "after 30", "1 Quay Street, Orvo", "set no cookies"):
        assert words in page


def test_the_operators_own_notice_takes_its_place(client, settings, tmp_path):
    file = tmp_path / "privacy.txt"
    file.write_text("We keep little.\n\nAsk <us>\nat the desk.\u202e\n", "utf-8")
    settings.STOPPRESS = replace(settings.STOPPRESS, privacy_file=str(file))
    page = client.get("/privacy/").content.decode()
    assert '<p class="own">We keep little.</p>' in page
    assert '<p class="own">Ask &lt;us&gt;\nat the desk.</p>' in page
    assert "What we keep" not in page
    assert "\u202e" not in page


def test_a_notice_that_cannot_be_read_leaves_ours(client, settings, tmp_path):
    settings.STOPPRESS = replace(settings.STOPPRESS, privacy_file=str(tmp_path / "none.txt"))
    assert "What we keep" in client.get("/privacy/").content.decode()


def test_health_looks_at_the_database(client):
    reply = client.get("/health")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


def test_health_fails_without_a_database(client):
    with mock.patch.object(pages.connection, "cursor", side_effect=DatabaseError):
        reply = client.get("/health")
    assert (reply.status_code, reply.json()) == (503, {"status": "no database"})


def test_no_log_line_of_a_failed_request_holds_a_token(client, now, caplog, monkeypatch):
    token = _addresses(now)["preferences"].rsplit("/", 1)[1]
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        for address in (f"/confirm/{token}", f"/unsubscribe/{token}", f"/preferences/{token}/none"):
            client.get(address)
            client.put(address)
        monkeypatch.setattr("stoppress.readership.subscription.split", lambda token: 1 / 0)
        assert client.get(f"/preferences/{token}").status_code == 500
    assert "Internal Server Error: /preferences/…" in caplog.text
    assert token not in caplog.text


def test_the_page_of_an_error_is_ours(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("stoppress.readership.subscription.split", lambda token: 1 / 0)
    reply = client.get("/preferences/x")
    assert (reply.status_code, "It is our fault" in reply.content.decode()) == (500, True)
    assert reply["Cache-Control"] == "no-store"
