"""`stoppress suppressions`: the addresses that are never mailed."""

from __future__ import annotations

import sys

import click

from stoppress.cli.outputs import output_option


@click.group()
def suppressions() -> None:
    """List, import and export the addresses that are never mailed; they are kept as keyed hashes."""


def _prepare() -> None:
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415  (Django is loaded by the commands that need it)

    prepare_store()


@suppressions.command("list")
def list_suppressions() -> None:
    """Print how many addresses are suppressed, by reason."""
    _prepare()
    from django.db.models import Count  # noqa: PLC0415  (Django must be set up first)

    from stoppress.mailroom.models import Suppression  # noqa: PLC0415

    for reason, count in (
        Suppression.objects.values_list("reason").annotate(Count("pk")).order_by("-pk__count", "reason")
    ):
        click.echo(f"{count}\t{reason}")


@suppressions.command("import")
@click.argument("file")
def import_(file: str) -> None:
    """Suppress what FILE (- is standard input) names: CSV with a column address or address_hash, or lines of addresses.

    Hashes are those of a store with the same hashing key. What cannot be read is one line on standard
    error; the rest goes on, and the exit status is 1. Imported twice, nothing changes.
    """
    _prepare()
    from stoppress.mailroom.suppression_list import add_entries, read_list  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415

    problems: list[int] = []

    def report(line: int, what: str) -> None:
        problems.append(line)
        click.echo(f"{file}:{line}: {what}", err=True)

    now = utc_now()
    try:
        with click.open_file(file, encoding="utf-8-sig") as lines:
            n_new, n_known = add_entries(read_list(lines, report, now=now))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise click.ClickException(f"{file} cannot be read: {reason}") from error
    click.echo(f"{n_new} suppressed, {n_known} were already")
    sys.exit(1 if problems else 0)


@suppressions.command()
@output_option
def export(output: str) -> None:
    """Write the list as CSV: address_hash, reason, suppressed_at."""
    _prepare()
    from stoppress.mailroom.suppression_list import write_list  # noqa: PLC0415

    try:
        with click.open_file(output, "w", encoding="utf-8", atomic=output != "-") as file:
            write_list(file)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
