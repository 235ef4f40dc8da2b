"""Put an event's attributions together: who had it first, who confirmed it, who carries which claim."""

from __future__ import annotations

from stoppress.stages.corroborate.together import corroborate

__all__ = ["corroborate"]
