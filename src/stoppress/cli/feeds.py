"""`stoppress feeds`: list and add what is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stoppress.newsroom.models import Feed


@click.group()
def feeds() -> None:
    """List, add and remove the feeds that are watched."""


def _prepare() -> None:
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415  (Django is loaded by the commands that need it)

    prepare_store()


@feeds.command("list")
def list_feeds() -> None:
    """Show every feed with its outlet, how it is, and when it is polled."""
    _prepare()
    from stoppress.newsroom.models import Feed  # noqa: PLC0415

    for feed in Feed.objects.select_related("outlet", "hub").order_by("outlet__name", "address"):
        click.echo("\t".join((feed.outlet.name, feed.address, *_health(feed))))


def _health(feed: Feed) -> tuple[str, ...]:
    """Say how a feed is: state, last poll, next poll, how often it has news, how late the last poll was, its hub."""
    polled = f"polled {feed.polled_at:%Y-%m-%d %H:%M:%S}Z" if feed.polled_at else "never polled"
    due = f"next {feed.next_poll_at:%H:%M:%S}Z" if feed.active else "not watched"
    usual = f"news every {feed.usual_gap / 60:.0f} min" if feed.usual_gap is not None else ""
    late = f"{feed.lateness:.1f} s late" if feed.lateness is not None else ""
    hub = getattr(feed, "hub", None)
    state = f"ALARM: {feed.alarm}" if feed.alarm else feed.last_error or "ok"
    pushed = f"hub {hub.state}{f' ({hub.error})' if hub.error else ''}" if hub else ""
    return tuple(part for part in (state, polled, due, usual, late, pushed) if part)


@feeds.command()
@click.argument("address")
@click.option("--outlet", default="", help="The outlet's name; otherwise the feed's title, or the address's host.")
@click.option("--owner", default="", help="Who controls the outlet; independence is counted by owners.")
@click.option("--language", default="", help="ISO 639-1 code of what it writes in.")
def add(address: str, outlet: str, owner: str, language: str) -> None:
    """Watch the feed at ADDRESS, or the one that the page there names: an outlet's home page is enough.

    What cannot be reached now is watched all the same.
    """
    _prepare()
    from stoppress.domain.errors import FetchError, RefusedAddressError  # noqa: PLC0415
    from stoppress.newsroom.discovery import find_feed  # noqa: PLC0415
    from stoppress.newsroom.outlets import add_feed  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415
    from stoppress.roles.poller import open_fetcher  # noqa: PLC0415
    from stoppress.wire.http import Request  # noqa: PLC0415

    title = None
    try:
        with open_fetcher() as fetcher:
            address, parsed = find_feed(address, lambda wanted: fetcher.submit(Request(wanted)).result())
            title, language = parsed.title, language or parsed.language or ""
    except RefusedAddressError:
        raise
    except FetchError as error:
        click.echo(f"{address} cannot be had now ({error}); it is taken as a feed's address", err=True)
    name = outlet or title or ""
    feed, made = add_feed(address, outlet=name, owner=owner, language=language, now=utc_now())
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


@feeds.command()
@click.option("-o", "--output", metavar="FILE", default="-", help="Write to FILE instead of to standard output.")
def export(output: str) -> None:
    """Write the feeds that are watched as OPML, which `stoppress import` reads."""
    _prepare()
    from stoppress.newsroom.imports import watched_feeds  # noqa: PLC0415
    from stoppress.stages.opml import write_opml  # noqa: PLC0415

    document = write_opml(watched_feeds(), title="Feeds of Stop Press")
    try:
        with click.open_file(output, "wb", atomic=output != "-") as file:
            file.write(document)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
