"""Make articles in processes of their own: several at once, a bounded number ahead, answers in the order asked."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from stoppress.cli.inputs import Input, to_article
from stoppress.domain.article import Article, Stated
from stoppress.domain.errors import InputError
from stoppress.stages.extract import extract_page
from stoppress.stages.response import unpack
from stoppress.stages.warc import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

_AHEAD = 200  # pieces: enough to be busy while a batch is stored
_AHEAD_BYTES = 64 * 2**20


class Piece(Protocol):
    """Something with what an article is to be made of; a text instead says why there is none, None that none is due."""

    @property
    def given(self) -> Record | Input | str | None:
        """What was given."""


P = TypeVar("P", bound=Piece)


def read_article(given: Record | Input) -> Article | str:
    """Return the article of what was given, or what is wrong with it."""
    try:
        article = _read_record(given) if isinstance(given, Record) else to_article(given)
    except InputError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001  (whatever a page does to a stage, the others are read)
        return f"a stage failed: {type(error).__name__}"
    is_page = isinstance(given, Record) or given.html is not None
    if not article.body and (is_page or not article.headline):
        return "no article text in it"
    return article


def _read_record(record: Record) -> Article:
    host = urlsplit(record.address).hostname or record.address
    # the outlet of a page that names none is called by its id
    stated = Stated(id=host, url=record.address)
    return replace(extract_page(unpack(record.block, is_cut=record.is_cut), stated), id=record.address)


class Extraction:
    """The processes that make articles; with one worker this process does it itself."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

    def in_order(self, pieces: Iterable[P]) -> Iterator[tuple[P, Article | str | None]]:
        """Yield each piece with its article, or with what is wrong with it."""
        waiting: deque[tuple[P, Future[Article | str | None]]] = deque()
        weight = 0
        for piece in pieces:
            waiting.append((piece, self._ask(piece.given)))
            weight += _weight(piece.given)
            while len(waiting) > _AHEAD or weight > _AHEAD_BYTES:
                first, answer = waiting.popleft()
                weight -= _weight(first.given)
                yield first, self._answer(first.given, answer)
        while waiting:
            first, answer = waiting.popleft()
            yield first, self._answer(first.given, answer)

    def _ask(self, given: Record | Input | str | None) -> Future[Article | str | None]:
        if isinstance(given, Record | Input) and self._workers > 1:
            if self._pool is None:
                self._pool = _open_pool(self._workers)
            try:
                return self._pool.submit(read_article, given)
            except BrokenProcessPool:
                self._pool = _open_pool(self._workers)
                return self._pool.submit(read_article, given)
        answer: Future[Article | str | None] = Future()
        answer.set_result(read_article(given) if isinstance(given, Record | Input) else given)
        return answer

    def _answer(self, given: Record | Input | str | None, answer: Future[Article | str | None]) -> Article | str | None:
        """Wait for an answer; where a process died, all that were asked are asked again, each alone."""
        try:
            return answer.result()
        except BrokenProcessPool:
            pass
        with _open_pool(1) as pool:
            try:
                return pool.submit(read_article, given).result()
            except BrokenProcessPool:
                return "the process that read it died of it"


def _weight(given: Record | Input | str | None) -> int:
    if isinstance(given, Record):
        return len(given.block)
    return len(given.text or given.html or "") if isinstance(given, Input) else 0


def _open_pool(workers: int) -> ProcessPoolExecutor:
    """Start processes anew instead of forking: nothing of the store or of other threads comes with them."""
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_prepare_process)
    # Ctrl-C reaches every process of a terminal; those that read are ended by this one, from their very start on.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for _ in range(workers):
            pool.submit(int)
    finally:
        signal.signal(signal.SIGINT, before)
    return pool


def _prepare_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that started it ends, however that came about: it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
