"""The demo follows each report through the service's log lines, and says what it saw."""

import io
import json
from datetime import UTC, datetime, timedelta

from rich.console import Console

from stoppress.demo.journal import EVENT, Journal, Record, read_record
from stoppress.demo.narrator import Narrator
from stoppress.demo.outlets.pieces import OUTLETS, Publication, load_pieces
from stoppress.demo.report import breakdown, path_table
from stoppress.demo.telling import Trace, trace

NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
OUTLET_BY_KEY = {outlet.key: outlet for outlet in OUTLETS}


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def published(seconds, piece):
    return Publication(piece, OUTLET_BY_KEY[piece.outlet], f"http://127.0.0.1/{piece.slug}", "", after(seconds))


TOLD = tuple(published(seconds, piece) for seconds, piece in zip((0, 2, 4), load_pieces("bridge"), strict=True))
LINES = [
    Record("article stored", after(1), {"article": 7, "url": TOLD[0].url}),
    Record("article placed", after(1.1), {"article": 7, EVENT: 5, "placement": "open"}),
    Record("event judged", after(1.2), {EVENT: 5, "decision": "hold", "reasons": ["told by one owner only"]}),
    Record("article stored", after(3), {"article": 8, "url": TOLD[1].url}),
    Record("article placed", after(3.25), {"article": 8, EVENT: 5, "placement": "join"}),
    Record("alert issued", after(3.5), {"alert": 1, EVENT: 5, "deliveries": 1}),
    Record("deliveries accepted", after(3.75), {"delivery": 2, "mailing": 2, "kind": "alert"}),
    Record("article stored", after(5), {"article": 9, "url": TOLD[2].url}),
    Record("article placed", after(5.5), {"article": 9, EVENT: 5, "placement": "join"}),
]
TRACES = (
    Trace(TOLD[0], after(1), after(1.1), 5),
    Trace(TOLD[1], after(3), after(3.25), 5, LINES[5], after(3.75)),
    Trace(TOLD[2], after(5), after(5.5), 5),
)


def journal_of(records):
    journal = Journal()
    for record in records:
        journal.add(record)
    return journal


def printed(*things):
    console = Console(file=io.StringIO(), width=160)
    console.print(*things)
    return console.file.getvalue()


def test_an_alert_stands_with_the_report_that_made_it_one():
    assert trace(journal_of(LINES), TOLD) == TRACES


def test_what_has_not_come_to_pass_is_none():
    assert trace(journal_of(LINES[:1]), TOLD) == (
        Trace(TOLD[0], fetched_at=after(1)),
        Trace(TOLD[1]),
        Trace(TOLD[2]),
    )


def test_an_alert_to_nobody_is_accepted_by_nobody():
    to_nobody = Record("alert issued", after(3.5), {"alert": 1, EVENT: 5, "deliveries": 0})
    traces = trace(journal_of([*LINES[:5], to_nobody, LINES[6]]), TOLD)
    assert (traces[1].issued, traces[1].accepted_at) == (to_nobody, None)


def test_the_breakdown_adds_up_to_the_whole():
    assert breakdown(TRACES) == (
        "Published → accepted: 1.75 s from the report that made it an alert (polled and read 1.00 s, clustered 0.25 s, "
        "judged and issued 0.25 s, mailed 0.25 s); 3.75 s from the event's first report."
    )
    assert breakdown(TRACES[:1]) == ""


def test_the_table_has_a_row_for_each_report():
    lines = printed(path_table(TRACES, (), boxed=False)).splitlines()
    assert [" ".join(line.split()) for line in lines[2:] if line.strip()] == [
        "5 The Velm Courier 09:30:00.000 09:30:01.000 09:30:01.100 – –",
        "5 The Northern Ledger 09:30:02.000 09:30:03.000 09:30:03.250 09:30:03.500 09:30:03.750",
        "5 Beacon Daily 09:30:04.000 09:30:05.000 09:30:05.500 – –",
    ]


def test_a_log_line_is_a_record_and_anything_else_is_none():
    line = json.dumps({"event": "feed polled", "timestamp": "2031-05-04T09:30:01Z", "level": "info", "feed": 1})
    assert read_record(line) == Record("feed polled", after(1), {"level": "info", "feed": 1})
    others = ["Traceback (most recent call last):", "{}", "[1]", "null", '{"event": "x", "timestamp": "soon"}', ""]
    assert [read_record(other) for other in others] == [None] * len(others)


def test_waiting_for_a_line_ends_when_the_service_has():
    journal = Journal()
    journal.close()
    assert journal.wait_for(lambda records: records or None, seconds=60) is None


def test_the_narrator_knows_titles_by_address_and_shows_nothing_that_deceives():
    console = Console(file=io.StringIO(), width=200, soft_wrap=True)
    narrator = Narrator(console)
    narrator.published(TOLD[0])
    for record in LINES[:3]:
        narrator.logged(record)
    narrator.logged(Record("feed polled", after(2), {"feed": 1}))
    narrator.logged(Record("round failed", after(2), {"level": "error", "exception": "[bold]x\u202e\x1b[31m"}))
    title = f"The Velm Courier, “{TOLD[0].piece.headline}”"
    assert console.file.getvalue().splitlines() == [
        f"09:30:00  published  The Velm Courier: “{TOLD[0].piece.headline}”",
        f"09:30:01  read       {title}",
        f"09:30:01  placed     {title} opens event 5",
        "09:30:01  judged     event 5: hold (told by one owner only)",
        "09:30:02  trouble    round failed: [bold]x[31m",
    ]
