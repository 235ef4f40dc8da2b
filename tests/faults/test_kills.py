"""The service is killed at random moments; nothing is lost, and nobody is mailed twice but for what was in flight."""

import random
import re
import time
import urllib.error
from collections import Counter
from http.client import HTTPException
from threading import Thread

import pytest

from stoppress.demo.mailbox.store import Message
from stoppress.demo.outlets.pieces import load_pieces
from stoppress.demo.scenario import Ears, Scenario
from stoppress.demo.visitor import Page, Visitor
from stoppress.roles.clock import utc_now

READERS = [f"reader{number}@readers.example.org" for number in range(6)]
KILLS_A_PHASE = 5
PATIENCE = 90.0


class Killer(Thread):
    """Kills the service a number of times, each time after a random wait, and starts it again."""

    def __init__(self, scenario: Scenario, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self._scenario = scenario
        self._chance = chance

    def run(self) -> None:
        for _ in range(KILLS_A_PHASE):
            # From "still starting" to "working for a while": starting takes one to three seconds here.
            time.sleep(self._chance.uniform(0.3, 4.5))
            self._scenario.service.kill()
            self._scenario.service.start()


@pytest.fixture
def scenario(tmp_path):
    scenario = Scenario(tmp_path, Ears(lambda _: None, lambda _: None, lambda _: None), utc_now, port=None)
    scenario.open()
    scenario.start_service(with_operator=False)
    yield scenario
    scenario.stop()


def insist(visit) -> Page:
    """Do what somebody does whose browser says that the page is not there: try again."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return visit()
        except (OSError, urllib.error.URLError, HTTPException):
            time.sleep(0.1)
    raise TimeoutError("the pages did not come back")


def sign_up(scenario: Scenario, address: str) -> None:
    def visit() -> Page:
        visitor = Visitor()
        return visitor.send(visitor.open(scenario.address), {"address": address})

    page = insist(visit)
    assert page.address.endswith("/thank-you/"), page.text


def confirm(scenario: Scenario, mail: Message) -> None:
    link = re.search(rf"{re.escape(scenario.address)}/confirm/[\w-]+", mail.part("plain") or "")[0]

    def visit() -> Page:
        visitor = Visitor()
        return visitor.send(visitor.open(link), {})

    assert insist(visit).status == 200


def await_mail(scenario: Scenario, count: int, matches) -> dict[str, list[Message]]:
    """Wait until each reader has so many different mails that match, and then for stragglers."""

    def by_reader(messages) -> dict[str, list[Message]]:
        found: dict[str, list[Message]] = {}
        for message in messages:
            if matches(message):
                found.setdefault(message.recipients[0], []).append(message)
        return found

    def complete(messages):
        found = by_reader(messages)
        different = [len({mail.header("Message-ID") for mail in found.get(reader, [])}) for reader in READERS]
        return True if all(number >= count for number in different) else None

    scenario.mail.wait_for(complete, seconds=PATIENCE)
    time.sleep(5)
    return by_reader(scenario.mail.messages)


def is_alert(message: Message) -> bool:
    return bool(message.header("List-Unsubscribe"))


def doubled(mails_by_reader: dict[str, list[Message]]) -> int:
    """Copies beyond the first, all with the Message-ID of their twin."""
    ids = Counter(mail.header("Message-ID") for mails in mails_by_reader.values() for mail in mails)
    return sum(ids.values()) - len(ids)


@pytest.mark.slow
def test_ten_kills_lose_no_sign_up_and_no_alert_and_double_only_what_was_in_flight(scenario):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)

    killer = Killer(scenario, chance)
    killer.start()
    for reader in READERS:
        sign_up(scenario, reader)
        time.sleep(chance.uniform(0, 2))
    killer.join()
    confirmations = await_mail(scenario, 1, lambda message: not is_alert(message))
    different = {reader: {mail.header("Message-ID") for mail in mails} for reader, mails in confirmations.items()}
    assert {reader: len(ids) for reader, ids in different.items()} == dict.fromkeys(READERS, 1)
    assert doubled(confirmations) <= KILLS_A_PHASE
    for mails in confirmations.values():
        confirm(scenario, mails[0])

    killer = Killer(scenario, chance)
    killer.start()
    for piece in (*load_pieces("bridge"), *load_pieces("bank")):
        scenario.publish(piece)
        time.sleep(chance.uniform(0, 2))
    killer.join()
    alerts = await_mail(scenario, 2, is_alert)
    different = {reader: {mail.header("Message-ID") for mail in mails} for reader, mails in alerts.items()}
    assert {reader: len(ids) for reader, ids in different.items()} == dict.fromkeys(READERS, 2)
    assert doubled(alerts) <= KILLS_A_PHASE
