"""A message that came back to what it says: RFC 3464 and 6533, complaints by RFC 5965, all others by their words."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from flufl.bounce import all_failures

from stoppress.domain.errors import InputError
from stoppress.domain.returned import Returned, ReturnVerdict
from stoppress.stages.markup import blocks, read_tree
from stoppress.stages.refusals import judge_refusal, mildest, statuses

# What detectors log is about single messages, and might repeat them.
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())

_DELIVERY_STATUS = {"message/delivery-status", "message/global-delivery-status"}
_MAILS = {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
_COMPLAINTS = {"abuse", "fraud", "opt-out", "opt-out-list"}
_DEEPEST = 5  # reports within reports
_LONGEST = 8000  # characters of a text that are read: a reason stands near its beginning
# Where a text stops telling and begins to quote the mail it tells of.
_QUOTED = re.compile(
    r"(?mi)^(?:[ \t]{0,8}[-|=*_]{3,40}.{0,60}(?:copy|origin|beginn|kopf|forwarded|message).*"
    r"|original message follows.*|(?:return-path|received|dkim-signature|message-id):.*)$"
)
_MACHINES = re.compile(r"(?i)mailer-?daemon|postmaster|mail (?:delivery|server)|\bmta\b|<>\s*$")
_FAILURE = re.compile(
    r"(?i)undeliver|fail|not (?:been )?(?:be )?delivered|returned mail|bounce|delivery|unzustell|zustellung"
    r"|non (?:remis|distribu)|no entregado|non consegnat|недостав|退信|退回"
)
_TRIES_ON = re.compile(
    r"(?i)not yet been delivered|will (?:be retried|continue|keep)|no action is required|warning: message"
)


def read_return(raw: bytes) -> Returned:
    """Read any message whatever; one that nothing can be made of is no failure."""
    try:
        message = message_from_bytes(raw, policy=compat32)
    except RecursionError:  # parts within parts without end
        return Returned(ReturnVerdict.NONE, "", ())
    verdict, status = _read(message)
    return Returned(verdict, status, tuple(_places(message)))


def _read(message: Message) -> tuple[ReturnVerdict, str]:
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in _DELIVERY_STATUS:
            return _read_status(_groups(part))
        if kind == "message/feedback-report":
            return _read_feedback(_groups(part)), ""
        if part.get("X-HmXmrOriginalRecipient"):  # how one large receiver marks a complaint
            return ReturnVerdict.COMPLAINT, ""
    return _read_words(message)


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Walk the parts, into the mails that are attached too, but not into a delivery report's groups."""
    yield message
    if depth < _DEEPEST and message.is_multipart() and message.get_content_type() not in _DELIVERY_STATUS:
        for part in _attached(message):
            yield from _parts(part, depth + 1)


def _attached(message: Message) -> list[Message]:
    return [part for part in message.get_payload() if isinstance(part, Message)]


def _groups(part: Message) -> list[Message]:
    """Return a report's groups of fields, whatever its encoding and however many blank lines stand between."""
    text = _text(part)
    if not text and part.is_multipart():
        text = "\n\n".join(group.as_string() for group in _attached(part))
        if str(part.get("Content-Transfer-Encoding", "")).strip().lower() in {"base64", "quoted-printable"}:
            whole = message_from_string(
                f"Content-Transfer-Encoding: {part['Content-Transfer-Encoding']}\n\n{text.strip()}"
            )
            text = _text(whole)
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
    return [message_from_string(block.strip() + "\n\n") for block in blocks if block.strip()]


def _read_status(groups: Iterable[Message]) -> tuple[ReturnVerdict, str]:
    """Judge each recipient that a report tells of: only "failed" is a failure, and the mildest verdict counts."""
    found = [_read_recipient(group) for group in groups if group.get("Final-Recipient") or group.get("Action")]
    if not found:
        return ReturnVerdict.NONE, ""
    verdict = mildest(verdict for verdict, _ in found)
    return verdict, next(status for one, status in found if one is verdict)


def _read_recipient(group: Message) -> tuple[ReturnVerdict, str]:
    status = next(iter(statuses(_field(group, "Status"))), None)
    told = ".".join(map(str, status)) if status else ""
    if _field(group, "Action").casefold() != "failed":
        return ReturnVerdict.NONE, told
    return judge_refusal(_diagnosis(group), status=status), told


def _diagnosis(group: Message) -> str:
    """Return the words of a Diagnostic-Code without the type that stands before them ("smtp;")."""
    field = _field(group, "Diagnostic-Code")
    kind, mark, words = field.partition(";")
    return words if mark and kind.replace("-", "").isalnum() else field


def _read_feedback(groups: Iterable[Message]) -> ReturnVerdict:
    kinds = {_field(group, "Feedback-Type").casefold() for group in groups}
    return ReturnVerdict.COMPLAINT if kinds & _COMPLAINTS else ReturnVerdict.NONE


def _field(group: Message, name: str) -> str:
    return " ".join(str(group.get(name, "")).split())[:_LONGEST]


def _read_words(message: Message) -> tuple[ReturnVerdict, str]:
    """Judge a message that is no report, where it is a bounce all the same."""
    told = _told(message)
    if not _is_bounce(message, told) or _TRIES_ON.search(told):
        return ReturnVerdict.NONE, ""
    status = next(iter(statuses(told)), None)
    return judge_refusal(told), ".".join(map(str, status)) if status else ""


def _is_bounce(message: Message, told: str) -> bool:
    if not _MACHINES.search(_field(message, "From")) and _field(message, "Return-Path") != "<>":
        return False
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001  (detectors of many formats, over whatever came in)
        temporary, permanent = frozenset(), frozenset()
    return bool(temporary or permanent or _FAILURE.search(f"{_subject(message)}\n{told}"))


def _subject(message: Message) -> str:
    try:
        return str(make_header(decode_header(_field(message, "Subject"))))
    except (LookupError, ValueError):
        return _field(message, "Subject")


def _told(message: Message) -> str:
    """Return the words of the first text, up to where it quotes the mail."""
    for part in _parts(message):
        if part.get_content_maintype() == "text" and not part.is_multipart():
            text = _text(part)
            if part.get_content_subtype() == "html":
                text = _words_of_page(text)
            return _QUOTED.split(text[:_LONGEST], maxsplit=1)[0]
    return ""


def _words_of_page(page: str) -> str:
    try:
        return "\n".join(block.text for block in blocks(read_tree(page)))
    except InputError:
        return ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset that nobody knows
        return payload.decode("utf-8", "replace")


def _places(message: Message) -> Iterator[str]:
    """Give the texts in which the envelope's sender may stand: headers, those of the mail too, fields, words."""
    parts = list(_parts(message))
    for part in parts:
        yield "\n".join(str(value) for value in part.values())
    for part in parts:
        if part.get_content_type() in _DELIVERY_STATUS or part.get_content_type() == "message/feedback-report":
            yield "\n".join(str(value) for group in _groups(part) for value in group.values())
    for part in parts:
        if not part.is_multipart():
            yield _text(part)
