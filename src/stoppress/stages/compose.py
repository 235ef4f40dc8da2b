"""Put an alert together: which of the outlets' words it shows, in which order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from stoppress.domain.alert import AlertContent, AlertKind, Contrast, Line, Quote, Report, Standing
from stoppress.domain.article import Article
from stoppress.domain.brief import Brief, Difference, Excerpt, Said
from stoppress.domain.claim import Carrier, Claim, Confirmation, Corroboration, QuoteKind

# What a reader takes in at a glance; more is one link away, in the reports themselves.
_MOST_QUOTES = 4
_MOST_CONTRASTS = 2
_MOST_ONLY = 2
_MOST_SIDES = 3  # reports shown on one difference
_MOST_NAMED = 2  # of those who confirm, and of those who deny, in the status
_SUBJECT_LENGTH = 150
# What may follow a name that is whole, and not the beginning of another ("the Orvo" of "the Orvo police").
_NAME_ENDS = (
    r"[.,;:!?)’']|$| (?:said|says|told|confirmed|confirms|denied|denies|announced|has|had|is|was|will|would|and|that)\b"
)


def compose(  # noqa: PLR0913  (all but the first three by name: an alert has that many sides)
    event: str,
    articles: Sequence[Article],
    corroboration: Corroboration,
    *,
    current: Collection[str],
    excerpt_length: int,
    brief: Brief | None = None,
) -> AlertContent:
    """Choose subject, status, lede, quotes and reports for the alert about an event.

    With its `brief`, also on what reports differ, and what one of them alone tells.

    `articles` come in order of arrival and are not empty; at least one has a headline or a lede. `current` are
    the ids of those that are news now: older ones are listed, but do not lead. Every line
    is a verbatim run of its article, of at most `excerpt_length` characters, cut at word borders.
    """
    leading = leading_article(articles, corroboration, current)
    assert leading is not None
    by_id = {article.id: article for article in articles}
    title, _, cut = _clipped(leading.title, _SUBJECT_LENGTH)
    quotes = tuple(islice(_quotes(corroboration, by_id, excerpt_length), _MOST_QUOTES))
    shown = {line.text for quote in quotes for line in quote.lines} | {leading.lede or leading.title}
    return AlertContent(
        kind=AlertKind.ALERT,
        event=event,
        subject=f"{title}…" if cut else title,
        subject_is_lede=leading.title_is_lede,
        status=status(articles, corroboration),
        standing=standing(articles, corroboration),
        lede=_line(leading, leading.lede or leading.title, excerpt_length),
        quotes=_by_speaker(quotes),
        reports=tuple(_report(article) for article in articles if article.title),
        language=leading.language or "en",
        contrasts=tuple(_contrast(one, excerpt_length) for one in brief.differences[:_MOST_CONTRASTS]) if brief else (),
        only_in=_by_speaker(islice(_only_in(brief.only_in, shown, excerpt_length), _MOST_ONLY)) if brief else (),
    )


def _contrast(difference: Difference, length: int) -> Contrast:
    lines = tuple(_excerpt_line(side, length) for side in difference.sides[:_MOST_SIDES])
    return Contrast(difference.kind, difference.what, lines)


def _only_in(claims: Iterable[Said], shown: Collection[str], length: int) -> Iterator[Quote]:
    """Yield what one report alone tells and no line above shows."""
    for claim in claims:
        lines = tuple(_excerpt_line(excerpt, length) for excerpt in claim.excerpts)
        if claim.speaker is not None and not any(
            line.text in words or words in line.text for line in lines for words in shown
        ):
            yield Quote(claim.speaker.label, lines)


def _excerpt_line(excerpt: Excerpt, length: int) -> Line:
    run, before, after = _clipped(excerpt.words, length)
    return Line(run, excerpt.article, excerpt.outlet, excerpt.url, cut_before=before, cut_after=after)


def leading_article(
    articles: Sequence[Article], corroboration: Corroboration, current: Collection[str]
) -> Article | None:
    """Return the article whose headline leads; None where none has a headline or a lede.

    Of those that are news now one with a headline, and of these the first that carries a confirmation, else the first.
    """
    confirming = {carrier.article for found in corroboration.confirmations for carrier in found.carriers}
    titled = [article for article in articles if article.title]
    return min(
        titled, key=lambda one: (one.id not in current, not one.headline, one.id not in confirming), default=None
    )


def standing(articles: Sequence[Article], corroboration: Corroboration) -> Standing:
    """Say how an event stands: who confirmed or denied it, who had it first, how many outlets tell it."""
    grounds = sorted(corroboration.confirmations, key=lambda one: one.is_stated)  # who confirms before who says so
    told = {denies: [one for one in grounds if one.denies is denies] for denies in (False, True)}
    return Standing(
        confirmed_by=_names(told[False][:_MOST_NAMED], articles),
        denied_by=_names(told[True][:_MOST_NAMED], articles),
        first_reported_by=tuple(provenance.name for provenance in corroboration.first_reported_by),
        outlets=len({article.outlet for article in articles}),
        owners=len(corroboration.owners),
    )


def _names(confirmations: Sequence[Confirmation], articles: Sequence[Article]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_body_name(confirmation, articles) for confirmation in confirmations))


def status(articles: Sequence[Article], corroboration: Corroboration) -> str:
    """Word in English how an event stands."""
    stands = standing(articles, corroboration)
    parts = [f"confirmed by {name}" for name in stands.confirmed_by]
    parts += [f"denied by {name}" for name in stands.denied_by]
    if stands.first_reported_by:
        parts.append(f"first reported by {' and '.join(stands.first_reported_by)}")
    if stands.owners > 1:
        parts.append(f"{stands.owners} independent outlets")
    else:
        parts.append("1 outlet" if stands.outlets == 1 else "1 independent outlet")
    line = " · ".join(dict.fromkeys(parts))
    return line[:1].upper() + line[1:]


def _body_name(confirmation: Confirmation, articles: Sequence[Article]) -> str:
    """Name who confirmed: the body spoken for, with "the" where the outlets' own text puts it before the whole name."""
    body = confirmation.speaker.body
    if not body:
        return confirmation.speaker.name or confirmation.speaker.label
    with_article = re.compile(rf"\b[Tt]he {re.escape(body)}(?={_NAME_ENDS})")
    return f"the {body}" if any(with_article.search(article.text) for article in articles) else body


