"""`stoppress deliveries`: what became of mail, and how fast it went."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from stoppress.domain.errors import InputError

if TYPE_CHECKING:
    from stoppress.mailroom.figures import Figures, Times
    from stoppress.mailroom.models import Mailing


@click.command()
@click.option(
    "--alert", "number", type=click.IntRange(min=1), metavar="N", help="Of this alert alone; otherwise of all mail."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def deliveries(number: int | None, *, as_json: bool) -> None:
    """Say what became of mail, and the seconds from issued to accepted: percentiles, also by domain. No addresses."""
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415  (Django is loaded by the commands that need it)

    prepare_store()
    from stoppress.mailroom.figures import figures  # noqa: PLC0415

    found = figures(_mailing(number) if number else None)
    click.echo(json.dumps(_as_json(found, number), ensure_ascii=False) if as_json else _as_table(found))


def _mailing(number: int) -> Mailing:
    from stoppress.newsroom.models import Alert  # noqa: PLC0415

    alert = Alert.objects.select_related("mailing").filter(pk=number).first()
    if alert is None:
        raise InputError(f"there is no alert {number}; /admin/newsroom/alert/ lists them")
    if alert.mailing is None:
        raise InputError(f"alert {number} has no mail")
    return alert.mailing


def _as_json(found: Figures, number: int | None) -> dict[str, object]:
    return {
        "alert": number,
        "deliveries": found.total,
        "states": {state.value: n for state, n in found.states.items()},
        "seconds": asdict(found.times) if found.times else None,
        "domains": [
            {"domain": one.domain, "accepted": one.accepted, "seconds": asdict(one.times)} for one in found.domains
        ],
        "other_domains": {"domains": found.other_domains, "accepted": found.other_accepted},
    }


def _as_table(found: Figures) -> str:
    lines = [f"{state.value:<12}{n:>12,}" for state, n in found.states.items()] or ["no deliveries"]
    if found.times:
        accepted = sum(one.accepted for one in found.domains) + found.other_accepted
        lines += ["", f"{'seconds to acceptance':<32}{'accepted':>12}{'p50':>10}{'p90':>10}{'p99':>10}{'longest':>10}"]
        lines.append(_row("all", accepted, found.times))
        lines += [_row(one.domain, one.accepted, one.times) for one in found.domains]
        if found.other_domains:
            lines.append(f"{f'{found.other_domains:,} other domains':<32}{found.other_accepted:>12,}")
    return "\n".join(lines)


def _row(name: str, accepted: int, times: Times) -> str:
    seconds = "".join(f"{one:>10.3f}" for one in (times.p50, times.p90, times.p99, times.longest))
    return f"{name:<32}{accepted:>12,}{seconds}"
