"""`stoppress run`: the service."""

from __future__ import annotations

import click


@click.command()
def run() -> None:
    """Run the service: poller, desk, sender and web, on one machine.

    Settings come from stoppress.toml and STOPPRESS_ variables. Ctrl-C stops it; nothing is lost.
    """
    from stoppress.roles.prepare import prepare_django  # noqa: PLC0415  (Django is loaded by the commands that need it)

    prepare_django()
    from stoppress.roles.everything import run_service  # noqa: PLC0415  (needs Django ready)

    run_service(announce_start=lambda address: click.echo(f"Stop Press is running: {address}  (Ctrl-C stops it)"))
