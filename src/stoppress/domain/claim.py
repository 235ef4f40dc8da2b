"""Who said what, by which words: attributions, and what an event's reports come to together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]  # [start, end) in characters of an article's text


class QuoteKind(StrEnum):
    """How a content is given."""

    DIRECT = "direct"  # in quotation marks
    INDIRECT = "indirect"  # reported speech
    MIXED = "mixed"  # both


class SourceKind(StrEnum):
    """What sort of source is credited."""

    NAMED = "named"  # a person by name, or by a pronoun or surname resolved to one
    DESCRIBED = "described"  # "a police spokesman"
    UNNAMED = "unnamed"  # "three unnamed Kremlin sources", "officials said"
    ORGANISATION = "organisation"  # a body, an outlet
    DOCUMENT = "document"  # a report, a decree
    ABSENT = "absent"  # content with no source in the text


class Act(StrEnum):
    """What the crediting amounts to."""

    SAY = "say"
    CONFIRM = "confirm"
    DENY = "deny"
    DECLINE = "decline to comment"
    FIRST_REPORT = "first reported by"  # the source is whom the text credits with having had it first
    CITE = "cite"  # the source is what another outlet cites, or an outlet this one rests on


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a source resolves to, as far as the article itself tells."""

    name: str | None  # "Dmitry Peskov", full where the article gives it anywhere
    role: str | None = None  # "Kremlin spokesman", verbatim from the article
    body: str | None = None  # whom they speak for: "Kremlin"

    @property
    def label(self) -> str:
        """What a reader is shown: name and role, whatever is known."""
        return ", ".join(part for part in (self.name, self.role) if part) or self.body or ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content of one claim, as spans of the article's text (after PolNeAR and PARC)."""

    source: tuple[Span, ...]  # may be empty
    cue: tuple[Span, ...]  # may be empty: a quote that continues one above has none of its own
    content: tuple[Span, ...]  # never empty, but for DECLINE
    kind: QuoteKind = QuoteKind.INDIRECT
    act: Act = Act.SAY
    source_kind: SourceKind = SourceKind.ABSENT
    speaker: Speaker | None = None
    by: str | None = None  # CITE: the outlet that does the citing ("Vedomosti, citing three ...")


@dataclass(frozen=True, slots=True)
class Carrier:
    """Where a claim stands: one attribution of one article."""

    article: str  # article id
    outlet: str
    owner: str
    attribution: Attribution
    excerpt: str  # the content, verbatim from the article's text
    sentence: str = ""  # the whole sentence (or sentences) round it, verbatim
    span: Span = (0, 0)  # of the excerpt, in the article's text
    sentence_span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement by one source, and every report that carries it; never empty."""

    carriers: tuple[Carrier, ...]  # in order of the articles
    speaker: Speaker | None

    @property
    def owners(self) -> tuple[str, ...]:
        """The distinct owners who carry it, in order of appearance."""
        return tuple(dict.fromkeys(carrier.owner for carrier in self.carriers))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whom the articles credit with having had it first, or rest on."""

    name: str  # "Vedomosti"
    carriers: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A source with standing that says the event is so, or (denies) is not."""

    speaker: Speaker
    denies: bool
    carriers: tuple[Carrier, ...]
    is_stated: bool = False  # put down as a fact ("police said"), without a verb of confirming or denying


@dataclass(frozen=True, slots=True)
class CitedSource:
    """What a credited outlet is said to rest on: "three unnamed Kremlin sources" behind Vedomosti."""

    text: str  # verbatim
    cited_by: str
    carriers: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class Corroboration:
    """What an event's reports come to together."""

    owners: tuple[str, ...]  # owners of independent reports, in order of arrival
    first_reported_by: tuple[Provenance, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    cited_sources: tuple[CitedSource, ...] = ()
    claims: tuple[Claim, ...] = ()  # best corroborated first
