"""Read the figures of a text: numbers, what they count, and what their words allow."""

from __future__ import annotations

from stoppress.stages.figures.compare import agree
from stoppress.stages.figures.find import find_figures

__all__ = ["agree", "find_figures"]
