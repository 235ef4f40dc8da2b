"""What the service says of its work: its log lines, read as records."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from stoppress.demo.arrivals import Arrivals

T = TypeVar("T")
EVENT = "event_id"  # the field that says which event a line is about ("event" is the line's own name)


@dataclass(frozen=True, slots=True)
class Record:
    """One log line."""

    name: str  # "article placed"
    at: datetime  # aware UTC, by the service's clock
    fields: dict[str, object]

    def number(self, name: str) -> int | None:
        """The field's value where it is a number, else None."""
        value = self.fields.get(name)
        return value if isinstance(value, int) else None


def read_record(line: str) -> Record | None:
    """Read one line; None where it is no record (a traceback, a library's words)."""
    try:
        fields = json.loads(line)
        at = datetime.fromisoformat(fields.pop("timestamp"))
        return Record(str(fields.pop("event")), at.astimezone(UTC), fields)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


class Journal:
    """All records of one demo, in order; tells a listener of each as it comes."""

    def __init__(self, listen: Callable[[Record], None] = lambda _: None) -> None:
        self._records: Arrivals[Record] = Arrivals()
        self._listen = listen

    @property
    def records(self) -> tuple[Record, ...]:
        """What has been said."""
        return self._records.so_far

    @property
    def closed(self) -> bool:
        """Whether the service has ended."""
        return self._records.closed

    def add(self, record: Record) -> None:
        """Take one record: it is told first, so that what follows from it is told after it."""
        self._listen(record)
        self._records.add(lambda _: record)

    def close(self) -> None:
        """Say that the service has ended."""
        self._records.close()

    def wait_for(self, find: Callable[[Sequence[Record]], T | None], *, seconds: float) -> T | None:
        """Return what `find` finds in the records; None when the time is up or the service has ended."""
        return self._records.wait_for(find, seconds=seconds)

    def named(self, name: str, *, since: int = 0) -> list[Record]:
        """Return the records of that name, from the position `since` on."""
        return [record for record in self.records[since:] if record.name == name]


def first(records: Sequence[Record], name: str, *, since: int = 0, **fields: object) -> Record | None:
    """Return the first record of that name, from position `since` on, whose fields have these values."""
    return next(
        (
            record
            for record in records[since:]
            if record.name == name and all(record.fields.get(key) == value for key, value in fields.items())
        ),
        None,
    )
