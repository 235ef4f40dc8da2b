"""Sample mails of every kind, with news of our own invention: for previews and for tests."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

from django.conf import settings

from stoppress.domain.alert import AlertContent, AlertKind, Contrast, Line, Quote, Report, Sent, Standing
from stoppress.domain.brief import DifferenceKind
from stoppress.domain.email import Email, EmailKind, Recipient
from stoppress.mailroom.message import Stamp, write_message
from stoppress.mailroom.render import NEWS, render_email
from stoppress.mailroom.wording import DEFAULT, primary

SENT_AT = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
_ADDRESSES = ("https://courier.example/harbour-wall", "https://radio.example/771", "https://gazette.example/quay")
_ALSO_AT = "https://courier.example/also"
_NOBODYS = "sample"
_READER = "reader@example.org"
# As one reads on the sign-up page, which is in English.
_ASKED = ("By signing up I ask {operator} to email me alerts when news breaks. I can stop them at any time.",)


def sample_email(kind: EmailKind, language: str) -> Email:
    """Render a mail of the kind in the language, as a reader of this installation would get it."""
    configuration = settings.STOPPRESS
    return render_email(
        kind,
        sample_context(kind, language),
        sender=configuration.alerts_sender if kind in NEWS else configuration.confirmations_sender,
        language=language,
        expires_at=SENT_AT + timedelta(hours=2),
        headers={},
    )


def sample_copy(email: Email) -> bytes:
    """Write a reader's copy, with links that lead nowhere."""
    values = dict.fromkeys(email.marks, _NOBODYS)
    return write_message(email, Recipient(_READER, values), Stamp(f"<{email.kind}.sample@example.org>", SENT_AT))


def personal(text: str, email: Email) -> str:
    """Put what leads nowhere where a part of the mail is personal."""
    for mark in email.marks.values():
        text = text.replace(mark, _NOBODYS)
    return text


def sample_context(kind: EmailKind, language: str) -> dict[str, object]:
    """Return the context of a sample mail; news is in the language where there is some in it, else in English."""
    return _CONTEXTS[kind](_news(language)) if kind in _CONTEXTS else {}


@dataclass(frozen=True, slots=True)
class _News:
    """Words of invented outlets in one language."""

    language: str
    words: Mapping[str, str]
    outlets: tuple[str, ...]
    also: tuple[str, ...]

    def line(self, name: str, outlet: int, **cut: bool) -> Line:
        """Return a line that one of the outlets printed."""
        return Line(self.words[name], f"sample-{outlet}", self.outlets[outlet], _ADDRESSES[outlet], **cut)

    def report(self, name: str, outlet: int, *, published: datetime | None = SENT_AT) -> Report:
        """Return a report of one of the outlets."""
        is_lede = name == "third"
        return Report(
            f"sample-{outlet}", self.outlets[outlet], self.words[name], is_lede, _ADDRESSES[outlet], published
        )

    def content(self, kind: AlertKind, prefix: str, quotes: tuple[Quote, ...]) -> AlertContent:
        """Return an alert, update or correction about the event."""
        others = (self.report("second", 1, published=None), self.report("third", 2, published=SENT_AT))
        return AlertContent(
            kind=kind,
            event="sample",
            subject=self.words[f"{prefix}subject"],
            subject_is_lede=False,
            status=f"Confirmed by {self.words['confirmed_by']} · 3 independent outlets",
            lede=self.line(f"{prefix}lede", 0, cut_after=True),
            quotes=quotes,
            reports=(self.report(f"{prefix}subject", 0), *others),
            language=self.language,
            contrasts=(self.contrast,) if kind is AlertKind.ALERT else (),
            only_in=(Quote(self.words["only_speaker"], (self.line("only_spoken", 2),)),)
            if kind is AlertKind.ALERT
            else (),
            standing=self.standing,
        )

    @property
    def contrast(self) -> Contrast:
        """What two of the outlets tell differently."""
        lines = (self.line("differ_one", 0), self.line("differ_other", 1, cut_before=True))
        return Contrast(DifferenceKind.FIGURE, self.words["differ_what"], lines)

    @property
    def standing(self) -> Standing:
        """How the event stands."""
        return Standing(
            confirmed_by=(self.words["confirmed_by"],), first_reported_by=(self.outlets[0],), outlets=3, owners=3
        )

    @property
    def sent(self) -> Sent:
        """The alert as later mails name it."""
        return Sent(
            self.words["subject"], self.language, SENT_AT, self.outlets[0], _ADDRESSES[0], standing=self.standing
        )


@cache
def _news(language: str) -> _News:
    folder = resources.files("stoppress.mailroom") / "samples"
    spoken = next(name for name in (primary(language), DEFAULT) if (folder / f"{name}.toml").is_file())
    values = tomllib.loads((folder / f"{spoken}.toml").read_text("utf-8"))
    words = {name: value for name, value in values.items() if isinstance(value, str)}
    return _News(spoken, words, tuple(values["outlets"]), tuple(values["also"]))


def _alert(news: _News) -> dict[str, object]:
    quotes = (
        Quote(news.words["speaker"], (news.line("spoken", 0), news.line("spoken", 1))),
        Quote("", (news.line("unnamed", 2, cut_before=True),)),
    )
    return {"content": news.content(AlertKind.ALERT, "", quotes)}


def _update(news: _News) -> dict[str, object]:
    quotes = (Quote(news.words["update_speaker"], (news.line("update_spoken", 0),)),)
    return {"content": news.content(AlertKind.UPDATE, "update_", quotes), "earlier": news.sent}


def _correction(news: _News) -> dict[str, object]:
    quotes = (Quote(news.words["speaker"], (news.line("correction_spoken", 0),)),)
    content = news.content(AlertKind.CORRECTION, "correction_", quotes)
    return {"content": content, "earlier": news.sent, "note": news.words["note"]}


def _digest(news: _News) -> dict[str, object]:
    one = Standing(outlets=1, owners=1)
    also = [
        Sent(subject, news.language, SENT_AT + timedelta(hours=number), news.outlets[number], _ALSO_AT, standing=one)
        for number, subject in enumerate(news.also, 1)
    ]
    return {"alerts": [news.sent, *also], "start": SENT_AT - timedelta(hours=2), "end": SENT_AT + timedelta(hours=22)}


def _confirmation(_: _News) -> dict[str, object]:
    return {"asked": [sentence.format(operator=settings.STOPPRESS.operator_name) for sentence in _ASKED]}


def _goodbye(_: _News) -> dict[str, object]:
    return {"offers": True}


_CONTEXTS: Mapping[EmailKind, Callable[[_News], dict[str, object]]] = {
    EmailKind.ALERT: _alert,
    EmailKind.UPDATE: _update,
    EmailKind.CORRECTION: _correction,
    EmailKind.DIGEST: _digest,
    EmailKind.CONFIRMATION: _confirmation,
    EmailKind.GOODBYE: _goodbye,
}
