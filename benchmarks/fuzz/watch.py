"""Run cases in worker processes, with a watch on their time and memory; a worker that dies or hangs is replaced."""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from benchmarks.fuzz.mutate import Case, Kind, make_case
from benchmarks.fuzz.samples import FEEDS, PAGES, ROBOTS

from stoppress.domain.article import Stated
from stoppress.domain.errors import StopPressError
from stoppress.stages.discover import discover_feeds
from stoppress.stages.extract import extract_page
from stoppress.stages.parse import parse_feed

MOST_SECONDS = 5.0  # of a processor, for one case
MOST_MEGABYTES = 300.0  # that memory grows by at its peak
_HUNG_AFTER = 10.0  # seconds of a processor
_STUCK_AFTER = 120.0  # seconds of the wall's clock
_LOOK_EVERY = 0.01
_RENEWED_AFTER = 60.0  # megabytes of growth: what a worker keeps would hide the growth of the next case
_ADDRESS = "https://courier.test/a1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case."""

    number: int
    kind: str
    mutations: tuple[str, ...]
    n_bytes: int
    ended: str  # "parsed", "refused: <a StopPressError>", "escaped: <another error>", "crashed", "hung"
    seconds: float  # of a processor
    megabytes: float  # of growth at its peak

    @property
    def is_good(self) -> bool:
        """Say whether it ended as it may, in time and in bounds."""
        ends = self.ended == "parsed" or self.ended.startswith("refused: ")
        return ends and self.seconds <= MOST_SECONDS and self.megabytes <= MOST_MEGABYTES


def run_case(case: Case) -> str:
    """Give the case to its stage; return how it ended."""
    try:
        if case.kind is Kind.FEED:
            parse_feed(case.body, address=_ADDRESS, content_type=case.content_type)
        elif case.kind is Kind.PAGE:
            extract_page(case.body, Stated(id="1", url=_ADDRESS))
        else:
            discover_feeds(case.body, address=_ADDRESS, robots_text=ROBOTS + case.body.decode("latin-1"))
    except StopPressError as error:
        return f"refused: {type(error).__name__}"
    except Exception as error:  # noqa: BLE001  (that nothing else is raised is what is measured)
        return f"escaped: {type(error).__name__}: {error}"[:300]
    return "parsed"


def run_cases(numbers: Sequence[int], *, n_workers: int) -> Iterator[Outcome]:
    """Run the cases of these numbers; yield the outcomes as they come."""
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in numbers:
        waiting.put(number)
    outcomes: SimpleQueue[Outcome | BaseException] = SimpleQueue()
    threads = [
        threading.Thread(target=_work_off, args=(waiting, outcomes), daemon=True)
        for _ in range(min(n_workers, len(numbers)))
    ]
    for thread in threads:
        thread.start()
    for _ in numbers:
        outcome = outcomes.get()
        if isinstance(outcome, BaseException):
            raise outcome
        yield outcome


class _Worker:
    """A process that runs one case after another."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        assert self._ours.recv() == "ready"

    def run(self, number: int) -> Outcome:
        """Run a case; watch it."""
        before = self._megabytes()
        peak, begun, deadline = before, self._seconds(), time.monotonic() + _STUCK_AFTER
        self._ours.send(number)
        while not self._ours.poll(_LOOK_EVERY):
            peak = max(peak, self._megabytes())
            if self._seconds() - begun > _HUNG_AFTER or time.monotonic() > deadline:
                return self._lost(number, "hung", peak - before)
        try:
            ended, seconds = self._ours.recv()
        except EOFError:
            return self._lost(number, "crashed", peak - before)
        return _outcome(make_case(number), ended, seconds, max(peak, self._megabytes()) - before)

    def end(self) -> None:
        """Stop the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._ours.close()

    def _megabytes(self) -> float:
        """Return what the process has in memory now."""
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1])
        except (OSError, IndexError, ValueError):
            return 0.0  # it has just died
        return pages * resource.getpagesize() / 1e6

    def _seconds(self) -> float:
        """Return the processor's time that the process has had."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _lost(self, number: int, ended: str, megabytes: float) -> Outcome:
        self._process.kill()
        return _outcome(make_case(number), ended, _HUNG_AFTER if ended == "hung" else 0.0, megabytes)


def _outcome(case: Case, ended: str, seconds: float, megabytes: float) -> Outcome:
    size, rounded = len(case.body), (round(seconds, 3), round(max(0.0, megabytes), 1))
    return Outcome(case.number, case.kind.value, case.mutations, size, ended, *rounded)


def _work_off(waiting: SimpleQueue[int], outcomes: SimpleQueue[Any]) -> None:
    worker = None
    try:
        while True:
            number = waiting.get_nowait()
            worker = worker or _Worker()
            outcome = worker.run(number)
            outcomes.put(outcome)
            if outcome.ended in {"crashed", "hung"} or outcome.megabytes > _RENEWED_AFTER:
                worker.end()
                worker = None
    except Empty:
        pass
    except BaseException as error:  # noqa: BLE001  (is raised where the outcomes are waited for)
        outcomes.put(error)
    finally:
        if worker:
            worker.end()


def _serve(pipe: Connection) -> None:
    """Run the cases whose numbers come in; what is loaded once is loaded before."""
    for kind, body in ((Kind.FEED, FEEDS[0]), (Kind.PAGE, PAGES[0]), (Kind.SITE, PAGES[0])):
        run_case(Case(-1, kind, (), body, None))
    import py3langid  # noqa: PLC0415  (loaded by the stage when it is needed)

    py3langid.classify("Le pont")
    pipe.send("ready")
    while True:
        case = make_case(pipe.recv())
        begin = time.process_time()
        ended = run_case(case)
        pipe.send((ended, time.process_time() - begin))
