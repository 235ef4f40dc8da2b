"""Find who said what, by which words."""

from __future__ import annotations

from stoppress.stages.attribute.finding import attribute

__all__ = ["attribute"]
