"""Write a dossier as JSON, Markdown or HTML."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from importlib.resources import files
from math import inf
from typing import TYPE_CHECKING

from django.conf import settings
from django.template import Context, Engine
from django.utils.safestring import SafeString

from stoppress.cli.outputs import moment
from stoppress.domain.article import Precision
from stoppress.domain.brief import DifferenceKind, Figure
from stoppress.site.briefs import SaidBy, brief_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from _typeshed import DataclassInstance

    from stoppress.domain.brief import Brief, Excerpt

_KEPT_APART = frozenset({"matter", "head"})  # what comparing works with: nothing a reader can use


def as_json(brief: Brief) -> str:
    """Write every part of a dossier, places as [start, end] in characters of the article's text."""
    return json.dumps(_plain(brief), ensure_ascii=False, indent=2) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    return _plain_one(value)


def _record(value: DataclassInstance) -> dict[str, object]:
    named = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _KEPT_APART}
    if isinstance(value, Figure):
        named["high"] = None if value.high == inf else value.high
    return {name: _plain(part) for name, part in named.items()}


def _plain_one(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return moment(value, Precision.SECOND)
    return value.isoformat() if isinstance(value, date) else value


def as_markdown(brief: Brief) -> str:
    """Write a dossier as Markdown, outlets' words quoted, with links."""
    return "\n".join(_markdown(brief)).rstrip() + "\n"


def _markdown(brief: Brief) -> Iterator[str]:
    view = brief_view(brief)
    yield f"# {_line(brief.title)}\n\n{brief.status_line}\n"
    grounds = [
        (f"{'Denied' if one.denies else 'Confirmed'} by {one.speaker.label}", one.excerpts) for one in brief.grounds
    ]
    grounds += [(f"First reported by {credit.name}", credit.excerpts) for credit in brief.first_reported_by]
    grounds += [(f"Behind {source.outlet}: {source.words}", source.excerpts) for source in brief.behind]
    grounds += [(f"{silent.name} {silent.how.worded}", silent.excerpts) for silent in brief.asked]
    grounds += [(f"Not confirmed: {', '.join(left.subjects)}", (left.excerpt,)) for left in brief.unsaid]
    yield from _section("What it rests on", grounds)
    yield from _section("Reports differ", [(_topic(one.kind, one.what), one.sides) for one in brief.differences])
    yield from _section("Who says what", [_by(one) for one in view["said"]])
    yield from _section("Told by several outlets", [("", one.excerpts) for one in view["shared"]])
    yield from _section("Only in one report", [_by(one) for one in view["only_in"]])
    if brief.counts:
        yield "## Figures\n"
        for count in brief.counts:
            told = "; ".join(f"“{_line(one.excerpt.words)}” ({_outlet(one.excerpt)})" for one in count.told)
            yield f"- {told}{'' if count.agree else ' **These differ.**'}"
        yield ""
    if brief.times:
        yield "## Times\n"
        for dated in brief.times:
            days = dated.moment.begins.isoformat()
            days += f" to {dated.moment.ends.isoformat()}" if dated.moment.ends != dated.moment.begins else ""
            days += " (year of the event; the words give none)" if dated.moment.year_assumed else ""
            yield f"- {days}: {_line(dated.sentence.words)} ({_outlet(dated.excerpt)})"
        yield ""
    yield "## All reports\n"
    for report in brief.reports:
        precision = Precision.DAY if report.by_day else Precision.SECOND
        stated = moment(report.published, precision)
        title = f"[{_line(report.title)}]({report.url})" if report.url else _line(report.title)
        yield f"- {title} — {report.outlet}{f', {stated}' if stated else ''}"


def _section(title: str, parts: list[tuple[str, tuple[Excerpt, ...]]]) -> Iterator[str]:
    if parts:
        yield f"## {title}\n"
    for heading, excerpts in parts:
        if heading:
            yield f"### {_line(heading)}\n"
        for excerpt in excerpts:
            yield f"> {_line(excerpt.words)}\n>\n> — {_outlet(excerpt)}\n"


def _by(one: SaidBy) -> tuple[str, tuple[Excerpt, ...]]:
    return one.speaker or "No source named", tuple(excerpt for said in one.said for excerpt in said.excerpts)


def _topic(kind: DifferenceKind, what: str) -> str:
    if kind is DifferenceKind.FIGURE:
        return f"On how many: {what}" if what else "On how many"
    return "On when" if kind is DifferenceKind.TIME else "On where"


def _outlet(excerpt: Excerpt) -> str:
    return f"[{_line(excerpt.outlet)}]({excerpt.url})" if excerpt.url else _line(excerpt.outlet)


def _line(words: str) -> str:
    """Fold white space, and keep what Markdown or HTML would read from doing anything."""
    folded = " ".join(words.split())
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>#|" else mark for mark in folded)


def as_html(brief: Brief) -> str:
    """Write a dossier as one page that needs nothing from elsewhere."""
    if not settings.configured:
        settings.configure(USE_I18N=False, USE_TZ=True, TIME_ZONE="UTC")
    site = files("stoppress.site")
    engine = Engine(dirs=[str(site / "templates")])
    style = (site / "static" / "site" / "pages.css").read_text(encoding="utf-8")
    page = engine.get_template("site/brief-file.html")
    rendered: str = page.render(Context({**brief_view(brief), "style": SafeString(style)}))
    return rendered


WRITERS: Mapping[str, Callable[[Brief], str]] = {"json": as_json, "markdown": as_markdown, "html": as_html}
