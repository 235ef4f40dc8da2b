"""Word a mail: templates filled, marks put where each copy becomes personal.

What the context of each kind holds:

- ALERT: `content` (an AlertContent); takes `event_url`, the page of the event
- UPDATE: `content`, with what is new as its quotes; `earlier` (the Sent alert it follows); takes `event_url`
- CORRECTION: `content`, what the outlets say now; `earlier`; takes `note`, the operator's words on what
  was wrong, and `retracted`, whether all of the alert is taken back
- DIGEST: `alerts` (Sent ones, not empty), `start` and `end` (aware times)
- CONFIRMATION: takes `asked`, a sequence of what was agreed, and `asked_language`, else English
- GOODBYE: takes `offers`, whether those are still mailed
- ALREADY_SUBSCRIBED: nothing

All take `why`, `operator_name`, `operator_address` and `privacy_url`, else made from words and settings.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from stoppress.domain.alert import AlertContent, Sent
from stoppress.domain.email import Email, EmailKind
from stoppress.domain.errors import SettingError
from stoppress.mailroom.addresses import read_sender
from stoppress.mailroom.house import House, house
from stoppress.mailroom.showing import Voice, content_view, earlier, marked
from stoppress.mailroom.wording import DEFAULT, Wording, direction, is_language, placeholders
from stoppress.stages.text.safe import one_line, plain, web_address

# Those about the news go to lists of readers (RFC 2369); the others answer what one reader did.
NEWS = frozenset({EmailKind.ALERT, EmailKind.UPDATE, EmailKind.CORRECTION, EmailKind.DIGEST})
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")  # JSON can carry them, no encoding can write them
_BLANK_LINES = re.compile(r"\n{3,}")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_PAGES = {"unsubscribe": "unsubscribe", "preferences": "preferences", "confirm": "confirm"}  # mark → path


def render_email(  # noqa: PLR0913  (all but the first two by name: a mail has that many sides)
    kind: EmailKind,
    context: Mapping[str, object],
    *,
    sender: str,
    language: str,
    expires_at: datetime,
    headers: Mapping[str, str],
    priority: int = 0,
) -> Email:
    """Fill the templates mail/<kind>.{subject.txt,txt,html} and return the mail, personal at its marks only.

    What `context` holds stands at the head of this module.
    Our own words are in `language` where there are words for it, else in English, and marked as such.
    The personal links are made here, from the public address and a mark each: recipients' `values` are
    tokens, by the names in `Email.marks`: `unsubscribe` and `preferences` or, in a confirmation, `confirm`.
    In the context's strings and in the headers `{unsubscribe}` and the like stand for those marks. The
    list headers of mails about the news are set here, whatever `headers` says of them. Raises SettingError
    where `sender`, the public address, the time zone or the operator's folder of words and look cannot be right.
    """
    read_sender(sender)
    own = house(settings.STOPPRESS.mail_folder)
    language = language if is_language(language) else DEFAULT
    draft = _Draft(kind, context, language, own, {name: f"mark{secrets.token_hex(12)}" for name in _PAGES})
    subject, text, html = (draft.rendered(ending) for ending in ("subject.txt", "txt", "html"))
    filled = {name: _filled(value, draft.marks) for name, value in headers.items()}
    if kind in NEWS:
        filled |= _list_headers(draft.link("unsubscribe"))
    filled.setdefault("Auto-Submitted", "auto-generated")
    used = "\n".join((text, html, *filled.values()))
    return Email(
        kind=kind,
        sender=sender,
        subject=one_line(subject),
        text=_BLANK_LINES.sub("\n\n", plain(text)).strip() + "\n",
        html=plain(html).strip() + "\n",
        language=language,
        headers=filled,
        marks={name: mark for name, mark in draft.marks.items() if mark in used},
        expires_at=expires_at,
        priority=priority,
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A mail being worded."""

    kind: EmailKind
    context: Mapping[str, object]
    language: str
    house: House
    marks: Mapping[str, str]

    def rendered(self, ending: str) -> str:
        """Fill one of the kind's templates."""
        voice = Voice(
            self.house.wording(self.language), self.language, settings.STOPPRESS.display_zone, html=ending == "html"
        )
        view = self._view(voice)
        rendered = render_to_string(f"mail/{self.kind.value}.{ending}", view)
        return _HALF_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", rendered)

    def link(self, page: str) -> str:
        """Return the address of a personal page."""
        return f"{_site()}/{_PAGES[page]}/{self.marks[page]}"

    def _view(self, voice: Voice) -> dict[str, object]:
        view = self._shared(voice)
        values = {"operator": view["operator_name"], "site": view["site_name"]}
        if self.kind in _VIEWS:
            of_kind, of_words = _VIEWS[self.kind](view, voice)
            view |= of_kind
            values |= of_words
        view["say"] = _said(voice, values)
        return view

    def _shared(self, voice: Voice) -> dict[str, object]:
        """Return what every template gets: the sender, the links, the look, and how the two languages are marked."""
        own = {f"{name}_url": self.link(name) for name in _PAGES}
        own |= {
            "operator_name": settings.STOPPRESS.operator_name,
            "operator_address": settings.STOPPRESS.operator_address,
            "privacy_url": f"{_site()}/privacy/",
            "site_name": urlsplit(_site()).netloc,
            "why": "",
        }
        given = {
            name: _filled(value, self.marks) if isinstance(value, str) else value
            for name, value in self.context.items()
        }
        view: dict[str, object] = own | given
        view["operator_name"] = one_line(str(view["operator_name"]))
        view["operator_address"] = one_line(str(view["operator_address"]))
        view["language"] = self.language
        view["direction"] = direction(self.language)
        view["ours"] = voice.mark
        view["look"] = self.house.look
        view["footer"] = _paragraphs(voice.wording.say("footer"))
        return view


