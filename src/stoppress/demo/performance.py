"""One run of the demo, from its first line to its last: set up, go through it, clear away."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from stoppress.demo.live import run_live
from stoppress.demo.narrator import Narrator, make_console
from stoppress.demo.once import News, Walk, walk_through
from stoppress.demo.outlets.pieces import load_pieces
from stoppress.demo.report import breakdown, path_table
from stoppress.demo.scenario import OPERATOR, Ears, Scenario
from stoppress.demo.service import DemoError
from stoppress.demo.telling import trace
from stoppress.roles.clock import utc_now

_ENDINGS = (signal.SIGINT, signal.SIGTERM)
_N_BACKGROUND = 3  # articles that stand on the front pages before the service looks
_N_BESIDE_ONCE = 2  # of those told while it looks, in a run without a visitor


def perform(folder: Path, *, once: bool, port: int | None, kept: bool) -> bool:
    """Run the demo in the folder; say whether it came out as it must (always, with a visitor)."""
    began = time.monotonic()
    console = make_console()
    narrator = Narrator(console)
    news = _news()
    scenario = Scenario(folder, Ears(narrator.begun, narrator.published, narrator.logged), utc_now, port=port)
    good = False
    for number in _ENDINGS:  # also where whoever started us had them ignored
        signal.signal(number, signal.default_int_handler)
    try:
        scenario.open()
        for piece in load_pieces("unrelated")[:_N_BACKGROUND]:
            scenario.publish(piece)
        scenario.start_service(with_operator=not once)
        good = _once(scenario, news, console) if once else _live(scenario, news, narrator)
    except KeyboardInterrupt:
        good = not once
    except DemoError as error:
        console.print(Text(f"✗ {error}", style="bold red"))
    finally:
        for number in _ENDINGS:  # what follows is short, and leaves nothing behind
            signal.signal(number, signal.SIG_IGN)
        scenario.stop()
    if kept:
        narrator.note(f"kept in {folder}: articles.jsonl, mail, stoppress.log")
    if once:
        narrator.note(f"{'All steps held' if good else 'Not as it must be'}; {time.monotonic() - began:.1f} s in all.")
    return good


def _news() -> News:
    beside = load_pieces("unrelated")[_N_BACKGROUND:]
    return News(load_pieces("bridge"), load_pieces("bank"), beside)


def _once(scenario: Scenario, news: News, console: Console) -> bool:
    def say(name: str, holds: bool, seen: str) -> None:
        line = Text("✓ " if holds else "✗ ", style="bold green" if holds else "bold red")
        console.print(line.append(name, style="bold").append(f": {seen}", style="not bold"))

    walk = Walk(scenario, News(news.first_event, news.second_event, news.beside[:_N_BESIDE_ONCE]))
    good = walk_through(walk, say)
    told = [trace(scenario.journal, publications) for publications in (walk.first_told, walk.second_told)]
    if any(told):
        console.print()
        console.print(path_table(*told, boxed=console.is_terminal))
        console.print(Text(breakdown(told[0])))
    return good


def _live(scenario: Scenario, news: News, narrator: Narrator) -> bool:
    narrator.invite(_addresses(scenario))
    run_live(scenario, (news.first_event, news.second_event), news.beside, note=narrator.note)
    return True


def _addresses(scenario: Scenario) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("Sign up", scenario.address, "any address will do")
    table.add_row("Mailbox", scenario.mailbox_address, "what the service sends arrives here")
    table.add_row("Upkeep", f"{scenario.address}/admin/", f"log in as {OPERATOR}, password {scenario.password}")
    return table
