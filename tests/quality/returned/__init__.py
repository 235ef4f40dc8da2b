"""Reports of real shapes with the verdict that is right for each: 300, half of them kept from tuning."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

READER = "ada.obi@reader.test"
EACH_HALF = 150
_MAIL = """Received: from out.news.test by mx.reader.test; Mon, 5 Oct 2026 08:00:00 +0000
From: Orvo Alerts <alerts@news.test>
To: ada.obi@reader.test
Subject: Unknown user blocked mailbox full of spam, court hears
Message-ID: <1@news.test>
List-Unsubscribe: <https://news.test/u/1>"""


@dataclass(frozen=True)
class Sample:
    """One message, and what is right about it."""

    name: str
    half: str  # "seen" or "kept"
    message: bytes
    verdict: str


_HERE = Path(__file__).parent


def samples(back: str) -> list[Sample]:
    """Make the samples: of each half the first, taking one text of each case before the second of any."""
    made = sorted(_made(back), key=lambda found: (found[0].half, found[1]))
    return [sample for _, half in groupby(made, lambda found: found[0].half) for sample, _ in list(half)[:EACH_HALF]]


def _made(back: str) -> Iterator[tuple[Sample, int]]:
    rows = [line.split(" | ") for line in _HERE.joinpath("cases.txt").read_text("utf-8").splitlines()[1:]]
    case_by_name = {row[0].strip(): [*row[1:], ""][:5] for row in rows}
    parts = re.split(r"(?m)^==== (.*) \| (.*) \| (.*)\n", _HERE.joinpath("shapes.txt").read_text("utf-8"))
    for name, half, cases, shape in zip(*(parts[at::4] for at in (1, 2, 3, 4)), strict=True):
        for case in cases.split():
            code, status, action, verdict, texts = case_by_name[case]
            for at, text in enumerate(texts.split(" ~ ")):
                places = {"T": text, "C": code, "S": status, "A": action, "TO": READER, "BACK": back}
                yield Sample(f"{name}/{case}/{at}", half, _message(shape, places), verdict.rstrip(" |")), at


def _message(shape: str, places: dict[str, str]) -> bytes:
    shape = shape.replace("[MAIL]", f"{_MAIL}\nReturn-Path: <[BACK]>")
    for name in ("T", "C", "S", "A", "TO", "BACK"):
        shape = shape.replace(f"[{name}]", places[name])
    shape = re.sub(r"(?s)\[B64:(.*?)\n\]", lambda found: base64.encodebytes(found[1].encode()).decode().rstrip(), shape)
    shape = re.sub(r"\[Q:(.*?)\]\n", lambda found: quopri.encodestring(found[1].encode()).decode() + "\n", shape)
    encoding = "iso-8859-1" if "charset=iso-8859-1" in shape else "utf-8"
    return shape.replace("\n", "\r\n").encode(encoding)