def _quotes(corroboration: Corroboration, by_id: Mapping[str, Article], excerpt_length: int) -> Iterator[Quote]:
    """Yield what the status rests on first, then who says what; no line twice.

    Reported speech is shown by its whole sentence, which says who reports it and how; a quotation stands alone.
    """
    shown: set[tuple[str, str]] = set()
    grounds = [(confirmation.speaker, confirmation.carriers, True) for confirmation in corroboration.confirmations]
    claims = [(claim.speaker, claim.carriers, False) for claim in corroboration.claims if _worth_showing(claim)]
    for speaker, carriers, whole_sentence in [*grounds, *claims]:
        lines = []
        for carrier in carriers:
            reported = carrier.attribution.kind is QuoteKind.INDIRECT
            words = carrier.sentence if (whole_sentence or reported) and carrier.sentence else carrier.excerpt
            if _is_shown(carrier, words, shown):
                continue
            shown.add((carrier.article, words))
            lines.append(_line(by_id[carrier.article], words, excerpt_length))
        if lines:
            yield Quote(speaker.label if speaker else "", tuple(lines))


def _by_speaker(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Put all that one speaker says under one name, in order of first appearance."""
    lines_by_speaker: dict[str, list[Line]] = {}
    for quote in quotes:
        lines_by_speaker.setdefault(quote.speaker, []).extend(quote.lines)
    return tuple(Quote(speaker, tuple(lines)) for speaker, lines in lines_by_speaker.items())


def _worth_showing(claim: Claim) -> bool:
    return any(carrier.excerpt.strip() for carrier in claim.carriers) and claim.speaker is not None


def _is_shown(carrier: Carrier, words: str, shown: set[tuple[str, str]]) -> bool:
    return not words.strip() or any(
        article == carrier.article and (words in said or said in words) for article, said in shown
    )


def _report(article: Article) -> Report:
    return Report(article.id, article.outlet, article.title, article.title_is_lede, article.url, article.published)


def _line(article: Article, words: str, length: int) -> Line:
    run, before, after = _clipped(words, length)
    return Line(run, article.id, article.outlet, article.url, cut_before=before, cut_after=after)


def _clipped(words: str, length: int) -> tuple[str, bool, bool]:
    """Cut the first paragraph of `words` to `length` characters at a word border; say what was left out."""
    first, _, rest = words.strip().partition("\n")
    first = first.rstrip()
    if len(first) <= length:
        return first, False, bool(rest.strip())
    room = first[: length + 1]
    border = max(room.rfind(" "), 0) or length
    run = first[:border].rstrip()
    return run.rstrip(" ,;:–—-") or run, False, True
