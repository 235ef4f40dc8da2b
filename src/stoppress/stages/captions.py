"""Know captions and photo credits by their wording, and tell the two apart."""

from __future__ import annotations

import re

from stoppress.domain.article import Dropped, DropReason

_LONGEST_CAPTION = 150  # words; agencies' captions come to 90
_LONGEST_PARAGRAPH = 2000  # characters

# Whose name after a slash, or alone, is a photo's credit. Text agencies alone are none: "AFP" may sign a text.
_PHOTO_AGENCIES = (
    r"Getty(?: Images)?|GETTY(?: IMAGES)?|EPA(?:-EFE)?|Shutterstock|SHUTTERSTOCK|Alamy(?: Stock Photo)?"
    r"|iStock(?:photo)?|Landov|Corbis|WireImage"
    r"|FilmMagic|NurPhoto|SOPA Images|LightRocket|Icon Sportswire|ZUMA(?: Press| Wire)?|Sipa(?: USA)?|SIPA"
    r"|Rex(?: Features)?|REX"
    r"|PA (?:Wire|Images)|AP Photo|AP Images|Barcroft(?: Media| Images)?|Anadolu(?: Agency| Images)?|Redux(?:"
    r" Pictures)?|Polaris|USA TODAY Sports"
)
_AGENCIES = (
    _PHOTO_AGENCIES + r"|AFP|AP|EFE|PA|UPI|DPA|dpa|ANSA|TASS|Tass|SPUTNIK|Sputnik|REUTERS|Reuters|XINHUA|Xinhua"
    r"|Bloomberg(?: News)?|Kyodo(?: News)?"
    r"|The Associated Press|Associated Press|Press Association|AAP|CP|The Canadian Press|CQ[- ]Roll Call(?:,"
    r" Inc\.?| Inc\.?)?|Pool|POOL|TNS|MCT"
)  # fmt: skip
_PAPER = (
    r"(?:The |Los |New |San )?(?:[A-Z][\w.’'-]*[ -]){0,4}(?:Times|Post|News|Press|Tribune|Chronicle|Star"
    r"|Journal|Herald|Globe|Guardian|Sun|Register|Observer|Gazette|Courier|NPR|CNN|TV)"
)
_NAME = (
    r"[A-Z][\w.’'-]*(?:,? (?:[A-Z][\w.’'-]*|[a-z]{2}-[A-Z]\w+|de|del|van|von|der|bin|al|el|da|di|la|le|of|and"
    r"|the|for|via)){0,6}"
)
_SLASH = r"\s?/\s?"
_SLASHED = (
    rf"(?:(?:{_NAME}{_SLASH}){{1,3}}(?:{_AGENCIES}|{_PAPER})(?:{_SLASH}{_NAME}){{0,2}}"
    rf"|(?:{_PHOTO_AGENCIES}|REUTERS|AFP|AP){_SLASH}{_NAME}(?:{_SLASH}{_NAME}){{0,2}})"
    rf"(?: via (?:{_AGENCIES}))?"
)
_VIA = rf"(?:(?:{_NAME}(?:{_SLASH}|, ))?(?:{_AGENCIES})|{_NAME}) via (?:{_AGENCIES})"
_LABEL = (
    r"(?:(?:AP |Courtesy |File )?[Pp]hoto(?:s|graphs?)?(?: [Ii]llustration)?(?: [Cc]redit)?|PHOTO(?: CREDIT)?"
    r"|Image(?: credit)?|IMAGE|Picture|Pic|Credit|CREDIT|Video|Illustration|Screen ?grab|Screenshot)"
)
_LABELLED = (
    rf"(?:{_LABEL}(?:\s?:\s?| by | courtesy(?: of)? )|[Cc]ourtesy(?: of)?:? |Handout (?:photo )?(?:from|by)"
    rf" )[A-Z@][^.!?()]{{1,100}}(?:\b(?:Jr|Sr|Inc|St|[A-Z])\.[^.!?()]{{0,60}})?"
)
_TAIL = (
    r"(?:\s?(?:Buy Photo|[Ee]nlarge photo|View Full Caption|Hide Caption(?: \d+ of \d+)?|More(?=$)|/ ?File(?:"
    r" [Pp]hoto)?|, [Ff]ile|\(File\)))*\.?"
)
_BEFORE = r"(?:^|(?<=[.!?)”\"’'…|])\s|(?<=\w)\s(?=\())"
_CREDIT = re.compile(
    rf"{_BEFORE}(?P<credit>(?:"
    rf"{_SLASHED}|{_VIA}|{_PHOTO_AGENCIES}|{_LABELLED}"
    rf"|\((?:{_SLASHED}|[^()]{{2,80}}/\s?(?:{_AGENCIES})(?: Plus)?(?:, (?:File|FILE))?|(?:AP|Reuters|AFP)"
    rf" photo: ?[^()]{{2,60}}|{_VIA}|{_PHOTO_AGENCIES}|{_LABELLED}|(?:AP|Reuters|AFP) Photo[^()]{{0,80}}"
    rf"|{_NAME}(?:{_SLASH}|, | \| )[Ff]ile(?:{_SLASH}{_NAME})?|(?:{_AGENCIES}) Photo(?:/[^()]{{1,80}})?)\)"
    rf"){_TAIL})$"
)  # fmt: skip

