"""Whatever a relay does, each delivery ends accepted exactly when the relay took it, or is tried again; no hang."""

import os
import re
import time
from datetime import timedelta

import pytest
from django.db.models import Min
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from stoppress.domain.errors import RelayError
from stoppress.mailroom.models import Delivery, Mailing, Suppression
from stoppress.mailroom.outbox import post
from stoppress.mailroom.relay import Relay, Security
from stoppress.mailroom.sender import Limits, Sender
from tests.mailroom.hostile import MOODS, Hostile

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SESSIONS = int(os.environ.get("TESTS_SESSIONS", "150"))
ROUNDS = 100
PATIENCE = 20.0  # seconds for a round; reached only where it hangs
_MOODS = st.lists(st.one_of(st.just("fine"), st.sampled_from(MOODS)), max_size=25)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr("stoppress.mailroom.connections._PAUSE", 0.01)


@settings(
    max_examples=SESSIONS,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink would take minutes of stalls
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moods=_MOODS, relay=st.tuples(st.booleans(), st.integers(1, 3)))
def test_whatever_a_relay_does_each_delivery_ends_as_it_did(email, to, now, moods, relay):
    pipelining, connections = relay
    for model in (Delivery, Mailing, Suppression):
        model.objects.all().delete()
    post(email, to(*[f"r{number}@reader{number % 2}.test" for number in range(6)]), now=now - timedelta(days=400))
    Delivery.objects.update(expires_at=now + timedelta(days=400))
    hostile = Hostile(moods, pipelining=pipelining)
    try:
        _send_all(hostile, now, connections)
    finally:
        hostile.close()
    rows = {row.address.partition("@")[0]: row for row in Delivery.objects.all()}
    assert hostile.mixed_up == []
    assert all(len(identities) == 1 for identities in hostile.identities.values())
    accepted = {name for name, row in rows.items() if row.state == "accepted"}
    bounced = {name for name, row in rows.items() if row.state == "bounced"}
    assert accepted | bounced == set(rows)
    assert accepted <= set(hostile.kept)
    assert bounced <= hostile.refused
    assert all(re.search(rf"\b{name}\b", row.reply) for name, row in rows.items()), [row.reply for row in rows.values()]
    assert hostile.kept.total() <= len(rows) + hostile.broken + moods.count("extra") + moods.count("wrong")
    assert not Suppression.objects.exists()


def _send_all(hostile: Hostile, now, connections: int) -> None:
    """Let the sender work, round after round, each at the moment when something is due."""
    moment = [now]
    relay = Relay("127.0.0.1", hostile.port, Security.NONE, connect_wait=2.0, reply_wait=0.3, final_wait=0.3)
    sender = Sender(relay, holder="one", clock=lambda: moment[0], limits=Limits(connections=connections))
    for _ in range(ROUNDS):
        until = time.monotonic() + PATIENCE
        try:
            sender.send_due(lambda: time.monotonic() > until)  # noqa: B023  (called within)
        except RelayError:
            moment[0] += timedelta(seconds=5)
        assert time.monotonic() <= until, "it hangs"
        due_at = Delivery.objects.filter(state__in=Delivery.OPEN).aggregate(due_at=Min("due_at"))["due_at"]
        if due_at is None:
            return
        assert not Delivery.objects.filter(state="leased").exists()
        moment[0] = max(moment[0], due_at)
    pytest.fail("deliveries are left")
