"""Pages to read the mailbox in: the list, and each mail as HTML, text and source. No script anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from importlib import resources

from stoppress.demo.mailbox.store import Message, Store
from stoppress.demo.web import NOT_FOUND, PageServer, Reply
from stoppress.mailroom.preview import Scheme, in_scheme
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
_VIEWS = {"html": "HTML", "sizes": "Light and dark, 320 and 600 px", "text": "Text", "source": "Source"}
_IN_HTML = {"html", "sizes"}
_WIDTHS = {"full": "Full width", "600": "600 px", "320": "320 px"}
_SCHEMES = {"light": "Light", "dark": "Dark"}
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_NUMBER = re.compile(r"/(messages|samples)/(\d{1,9})(/html|\.eml)?")
_Shelf = Callable[[], Sequence[Message]]


def mailbox_pages(store: Store, *, samples: _Shelf = tuple, port: int = 0) -> PageServer:
    """Make the server of the mailbox's pages; it is to be started. `samples` are mails to look at that nobody got."""
    shelves: Mapping[str, _Shelf] = {"messages": lambda: store.messages, "samples": samples}
    return PageServer(lambda path, query: _answer(shelves, path, query), port=port)


def _answer(shelves: Mapping[str, _Shelf], path: str, query: Mapping[str, str]) -> Reply:
    if path == "/":
        return _page("Mailbox", _list(shelves["messages"]()), refresh=True)
    if path == "/samples/":
        return _page("Sample mails", _list_samples(shelves["samples"]()))
    if path == "/mailbox.css":
        style = (resources.files("stoppress.demo.mailbox") / "mailbox.css").read_bytes()
        return Reply(style, "text/css; charset=utf-8", headers=_HEADERS)
    match = _NUMBER.fullmatch(path)
    messages = shelves[match[1]]() if match else ()
    if match is None or not 1 <= int(match[2]) <= len(messages):
        return NOT_FOUND
    show: dict[str | None, Callable[[Message, Mapping[str, str], str], Reply]] = {
        None: _reading,
        "/html": _mail,
        ".eml": _file,
    }
    return show[match[3]](messages[int(match[2]) - 1], query, f"/{match[1]}/{match[2]}")


def _page(title: str, content: str, *, refresh: bool = False) -> Reply:
    again = '<meta http-equiv="refresh" content="2">' if refresh else ""
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'{again}<title>{escape(title)}</title>\n<link rel="stylesheet" href="/mailbox.css">\n'
        '</head>\n<body>\n<header><a class="home" href="/">Mailbox</a> <a href="/samples/">Sample mails</a></header>\n'
        f"<main>\n{content}\n</main>\n</body>\n</html>\n"
    )
    return Reply(page.encode("utf-8", "replace"), headers={**_HEADERS, "Content-Security-Policy": _PAGE_POLICY})


def _list(messages: Sequence[Message]) -> str:
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


def _list_samples(messages: Sequence[Message]) -> str:
    rows = "\n".join(
        f'<li><a href="/samples/{message.number}?view=sizes"><span class="from">{escape(message.sender)}</span>'
        f'<span class="subject"><bdi>{_shown(message, "Subject")}</bdi></span></a></li>'
        for message in messages
    )
    return (
        "<h1>Sample mails</h1>\n"
        '<p class="quiet">Every kind in every language, as <code>stoppress mail preview</code> writes them.</p>\n'
        f'<ol class="mails">\n{rows}\n</ol>'
    )


def _reading(message: Message, query: Mapping[str, str], place: str) -> Reply:
    view = _chosen(query, "view", _VIEWS)
    if view in _IN_HTML and message.part("html") is None:
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
        f'<nav class="choices" aria-label="How to show it">{_choices(place, chosen)}</nav>\n'
        f"{_shown_as(message, chosen, place)}"
    )
    return _page(one_line(message.header("Subject")) or "(no subject)", content)


def _shown_as(message: Message, chosen: Mapping[str, str], place: str) -> str:
    if chosen["view"] == "sizes":
        frames = "".join(_frame(place, width, scheme) for scheme in _SCHEMES for width in ("320", "600"))
        return f'<div class="sizes">{frames}</div>'
    if chosen["view"] == "html":
        return _frame(place, chosen["width"], chosen["scheme"])
    text = message.source if chosen["view"] == "source" else message.part("plain")
    return f'<pre class="{chosen["view"]}" dir="auto">{escape(plain(text or "(this mail has no text)"))}</pre>'


def _frame(place: str, width: str, scheme: str) -> str:
    title = f"The mail as HTML: {_SCHEMES[scheme].lower()}, {_WIDTHS[width].lower()}"
    return (
        f'<iframe class="mail w{width} {scheme}" title="{title}" sandbox="{_SANDBOX}"'
        f' src="{place}/html?scheme={scheme}"></iframe>'
    )


def _choices(place: str, chosen: Mapping[str, str]) -> str:
    groups = [_group(place, chosen, "view", _VIEWS)]
    if chosen["view"] == "html":
        groups += [_group(place, chosen, "width", _WIDTHS), _group(place, chosen, "scheme", _SCHEMES)]
    return "".join(groups) + f'<a class="file" href="{place}.eml">Save as .eml</a>'


def _group(place: str, chosen: Mapping[str, str], name: str, labels: Mapping[str, str]) -> str:
    links = "".join(
        f'<a href="{place}?{escape(_query({**chosen, name: value}))}"'
        f"{' aria-current=true' if chosen[name] == value else ''}>{label}</a>"
        for value, label in labels.items()
    )
    return f'<span class="group">{links}</span>'


def _query(chosen: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in chosen.items())


def _chosen(query: Mapping[str, str], name: str, allowed: Mapping[str, str]) -> str:
    value = query.get(name, "")
    return value if value in allowed else next(iter(allowed))


def _mail(message: Message, query: Mapping[str, str], _place: str) -> Reply:
    """The HTML part as it came, but for where its links open and which colour scheme it is told of."""
    html = in_scheme(message.part("html") or "", Scheme(_chosen(query, "scheme", _SCHEMES)))
    base = '<base target="_blank">'
    head = _HEAD.search(html)
    page = html[: head.end()] + base + html[head.end() :] if head else base + html
    return Reply(page.encode("utf-8", "replace"), headers={**_HEADERS, "Content-Security-Policy": _MAIL_POLICY})


def _file(message: Message, _query: Mapping[str, str], _place: str) -> Reply:
    name = f'attachment; filename="{message.number:04}.eml"'
    return Reply(message.raw, "message/rfc822", headers={**_HEADERS, "Content-Disposition": name})


def _shown(message: Message, header: str) -> str:
    return escape(one_line(message.header(header)))
