"""`stoppress dkim`: the keys that sign mail, and what is published about them."""

from __future__ import annotations

import sys

import click

from stoppress.mailroom.domain_keys import KINDS, make_key
from stoppress.mailroom.published import look, records
from stoppress.site.configure import read_configuration
from stoppress.wire.dns import look_up_texts


@click.group()
def dkim() -> None:
    """Make keys that sign mail (DKIM), print the records to publish, and compare them with what is published."""


@dkim.command()
@click.argument("selector")
@click.option(
    "--kind", type=click.Choice(KINDS), default="rsa", show_default=True, help="Ed25519 is a second one at best."
)
def new(selector: str, *, kind: str) -> None:
    """Make a key called SELECTOR, readable by you only; best a name with the month in it, as m2026-11.

    Publish its record, wait until `stoppress dkim check` finds it, then name it in dkim_selectors. To
    replace a key, do the same with another selector, and remove the old file and record a week later.
    """
    configuration = read_configuration()
    key = make_key(configuration, selector, kind)
    click.echo(f"made a key for {key.name}; publish what `stoppress dkim dns` prints")


@dkim.command()
def dns() -> None:
    """Print the records to publish: lines of a zone file, each with what it is for."""
    for record in records(read_configuration()):
        click.echo(f"; {record.why}\n{record.line}")


@dkim.command()
@click.option("--server", default="", metavar="ADDRESS[:PORT]", help="Ask this name server, not the system's.")
def check(*, server: str) -> None:
    """Compare what is published with the keys, and look at SPF, DMARC and alignment. Exit status 1 for a fault."""
    broken = 0
    for seen in look(read_configuration(), lambda name: look_up_texts(name, server=server)):
        click.echo(f"{'ok  ' if seen.good else 'FAIL'}  {seen.subject}: {seen.says}")
        if not seen.good:
            click.echo(f"      → {seen.mend}")
            broken += 1
    sys.exit(1 if broken else 0)
