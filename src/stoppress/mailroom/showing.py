"""What an alert's templates show of its content: outlets' words with their places, our own words with their values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from html import escape

from django.utils.safestring import SafeString

from stoppress.domain.alert import AlertContent, Contrast, Line, Quote, Report, Sent, Standing
from stoppress.domain.brief import DifferenceKind
from stoppress.mailroom.wording import DEFAULT, Wording, direction, is_language, primary
from stoppress.stages.text.safe import one_line, web_address


@dataclass(frozen=True, slots=True)
class Voice:
    """Our words as one part of a mail takes them, in the language of the mail or in English instead."""

    wording: Wording
    page: str  # language of the mail
    zone: str  # in which times are shown
    html: bool

    def __call__(self, name: str, **values: object) -> str:
        """Fill a text's values in, as HTML or as plain text."""
        return self.wording.show(name, **values) if self.html else self.wording.say(name, **values)

    def count(self, name: str, number: int) -> str:
        """Say how many."""
        counted = self.wording.count(name, number)
        return escape(counted) if self.html else counted

    def moment(self, moment: datetime) -> str:
        """Word a time."""
        return self.wording.moment(moment, self.zone)

    @property
    def mark(self) -> SafeString:
        """The attributes that our own words need where the mail is in another language, else nothing."""
        return marked(self.wording.language, self.page)


def marked(language: str, page: str) -> SafeString:
    """Return the attributes that tell the words of one language within a page of another."""
    if primary(language) == primary(page):
        return SafeString("")
    return SafeString(f' lang="{language}" dir="{direction(language)}"')


def words_mark(language: str, page: str) -> SafeString:
    """Return the attributes of outlets' words: always stated, so that copied out they keep their language."""
    stated = language if is_language(language) else page
    return SafeString(f' lang="{stated}" dir="{direction(stated)}"')


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: the outlet, linked where the article has an address."""

    outlet: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """Words of outlets, verbatim, with every place they stand in."""

    text: str
    before: str  # "… " where words were left out, else empty; never part of the text
    after: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker says."""

    speaker: str  # may be empty
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Contrasted:
    """What reports tell differently."""

    about: str  # worded: in what they differ
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One report in the list of all."""

    title: str
    title_is_lede: bool
    outlet: str
    url: str | None
    published: str  # worded; empty where unknown


@dataclass(frozen=True, slots=True)
class Earlier:
    """An alert that went out."""

    subject: str
    words: SafeString  # attributes of the subject
    place: Place | None
    issued: str  # worded
    status: str
    status_mark: SafeString


def content_view(content: AlertContent, voice: Voice) -> dict[str, object]:
    """Return what the templates of alert, update and correction show of a content."""
    reports = tuple(_listed(report, voice) for report in content.reports)
    subject = one_line(content.subject)
    lede = _run([content.lede])
    stated, mark = _status(content.status, content.standing, voice)
    return {
        "subject": subject,
        "subject_is_lede": content.subject_is_lede,
        "headline": _headline(subject, reports, lede),
        "status": stated,
        "status_mark": mark,
        # A lede that stands in for the headline is not said twice.
        "lede": None if content.subject_is_lede and subject.startswith(lede.text) else lede,
        "quotes": tuple(_said(quote) for quote in content.quotes),
        "contrasts": tuple(_contrasted(contrast, voice) for contrast in content.contrasts),
        "only_in": tuple(_said(quote) for quote in content.only_in),
        "reports": reports,
        "words": words_mark(content.language, voice.page),
    }


def earlier(sent: Sent, voice: Voice) -> Earlier:
    """Return what the templates show of an alert that went out."""
    stated, mark = _status(sent.status, sent.standing, voice)
    outlet = one_line(sent.outlet)
    return Earlier(
        subject=one_line(sent.subject),
        words=words_mark(sent.language, voice.page),
        place=Place(outlet, web_address(sent.url)) if outlet else None,
        issued=voice.moment(sent.issued_at),
        status=stated,
        status_mark=mark,
    )


def _status(status: str, standing: Standing | None, voice: Voice) -> tuple[str, SafeString]:
    """Word how an event stands; without the parts there is the English line alone."""
    if standing is None:
        return one_line(status), marked(DEFAULT, voice.page)
    parts = [voice("confirmed_by", who=one_line(name)) for name in standing.confirmed_by]
    parts += [voice("denied_by", who=one_line(name)) for name in standing.denied_by]
    if standing.first_reported_by:
        names = map(one_line, standing.first_reported_by)
        who = reduce(lambda first, second: voice.wording.say("both", first=first, second=second), names)
        parts.append(voice("first_reported_by", who=who))
    of_one = standing.owners <= 1 and standing.outlets == 1
    parts.append(voice.count("outlets" if of_one else "independent_outlets", max(standing.owners, 1)))
    line = " · ".join(dict.fromkeys(parts))
    line = line[:1].upper() + line[1:]
    return SafeString(line) if voice.html else line, voice.mark


def _headline(subject: str, reports: tuple[Listed, ...], lede: Run) -> Place | None:
    """Whose words the subject is: the report it is the title of, or the start of its title."""
    start = subject.removesuffix("…").rstrip()
    for report in reports:
        if report.title.startswith(start):
            return Place(report.outlet, report.url)
    return lede.places[0] if lede.text.startswith(start) else None


def _run(lines: list[Line]) -> Run:
    first = lines[0]
    places = dict.fromkeys(Place(one_line(line.outlet), web_address(line.url)) for line in lines)
    return Run(
        text=one_line(first.text),
        before="… " if first.cut_before else "",
        after=" …" if first.cut_after else "",
        places=tuple(places),
    )


def _said(quote: Quote) -> Said:
    """Show the same words once, with every outlet that carries them."""
    alike: dict[tuple[str, bool, bool], list[Line]] = {}
    for line in quote.lines:
        alike.setdefault((one_line(line.text), line.cut_before, line.cut_after), []).append(line)
    return Said(one_line(quote.speaker), tuple(_run(lines) for lines in alike.values()))


def _contrasted(contrast: Contrast, voice: Voice) -> Contrasted:
    if contrast.kind is DifferenceKind.TIME:
        about = voice("differ_time")
    else:
        about = voice("differ_figure_of", what=one_line(contrast.what)) if contrast.what else voice("differ_figure")
    return Contrasted(about, tuple(_run([line]) for line in contrast.lines))


def _listed(report: Report, voice: Voice) -> Listed:
    return Listed(
        title=one_line(report.title),
        title_is_lede=report.title_is_lede,
        outlet=one_line(report.outlet),
        url=web_address(report.url),
        published=voice.moment(report.published) if report.published else "",
    )
