"""Articles about an invented harbour, for the newsroom's tests."""

from __future__ import annotations

from datetime import datetime

from stoppress.domain.article import Article, Precision


def article(name: str, outlet: str, *paragraphs: str, headline: str | None, published: datetime | None) -> Article:
    return Article(
        id=name,
        outlet=outlet,
        body=paragraphs,
        lede=paragraphs[0],
        headline=headline,
        url=f"http://{outlet.lower()}.test/{name}",
        published=published,
        precision=Precision.SECOND if published else None,
        language="en",
    )


_FERRY = {
    "Courier": (
        "The ferry Morning Star ran onto rocks off Tessaly Point on Sunday with 212 people on board.",
        "Lifeboats from Orvo took the passengers of the Morning Star ashore within an hour.",
        "Fishing vessels helped to search the water around Tessaly Point until daybreak.",
    ),
    "Gazette": (
        "Passengers jumped from their bunks when the Morning Star struck the reef at Tessaly Point before dawn.",
        "All 212 travellers on the ferry were safe in Orvo by breakfast, lifeboat crews told families on the quay.",
        "Divers are to look at the hull once the tide allows.",
    ),
    "Herald": (
        "Orvo woke to sirens as lifeboats made for the ferry Morning Star, stuck fast on Tessaly Point.",
        "The ship had left port an hour late, with 212 people and forty cars, for the crossing to the islands.",
        "Her sister ship sails in her place from Monday.",
    ),
}


def ferry(name: str, outlet: str, published: datetime | None) -> Article:
    """One of three reports of a ferry that ran aground, each in its own words, without a confirmation."""
    return article(
        name,
        outlet,
        *_FERRY[outlet],
        headline="Ferry Morning Star runs aground off Tessaly Point",
        published=published,
    )


def confirmed_ferry(name: str, outlet: str, published: datetime | None) -> Article:
    """A report of the same, confirmed by the coastguard."""
    return article(
        name,
        outlet,
        "The ferry Morning Star ran aground off Tessaly Point, the Orvo Coastguard confirmed on Sunday.",
        '"All 212 people have been brought ashore," Coastguard spokeswoman Ines Falk told reporters.',
        headline="Coastguard confirms ferry Morning Star aground off Tessaly Point",
        published=published,
    )


def budget(name: str, outlet: str, published: datetime | None) -> Article:
    """Something else altogether."""
    return article(
        name,
        outlet,
        "The town council of Lindal adopted a budget of 48 million crowns after a debate of nine hours.",
        "Libraries and swimming pools keep their opening hours, while parking fees rise by a tenth in autumn.",
        headline="Lindal adopts budget after marathon debate",
        published=published,
    )
