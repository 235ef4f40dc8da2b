"""What the demo closes with: the way of each report, and how long the alert took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from rich.box import ROUNDED
from rich.table import Table
from rich.text import Text

from stoppress.demo.telling import Trace

_NONE = "–"
_LEGS = ("polled and read", "clustered", "judged and issued", "mailed")


def path_table(first_event: Sequence[Trace], second_event: Sequence[Trace], *, boxed: bool) -> Table:
    """One row a report: published → fetched → clustered → issued → accepted, each with its time in UTC."""
    table = Table(
        title="The way of each report (UTC)", title_justify="left", box=ROUNDED if boxed else None, pad_edge=boxed
    )
    table.add_column("event")
    table.add_column("report")
    for name in ("published", "fetched", "clustered", "issued", "accepted"):
        table.add_column(name, justify="right", no_wrap=True)
    for traces in (first_event, second_event):
        for traced in traces:
            table.add_row(*_row(traced))
        table.add_section()
    return table


def _row(traced: Trace) -> list[Text]:
    issued_at = traced.issued.at if traced.issued else None
    to_nobody = traced.issued is not None and not traced.issued.number("deliveries")
    cells = [
        _NONE if traced.event is None else str(traced.event),
        traced.publication.outlet.name,
        _clock(traced.publication.published_at),
        _clock(traced.fetched_at),
        _clock(traced.placed_at),
        _clock(issued_at),
        "to nobody" if to_nobody else _clock(traced.accepted_at),
    ]
    return [Text(cell) for cell in cells]


def _clock(at: datetime | None) -> str:
    return f"{at:%H:%M:%S}.{at.microsecond // 1000:03}" if at else _NONE


def breakdown(traces: Sequence[Trace]) -> str:
    """Say how long the alert took, and where the time went; "" where it did not arrive."""
    maker = next((traced for traced in traces if traced.accepted_at is not None), None)
    if maker is None:
        return ""
    moments = [
        maker.publication.published_at,
        maker.fetched_at,
        maker.placed_at,
        maker.issued.at if maker.issued else None,
        maker.accepted_at,
    ]
    known = [moment for moment in moments if moment is not None]
    spans = [(late - early).total_seconds() for early, late in pairwise(known)]
    parts = ", ".join(f"{name} {span:.2f} s" for name, span in zip(_LEGS, spans, strict=False))
    since_first = (known[-1] - traces[0].publication.published_at).total_seconds()
    return (
        f"Published → accepted: {sum(spans):.2f} s from the report that made it an alert ({parts}); "
        f"{since_first:.2f} s from the event's first report."
    )
