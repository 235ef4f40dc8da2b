"""The look of mails: colours in light and dark, font and logo; an operator's in place of ours, checked for contrast."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor
from pathlib import Path
from typing import cast

from stoppress.domain.errors import SettingError
from stoppress.mailroom.sheets import Sheet, read_sheet
from stoppress.stages.text.safe import web_address

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_FONT = re.compile(r"[A-Za-z0-9 ,'-]{1,200}")
_WIDEST_LOGO = 500  # pixels: a mail is 600 wide, with its edges
_WRITTEN_ON = {"ink": "sheet", "soft": "sheet", "link": "sheet", "button_ink": "button"}


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one scheme, each '#rrggbb'."""

    paper: str  # around the mail
    sheet: str  # the mail itself
    ink: str
    soft: str  # what is said beside
    link: str
    rule: str  # lines
    button: str
    button_ink: str


@dataclass(frozen=True, slots=True)
class Look:
    """How the mails look."""

    light: Theme = Theme("#efece6", "#ffffff", "#1c1b19", "#57534c", "#0b57a4", "#b9b3a8", "#0b4a8f", "#ffffff")
    dark: Theme = Theme("#101113", "#191b1e", "#eceae6", "#b6b2ab", "#9cc7f5", "#57544e", "#9cc7f5", "#101113")
    font: str = "Georgia,'Times New Roman',serif"
    logo: str = ""  # https address of a picture; empty: the operator's name
    logo_width: int = 180  # pixels
    logo_alt: str = ""  # what the picture says; empty: the operator's name


def own_look(path: Path) -> Look:
    """Read an operator's `look.toml`: what it names in place of ours.

    Raises SettingError naming file, line and what is wrong of the first value that cannot be used.
    """
    try:
        sheet = read_sheet(path.read_text("utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: {error}") from error
    known = {field.name for field in dataclasses.fields(Look)}
    for name, value in sheet.values.items():
        if name not in known:
            raise sheet.wrong(name, f"there is no such setting; there are: {', '.join(sorted(known))}")
        _CHECKS[name](sheet, name, value)
    look = Look()
    themes = {name: replace(getattr(look, name), **_table(sheet, name)) for name in ("light", "dark")}
    look = replace(look, **{**sheet.values, **themes})  # type: ignore[arg-type]
    for name in ("light", "dark"):
        _check_contrast(sheet, name, getattr(look, name))
    return look


def _table(sheet: Sheet, name: str) -> Mapping[str, str]:
    return cast("Mapping[str, str]", sheet.values.get(name, {}))


def _check_theme(sheet: Sheet, name: str, value: object) -> None:
    known = [field.name for field in dataclasses.fields(Theme)]
    if not isinstance(value, dict):
        raise sheet.wrong(name, f"a table [{name}] of colours is needed: {', '.join(known)}")
    for colour, code in value.items():
        if colour not in known:
            raise sheet.wrong(f"{name}.{colour}", f"there is no such colour; there are: {', '.join(known)}")
        if not isinstance(code, str) or not _COLOUR.fullmatch(code):
            raise sheet.wrong(f"{name}.{colour}", f'{code!r} is no colour; write it as "#1c1b19"')


def _check_font(sheet: Sheet, name: str, value: object) -> None:
    if not isinstance(value, str) or not _FONT.fullmatch(value):
        raise sheet.wrong(name, "write names of fonts with commas between, as \"Georgia, 'Times New Roman', serif\"")


def _check_logo(sheet: Sheet, name: str, value: object) -> None:
    if not isinstance(value, str) or (value and not _is_safe_address(value)):
        raise sheet.wrong(name, "write the https address of a picture, the same for every reader")


def _is_safe_address(value: str) -> bool:
    return value.startswith("https://") and value.isascii() and web_address(value) is not None


def _check_width(sheet: Sheet, name: str, value: object) -> None:
    if type(value) is not int or not 16 <= value <= _WIDEST_LOGO:
        raise sheet.wrong(name, f"write a whole number of pixels from 16 to {_WIDEST_LOGO}")


def _check_alt(sheet: Sheet, name: str, value: object) -> None:
    if not isinstance(value, str):
        raise sheet.wrong(name, "write what the picture says, in quotation marks")


_CHECKS = {
    "light": _check_theme,
    "dark": _check_theme,
    "font": _check_font,
    "logo": _check_logo,
    "logo_width": _check_width,
    "logo_alt": _check_alt,
}


def _check_contrast(sheet: Sheet, name: str, theme: Theme) -> None:
    for ink, ground in _WRITTEN_ON.items():
        ink_code, ground_code = getattr(theme, ink), getattr(theme, ground)
        found = contrast(ink_code, ground_code)
        if found < LEAST_CONTRAST:
            stated = ink if ink in _table(sheet, name) else ground
            says = f"{floor(found * 100) / 100:.2f}"  # never rounded up to what would do
            raise sheet.wrong(
                f"{name}.{stated}",
                f"{ink} {ink_code} on {ground} {ground_code} has a contrast of {says} to 1, and many cannot read"
                f" what has less than {LEAST_CONTRAST} to 1",
            )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
