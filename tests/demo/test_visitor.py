"""The demo's visitor sees what a reader sees, and sends what a browser sends."""

from http import HTTPStatus
from urllib.parse import urlencode

import pytest

from stoppress.demo.visitor import Form, Visitor, post_one_click
from stoppress.demo.web import PageServer, Reply

FORM = b"""<!doctype html><title>unseen</title><style>.unseen{}</style>
<form method="get"><input name="q"></form>
<form method="post" action="send?x=1"><input type="hidden" name="token" value="t&amp;1">
<input name="address" value=""><input type="checkbox" name="offers"><input type="checkbox" name="all" checked>
<p hidden>not <b>shown</b></p><p>shown<br>too</p></form>"""


@pytest.fixture
def address():
    pages = {
        "/": Reply(FORM),
        "/moved": Reply(b"", status=HTTPStatus.FOUND, headers={"Location": "/"}),
        "/gone": Reply(b"<p>gone</p>", status=HTTPStatus.GONE),
    }
    server = PageServer(lambda path, _query: pages[path])
    server.start()
    yield server.address
    server.stop()


def test_only_what_is_visible_is_seen_and_forms_are_as_they_would_be_sent(address):
    page = Visitor().open(f"{address}/moved")
    assert (page.address, page.status, page.text) == (f"{address}/", 200, "shown too")
    assert page.forms == (
        Form("", "get", {"q": ""}),
        Form("send?x=1", "post", {"token": "t&1", "address": "", "all": "on"}),
    )
    assert page.form_to_send() is page.forms[1]


def test_a_page_of_an_error_is_a_page(address):
    page = Visitor().open(f"{address}/gone")
    assert (page.status, page.text, page.forms) == (410, "gone", ())


def test_what_no_form_asks_for_is_not_sent(address):
    page = Visitor().open(address)
    with pytest.raises(ValueError, match="has no field offer, order"):
        Visitor().send(page, {"address": "a@example.org", "order": "1", "offer": "2"})
    with pytest.raises(ValueError, match="no form on"):
        Visitor().send(Visitor().open(f"{address}/gone"), {})


def test_one_click_follows_no_redirect(monkeypatch):
    asked = []

    server = PageServer(lambda path, query: Reply(b""))

    def answer(handler):
        asked.append(
            (handler.path, handler.rfile.read(int(handler.headers["Content-Length"])), handler.headers["Cookie"])
        )
        handler.send_response(302)
        handler.send_header("Location", "/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    monkeypatch.setattr(server._server.RequestHandlerClass, "do_POST", answer, raising=False)
    server.start()
    try:
        assert post_one_click(f"{server.address}/unsubscribe/x") == 302
    finally:
        server.stop()
    assert asked == [("/unsubscribe/x", urlencode({"List-Unsubscribe": "One-Click"}).encode(), None)]
