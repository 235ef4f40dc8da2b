"""Go through the whole of it without a visitor, and check every step."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from stoppress.demo.journal import Record, first
from stoppress.demo.mailbox.store import Message
from stoppress.demo.outlets.pieces import Piece, Publication
from stoppress.demo.scenario import Scenario
from stoppress.demo.service import DemoError
from stoppress.demo.telling import find_placed, tell, trace
from stoppress.demo.visitor import Page, Visitor, post_one_click

ADDRESS = "mira.voss@example.org"
_WRONG_ADDRESS = "mira.voss@example"
_MAIL_PATIENCE = 15.0  # seconds for a mail to come
_LOG_PATIENCE = 5.0  # seconds for a log line about what was answered already
_QUIET = 0.5  # seconds in which a GET would show that it changed something
_POLLS = 2  # of every feed, in which a second alert would come
_POLLS_OF_NOBODY = 1  # the same, where the alert's own line says that nobody gets it
_POLL_PATIENCE = 20.0


class StepError(DemoError):
    """A step did not come out as it must."""


@dataclass(frozen=True, slots=True)
class News:
    """What the outlets will tell of."""

    first_event: Sequence[Piece]
    second_event: Sequence[Piece]
    beside: Sequence[Piece]  # one outlet's own; nobody is alerted of it


@dataclass(slots=True)
class Walk:
    """How far the visitor has come."""

    scenario: Scenario
    news: News
    visitor: Visitor = field(default_factory=Visitor)
    sign_up_page: Page | None = None
    confirm_address: str = ""
    alert: Message | None = None
    first_told: tuple[Publication, ...] = ()
    second_told: tuple[Publication, ...] = ()

    @property
    def mails(self) -> tuple[Message, ...]:
        """All mail so far."""
        return self.scenario.mail.messages

    def await_mails(self, count: int) -> None:
        """Wait until so many mails have come, or the time is up."""
        self.scenario.mail.wait_for(lambda mails: True if len(mails) >= count else None, seconds=_MAIL_PATIENCE)

    def await_record(self, name: str) -> bool:
        """Wait for a log line of that name; say whether it came."""
        journal = self.scenario.journal
        return journal.wait_for(lambda records: first(records, name), seconds=_LOG_PATIENCE) is not None


def require(holds: object, seen: str) -> None:
    """Go on only if it holds; otherwise say what was seen."""
    if not holds:
        raise StepError(seen)


def refuse_wrong_address(walk: Walk) -> str:
    """A wrong address is named as such beside the field, and kept."""
    page = walk.visitor.open(walk.scenario.address)
    require(page.status == 200, f"the sign-up page answered {page.status}")
    complaint = "Please enter a valid email address"
    require(complaint not in page.text, "the page complains before anything was typed")
    answer = walk.visitor.send(page, {"address": _WRONG_ADDRESS})
    require(complaint in answer.text, f"no “{complaint}” in the answer ({answer.status}) to {_WRONG_ADDRESS}")
    form = answer.form_to_send()
    require(form and form.fields.get("address") == _WRONG_ADDRESS, "the field does not keep what was typed")
    walk.sign_up_page = answer
    return f"“{complaint}”, and the input is kept"


def sign_up(walk: Walk) -> str:
    """The mended form is thanked for."""
    assert walk.sign_up_page is not None
    answer = walk.visitor.send(walk.sign_up_page, {"address": ADDRESS})
    require(answer.status == 200, f"the form was answered {answer.status}")
    require(answer.address.endswith("/thank-you/"), f"the form led to {answer.address}, not to the thank-you page")
    return "thanked"


def receive_confirmation(walk: Walk) -> str:
    """One confirmation mail comes, with one link to confirm by."""
    walk.await_mails(1)
    require(len(walk.mails) == 1, f"{len(walk.mails)} mails came instead of one")
    mail = walk.mails[0]
    require(mail.recipients == (ADDRESS,), f"the mail went to {', '.join(mail.recipients)}")
    links = set(re.findall(rf"{re.escape(walk.scenario.address)}/confirm/[\w~./-]+", mail.part("plain") or ""))
    require(len(links) == 1, f"{len(links)} links to confirm by in the mail's text, instead of one")
    walk.confirm_address = links.pop()
    return f"“{mail.header('Subject')}”"


def look_without_confirming(walk: Walk) -> str:
    """Opening the link, even twice, changes nothing."""
    for _ in range(2):
        page = walk.visitor.open(walk.confirm_address)
        require(page.status == 200, f"the link answered {page.status}")
        require(page.form_to_send(), "the page has no button to confirm by")
    time.sleep(_QUIET)
    require(not walk.scenario.journal.named("subscription confirmed"), "opening the link confirmed the subscription")
    return "the link was opened twice, nobody is subscribed"


def confirm(walk: Walk) -> str:
    """Pressing the button confirms."""
    answer = walk.visitor.send(walk.visitor.open(walk.confirm_address), {})
    require(answer.status == 200, f"the button was answered {answer.status}")
    require(walk.await_record("subscription confirmed"), "the service did not confirm the subscription")
    return "subscribed"


def get_one_alert(walk: Walk) -> str:
    """Three outlets tell of the first event; one alert comes."""
    walk.first_told = tell(walk.scenario, walk.news.first_event)
    walk.await_mails(2)
    _check_placed(walk, walk.first_told)
    _let_polls_pass(walk, _POLLS)
    alerts = walk.mails[1:]
    subjects = "; ".join(mail.header("Subject") for mail in alerts)
    require(len(alerts) == 1, f"{len(alerts)} mails came instead of one alert{': ' if subjects else ''}{subjects}")
    n_issued = len(walk.scenario.journal.named("alert issued"))
    require(n_issued == 1, f"{n_issued} alerts were issued")
    require(alerts[0].recipients == (ADDRESS,), f"the alert went to {', '.join(alerts[0].recipients)}")
    walk.alert = alerts[0]
    return f"“{subjects}”, once, though {len(walk.first_told)} outlets tell of it"


def read_headers(walk: Walk) -> str:
    """The alert has the headers of a list that is left by one click."""
    assert walk.alert is not None
    for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Auto-Submitted"):
        require(walk.alert.header(name), f"the alert has no {name}")
    post = walk.alert.header("List-Unsubscribe-Post")
    require(post == "List-Unsubscribe=One-Click", f"List-Unsubscribe-Post is {post!r}")
    automatic = walk.alert.header("Auto-Submitted")
    require(automatic == "auto-generated", f"Auto-Submitted is {automatic!r}")
    head = walk.alert.raw.partition(b"\r\n\r\n")[0]
    require(
        re.search(rb"(?im)^List-Unsubscribe: <https?://[^\s<>]+>\r?$", head),
        "List-Unsubscribe is not one plain address",
    )
    return "List-Unsubscribe, List-Unsubscribe-Post, List-Id, Auto-Submitted"


def unsubscribe(walk: Walk) -> str:
    """One POST, as mail programs send it, ends the subscription; a GET does not."""
    assert walk.alert is not None
    address = walk.alert.header("List-Unsubscribe").strip("<> ")
    require(address.startswith(f"{walk.scenario.address}/"), "List-Unsubscribe leads elsewhere")
    page = walk.visitor.open(address)
    require(page.status == 200, f"the unsubscribe page answered {page.status}")
    time.sleep(_QUIET)
    require(not walk.scenario.journal.named("subscription ended"), "opening the link ended the subscription")
    status = post_one_click(address)
    require(status in {200, 202, 204}, f"the one-click POST was answered {status}")
    require(walk.await_record("subscription ended"), "the service did not end the subscription")
    return f"POST answered {status}, subscription ended"


def get_nothing_more(walk: Walk) -> str:
    """The second event is told, judged and issued, and nobody gets it."""
    n_mails = len(walk.mails)
    n_issued = len(walk.scenario.journal.named("alert issued"))
    walk.second_told = tell(walk.scenario, walk.news.second_event)
    _check_placed(walk, walk.second_told)
    _let_polls_pass(walk, _POLLS_OF_NOBODY)
    issued = walk.scenario.journal.named("alert issued")[n_issued:]
    require(len(issued) == 1, f"{len(issued)} alerts were issued for the second event")
    n_deliveries = issued[0].number("deliveries")
    require(n_deliveries == 0, f"the second alert has {n_deliveries} deliveries")
    require(len(walk.mails) == n_mails, f"{len(walk.mails) - n_mails} mails came after unsubscribing")
    return f"event told by {len(walk.second_told)} outlets, alert issued to nobody, no mail"


STEPS: tuple[tuple[str, Callable[[Walk], str]], ...] = (
    ("a wrong address is refused", refuse_wrong_address),
    ("the sign-up is thanked for", sign_up),
    ("the confirmation mail arrives", receive_confirmation),
    ("GET of its link changes nothing", look_without_confirming),
    ("POST confirms", confirm),
    ("the first event brings exactly one alert", get_one_alert),
    ("the alert has its headers", read_headers),
    ("one-click unsubscribe by POST", unsubscribe),
    ("the second event brings nothing", get_nothing_more),
)


def walk_through(walk: Walk, say: Callable[[str, bool, str], None]) -> bool:
    """Take every step and say of each whether it held and what was seen; stop at the first that did not."""
    for piece in walk.news.beside:
        walk.scenario.publish(piece)
    for name, step in STEPS:
        try:
            walk.scenario.service.check_alive()
            seen = step(walk)
        except StepError as error:
            say(name, False, f"{error}{_ending(walk)}")
            return False
        except (DemoError, OSError, ValueError) as error:
            say(name, False, f"{error}")
            return False
        say(name, True, seen)
    return True


def _ending(walk: Walk) -> str:
    try:
        walk.scenario.service.check_alive()
    except DemoError as error:
        return f"; {error}"
    return ""


def _check_placed(walk: Walk, told: Sequence[Publication]) -> None:
    """All reports must have been fetched and stand in one event."""
    records = walk.scenario.journal.records
    for publication in told:
        require(find_placed(records, publication.url), f"the report of {publication.outlet.name} was not placed")
    events = {traced.event for traced in trace(walk.scenario.journal, told)}
    require(len(events) == 1, f"the {len(told)} reports stand in {len(events)} events")


def _polled(record: Record) -> list[object]:
    """Return the feeds that a line of the log says were polled: one that had something, or some unchanged ones."""
    if record.name == "feeds polled":
        return list(record.fields.get("feeds") or ())
    return [record.fields.get("feed")] if record.name == "feed polled" else []


def _let_polls_pass(walk: Walk, n_polls: int) -> None:
    """Wait until every feed was polled so often that whatever was to come has come."""
    journal = walk.scenario.journal
    position = len(journal.records)
    feeds = {record.fields.get("feed") for record in journal.named("feed polled")}

    def passed(records: Sequence[Record]) -> bool | None:
        polled = [feed for record in records[position:] for feed in _polled(record)]
        return True if all(polled.count(feed) >= n_polls for feed in feeds) else None

    require(journal.wait_for(passed, seconds=_POLL_PATIENCE), "the feeds are no longer polled")
