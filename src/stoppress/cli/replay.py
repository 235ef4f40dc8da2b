"""`stoppress replay`: the alerts that would have gone out, with the clock of then."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stoppress.cli.inputs import Problems, by_arrival, read_articles
from stoppress.cli.outputs import moment, open_output, output_option
from stoppress.cli.progress import counted
from stoppress.domain.article import Precision
from stoppress.domain.errors import InputError
from stoppress.stages.text.safe import one_line

if TYPE_CHECKING:  # Django must be told which store to use before these are loaded
    from stoppress.newsroom.replay import Replayed

_READER = "reader@example.org"


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@output_option
@click.option("--mail-dir", metavar="DIR", help="Write each alert as a reader would get it, as an .eml file.")
@click.option("--why", is_flag=True, help="Say on standard error for every event why it was or was not alerted.")
def replay(paths: tuple[str, ...], output: str, mail_dir: str | None, why: bool) -> None:
    """Send the articles of PATH through the desk and print the alerts it would have issued, as JSON lines."""
    _prepare()
    from stoppress.newsroom import replay as service  # noqa: PLC0415  (needs Django ready)

    folder = _folder(mail_dir)
    problems = Problems()
    with open_output(output) as write:
        batches = by_arrival(read_articles(paths, problems))
        for replayed in service.replay(counted(batches, noun="moments")):
            write(_line(replayed))
            if folder:
                _write_mail(replayed, folder)
    if why:
        for event in service.explain():
            reasons = ", ".join(event.reasons)
            line = f"{event.event} ({event.n_articles} articles): {event.decision}: {reasons}"
            click.echo(one_line(line), err=True)
    sys.exit(problems.exit_status)


def _prepare() -> None:
    os.environ |= {"STOPPRESS_DATABASE_URL": "sqlite://:memory:", "STOPPRESS_KEYS_DIR": ""}
    from stoppress.roles.log import configure_logging  # noqa: PLC0415
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415

    configure_logging("console", quiet=True)
    prepare_store()


def _folder(mail_dir: str | None) -> Path | None:
    if mail_dir is None:
        return None
    folder = Path(mail_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--mail-dir {mail_dir}: {error.strerror}") from error
    return folder


def _line(replayed: Replayed) -> dict[str, object]:
    return {
        "kind": replayed.alert.kind,
        "event": replayed.event,
        "issued_at": moment(replayed.issued_at, Precision.SECOND),
        "subject": replayed.alert.subject,
        "status": replayed.alert.status,
        "articles": list(replayed.articles),
    }


def _write_mail(replayed: Replayed, folder: Path) -> None:
    from stoppress.mailroom.message import sample_message  # noqa: PLC0415

    mailing = replayed.alert.mailing
    assert mailing is not None
    name = f"{replayed.alert.pk:04d}-{replayed.alert.kind}.eml"
    (folder / name).write_bytes(sample_message(mailing, address=_READER))
