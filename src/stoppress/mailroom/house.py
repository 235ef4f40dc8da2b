"""How this operator's mails are worded and look: what comes with Stop Press, and what their folder replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stoppress.domain.errors import SettingError
from stoppress.mailroom.look import Look, own_look
from stoppress.mailroom.wording import (
    DEFAULT,
    Wording,
    is_language,
    own_wording,
    primary,
    shipped_languages,
    shipped_wording,
)

_LOOK = "look.toml"


@dataclass(frozen=True, slots=True)
class House:
    """Look and words of the mails."""

    look: Look
    wordings: Mapping[str, Wording]  # by language

    def wording(self, language: str) -> Wording:
        """Return the words nearest to a language: those of its region, of the language, or English."""
        for name in (language, primary(language)):
            if name in self.wordings:
                return self.wordings[name]
        return self.wordings[DEFAULT]


def read_house(folder: str) -> House:
    """Read and check an operator's folder; an empty name stands for none.

    Raises SettingError naming the file, the line and what is wrong of the first thing that cannot be used.
    """
    wordings = {language: shipped_wording(language) for language in shipped_languages()}
    look = Look()
    for path in _files(folder):
        if path.name == _LOOK:
            look = own_look(path)
        else:
            wordings[path.stem] = own_wording(path)
    return House(look, wordings)


@cache
def house(folder: str) -> House:
    """Read a folder once for as long as the process lives, so that a slip while it is edited holds no alert up."""
    return read_house(folder)


def _files(folder: str) -> list[Path]:
    if not folder:
        return []
    try:
        paths = sorted(path for path in Path(folder).iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise SettingError(f"mail_folder: {folder} cannot be read: {error.strerror}") from error
    for path in paths:
        if path.name != _LOOK and not (path.suffix == ".toml" and is_language(path.stem)):
            raise SettingError(f"{path}: what is read is {_LOOK}, and words by language, as en.toml or pt-BR.toml")
    return paths
