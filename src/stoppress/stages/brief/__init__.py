"""Put together what an event's reports come to, for a reader."""

from __future__ import annotations

from stoppress.stages.brief.together import brief

__all__ = ["brief"]
