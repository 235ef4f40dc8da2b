"""The proof in numbers: what became of deliveries, and how long they took from issued to accepted, by domain.

All is counted by the database and read as it comes: a million rows take no more memory here than a thousand. Times are
exact to the millisecond; percentiles are by nearest rank (the least time within which that share was accepted).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from operator import itemgetter

from django.db.models import BigIntegerField, CharField, Count, F, Func, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from stoppress.domain.email import DeliveryState
from stoppress.mailroom.models import Delivery, Mailing

DOMAINS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Times:
    """How long acceptances took, in seconds."""

    p50: float
    p90: float
    p99: float
    longest: float


@dataclass(frozen=True, slots=True)
class DomainFigures:
    """One domain's acceptances."""

    domain: str
    accepted: int
    times: Times


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of deliveries. No address is among it."""

    states: Mapping[DeliveryState, int]  # those that occur
    times: Times | None  # None: nothing was accepted
    domains: tuple[DomainFigures, ...]  # the largest, most acceptances first
    other_domains: int  # how many there are beside
    other_accepted: int  # by them

    @property
    def total(self) -> int:
        """How many deliveries there are."""
        return sum(self.states.values())


class _Milliseconds(Func):
    """Whole milliseconds from the second moment to the first."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler, connection, **context):
        """Django's own difference of times calls back into Python for each row."""
        template = "CAST(ROUND((julianday(%(expressions)s)) * 86400000) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)

    def as_postgresql(self, compiler, connection, **context):
        """Intervals have seconds with a fraction."""
        template = "CAST(ROUND(EXTRACT(EPOCH FROM (%(expressions)s)) * 1000) AS bigint)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **context)


def figures(mailing: Mailing | None = None, *, domains_shown: int = DOMAINS_SHOWN) -> Figures:
    """Count what became of a mailing's deliveries, or of all there are."""
    deliveries = Delivery.objects.all() if mailing is None else Delivery.objects.filter(mailing=mailing)
    states = dict(deliveries.values_list("state").annotate(n=Count("pk")).order_by())
    accepted = deliveries.filter(state=DeliveryState.ACCEPTED).annotate(
        domain=Substr(F("address"), StrIndex(F("address"), Value("@")) + 1, output_field=CharField()),
        taken=_Milliseconds(F("ended_at"), F("queued_at")),
    )
    n_accepted = states.get(DeliveryState.ACCEPTED, 0)
    by_domain = accepted.values_list("domain").annotate(n=Count("pk")).order_by("-n", "domain")
    largest = dict(by_domain[:domains_shown])
    return Figures(
        states={state: states[state] for state in DeliveryState if state in states},
        times=_times(_histogram(accepted), n_accepted) if n_accepted else None,
        domains=tuple(_by_domain(accepted, largest)),
        other_domains=by_domain.count() - len(largest),
        other_accepted=n_accepted - sum(largest.values()),
    )


def _histogram(accepted: QuerySet[Delivery]) -> Iterable[tuple[int, int]]:
    """Return how many took each number of milliseconds, ascending."""
    return accepted.values_list("taken").annotate(n=Count("pk")).order_by("taken").iterator()


def _by_domain(accepted: QuerySet[Delivery], largest: Mapping[str, int]) -> list[DomainFigures]:
    rows = accepted.filter(domain__in=largest).values_list("domain", "taken").annotate(n=Count("pk"))
    found = {}
    for domain, of_domain in groupby(rows.order_by("domain", "taken").iterator(), itemgetter(0)):
        found[domain] = _times(((taken, n) for _, taken, n in of_domain), largest[domain])
    return [DomainFigures(domain, n, found[domain]) for domain, n in largest.items() if domain in found]


def _times(histogram: Iterable[tuple[int, int]], total: int) -> Times:
    """Read percentiles off ascending milliseconds with their counts, which add up to `total`, or less if rows went."""
    ranks = [ceil(total * share / 100) for share in (50, 90, 99)]
    reached: list[int] = []
    seen = taken = 0
    for taken, n in histogram:
        seen += n
        while len(reached) < len(ranks) and seen >= ranks[len(reached)]:
            reached.append(taken)
    reached += [taken] * (len(ranks) - len(reached))
    p50, p90, p99, longest = (max(one, 0) / 1000 for one in (*reached, taken))
    return Times(p50, p90, p99, longest)
