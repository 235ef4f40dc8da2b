"""The command `stoppress`: each subcommand is loaded when it is called, so that none pays for another."""

from __future__ import annotations

import importlib
import sys

import click

from stoppress import __version__
from stoppress.domain.errors import StopPressError

_COMMANDS = {
    "attribute": "stoppress.cli.attribute:attribute",
    "brief": "stoppress.cli.brief:brief",
    "check": "stoppress.cli.check:check",
    "cluster": "stoppress.cli.cluster:cluster",
    "deliveries": "stoppress.cli.deliveries:deliveries",
    "demo": "stoppress.cli.demo:demo",
    "dkim": "stoppress.cli.dkim:dkim",
    "feeds": "stoppress.cli.feeds:feeds",
    "import": "stoppress.cli.import_:import_",
    "mail": "stoppress.cli.mail:mail",
    "operator": "stoppress.cli.operator:operator",
    "read": "stoppress.cli.read:read",
    "replay": "stoppress.cli.replay:replay",
    "run": "stoppress.cli.run:run",
    "suppressions": "stoppress.cli.suppressions:suppressions",
}


class _Commands(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stoppress")
def commands() -> None:
    """Stop Press: one alert for an event, every line of it traceable to an outlet's words."""


def main() -> None:
    """Run the command line; an error of ours is one line, never a traceback."""
    try:
        commands()
    except StopPressError as error:
        click.echo(f"stoppress: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output stopped reading: nothing to say, and nowhere to say it
        sys.exit(1)
