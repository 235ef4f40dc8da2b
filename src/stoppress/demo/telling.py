"""Tell an event: its outlets publish one after another, each when the one before has been taken up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from stoppress.demo.journal import EVENT, Journal, Record, first
from stoppress.demo.outlets.pieces import Piece, Publication
from stoppress.demo.scenario import Scenario

PATIENCE = 15.0  # seconds for the service to take up one report; seven polls


@dataclass(frozen=True, slots=True)
class Trace:
    """The way of one report through the service; None for what has not come to pass. Times are aware UTC."""

    publication: Publication
    fetched_at: datetime | None = None
    placed_at: datetime | None = None
    event: int | None = None  # the service's number for it
    issued: Record | None = None  # the alert of that event, where this report made it one
    accepted_at: datetime | None = None  # when the mailbox took the first copy of that alert


def tell(scenario: Scenario, pieces: Sequence[Piece]) -> tuple[Publication, ...]:
    """Publish the reports of one event.

    The first credits a paper that nobody here watches, and is held. The second has it confirmed; it comes when
    the first has its place. The rest come when the alert is out, to be told of no more.
    """
    journal = scenario.journal
    position = len(journal.records)
    opening, confirming, *rest = pieces
    publications = [scenario.publish(opening)]
    await_placed(journal, publications[0])
    publications.append(scenario.publish(confirming))
    await_placed(journal, publications[1])
    journal.wait_for(lambda records: first(records, "alert issued", since=position), seconds=PATIENCE)
    for piece in rest:
        publications.append(scenario.publish(piece))
        await_placed(journal, publications[-1])
    return tuple(publications)


def await_placed(journal: Journal, publication: Publication) -> Record | None:
    """Wait until the report stands in an event; None where it does not in time."""
    return journal.wait_for(lambda records: find_placed(records, publication.url), seconds=PATIENCE)


def find_placed(records: Sequence[Record], url: str) -> Record | None:
    """Return the record of the placing of the article at that address."""
    stored = first(records, "article stored", url=url)
    return stored and first(records, "article placed", article=stored.fields.get("article"))


def trace(journal: Journal, publications: Sequence[Publication]) -> tuple[Trace, ...]:
    """Follow each report of one event through the journal."""
    records = journal.records
    traces = [_trace(records, publication) for publication in publications]
    issued = next((found for traced in traces if (found := _find_issued(records, traced))), None)
    if issued is None:
        return tuple(traces)
    # The alert rests on what was placed before it was issued; the last of these reports made it one.
    before = [traced for traced in traces if traced.placed_at is not None and traced.placed_at <= issued.at]
    maker = before[-1] if before else None
    accepted = first(records, "deliveries accepted", since=records.index(issued), kind="alert")
    accepted_at = accepted.at if accepted and issued.number("deliveries") else None
    return tuple(
        replace(traced, issued=issued, accepted_at=accepted_at) if traced is maker else traced for traced in traces
    )


def _find_issued(records: Sequence[Record], traced: Trace) -> Record | None:
    return None if traced.event is None else first(records, "alert issued", **{EVENT: traced.event})


def _trace(records: Sequence[Record], publication: Publication) -> Trace:
    stored = first(records, "article stored", url=publication.url)
    placed = find_placed(records, publication.url)
    return Trace(
        publication,
        fetched_at=stored.at if stored else None,
        placed_at=placed.at if placed else None,
        event=placed.number(EVENT) if placed else None,
    )
