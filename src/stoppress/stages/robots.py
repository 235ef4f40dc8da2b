"""Read robots.txt (RFC 9309): may an agent fetch a path, how slowly, and which sitemaps are there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from stoppress.stages.text.safe import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 500_000  # characters: RFC 9309, section 2.5, asks that 500 KiB be read, and lets the rest be ignored
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"\s*(?P<name>[A-Za-z-]+)\s*:\s*(?P<value>.*)")
_PRODUCT = re.compile(r"[A-Za-z_-]+")
_SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_AS_WRITTEN = "".join(map(chr, range(0x21, 0x7F)))  # what stands in a path unescaped
_OWN_PATH = "/robots.txt"  # always allowed, section 2.2.2
_RULES = {"allow": True, "disallow": False}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a group."""

    allowed: bool
    pattern: str  # escaped alike wherever one may escape; `*` and a last `$` have their meaning


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to one agent."""

    rules: tuple[Rule, ...] = ()
    delay: timedelta | None = None  # crawl-delay: no part of the RFC, but meant when it is said
    sitemaps: tuple[str, ...] = ()  # of the whole site, in the file's order

    def allows(self, path: str) -> bool:
        """Say whether a path with its query may be fetched: the longest rule decides, of equals the allowing one."""
        path = _escaped(path).replace("*", "%2A").replace("$", "%24") or "/"
        if path == _OWN_PATH:
            return True
        fitting = ((len(rule.pattern), rule.allowed) for rule in self.rules if _fits(rule.pattern, path))
        return max(fitting, default=(0, True))[1]


def allows(robots_text: str, agent: str, path: str) -> bool:
    """Say whether an agent may fetch a path with its query; `agent` is its product token or begins with it."""
    return read_robots(robots_text, agent).allows(path)


def read_robots(text: str, agent: str) -> Robots:
    """Read what a robots.txt says to an agent: of all groups that name it or, where none does, of those for all."""
    product = _PRODUCT.match(agent)
    ours = product[0].casefold() if product else ""
    groups: dict[str, list[tuple[str, str]]] = {}
    sitemaps: list[str] = []
    named: list[str] = []
    in_rules = False
    for name, value in _lines(text[:_LARGEST]):
        if name == "sitemap":
            sitemaps += [value] if web_address(value) else []
        elif name == "user-agent":
            named = [] if in_rules else named
            in_rules = False
            named.append(_product(value))
            groups.setdefault(named[-1], [])
        elif name in _RULES or name == "crawl-delay":
            in_rules = True
            for one in dict.fromkeys(named):
                groups[one].append((name, value))
    lines = groups.get(ours, groups.get("*", []))
    rules = tuple(Rule(_RULES[name], _pattern(value)) for name, value in lines if name in _RULES and value)
    return Robots(rules, _delay(lines), tuple(dict.fromkeys(sitemaps)))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE_END.split(text.removeprefix("\ufeff")):
        match = _LINE.match(line.partition("#")[0])
        if match:
            yield match["name"].casefold(), match["value"].strip()


def _product(value: str) -> str:
    """Return the product token that a group is for; what follows it (a version) says nothing."""
    if value.startswith("*"):
        return "*"
    product = _PRODUCT.match(value)
    return product[0].casefold() if product else ""


def _delay(lines: list[tuple[str, str]]) -> timedelta | None:
    stated = [float(value) for name, value in lines if name == "crawl-delay" and _SECONDS.fullmatch(value)]
    return timedelta(seconds=max(stated)) if stated else None


def _pattern(value: str) -> str:
    """Escape a rule's path: a `$` that is not its end stands for itself."""
    escaped = _escaped(value)
    return escaped[:-1].replace("$", "%24") + escaped[-1:]


def _escaped(path: str) -> str:
    """Escape a path or a rule as section 2.2.2 compares them: what is not ASCII is, in capitals; nothing is twice."""
    path = quote(path.encode("utf-8", "replace"), safe=_AS_WRITTEN)
    return _ESCAPE.sub(lambda escape: _unescaped(escape[0]), path)


def _unescaped(escape: str) -> str:
    """Undo an escape that was not needed; others are written in capitals."""
    character = chr(int(escape[1:], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else escape.upper()


def _fits(pattern: str, path: str) -> bool:
    """Say whether a rule covers a path, in time linear in both for each `*`: without a regular expression."""
    anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    if not others:
        return not anchored or place == len(path)
    last = others.pop()
    for part in others:
        start = path.find(part, place)
        if start < 0:
            return False
        place = start + len(part)
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= place
    return path.find(last, place) >= 0
