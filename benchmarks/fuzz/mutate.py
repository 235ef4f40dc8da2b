"""Spoil feeds and pages in the ways that carelessness and malice do; the same number gives the same case."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.fuzz.samples import FEEDS, PAGES

_LARGEST = 5_300_000  # bytes: the fetcher's limit, and room for a whole document around one attribute of 5 MB
_HUGE = 5_000_000
_HEAVY_ONE_IN = 12  # cases: the others are small and quick
_TAG = re.compile(rb"<[^<>]{1,300}>")
_TOKENS = (
    *(
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<?",
        b"?>",
        b"<!DOCTYPE",
        b"<!ENTITY",
        b"<!ENTITY a SYSTEM 'file:///x'>",
    ),
    *(b"&", b"&#", b"&#xD83D;", b"&#0;", b"&#99999999999;", b"&nosuch;", b"&lt;", b"&amp;lt;b&amp;gt;", b"\0", b"\x0b"),
    *(
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xef\xbf\xbf",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xae",
        b"\xf3\xa0\x81\x81",
        b"\x1b",
    ),
    *(
        b"<title>",
        b"<textarea>",
        b"<script>",
        b"<style>",
        b"<template>",
        b"<noscript>",
        b"<plaintext>",
        b"<svg>",
        b"<math>",
    ),
    *(
        b"<table>",
        b"<td>",
        b"<select>",
        b"<frameset>",
        b"<article>",
        b"<main>",
        b"<form>",
        b"<input type=email>",
        b"<p>",
    ),
    *(
        b"</p>",
        b"</div>",
        b"</body>",
        b"</html>",
        b"</item>",
        b"</channel>",
        b"<item>",
        b"<entry>",
        b"<content>",
        b"<a ",
    ),
    *(b"<url>", b"<news:title>", b"<base href='javascript:x'>", b"<base href='http://[::1'>", b"href='http://['", b"'"),
    *(b'"', b"<", b">", b"</", b"/>", b"{", b"}", b"[", b"]", b",", b'\\"', b"\\ud800", b"1e999", b"-", b"null", b"\r"),
    *(
        b"xmlns:x='",
        b"xmlns='",
        b"xml:base='http://['",
        b"9" * 5000,
        b"9999-99-99T99:99:99Z",
        b"0000-00-00",
        b"\xa0" * 99,
    ),
)
_RUNS = (
    *(
        b"<",
        b"</",
        b"<a",
        b"<a ",
        b"<a b=",
        b"<!--",
        b"<![CDATA[",
        b"<!ENTITY",
        b"<!ENTITY a '",
        b"<!DOCTYPE [",
        b"<?x ",
    ),
    *(
        b"&",
        b"&#",
        b"&#x",
        b"&a",
        b"&lt;",
        b"&lt;a ",
        b"&amp;",
        b" ",
        b"\n",
        b"\t",
        b"\0",
        b"a",
        b"a ",
        b"- ",
        b"9",
        b"9:",
    ),
    *(
        b". ",
        b'"',
        b"'",
        b"[",
        b"{",
        b'{"a":',
        b'[{"items":',
        b"\\",
        b"\\u0000",
        b"\xff",
        b"\xe2\x80\x8b",
        b"'\" ",
        b"By ",
    ),
    *(
        b"<br>",
        b"<p>x",
        b"<p>x</p>",
        b"<b>",
        b"<div><p>",
        b"<li>",
        b"<td>",
        b"<img>",
        b"<input type=email>",
        b"<h1>x</h1>",
    ),
    *(
        b"<item>",
        b"<entry/>",
        b"<item><title>x</title></item>",
        b"<link>",
        b"<url><loc>x</loc><news:news/></url>",
        b"{},",
    ),
    *(
        b"<figure><figcaption>x",
        b"<time>1",
        b"<a href=/feed>",
        b"<!-->",
        b"<![",
        b"<!a",
        b"</a b",
        b"<a/",
        b"]]>",
        b"<a\n",
    ),
)
_NESTED = (
    *(b"div", b"p", b"b", b"a", b"span", b"table", b"td", b"font", b"ul", b"li", b"blockquote", b"section", b"form"),
    *(
        b"item",
        b"entry",
        b"rss",
        b"channel",
        b"content",
        b"url",
        b"news:news",
        b"x:y",
        b"svg",
        b"em",
        b"article",
        b"h1",
    ),
)
_CHARSETS = (
    *("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "windows-1252", "windows-1251", "koi8-r", "gb18030"),
    *("shift_jis", "euc-kr", "big5", "cp037", "utf-7", "latin-1", "iso2022_jp"),
)
_TYPES = (
    *(
        None,
        "text/html",
        "text/xml",
        "application/rss+xml; charset=utf-16",
        "text/plain; charset=utf-7",
        ";;;charset=",
        "",
    ),
    *(
        "text/xml; charset=idna",
        "text/xml; charset=rot13",
        "text/xml; charset=" + "x" * 9000,
        "application/json",
        "\xff",
    ),
)


class Kind(StrEnum):
    """What a case is given to."""

    FEED = "feed"
    PAGE = "page"
    SITE = "site"  # a home page and a robots.txt, searched for feeds


@dataclass(frozen=True, slots=True)
class Case:
    """A spoilt document."""

    number: int
    kind: Kind
    mutations: tuple[str, ...]
    body: bytes
    content_type: str | None


def make_case(number: int) -> Case:
    chance = random.Random(number)
    kind = chance.choices((Kind.FEED, Kind.PAGE, Kind.SITE), (45, 45, 10))[0]
    body = chance.choice(FEEDS if kind is Kind.FEED else PAGES)
    if chance.random() < 0.03:
        body = chance.choice(FEEDS + PAGES)  # in the wrong place
    chosen = chance.choices(_LIGHT, k=chance.randint(1, 4))
    if number % _HEAVY_ONE_IN == 0:
        chosen = [*chosen[:1], chance.choice(_HEAVY)] if chance.random() < 0.5 else [chance.choice(_HEAVY)]
    for mutate in chosen:
        body = mutate(body, chance)[:_LARGEST]
    return Case(number, kind, tuple(mutate.__name__ for mutate in chosen), body, chance.choice(_TYPES))


def truncated(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def flipped(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(chance.choice((1, 3, 10, 100))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def sprinkled(body: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 2, 5, 20))):
        body = _inserted(body, chance.choice(_TOKENS), chance)
    return body


def cut_out(body: bytes, chance: random.Random) -> bytes:
    start, end = _slice(body, chance)
    return body[:start] + body[end:]


def repeated(body: bytes, chance: random.Random) -> bytes:
    start, end = _slice(body, chance)
    return body[:end] + body[start:end] * chance.choice((1, 2, 10, 40)) + body[end:]


def shuffled(body: bytes, chance: random.Random) -> bytes:
    """Put the tags into another order, or others in their place."""
    pieces = re.split(rb"(<[^<>]{1,300}>)", body)
    tags = pieces[1::2]
    if tags and chance.random() < 0.5:
        tags = chance.choices(tags, k=len(tags))
    chance.shuffle(tags)
    pieces[1::2] = tags
    return b"".join(pieces)


def crossed(body: bytes, chance: random.Random) -> bytes:
    other = chance.choice(FEEDS + PAGES)
    return body[: chance.randrange(len(body) + 1)] + other[chance.randrange(len(other)) :]


def recoded(body: bytes, chance: random.Random) -> bytes:
    """Write it in another encoding than it says, or say another."""
    charset = chance.choice(_CHARSETS)
    if chance.random() < 0.5:
        return re.sub(rb"(encoding=\"|charset=\"?)[\w-]+", rb"\g<1>" + charset.encode(), body, count=1)
    return body.decode("utf-8", "replace").encode(charset, "replace")


def doctyped(body: bytes, chance: random.Random) -> bytes:
    """Declare entities that expand, recur or open files, and refer to them."""
    depth = chance.choice((2, 5, 10, 30))
    bombs = b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, depth))
    loop = b'<!ENTITY l1 "&l2;"><!ENTITY l2 "&l1;"><!ENTITY % p SYSTEM "file:///etc/hostname">%p;'
    doctype = b'<!DOCTYPE x [<!ENTITY b0 "boom">%s%s<!ENTITY f SYSTEM "file:///etc/hostname">]>' % (bombs, loop)
    body = _inserted(body, b"&b%d;&l1;&f;" % (depth - 1), chance)
    end = body.find(b"?>") + 2 if body.startswith(b"<?xml") else 0
    return body[:end] + doctype + body[end:]


def deep(body: bytes, chance: random.Random) -> bytes:
    """Nest one tag, or two in turn, ten thousand deep."""
    names = chance.choices(_NESTED, k=chance.choice((1, 1, 2)))
    depth = chance.choice((300, 2000, 10_000, 10_000))
    attribute = chance.choice((b"", b" class=caption", b" xmlns:a='b'", b" xml:base='/x/'"))
    opening = b"".join(b"<%s%s>" % (names[n % len(names)], attribute) for n in range(depth))
    closing = b"".join(b"</%s>" % names[n % len(names)] for n in reversed(range(depth)))
    return _inserted(body, opening + b"x" + (closing if chance.random() < 0.5 else b""), chance)


def one_huge_attribute(body: bytes, chance: random.Random) -> bytes:
    unit = chance.choice(
        (b"x", b" ", b"&amp;", b"&#65;", b"<", b"http://a/", b"%41", b"\xc3\xbc", b"a;b=", b"'", b"\n")
    )
    value = unit * (_HUGE // len(unit))
    quote = b"'" if unit != b"'" else b'"'
    name = chance.choice((b"href", b"class", b"content", b"title", b"x", b"type", b"datetime", b"xmlns:q", b"style"))
    tags = list(_TAG.finditer(body))
    end = chance.choice(tags).end() - 1 if tags else 0
    return body[:end] + b" " + name + b"=" + quote + value + quote + body[end:]


def many_attributes(body: bytes, chance: random.Random) -> bytes:
    attributes = b"".join(b" a%d=%d" % (n % 50_000, n) for n in range(chance.choice((1000, 50_000))))
    tags = list(_TAG.finditer(body))
    end = chance.choice(tags).end() - 1 if tags else 0
    return body[:end] + attributes + body[end:]


def long_run(body: bytes, chance: random.Random) -> bytes:
    """Say one thing over and over, up to five megabytes of it."""
    unit = chance.choice(_RUNS)
    size = chance.choice((10_000, 100_000, 1_000_000, _HUGE))
    run = unit * (size // len(unit))
    if chance.random() < 0.2:
        return run
    return _inserted(body, run, chance)


def many_blocks(body: bytes, chance: random.Random) -> bytes:
    start, end = _slice(body, chance)
    block = body[start:end] or b"<p>x</p>"
    size = chance.choice((100_000, 1_000_000, _HUGE))
    return body[:end] + block * (size // len(block)) + body[end:]


def noise(body: bytes, chance: random.Random) -> bytes:
    return _inserted(body, chance.randbytes(chance.choice((10, 1000, 100_000, 2_000_000))), chance)


def long_words(body: bytes, chance: random.Random) -> bytes:
    """Put a text of a million random words, letters or marks, where text stood."""
    alphabet = chance.choice(
        ("ab ", "a.B ", "A-", "0123456789:/ ", "“”'\" a", "By a,", "ü ", "&;a", "<>a ", "\u202ea", "a\n")
    )
    text = "".join(chance.choices(alphabet, k=chance.choice((10_000, 100_000, 1_000_000)))).encode()
    texts = list(re.finditer(rb">[^<>]{5,}<", body))
    if not texts:
        return body + text
    place = chance.choice(texts)
    return body[: place.start() + 1] + text + body[place.end() - 1 :]


def _inserted(body: bytes, piece: bytes, chance: random.Random) -> bytes:
    """Insert at the border of a tag as often as anywhere."""
    borders = [tag.end() for tag in _TAG.finditer(body[:100_000])]
    place = chance.choice(borders) if borders and chance.random() < 0.5 else chance.randrange(len(body) + 1)
    return body[:place] + piece + body[place:]


def _slice(body: bytes, chance: random.Random) -> tuple[int, int]:
    """Choose a piece of the body, mostly between the borders of tags."""
    borders = [tag.start() for tag in _TAG.finditer(body[:100_000])]
    if len(borders) > 1 and chance.random() < 0.7:
        start, end = sorted(chance.sample(borders, 2))
        return start, end
    start = chance.randrange(len(body) + 1)
    return start, min(len(body), start + chance.randint(1, 500))


_Mutation = Callable[[bytes, random.Random], bytes]
_LIGHT: tuple[_Mutation, ...] = (
    *(truncated, flipped, sprinkled, cut_out, repeated, shuffled, crossed, recoded, doctyped),
)
_HEAVY: tuple[_Mutation, ...] = (
    *(deep, deep, one_huge_attribute, many_attributes, long_run, long_run, long_run, many_blocks, noise, long_words),
)
