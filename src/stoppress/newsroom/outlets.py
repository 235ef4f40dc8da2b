"""Add outlets and their feeds; the list that a first start begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from stoppress.domain.errors import SettingError
from stoppress.newsroom import models
from stoppress.stages.text.safe import one_line, web_address


@dataclass(frozen=True, slots=True)
class Listed:
    """An outlet of the first list."""

    name: str
    owner: str
    feed: str
    language: str = "en"


# Well-known outlets with public feeds of world news, of many owners and countries.
WELL_KNOWN = (
    Listed("BBC News", "BBC", "https://feeds.bbci.co.uk/news/world/rss.xml"),
    Listed("The Guardian", "Guardian Media Group", "https://www.theguardian.com/world/rss"),
    Listed("The Independent", "Independent Digital News & Media", "https://www.independent.co.uk/news/world/rss"),
    Listed("Sky News", "Comcast", "https://feeds.skynews.com/feeds/rss/world.xml"),
    Listed(
        "The New York Times", "The New York Times Company", "https://rss.nytimes.com/services/xml/rss/nyt/World.xml"
    ),
    Listed("NPR", "NPR", "https://feeds.npr.org/1004/rss.xml"),
    Listed("CBC News", "CBC/Radio-Canada", "https://www.cbc.ca/webfeed/rss/rss-world"),
    Listed(
        "ABC News (Australia)", "Australian Broadcasting Corporation", "https://www.abc.net.au/news/feed/51120/rss.xml"
    ),
    Listed("Al Jazeera", "Al Jazeera Media Network", "https://www.aljazeera.com/xml/rss/all.xml"),
    Listed("The Hindu", "The Hindu Group", "https://www.thehindu.com/news/international/feeder/default.rss"),
    Listed("France 24", "France Médias Monde", "https://www.france24.com/en/rss"),
    Listed("Deutsche Welle", "Deutsche Welle", "https://rss.dw.com/rdf/rss-en-world"),
    Listed("Le Monde", "Groupe Le Monde", "https://www.lemonde.fr/international/rss_full.xml", "fr"),
    Listed(
        "El País",
        "PRISA",
        "https://feeds.elpais.com/mrss-s/pages/ep/site/elpais.com/section/internacional/portada",
        "es",
    ),
    Listed("Der Spiegel", "Spiegel-Verlag", "https://www.spiegel.de/ausland/index.rss", "de"),
)


def add_feed(
    address: str, *, outlet: str, now: datetime, owner: str = "", language: str = ""
) -> tuple[models.Feed, bool]:
    """Add a feed to an outlet, making the outlet where it is new; say whether the feed was new.

    Raises SettingError where the address is no http or https one, or the outlet has no name.
    """
    if web_address(address) is None:
        raise SettingError(f"{one_line(address)}: write the feed's whole address, beginning with http:// or https://")
    name = one_line(outlet) or (urlsplit(address).hostname or "")
    with transaction.atomic():
        row, made = models.Outlet.objects.get_or_create(
            name=name[:200],
            defaults={"owner": one_line(owner)[:200], "language": language, "added_at": now},
        )
        if not made and owner and row.owner != owner:
            row.owner = one_line(owner)[:200]
            row.save(update_fields=["owner"])
        return models.Feed.objects.get_or_create(
            address=address, defaults={"outlet": row, "added_at": now, "next_poll_at": now}
        )


def add_well_known(*, now: datetime) -> int:
    """Add the first list where there is no feed at all; return how many were added."""
    if models.Feed.objects.exists():
        return 0
    for listed in WELL_KNOWN:
        add_feed(listed.feed, outlet=listed.name, owner=listed.owner, language=listed.language, now=now)
    return len(WELL_KNOWN)