def _site() -> str:
    return settings.STOPPRESS.public_address.rstrip("/")


def _filled(value: str, marks: Mapping[str, str]) -> str:
    for name, mark in marks.items():
        value = value.replace(f"{{{name}}}", mark)
    return value


def _paragraphs(text: str) -> list[str]:
    return [one_line(part) for part in _PARAGRAPHS.split(text) if part.strip()]


def _said(voice: Voice, values: Mapping[str, object]) -> dict[str, str]:
    """Fill every text whose values are known for the whole mail."""
    return {name: voice(name, **_wanted(voice.wording, name, values)) for name in _sayable(voice.wording, values)}


def _sayable(wording: Wording, values: Mapping[str, object]) -> list[str]:
    return [name for name, text in wording.texts.items() if placeholders(text) <= values.keys()]


def _wanted(wording: Wording, name: str, values: Mapping[str, object]) -> dict[str, object]:
    return {key: values[key] for key in placeholders(wording.texts[name])}


_View = tuple[
    dict[str, object], dict[str, object]
]  # what the kind's templates show, and what our words are filled with


def _alert(view: Mapping[str, object], voice: Voice) -> _View:
    return content_view(_content(view), voice), {}


def _update(view: Mapping[str, object], voice: Voice) -> _View:
    shown, before = content_view(_content(view), voice), earlier(_sent(view["earlier"]), voice)
    return shown | {"earlier": before}, {"subject": shown["subject"], "time": before.issued}


def _correction(view: Mapping[str, object], voice: Voice) -> _View:
    shown, before = content_view(_content(view), voice), earlier(_sent(view["earlier"]), voice)
    own = {"earlier": before, "note": _paragraphs(str(view.get("note", ""))), "retracted": bool(view.get("retracted"))}
    return shown | own, {"subject": before.subject, "time": before.issued}


def _digest(view: Mapping[str, object], voice: Voice) -> _View:
    alerts = [earlier(_sent(sent), voice) for sent in view["alerts"]]  # type: ignore[attr-defined]
    words = {
        "alerts": voice.wording.count("alerts", len(alerts)),
        "first": alerts[0].subject,
        "start": voice.moment(view["start"]),  # type: ignore[arg-type]
        "end": voice.moment(view["end"]),  # type: ignore[arg-type]
    }
    sent = [(alert, voice("digest_sent", time=alert.issued)) for alert in alerts]
    return {"alerts": sent}, words


def _confirmation(view: Mapping[str, object], voice: Voice) -> _View:
    return {"asked_mark": marked(str(view.get("asked_language", DEFAULT)), voice.page)}, {}


_VIEWS: Mapping[EmailKind, Callable[[Mapping[str, object], Voice], _View]] = {
    EmailKind.ALERT: _alert,
    EmailKind.UPDATE: _update,
    EmailKind.CORRECTION: _correction,
    EmailKind.DIGEST: _digest,
    EmailKind.CONFIRMATION: _confirmation,
}


def _content(view: Mapping[str, object]) -> AlertContent:
    content = view.get("content")
    if not isinstance(content, AlertContent):
        raise TypeError("the context of a mail about an event holds its content")
    return content


def _sent(value: object) -> Sent:
    if not isinstance(value, Sent):
        raise TypeError("an alert that went out is told of as Sent")
    return value


def _list_headers(unsubscribe_url: str) -> dict[str, str]:
    """RFC 2369, RFC 8058 and RFC 2919; without a phrase in List-Id, which might need encoding."""
    host = urlsplit(unsubscribe_url).hostname or ""
    if web_address(unsubscribe_url) is None or not unsubscribe_url.isascii():
        raise SettingError("public_address is no http or https address in ASCII")
    return {
        "List-Id": f"<alerts.{host if re.search('[a-z]', host) and ':' not in host else 'localhost'}>",
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
