"""The checks of the demo hold for a service as it must be, and fail for each way in which one may not be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from stoppress.demo import once, telling
from stoppress.demo.journal import EVENT, Journal, Record
from stoppress.demo.mailbox.store import Store
from stoppress.demo.once import News, StepError, Walk
from stoppress.demo.outlets.pieces import OUTLETS, Publication, load_pieces
from stoppress.demo.visitor import Form, Page

NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8000"
CONFIRM = f"{ADDRESS}/confirm/abcdefgh-x_y"
ALERT = (
    "From: a@example.org\r\nSubject: Bridge\r\nList-Id: <alerts.localhost>\r\nAuto-Submitted: auto-generated\r\n"
    f"List-Unsubscribe: <{ADDRESS}/unsubscribe/t>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\ntext\r\n"
)


class Play:
    """A service that answers as told: `faults` names what it does wrong."""

    def __init__(self, folder, *faults):
        self.faults = faults
        self.address = ADDRESS
        self.mail = Store(folder)
        self.journal = Journal()
        self.n_told = 0
        for feed in (1, 2, 3):
            self.log("feed polled", feed=feed)

    def log(self, name, **fields):
        self.journal.add(Record(name, NOW + timedelta(seconds=len(self.journal.records)), fields))

    def post(self, raw, recipient=once.ADDRESS):
        self.mail.add(raw.encode(), sender="", recipients=(recipient,), now=NOW)

    def publish(self, piece):
        self.n_told += 1
        number = self.n_told
        publication = Publication(piece, OUTLETS[0], f"{ADDRESS}/{number}", "", NOW)
        event = number if "apart" in self.faults else (number - 1) // 3
        if "unread" not in self.faults:
            self.log("article stored", article=number, url=publication.url)
            self.log("article placed", article=number, **{EVENT: event})
        if number % 3 == 2 and "silent" not in self.faults:
            self.alert(event)
        if number % 3 == 0 and "twice" in self.faults:
            self.alert(event)
        return publication

    def alert(self, event):
        n_readers = 1 if event == 0 or "deaf" in self.faults else 0
        self.log("alert issued", alert=1, deliveries=n_readers, **{EVENT: event})
        if n_readers or "stray" in self.faults:
            self.post(ALERT, "else@example.org" if "astray" in self.faults else once.ADDRESS)

    def open(self, address):
        if "hasty" in self.faults:
            self.log("subscription confirmed" if "confirm" in address else "subscription ended")
        forms = () if "no button" in self.faults else (Form("", "post"),)
        return Page(address, 200, "Confirm", forms)

    def send(self, page, typed):
        assert page.address == CONFIRM
        if "idle" not in self.faults:
            self.log("subscription confirmed")
        return Page(page.address, 200, "Confirmed", ())


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    for name in ("_MAIL_PATIENCE", "_LOG_PATIENCE", "_QUIET", "_POLL_PATIENCE"):
        monkeypatch.setattr(once, name, 0.01)
    monkeypatch.setattr(once, "_POLLS", 0)
    monkeypatch.setattr(once, "_POLLS_OF_NOBODY", 0)
    monkeypatch.setattr(telling, "PATIENCE", 0.01)
    monkeypatch.setattr(once, "post_one_click", lambda address: 200)


def walk_with(tmp_path, *faults, n_mails=1):
    play = Play(tmp_path / "mail", *faults)
    news = News(load_pieces("bridge"), load_pieces("bank"), ())
    for _ in range(n_mails):
        play.post(f"Subject: Please confirm\r\n\r\n{CONFIRM}\r\n")
    return Walk(play, news, play, confirm_address=CONFIRM)


def sent(page, answer):
    visitor = SimpleNamespace(open=lambda _: page, send=lambda _page, _typed: answer)
    return Walk(SimpleNamespace(address=ADDRESS), News((), (), ()), visitor, sign_up_page=page)


SIGN_UP = Page(ADDRESS, 200, "Sign up", (Form("", "post", {"address": ""}),))
REFUSED = Page(
    ADDRESS, 422, "Please enter a valid email address", (Form("", "post", {"address": "mira.voss@example"}),)
)
THANKED = Page(f"{ADDRESS}/thank-you/", 200, "Thank you", ())


def test_a_refusal_beside_a_kept_input_holds():
    assert once.refuse_wrong_address(sent(SIGN_UP, REFUSED)).startswith("“Please enter")


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        (replace(SIGN_UP, status=500), REFUSED),
        (replace(SIGN_UP, text=REFUSED.text), REFUSED),
        (SIGN_UP, THANKED),
        (SIGN_UP, replace(REFUSED, forms=SIGN_UP.forms)),
    ],
)
def test_a_wrong_address_taken_or_lost_fails(page, answer):
    with pytest.raises(StepError):
        once.refuse_wrong_address(sent(page, answer))


def test_a_sign_up_is_thanked_for_or_fails():
    assert once.sign_up(sent(SIGN_UP, THANKED)) == "thanked"
    for answer in (SIGN_UP, replace(THANKED, status=500)):
        with pytest.raises(StepError):
            once.sign_up(sent(SIGN_UP, answer))


def test_one_confirmation_mail_holds_none_or_two_fail(tmp_path):
    walk = walk_with(tmp_path)
    once.receive_confirmation(walk)
    assert walk.confirm_address == CONFIRM
    for n_mails in (0, 2):
        with pytest.raises(StepError, match=f"{n_mails} mails came instead of one"):
            once.receive_confirmation(walk_with(tmp_path / str(n_mails), n_mails=n_mails))


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (once.look_without_confirming, "hasty"),
        (once.look_without_confirming, "no button"),
        (once.confirm, "idle"),
        (once.get_one_alert, "unread"),
        (once.get_one_alert, "apart"),
        (once.get_one_alert, "silent"),
        (once.get_one_alert, "twice"),
        (once.get_one_alert, "astray"),
    ],
)
def test_a_step_holds_and_fails_by_its_fault(tmp_path, step, fault):
    step(walk_with(tmp_path / "good"))
    with pytest.raises(StepError):
        step(walk_with(tmp_path / "bad", fault))


def test_silence_of_a_service_that_polls_no_more_proves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(once, "_POLLS", 1)
    with pytest.raises(StepError, match="no longer polled"):
        once.get_one_alert(walk_with(tmp_path))


@pytest.mark.parametrize("fault", ["deaf", "stray", "silent", "apart", "unread"])
def test_a_second_event_that_brings_something_or_is_not_told_fails(tmp_path, fault):
    good = walk_with(tmp_path / "good")
    once.get_one_alert(good)
    once.get_nothing_more(good)
    bad = walk_with(tmp_path / "bad")
    once.get_one_alert(bad)
    bad.scenario.faults = (fault,)
    with pytest.raises(StepError):
        once.get_nothing_more(bad)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("List-Id", "X-Id"),
        ("auto-generated", "no"),
        ("Post: List-Unsubscribe=One-Click", "Post: yes"),
        (f"<{ADDRESS}/unsubscribe/t>", "=?utf-8?q?=3Chttp://127.0.0.1:8000/unsubscribe/t=3E?="),
        (f"<{ADDRESS}/unsubscribe/t>", "<mailto:leave@example.org>"),
    ],
)
def test_headers_hold_and_fail_where_one_is_missing_or_encoded(tmp_path, right, wrong):
    walk = walk_with(tmp_path)
    for raw, fails in ((ALERT, False), (ALERT.replace(right, wrong), True)):
        walk.scenario.post(raw)
        walk.alert = walk.mails[-1]
        if fails:
            with pytest.raises(StepError):
                once.read_headers(walk)
        else:
            once.read_headers(walk)


@pytest.mark.parametrize(("status", "logged", "fails"), [(200, True, False), (302, True, True), (200, False, True)])
def test_one_click_ends_the_subscription_or_fails(tmp_path, monkeypatch, status, logged, fails):
    walk = walk_with(tmp_path)
    walk.scenario.post(ALERT)
    walk.alert = walk.mails[-1]

    def post(address):
        assert address == f"{ADDRESS}/unsubscribe/t"
        if logged:
            walk.scenario.log("subscription ended", how="one click")
        return status

    monkeypatch.setattr(once, "post_one_click", post)
    if fails:
        with pytest.raises(StepError):
            once.unsubscribe(walk)
    else:
        once.unsubscribe(walk)


def test_the_first_step_that_fails_is_the_last_and_is_told(tmp_path):
    walk = walk_with(tmp_path, n_mails=0)
    walk.scenario.service = SimpleNamespace(check_alive=lambda: None)
    walk.visitor = sent(SIGN_UP, THANKED).visitor
    told = []
    assert not once.walk_through(walk, lambda *words: told.append(words))
    complaint = "no “Please enter a valid email address” in the answer (200) to mira.voss@example"
    assert told == [("a wrong address is refused", False, complaint)]
