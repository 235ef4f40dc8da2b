"""A visitor with a browser's habits: follows redirects, keeps cookies, fills in the forms that a page has."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from http.cookiejar import CookieJar

_TIMEOUT = 10.0
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSEEN = {"script", "style", "template", "title"}


@dataclass(slots=True)
class Form:
    """A form of a page, as it would be sent if nothing were typed."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """What a visitor sees."""

    address: str  # where the redirects led
    status: int
    text: str  # what is visible, white space folded
    forms: tuple[Form, ...]

    def form_to_send(self) -> Form | None:
        """The first form that is sent by POST."""
        return next((form for form in self.forms if form.method == "post"), None)


class Visitor:
    """Somebody with a browser; no script runs in it."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def open(self, address: str) -> Page:
        """Follow a link."""
        return self._ask(urllib.request.Request(address))  # noqa: S310  (the demo's own http addresses)

    def send(self, page: Page, typed: Mapping[str, str]) -> Page:
        """Fill in the page's form and send it; raises ValueError where there is none, or none with these fields."""
        form = page.form_to_send()
        if form is None:
            raise ValueError(f"no form on {page.address}")
        if missing := typed.keys() - form.fields.keys():
            raise ValueError(f"the form on {page.address} has no field {', '.join(sorted(missing))}")
        body = urllib.parse.urlencode({**form.fields, **typed}).encode()
        address = urllib.parse.urljoin(page.address, form.action)
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(page.address))
        return self._ask(urllib.request.Request(address, body, {"Origin": origin, "Referer": page.address}))  # noqa: S310

    def _ask(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                return _page(answer.geturl(), answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return _page(error.geturl(), error.code, error.read(), error.headers)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def post_one_click(address: str) -> int:
    """POST as a mail program does by RFC 8058: no cookies, no redirects; return the status."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    request = urllib.request.Request(address, b"List-Unsubscribe=One-Click")  # noqa: S310  (checked by the caller)
    request.add_header("Content-Type", "application/x-www-form-urlencoded")
    try:
        with opener.open(request, timeout=_TIMEOUT) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _page(address: str, status: int, body: bytes, headers: Message) -> Page:
    reader = _PageReader()
    reader.feed(body.decode(headers.get_content_charset() or "utf-8", "replace"))
    reader.close()
    return Page(address, status, " ".join(" ".join(reader.seen).split()), tuple(reader.forms))


class _PageReader(HTMLParser):
    """Takes the visible text and the forms out of a page; what stands in a `hidden` element is not visible."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.forms: list[Form] = []
        self._open: list[tuple[str, bool]] = []  # elements still open, and whether each hides its content
        self._in_form = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        if tag not in _VOID:
            self._open.append((tag, "hidden" in stated or tag in _UNSEEN))
        if tag == "form":
            self._in_form = True
            self.forms.append(Form(stated.get("action") or "", (stated.get("method") or "get").lower()))
        elif tag == "input" and self._in_form and stated.get("name"):
            self._take_field(stated)

    def _take_field(self, stated: Mapping[str, str | None]) -> None:
        is_choice = stated.get("type") in {"checkbox", "radio"}
        if not is_choice or "checked" in stated:
            self.forms[-1].fields[stated["name"] or ""] = stated.get("value") or ("on" if is_choice else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        for position in range(len(self._open) - 1, -1, -1):
            if self._open[position][0] == tag:
                del self._open[position:]
                return

    def handle_data(self, data: str) -> None:  # the parser's own name for text
        if not any(hides for _, hides in self._open):
            self.seen.append(data)
