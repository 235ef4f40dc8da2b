"""Previews: sample mails of every kind as files, to look at before anybody gets one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from stoppress.domain.email import Email, EmailKind
from stoppress.domain.errors import InputError
from stoppress.mailroom.house import house
from stoppress.mailroom.samples import personal, sample_copy, sample_email

_BOTH = re.compile(r'(color-schemes?(?:: |" content="))light dark')  # as the templates write it
_SCHEME_QUERY = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)


class Scheme(StrEnum):
    """Which of its two looks a mail shows."""

    LIGHT = "light"
    DARK = "dark"


def in_scheme(html: str, scheme: Scheme) -> str:
    """Return a mail's HTML as a program shows it that prefers the scheme, whatever the one it is opened in does."""
    fixed = _SCHEME_QUERY.sub(lambda asked: "(min-width: 0)" if asked[1].lower() == scheme else "(max-width: 0)", html)
    return _BOTH.sub(rf"\g<1>{scheme.value}", fixed)


def known_languages() -> tuple[str, ...]:
    """Return the languages that mails are worded in here."""
    return tuple(sorted(house(settings.STOPPRESS.mail_folder).wordings))


def write_previews(
    folder: Path, *, kinds: Iterable[EmailKind], languages: Iterable[str], scheme: Scheme | None = None
) -> Iterator[Path]:
    """Write each kind in each language as .html, .txt and .eml; yield each mail's HTML file when all three are there.

    With a scheme, the HTML shows that one alone. Raises InputError where the folder cannot be written.
    """
    languages = tuple(languages)
    for kind in kinds:
        for language in languages:
            email = sample_email(kind, language)
            path = folder / f"{kind.value}.{language}.html"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                _write(path, email, scheme)
            except OSError as error:
                raise InputError(f"{error.filename or folder} cannot be written: {error.strerror}") from error
            yield path


def _write(path: Path, email: Email, scheme: Scheme | None) -> None:
    html = personal(email.html, email)
    path.write_text(in_scheme(html, scheme) if scheme else html, "utf-8")
    text = f"{email.subject}\n\n{personal(email.text, email)}"
    path.with_suffix(".txt").write_text(text, "utf-8")
    path.with_suffix(".eml").write_bytes(sample_copy(email))
