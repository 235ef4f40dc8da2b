"""Measure dossiers against the gold of tests/quality/dossiers (see the README there).

As a script: python -m tests.quality.dossier_score [open|more|frozen] [--errors] prints the figures, and what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stoppress.domain.article import Article, Precision, Stated
from stoppress.domain.brief import Brief, Difference, Ground
from stoppress.domain.claim import Speaker
from stoppress.stages.attribute import attribute
from stoppress.stages.brief import brief
from stoppress.stages.extract import extract_text

FOLDER = Path(__file__).with_name("dossiers")
Event = Mapping[str, Any]


@dataclass
class Score:
    """How many events were right, and which were not."""

    events: int = 0
    right: dict[str, int] = field(default_factory=dict)
    planted: int = 0
    found: int = 0
    invented: int = 0
    errors: list[str] = field(default_factory=list)

    def share(self, name: str) -> float:
        """Return the share of events in which something was right."""
        return self.right.get(name, 0) / max(self.events, 1)


def read_events(half: str) -> list[Event]:
    """Read a part of the set: "open", "more" or "frozen"."""
    found = json.loads((FOLDER / f"events_{half}.json").read_text(encoding="utf-8"))
    events: list[Event] = found["events"] if isinstance(found, dict) else found
    return events


def digest_of(*parts: str) -> str:
    """Return the SHA-256 of parts of the set, in hexadecimal: what weights were trained on."""
    return hashlib.sha256(b"".join((FOLDER / f"events_{part}.json").read_bytes() for part in parts)).hexdigest()


def articles_of(event: Event) -> list[Article]:
    """Read an event's articles as plain text with what is stated beside, in order of publication."""
    found = []
    for given in event["articles"]:
        stated = Stated(
            id=given["id"],
            outlet=given["outlet"],
            owner=given["owner"],
            url=given["url"],
            headline=given["headline"],
            published=datetime.fromisoformat(given["published"]).astimezone(UTC),
            precision=Precision.SECOND,
            language="en",
        )
        found.append(extract_text(given["body"], stated))
    return sorted(found, key=lambda article: article.published or datetime.min.replace(tzinfo=UTC))


def brief_of(articles: Sequence[Article]) -> Brief:
    """Put the dossier of articles together, from their texts alone."""
    return brief(articles, {article.id: attribute(article.text, article.language) for article in articles})


def score(events: Sequence[Event]) -> Score:
    """Measure the dossiers of events."""
    total = Score(events=len(events))
    for event in events:
        made = brief_of(articles_of(event))
        for name, wrong in _judge(event["gold"], made):
            if wrong:
                total.errors.append(f"{event['id']}: {name}: {wrong}")
            else:
                total.right[name] = total.right.get(name, 0) + 1
        _count_differences(event, made, total)
    return total


def _judge(gold: Mapping[str, Any], made: Brief) -> Iterator[tuple[str, str]]:
    """Yield what is judged of an event, and what is wrong with it: "" where nothing is."""
    yield "status", "" if made.status == gold["status"] else f"{made.status}, not {gold['status']}"
    first = [credit.name for credit in made.first_reported_by]
    wanted = [gold["first_reported_by"]] if gold["first_reported_by"] else []
    yield "first report", "" if _same_names(first, wanted) else f"{first}, not {wanted}"
    for name, denies in (("confirmation", False), ("denial", True)):
        found = [ground for ground in made.grounds if ground.denies is denies]
        wanted = gold["denied_by" if denies else "confirmed_by"]
        names = f"{[ground.speaker.label for ground in found]}, not {[one['name'] for one in wanted]}"
        right = all(any(_is_source(ground, one) for one in wanted) for ground in found) and bool(found) is bool(wanted)
        yield name, "" if right else names
        complete = right and all(any(_is_source(ground, one) for ground in found) for one in wanted)
        yield f"every {name}", "" if complete else names
    silent = {word for one in made.asked for word in _words(one.name)}
    missed = [one["name"] for one in gold["declined"] if not _words(one["name"]) & silent]
    yield "silence", f"missed {missed}" if missed or len(made.asked) > len(gold["declined"]) else ""
    yield (
        "independence",
        "" if made.independent == gold["independent"] else f"{made.independent}, not {gold['independent']}",
    )


def _is_source(ground: Ground, wanted: Mapping[str, Any]) -> bool:
    return is_told_of(ground.speaker, [excerpt.words for excerpt in ground.excerpts], wanted)


def is_told_of(speaker: Speaker, sentences: Sequence[str], wanted: Mapping[str, Any]) -> bool:
    """Say whether a source is the one wanted: by a word of the name, or by the words it rests on."""
    names = " ".join(part for part in (speaker.name, speaker.role, speaker.body) if part)
    words = _folded(wanted["words"])
    shown = [_folded(one) for one in sentences]
    return bool(_words(names) & _words(wanted["name"])) or any(one in words or words in one for one in shown)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w{3,}", name.casefold())) - {
        "the",
        "and",
        "for",
        "spokesman",
        "spokeswoman",
        "spokesperson",
    }


def _same_names(found: Sequence[str], wanted: Sequence[str]) -> bool:
    return {frozenset(_words(name)) for name in found} == {frozenset(_words(name)) for name in wanted}


def _count_differences(event: Event, made: Brief, total: Score) -> None:
    planted = event["gold"]["differences"]
    matched = match_differences(planted, made.differences)
    for difference, match in zip(made.differences, matched, strict=True):
        if match is None:
            total.invented += 1
            sides = [_folded(side.words) for side in difference.sides]
            total.errors.append(f"{event['id']}: invented {difference.kind}: {sides}")
    used = set(matched)
    total.planted += len(planted)
    total.found += len(used - {None})
    for number, one in enumerate(planted):
        if number not in used:
            total.errors.append(f"{event['id']}: missed {one['kind']}: {one['what']}: {list(one['articles'].values())}")


def match_differences(planted: Sequence[Mapping[str, Any]], made: Sequence[Difference]) -> list[int | None]:
    """Return for each difference made the number of the planted one that two of its sides tell; None where none is."""
    words = [{article: _folded(text) for article, text in one["articles"].items()} for one in planted]
    found = []
    for difference in made:
        sides = {side.article: _folded(side.words) for side in difference.sides}
        fitting = (
            number
            for number, wanted in enumerate(words)
            if sum(_touch(sides[article], wanted[article]) for article in set(sides) & set(wanted)) >= 2
        )
        found.append(next(fitting, None))
    return found


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold()


_NUMBER = re.compile(
    r"\d[\d.,]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen)\b"
)


def _touch(one: str, other: str) -> bool:
    """Say whether two excerpts of one article are about the same words: one holds the other, or they share a number."""
    if one in other or other in one:
        return True
    return bool(set(_NUMBER.findall(one)) & set(_NUMBER.findall(other))) or len(_words(one) & _words(other)) >= 3


def main() -> None:
    """Print the figures of one half, and with --errors what went wrong."""
    half = next((part for part in ("frozen", "more") if part in sys.argv), "open")
    found = score(read_events(half))
    if "--errors" in sys.argv:
        print("\n".join(found.errors))
    shares = {name: round(found.share(name), 3) for name in found.right}
    print(json.dumps({"events": found.events, **shares, "planted": found.planted, "found": found.found,
                      "invented": found.invented}))  # fmt: skip


if __name__ == "__main__":
    main()
