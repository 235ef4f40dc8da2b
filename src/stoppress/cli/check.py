"""`stoppress check`: what is wrong with a set-up, and how to mend it."""

from __future__ import annotations

import sys

import click


@click.command()
def check() -> None:
    """Look at the set-up; say what is wrong and how to mend it. Exit status 1 where it cannot work as it is."""
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415  (Django is loaded by the commands that need it)

    prepare_store()
    from stoppress.roles.check import check_setup  # noqa: PLC0415

    broken = 0
    for finding in check_setup():
        mark = "ok  " if finding.good else "FAIL" if finding.needed else "note"
        click.echo(f"{mark}  {finding.subject}: {finding.says}")
        if not finding.good:
            click.echo(f"      → {finding.mend}")
            broken += finding.needed
    sys.exit(1 if broken else 0)