_CAPTION = re.compile(
    r"(?:FILE(?: PHOTO| IMAGE)?\s?[-–—:]\s?\S|(?:In|IN) this (?:[\w.]+ ?,? ){0,7}?file (?:photo|image|picture)\b"
    r"|In this (?:undated |[A-Z][a-z]+\.? \d{1,2}, \d{4},? )(?:handout )?(?:photo|image|frame|picture)\b"
    r"|In this (?:photo|image|picture|frame grab) (?:taken|provided|released|made|posted|from)\b"
    r"|(?:Media|Image|Video) caption [A-Z“\"'‘]|Photos?: .*\bHide Caption\b|Enlarge this image\b|Image \d+"
    r" of(?: /)? \d+\b"
    r"|Media playback is unsupported on your device (?:Media|Image) caption\b|(?:View|Show|Hide)(?: Full)? Caption\b)"
)
_CAPTION_INSIDE = re.compile(
    r"\btoggle caption\b|\b(?:View Full|Hide|Show) Caption\b(?: \d+ of \d+| [A-Z][\w/ .-]{1,60})?$"
)
_BRITISH = re.compile(r"(?P<credit>Image (?:copyright|source,?) .{1,80}?) (?P<caption>Image caption,? .+)$")
_CREDIT_ONLY = re.compile(
    r"(?:Image (?:copyright|source,?)|Photo credit|Image credit|Photograph(?:er|y) by)\b:? ?.{1,80}$"
)


def caption_pieces(paragraph: str) -> tuple[Dropped, ...]:
    """Split a caption from its credit, in the order they stand; empty where the paragraph is neither.

    `paragraph` is one line, its white space folded. A paragraph is known by the credit that it ends with, or by
    the words that only captions begin with.
    """
    if len(paragraph) > _LONGEST_PARAGRAPH or len(paragraph.split()) > _LONGEST_CAPTION:
        return ()
    british = _BRITISH.match(paragraph)
    if british:
        return Dropped(british["credit"], DropReason.CREDIT), Dropped(british["caption"], DropReason.CAPTION)
    if _CREDIT_ONLY.match(paragraph):
        return (Dropped(paragraph, DropReason.CREDIT),)
    if _CAPTION_INSIDE.search(paragraph):
        return (Dropped(paragraph, DropReason.CAPTION),)
    credit = _CREDIT.search(paragraph)
    if credit:
        caption = paragraph[: credit.start("credit")].rstrip(" |")
        rest = (Dropped(caption, DropReason.CAPTION),) if caption else ()
        return (*rest, Dropped(credit["credit"], DropReason.CREDIT))
    return (Dropped(paragraph, DropReason.CAPTION),) if _CAPTION.match(paragraph) else ()


def is_caption_title(line: str, caption: str) -> bool:
    """Say whether a line directly above a caption names what the caption shows: short, no sentence, its words again."""
    words = set(re.findall(r"\w+", line.casefold()))
    if not words or len(line.split()) > 12 or line.rstrip()[-1:] in {".", "!", "?", ":", "”", '"'}:
        return False
    return len(words & set(re.findall(r"\w+", caption.casefold()))) * 2 >= len(words)
