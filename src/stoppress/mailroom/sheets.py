"""Read an operator's TOML so that what is wrong in it can be said with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from stoppress.domain.errors import SettingError

_TABLE = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*\"?([\w.-]+)\"?\s*=")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's values, and where it stands."""

    place: str
    values: Mapping[str, object]
    text: str

    def wrong(self, name: str, why: str) -> SettingError:
        """Return the error to raise about a value, named as 'table.key' or 'key'."""
        line = self._line(name)
        return SettingError(f"{self.place}{f', line {line}' if line else ''}: {name}: {why}")

    def _line(self, name: str) -> int:
        table = ""
        for number, line in enumerate(self.text.splitlines(), 1):
            if opened := _TABLE.match(line):
                table = f"{opened[1]}."
                if opened[1] == name:
                    return number
            elif (key := _KEY.match(line)) and table + key[1] == name:
                return number
        return self._line(name.rpartition(".")[0]) if "." in name else 0


def read_sheet(text: str, place: str) -> Sheet:
    """Read TOML; raises SettingError naming the place, and the line as the parser tells it."""
    try:
        return Sheet(place, tomllib.loads(text), text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{place}: {error}") from error
