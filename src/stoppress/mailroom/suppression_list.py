"""The list of suppressed addresses as CSV, out of a store and into one.

Out go keyed hashes: a store keeps nothing else. In come addresses, or hashes of a store with the same
hashing key.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TextIO

from django.db import transaction

from stoppress.domain.errors import InputError
from stoppress.mailroom.addresses import canonical
from stoppress.mailroom.models import Suppression
from stoppress.mailroom.suppression import suppress
from stoppress.stages.text.safe import one_line

COLUMNS = ("address_hash", "reason", "suppressed_at")
_KNOWN = {"address", *COLUMNS}
_HASH = re.compile(r"[0-9a-f]{64}")
_ROWS = 500  # a transaction
_REASON = "imported"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row read: an address or a hash, the other one empty."""

    address: str
    address_hash: str
    reason: str
    suppressed_at: datetime


def write_list(file: TextIO) -> int:
    """Write every suppression, the oldest first; return how many."""
    rows = Suppression.objects.order_by("suppressed_at", "pk").values_list(*COLUMNS)
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for address_hash, reason, suppressed_at in rows.iterator():
        writer.writerow((address_hash, reason, suppressed_at.isoformat()))
        count += 1
    return count


def read_list(file: Iterable[str], report: Callable[[int, str], None], *, now: datetime) -> Iterator[Entry]:
    """Read CSV with a column `address` or `address_hash`, or lines of addresses alone; `report` is told what is wrong.

    `report` gets the line's number and what is wrong with it; the line is left out. Raises InputError where
    the columns cannot be told, or the file is no CSV.
    """
    reader = csv.reader(file)
    try:
        first = next(reader, [])
        columns = [name.strip().lower() for name in first]
        if len(first) == 1 and "@" in first[0]:
            columns = ["address"]
            yield from _entry_of(first, columns, report, now=now, line=1)
        elif not {"address", "address_hash"} & set(columns) or not set(columns) <= _KNOWN:
            raise InputError(
                f"the first line must name columns: address or address_hash, of {', '.join(sorted(_KNOWN))}"
            )
        for row in reader:
            yield from _entry_of(row, columns, report, now=now, line=reader.line_num)
    except csv.Error as error:
        raise InputError(f"no CSV: line {reader.line_num}: {error}") from error


def add_entries(entries: Iterable[Entry]) -> tuple[int, int]:
    """Suppress what the entries name, some hundreds a transaction; return how many are new, and how many were there."""
    remaining, before, n_entries = iter(entries), Suppression.objects.count(), 0
    while chunk := list(islice(remaining, _ROWS)):
        with transaction.atomic():
            for entry in chunk:
                _add(entry)
        n_entries += len(chunk)
    n_new = Suppression.objects.count() - before
    return n_new, n_entries - n_new


def _add(entry: Entry) -> None:
    if entry.address:
        suppress(entry.address, reason=entry.reason, now=entry.suppressed_at)
    else:
        Suppression.objects.get_or_create(
            address_hash=entry.address_hash,
            defaults={"reason": entry.reason[:40], "suppressed_at": entry.suppressed_at},
        )


def _entry_of(
    row: list[str], columns: list[str], report: Callable[[int, str], None], *, now: datetime, line: int
) -> Iterator[Entry]:
    if not any(cell.strip() for cell in row):
        return
    if len(row) != len(columns):
        report(line, f"{len(row)} columns, not {len(columns)}")
        return
    try:
        yield _entry(dict(zip(columns, row, strict=True)), now=now)
    except InputError as error:
        report(line, str(error))


def _entry(cells: dict[str, str], *, now: datetime) -> Entry:
    address, address_hash = cells.get("address", "").strip(), cells.get("address_hash", "").strip().lower()
    if address:
        canonical(address)
    elif not _HASH.fullmatch(address_hash):
        raise InputError("neither an address nor a hash of 64 hexadecimal digits")
    reason = one_line(cells.get("reason", "")) or _REASON
    return Entry(address, "" if address else address_hash, reason, _moment(cells.get("suppressed_at", ""), now))


def _moment(text: str, now: datetime) -> datetime:
    if not text.strip():
        return now
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("an unknown time: write it as 2026-10-05T08:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
