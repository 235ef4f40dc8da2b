"""Put an event's attributions together: who had it first, who confirmed it, who carries which claim."""

from __future__ import annotations

from stoppress.stages.corroborate.together import corroborate, corroborate_placed

__all__ = ["corroborate", "corroborate_placed"]
