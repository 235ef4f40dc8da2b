"""A sender killed at any point loses no mail, and doubles at most the one that was in flight."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from stoppress.mailroom.leases import free_leases
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post
from stoppress.mailroom.sender import Sender
from tests.mailroom.conftest import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)
SENDER = """
import sys
import django
django.setup()
from datetime import datetime
from stoppress.mailroom.relay import read_relay
from stoppress.mailroom.sender import Limits, Sender
now = datetime.fromisoformat(sys.argv[2])
Sender(read_relay(sys.argv[1]), holder="one", clock=lambda: now, limits=Limits(connections=int(sys.argv[3]))).send_due()
"""
_NUMBER = 25  # more than are leased at a time


def _database_url() -> str:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


class _Killer(Mailbox):
    """Kills the sender when the mail of a certain number is in flight; before or after it is kept."""

    def __init__(self, number: int, *, after: bool) -> None:
        super().__init__()
        self.number, self.after = number, after
        self.victim: subprocess.Popen | None = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        if len(self.mails) == self.number and self.victim is not None:
            victim, self.victim = self.victim, None
            if self.after:  # taken, and the reply never read
                await super().handle_DATA(server, session, envelope)
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
            return "250 too late"
        return await super().handle_DATA(server, session, envelope)


def _killed_while_sending(killer, relay, now, *, connections) -> None:
    """Start a sender and wait until it is killed."""
    killer.victim = subprocess.Popen(
        [sys.executable, "-c", SENDER, f"smtp+plain://127.0.0.1:{relay.port}", now.isoformat(), str(connections)],
        env=os.environ
        | {"STOPPRESS_DATABASE_URL": _database_url(), "DJANGO_SETTINGS_MODULE": "stoppress.site.settings"},
    )
    assert killer.victim.wait(30) == -signal.SIGKILL


def _send_the_rest(relay, now) -> None:
    later = now + timedelta(seconds=1)
    free_leases(now=later, holder="one")
    Sender(relay, holder="one", clock=lambda: later).send_due()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted"}


@pytest.mark.parametrize("kill", [(3, True), (22, False)])
def test_a_killed_sender_loses_none_and_doubles_at_most_the_one_in_flight(email, to, now, serve, kill):
    number, after = kill
    killer = _Killer(number, after=after)
    relay = serve(killer)
    addresses = [f"{n:02}@reader.test" for n in range(_NUMBER)]
    post(email, to(*addresses), now=now)
    _killed_while_sending(killer, relay, now, connections=1)
    assert Delivery.objects.filter(state="accepted").count() == number  # each committed before the next was begun

    _send_the_rest(relay, now)
    copies = Counter(killer.recipients)
    assert set(copies) == set(addresses)
    assert sum(copies.values()) == _NUMBER + after
    identities = {mail.content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0] for mail in killer.mails}
    assert len(identities) == _NUMBER  # twins are recognisable


def test_a_killed_sender_of_several_connections_doubles_at_most_one_mail_a_connection(email, to, now, serve):
    killer = _Killer(70, after=True)
    relay = serve(killer)
    addresses = [f"{n:03}@reader.test" for n in range(200)]
    post(email, to(*addresses), now=now)
    _killed_while_sending(killer, relay, now, connections=4)
    _send_the_rest(relay, now)
    copies = Counter(killer.recipients)
    assert set(copies) == set(addresses)
    assert sum(copies.values()) <= len(addresses) + 4


_CUT = """
import sys
import psycopg
psycopg.connect(sys.argv[1]).execute("SELECT pg_terminate_backend(%s)", [int(sys.argv[2])])
"""


class _Cutter(Mailbox):
    """Cuts the sender's connection to the database, once, while a mail is in flight."""

    def __init__(self, database_url: str, backend: int) -> None:
        super().__init__()
        self.cut = [sys.executable, "-c", _CUT, database_url, str(backend)]

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        if self.cut:
            subprocess.run(self.cut, check=True)
            self.cut = []
        return await super().handle_DATA(server, session, envelope)


def test_an_acceptance_is_committed_though_the_database_went_away_for_a_moment(email, to, now, serve):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    post(email, to("ada@reader.test", "eve@reader.test"), now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        cutter = _Cutter(_database_url(), cursor.fetchone()[0])
    assert Sender(serve(cutter), holder="one", clock=lambda: now).send_due().accepted == 2
    assert sorted(cutter.recipients) == ["ada@reader.test", "eve@reader.test"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted"}
