"""Pages to read the mailbox in: the list, and each mail as HTML, text and source. No script anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from importlib import resources

from stoppress.demo.mailbox.store import Message, Store
from stoppress.demo.web import NOT_FOUND, PageServer, Reply
from stoppress.stages.text.safe import one_line, plain

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
# A mail may carry styles and embedded pictures. It loads nothing and runs nothing, and what it links to opens
# in a tab of its own, outside the sandbox.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_VIEWS = {"html": "HTML", "text": "Text", "source": "Source"}
_WIDTHS = {"full": "Full width", "600": "600 px", "320": "320 px"}
_SCHEMES = {"light": "Light", "dark": "Dark"}
_SCHEME_QUERY = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_NUMBER = re.compile(r"/messages/(\d{1,9})(/html|\.eml)?")


def mailbox_pages(store: Store, *, port: int = 0) -> PageServer:
    """Make the server of the mailbox's pages; it is to be started."""
    return PageServer(lambda path, query: _answer(store, path, query), port=port)


def _answer(store: Store, path: str, query: Mapping[str, str]) -> Reply:
    if path == "/":
        return _page("Mailbox", _list(store.messages), refresh=True)
    if path == "/mailbox.css":
        style = (resources.files("stoppress.demo.mailbox") / "mailbox.css").read_bytes()
        return Reply(style, "text/css; charset=utf-8", headers=_HEADERS)
    match = _NUMBER.fullmatch(path)
    messages = store.messages
    if match is None or not 1 <= int(match[1]) <= len(messages):
        return NOT_FOUND
    show: dict[str | None, Callable[[Message, Mapping[str, str]], Reply]] = {
        None: _reading,
        "/html": _mail,
        ".eml": _file,
    }
    return show[match[2]](messages[int(match[1]) - 1], query)


def _page(title: str, content: str, *, refresh: bool = False) -> Reply:
    again = '<meta http-equiv="refresh" content="2">' if refresh else ""
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'{again}<title>{escape(title)}</title>\n<link rel="stylesheet" href="/mailbox.css">\n'
        '</head>\n<body>\n<header><a class="home" href="/">Mailbox</a></header>\n'
        f"<main>\n{content}\n</main>\n</body>\n</html>\n"
    )
    return Reply(page.encode("utf-8", "replace"), headers={**_HEADERS, "Content-Security-Policy": _PAGE_POLICY})


def _list(messages: tuple[Message, ...]) -> str:
    if not messages:
        return '<h1>No mail yet</h1>\n<p class="quiet">What the service sends arrives here, without reloading.</p>'
    rows = "\n".join(
        f'<li><a href="/messages/{message.number}"><span class="from">{_shown(message, "From")}</span>'
        f'<span class="subject">{_shown(message, "Subject") or "(no subject)"}</span>'
        f'<span class="to">to {escape(one_line(", ".join(message.recipients)))}</span>'
        f'<time datetime="{message.received_at.isoformat()}">{message.received_at:%H:%M:%S} UTC</time></a></li>'
        for message in reversed(messages)
    )
    mails = "1 mail" if len(messages) == 1 else f"{len(messages)} mails"
    return f'<h1>{mails}</h1>\n<ol class="mails">\n{rows}\n</ol>'


def _reading(message: Message, query: Mapping[str, str]) -> Reply:
    view = _chosen(query, "view", _VIEWS)
    if view == "html" and message.part("html") is None:
        view = "text"
    chosen = {"view": view, "width": _chosen(query, "width", _WIDTHS), "scheme": _chosen(query, "scheme", _SCHEMES)}
    rows = "".join(
        f"<dt>{name}</dt><dd>{value}</dd>"
        for name, value in (
            ("From", _shown(message, "From")),
            ("To", _shown(message, "To")),
            ("Arrived", f"{message.received_at:%H:%M:%S} UTC"),
        )
    )
    content = (
        f"<h1>{_shown(message, 'Subject') or '(no subject)'}</h1>\n<dl>{rows}</dl>\n"
        f'<nav class="choices" aria-label="How to show it">{_choices(message, chosen)}</nav>\n'
        f"{_shown_as(message, chosen)}"
    )
    return _page(one_line(message.header("Subject")) or "(no subject)", content)


def _shown_as(message: Message, chosen: Mapping[str, str]) -> str:
    if chosen["view"] == "html":
        return (
            f'<iframe class="mail w{chosen["width"]} {chosen["scheme"]}" title="The mail as HTML" sandbox="{_SANDBOX}"'
            f' src="/messages/{message.number}/html?scheme={chosen["scheme"]}"></iframe>'
        )
    text = message.source if chosen["view"] == "source" else message.part("plain")
    return f'<pre class="{chosen["view"]}">{escape(plain(text or "(this mail has no text)"))}</pre>'


def _choices(message: Message, chosen: Mapping[str, str]) -> str:
    groups = [_group(message, chosen, "view", _VIEWS)]
    if chosen["view"] == "html":
        groups += [_group(message, chosen, "width", _WIDTHS), _group(message, chosen, "scheme", _SCHEMES)]
    return "".join(groups) + f'<a class="file" href="/messages/{message.number}.eml">Save as .eml</a>'


def _group(message: Message, chosen: Mapping[str, str], name: str, labels: Mapping[str, str]) -> str:
    links = "".join(
        f'<a href="/messages/{message.number}?{escape(_query({**chosen, name: value}))}"'
        f"{' aria-current=true' if chosen[name] == value else ''}>{label}</a>"
        for value, label in labels.items()
    )
    return f'<span class="group">{links}</span>'


def _query(chosen: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in chosen.items())


def _chosen(query: Mapping[str, str], name: str, allowed: Mapping[str, str]) -> str:
    value = query.get(name, "")
    return value if value in allowed else next(iter(allowed))


def _mail(message: Message, query: Mapping[str, str]) -> Reply:
    """The HTML part as it came, but for where its links open and which colour scheme it is told of."""
    scheme = _chosen(query, "scheme", _SCHEMES)
    html = _SCHEME_QUERY.sub(
        lambda asked: "(min-width: 0)" if asked[1].lower() == scheme else "(max-width: 0)", message.part("html") or ""
    )
    base = '<base target="_blank">'
    head = _HEAD.search(html)
    page = html[: head.end()] + base + html[head.end() :] if head else base + html
    return Reply(page.encode("utf-8", "replace"), headers={**_HEADERS, "Content-Security-Policy": _MAIL_POLICY})


def _file(message: Message, _query: Mapping[str, str]) -> Reply:
    name = f'attachment; filename="{message.number:04}.eml"'
    return Reply(message.raw, "message/rfc822", headers={**_HEADERS, "Content-Disposition": name})


def _shown(message: Message, header: str) -> str:
    return escape(one_line(message.header(header)))
