"""A message that came back to what it says: RFC 3464 and 6533, complaints by RFC 5965, all others by their words."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from itertools import islice

from flufl.bounce import all_failures

from stoppress.domain.errors import InputError
from stoppress.domain.returned import Returned, ReturnVerdict
from stoppress.stages.markup import blocks, read_tree
from stoppress.stages.refusals import judge_refusal, severity, statuses

# What detectors log is about single messages, and might repeat them.
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())

_DELIVERY_STATUS = {"message/delivery-status", "message/global-delivery-status"}
_MAILS = {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
_COMPLAINTS = {"abuse", "fraud", "opt-out", "opt-out-list"}
_DEEPEST = 5  # mails within mails
_MOST_PARTS = 100  # of a message, and groups of a report
_HEAD = 2**16  # octets of a message that are searched for words: detectors take long over long ones
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
    r"(?i)not yet been delivered|has been (?:delayed|postponed)|no action is required|just a warning"
    r"|warning message only|(?:will|attempts will) (?:be retried|continue|keep)"
)
_SUBJECT_LINE = re.compile(r"(?mi)^[ \t>]*(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp)[ \t]*:.*$")
_COMMENT = re.compile(r"\(.*")


def read_return(raw: bytes) -> Returned:
    """Read any message whatever; one that nothing can be made of is no failure."""
    try:
        message = message_from_bytes(raw, policy=compat32)
    except RecursionError:  # parts within parts without end
        return Returned(ReturnVerdict.NONE, "", ())
    verdict, status = _read(message) or _read_words(message_from_bytes(raw[:_HEAD], policy=compat32))
    return Returned(verdict, status, tuple(_places(message)))


def _read(message: Message) -> tuple[ReturnVerdict, str] | None:
    """Read a message that is a report of a known form; None for any other."""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in _DELIVERY_STATUS and (found := _recipients(_groups(part))):
            return min(found, key=lambda read: severity(read[0]))
        if kind == "message/feedback-report":
            return _read_feedback(_groups(part)), ""
        if part.get("X-HmXmrOriginalRecipient"):  # how one large receiver marks a complaint
            return ReturnVerdict.COMPLAINT, ""
    return None


def _parts(message: Message) -> list[Message]:
    """Return the first parts, of the mails that are attached too, but not a delivery report's groups."""
    return list(islice(_walk(message, 0), _MOST_PARTS))


def _walk(message: Message, depth: int) -> Iterator[Message]:
    yield message
    if depth < _DEEPEST and message.is_multipart() and message.get_content_type() not in _DELIVERY_STATUS:
        for part in _attached(message):
            yield from _walk(part, depth + 1)


def _attached(message: Message) -> list[Message]:
    return [part for part in message.get_payload() if isinstance(part, Message)]


def _groups(part: Message) -> list[Message]:
    """Return a report's groups of fields, whatever its encoding and however many blank lines stand between."""
    text = _text(part)
    if not text and part.is_multipart():
        text = "\n\n".join(_fields_and_rest(group) for group in _attached(part)[:_MOST_PARTS])
        if str(part.get("Content-Transfer-Encoding", "")).strip().lower() in {"base64", "quoted-printable"}:
            whole = message_from_string(
                f"Content-Transfer-Encoding: {part['Content-Transfer-Encoding']}\n\n{text.strip()}"
            )
            text = _text(whole)
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
    return [message_from_string(block.strip() + "\n\n") for block in blocks[:_MOST_PARTS] if block.strip()]


def _fields_and_rest(group: Message) -> str:
    """Write a group as it came: as a message's own way of writing itself folds long fields, slowly."""
    fields = "".join(f"{name}: {value}\n" for name, value in group.items())
    return f"{fields}\n{group.get_payload()}"


def _recipients(groups: Iterable[Message]) -> list[tuple[ReturnVerdict, str]]:
    """Judge each recipient that a report tells of; the mildest verdict is the report's."""
    return [_read_recipient(group) for group in groups if group.get("Final-Recipient") or group.get("Action")]


def _read_recipient(group: Message) -> tuple[ReturnVerdict, str]:
    """Judge one recipient: only "failed" is a failure."""
    status = next(iter(statuses(_field(group, "Status"))), None)
    told = ".".join(map(str, status)) if status else ""
    if _COMMENT.sub("", _field(group, "Action")).strip().casefold() != "failed":
        return ReturnVerdict.NONE, told
    return judge_refusal(f"{_field(group, 'Status')} {_diagnosis(group)}", status=status), told


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
    if _TRIES_ON.search(told) or not _is_bounce(message, told):
        return ReturnVerdict.NONE, ""
    status = next(iter(statuses(told)), None)
    return judge_refusal(told), ".".join(map(str, status)) if status else ""


def _is_bounce(message: Message, told: str) -> bool:
    try:
        _, permanent = all_failures(message)
    except Exception:  # noqa: BLE001  (detectors of many formats, over whatever came in)
        permanent = frozenset()
    is_of_a_machine = _MACHINES.search(_field(message, "From")) or _field(message, "Return-Path") == "<>"
    return bool(permanent or (is_of_a_machine and _FAILURE.search(f"{_subject(message)}\n{told}")))


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
            return _SUBJECT_LINE.sub("", _QUOTED.split(text[:_LONGEST], maxsplit=1)[0])
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
    parts = _parts(message)
    for part in parts:
        yield "\n".join(str(value) for value in part.values())
    for part in parts:
        if part.get_content_type() in _DELIVERY_STATUS or part.get_content_type() == "message/feedback-report":
            yield "\n".join(str(value) for group in _groups(part) for value in group.values())
    for part in parts:
        if not part.is_multipart():
            yield _text(part)
