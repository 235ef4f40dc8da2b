"""`stoppress demo`: the whole of it on one machine, without internet."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@click.command()
@click.option("--once", is_flag=True, help="Go through it without a visitor, check every step, and stop.")
@click.option("--keep", metavar="DIR", type=click.Path(path_type=Path), help="Keep articles, mails and log in DIR.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the sign-up page; otherwise 8000, or a free one.")
def demo(*, once: bool, keep: Path | None, port: int | None) -> None:
    """Run sample outlets, a mailbox and the service; sign up, and see an alert arrive.

    DIR is new or empty; afterwards it holds articles.jsonl (for `stoppress replay`), mail/*.eml, stoppress.log
    and the service's database.
    """
    from stoppress.demo.performance import perform  # noqa: PLC0415  (loaded by the command that needs it)

    sys.stdout.reconfigure(errors="replace")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    with _folder(keep) as folder:
        sys.exit(0 if perform(folder, once=once, port=port, kept=keep is not None) else 1)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="stoppress-demo-") as name:
            yield Path(name)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise click.UsageError(f"--keep {keep}: name a new or an empty folder")
    yield keep
