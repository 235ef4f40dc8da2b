"""The states of a delivery as a machine: what may happen to it, from which states, and where that leads.

```
queued ⇄ leased → accepted → bounced       (a bounce may come back before the acceptance is recorded)
   ↑        ↓
   └─── deferred                            what is open may also end as expired, withdrawn or suppressed
```

What is deferred waits for its moment: refused for now, or held back from a domain that is slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stoppress.domain.email import DeliveryState

_OPEN = frozenset({DeliveryState.QUEUED, DeliveryState.LEASED, DeliveryState.DEFERRED})
_STOPPED = frozenset({DeliveryState.EXPIRED, DeliveryState.WITHDRAWN, DeliveryState.SUPPRESSED})


class Step(StrEnum):
    """What may happen to a delivery."""

    LEASE = "leased by a sender"
    RELEASE = "given back as if never taken"
    ACCEPT = "accepted by the relay"
    DEFER = "refused for now"
    HOLD = "held back for a while"
    FALL_DUE = "its moment come, or its lease ended"
    REFUSE = "refused for good"
    RETURN = "come back after it was handed over"
    EXPIRE = "too old to send"
    WITHDRAW = "withdrawn"
    SUPPRESS = "its address suppressed"


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a step leads, and from which states it may be taken."""

    origins: frozenset[DeliveryState]
    target: DeliveryState


EDGES: Mapping[Step, Edge] = {
    Step.LEASE: Edge(_OPEN, DeliveryState.LEASED),
    Step.RELEASE: Edge(frozenset({DeliveryState.LEASED}), DeliveryState.QUEUED),
    # The relay's verdict is recorded whatever stopped the delivery meanwhile: it is out. But a bounce that
    # came back already stands.
    Step.ACCEPT: Edge(_OPEN | _STOPPED, DeliveryState.ACCEPTED),
    Step.DEFER: Edge(frozenset({DeliveryState.LEASED}), DeliveryState.DEFERRED),
    Step.HOLD: Edge(_OPEN, DeliveryState.DEFERRED),
    # What is leased too, once its lease has ended: its holder died.
    Step.FALL_DUE: Edge(frozenset({DeliveryState.LEASED, DeliveryState.DEFERRED}), DeliveryState.QUEUED),
    Step.REFUSE: Edge(_OPEN | _STOPPED, DeliveryState.BOUNCED),
    # Open, where the connection broke after the relay had taken it.
    Step.RETURN: Edge(_OPEN | {DeliveryState.ACCEPTED}, DeliveryState.BOUNCED),
    Step.EXPIRE: Edge(_OPEN, DeliveryState.EXPIRED),
    Step.WITHDRAW: Edge(_OPEN, DeliveryState.WITHDRAWN),
    Step.SUPPRESS: Edge(_OPEN, DeliveryState.SUPPRESSED),
}


def after(state: DeliveryState, step: Step) -> DeliveryState | None:
    """Return the state after a step, or None where the step may not be taken from this state: it changes nothing."""
    edge = EDGES[step]
    return edge.target if state in edge.origins else None
