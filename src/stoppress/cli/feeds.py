"""`stoppress feeds`: list and add what is watched."""

from __future__ import annotations

import click


@click.group()
def feeds() -> None:
    """List, add and remove the feeds that are watched."""


def _prepare() -> None:
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415  (Django is loaded by the commands that need it)

    prepare_store()


@feeds.command("list")
def list_feeds() -> None:
    """Show every feed with its outlet, its last poll and its last error."""
    _prepare()
    from stoppress.newsroom.models import Feed  # noqa: PLC0415

    for feed in Feed.objects.select_related("outlet").order_by("outlet__name", "address"):
        polled = f"{feed.polled_at:%Y-%m-%d %H:%M:%S}Z" if feed.polled_at else "never polled"
        state = feed.last_error or ("ok" if feed.active else "not watched")
        click.echo(f"{feed.outlet.name}\t{feed.address}\t{polled}\t{state}")


@feeds.command()
@click.argument("address")
@click.option("--outlet", default="", help="The outlet's name; otherwise the address's host.")
@click.option("--owner", default="", help="Who controls the outlet; independence is counted by owners.")
@click.option("--language", default="", help="ISO 639-1 code of what it writes in.")
def add(address: str, outlet: str, owner: str, language: str) -> None:
    """Watch the feed at ADDRESS."""
    _prepare()
    from stoppress.newsroom.outlets import add_feed  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415

    feed, made = add_feed(address, outlet=outlet, owner=owner, language=language, now=utc_now())
    click.echo(f"{'now watching' if made else 'already watching'} {feed.address} of {feed.outlet.name}")


@feeds.command()
@click.argument("address")
def remove(address: str) -> None:
    """Stop watching the feed at ADDRESS; its articles are kept."""
    _prepare()
    from stoppress.newsroom.models import Feed  # noqa: PLC0415

    if not Feed.objects.filter(address=address).update(active=False):
        raise click.ClickException(f"no feed {address}; `stoppress feeds list` shows them")
    click.echo(f"no longer watching {address}")
