"""Put together the dossier of one event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.domain.article import Precision
from stoppress.domain.brief import Brief, EventStatus, Ground, Reported, Said
from stoppress.domain.claim import QuoteKind
from stoppress.stages.brief.counts import compare, counts, figure_differences, site_all
from stoppress.stages.brief.credits import behind, credited
from stoppress.stages.brief.excerpts import Read, sentence_excerpts
from stoppress.stages.brief.shared import shared
from stoppress.stages.brief.silences import asked, unsaid
from stoppress.stages.brief.times import time_all, time_differences, times, unsaid_differences
from stoppress.stages.compose import leading_article, status
from stoppress.stages.corroborate import corroborate_placed
from stoppress.stages.corroborate.carriers import place_with_acts
from stoppress.stages.syndication import agency, match_owners, owners_and_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from stoppress.domain.article import Article
    from stoppress.domain.brief import Excerpt, Shared
    from stoppress.domain.claim import Attribution, Claim, Confirmation, Corroboration
    from stoppress.stages.syndication import Pair


def brief(articles: Sequence[Article], attributions_by_article: Mapping[str, Sequence[Attribution]]) -> Brief:
    """Return all that the reports of one event come to; articles stand in order of arrival and are not empty.

    Every excerpt is a verbatim run of its article's text.
    """
    everything = place_with_acts(articles, attributions_by_article)
    texts = owners_and_texts(articles)
    corroboration = corroborate_placed(articles, everything, texts)
    placed = [one for one in everything if not one.is_act]
    reads = [Read(article, [one for one in placed if one.article is article]) for article in articles]
    read_by_id = {read.article.id: read for read in reads}
    pairs = {article.id: pair for article, pair in zip(articles, texts, strict=True)}
    event_date = _event_date(articles)
    compared, found_times, told_alike = compare(site_all(reads)), times(reads, event_date), shared(reads)
    left_open = unsaid(reads)
    origins = credited(placed, reads, corroboration)
    said = [_said(claim, read_by_id, pairs) for claim in corroboration.claims]
    leading = leading_article(articles, corroboration, {article.id for article in articles})
    return Brief(
        title=leading.title if leading else "",
        status=_status(corroboration.confirmations),
        status_line=status(articles, corroboration),
        event_date=event_date,
        language=(leading.language if leading else None) or "en",
        reports=tuple(_reported(article) for article in articles),
        independent=len(corroboration.owners),
        first_reported_by=tuple(credit for credit in origins if credit.first),
        credits=origins,
        behind=behind(corroboration, read_by_id),
        grounds=tuple(_ground(found, read_by_id) for found in corroboration.confirmations),
        asked=asked(placed, reads),
        claims=tuple(said),
        shared=told_alike,
        counts=counts(compared),
        times=found_times,
        unsaid=left_open,
        differences=(
            *figure_differences(compared, {article.id: article.published for article in articles}),
            *time_differences(time_all(found_times, reads)),
            *unsaid_differences(found_times, left_open, reads),
        ),
        only_in=_only_in(said, told_alike, corroboration),
    )


def _event_date(articles: Sequence[Article]) -> date | None:
    """Return the day of the first dated report."""
    moments = [article.published for article in articles if article.published is not None]
    return min(moments).date() if moments else None


def _status(confirmations: Sequence[Confirmation]) -> EventStatus:
    denies = {confirmation.denies for confirmation in confirmations}
    if denies == {True, False}:
        return EventStatus.DISPUTED
    if denies:
        return EventStatus.DENIED if True in denies else EventStatus.CONFIRMED
    return EventStatus.UNCONFIRMED


def _reported(article: Article) -> Reported:
    return Reported(
        article=article.id,
        outlet=article.outlet,
        owner=article.controlled_by,
        url=article.url,
        title=article.title,
        title_is_lede=article.title_is_lede,
        published=article.published,
        by_day=article.precision is Precision.DAY,
        rests_on=agency(article),
    )


def _ground(found: Confirmation, read_by_id: Mapping[str, Read]) -> Ground:
    return Ground(found.speaker, found.denies, sentence_excerpts(found.carriers, read_by_id))


def _said(claim: Claim, read_by_id: Mapping[str, Read], pairs: Mapping[str, Pair]) -> Said:
    """Show a quotation by its own words, reported speech by the whole sentence, which tells who reports it and how."""
    quoted = all(carrier.attribution.kind is QuoteKind.DIRECT for carrier in claim.carriers)
    return Said(
        speaker=claim.speaker,
        is_quote=quoted,
        owners=len(match_owners({pairs[carrier.article]: None for carrier in claim.carriers})),
        excerpts=tuple(
            read_by_id[carrier.article].excerpt(
                carrier.span if carrier.attribution.kind is QuoteKind.DIRECT else carrier.sentence_span
            )
            for carrier in claim.carriers
        ),
    )


def _only_in(said: Sequence[Said], told_alike: Sequence[Shared], corroboration: Corroboration) -> tuple[Said, ...]:
    """Return the claims of a known source that one independent report alone carries, in whatever words."""
    if len(corroboration.owners) < 2:
        return ()
    elsewhere = [excerpt for group in told_alike for excerpt in group.excerpts]
    return tuple(
        claim
        for claim in said
        if claim.owners == 1
        and claim.speaker is not None
        and not any(_overlap(excerpt, other) for excerpt in claim.excerpts for other in elsewhere)
    )


def _overlap(one: Excerpt, other: Excerpt) -> bool:
    return one.article == other.article and one.span[0] < other.span[1] and other.span[0] < one.span[1]
