"""An attribution while it is being found: ranges of pieces in a unit, and what was decided on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act

if TYPE_CHECKING:
    from stoppress.domain.claim import Span
    from stoppress.stages.attribute.units import Unit


@dataclass(slots=True)
class Draft:
    """Spans are of the text; `source_range` is of the unit's pieces, for those that share the source."""

    unit: Unit
    verb: str
    cue: list[Span]
    source: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)
    act: Act = Act.SAY
    source_range: tuple[int, int] | None = None
    cue_at: int = -1  # the piece that the cue turns on
    awaits_quotation: bool = False  # "he went on:" with the quotation in the next unit
    cited_by: tuple[int, int] | None = None  # pieces that name who does the citing
    quoted: bool = False  # the content is a quotation
    carried_from: Draft | None = None  # a quotation without cue: whose speaker it shares
    certain: bool = False  # by the rules alone: no weight overrules it
