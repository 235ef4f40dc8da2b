"""The bytes of a mail: what stands in them is what was meant, and nothing that an outlet or a reader put there."""

import email.policy
import re
from base64 import b64decode
from binascii import b2a_qp
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.email import Email, EmailKind, Recipient
from stoppress.domain.errors import InputError, SettingError
from stoppress.mailroom.addresses import read_mailbox
from stoppress.mailroom.dkim import DomainKey, Signer
from stoppress.mailroom.message import Stamp, cut, dotted, write_message

MOMENT = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
STAMP = Stamp("<0a1b@news.test>", MOMENT)
ADA = Recipient("ada@reader.test", {"unsubscribe": "abcdefgh0123456789abcdefghij_-"})
PLAIN = Email(
    kind=EmailKind.ALERT,
    sender="Orvo Alerts <alerts@news.test>",
    subject="Harbour wall gives way",
    text="Harbour wall gives way\n",
    html="<!doctype html><p>Harbour wall gives way</p>\n",
    language="en",
    headers={},
    marks={},
    expires_at=MOMENT,
)
MARKED = replace(
    PLAIN,
    text="Unsubscribe:\nhttp://news.test/unsubscribe/MARKU\n",
    html='<!doctype html><a href="http://news.test/unsubscribe/MARKU">Unsubscribe</a>\n',
    headers={
        "List-Id": "<alerts.news.test>",
        "List-Unsubscribe": "<http://news.test/unsubscribe/MARKU>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    },
    marks={"unsubscribe": "MARKU"},
)
# Half characters aside, whatever an outlet may print.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def _parsed(content: bytes):
    return message_from_bytes(content, policy=email.policy.default)


def test_a_mail_is_these_bytes():
    assert write_message(MARKED, ADA, STAMP) == (
        b"From: Orvo Alerts <alerts@news.test>\r\n"
        b"To: ada@reader.test\r\n"
        b"Subject: Harbour wall gives way\r\n"
        b"Date: Sun, 04 May 2031 09:30:00 +0000\r\n"
        b"Message-ID: <0a1b@news.test>\r\n"
        b"List-Id: <alerts.news.test>\r\n"
        b"List-Unsubscribe: <http://news.test/unsubscribe/abcdefgh0123456789abcdefghij_->\r\n"
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        b"Auto-Submitted: auto-generated\r\n"
        b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="=_6b14de94c8ac284e1cd3de96b8016fda"\r\n'
        b"\r\n"
        b"--=_6b14de94c8ac284e1cd3de96b8016fda\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"Unsubscribe:\r\nhttp://news.test/unsubscribe/abcdefgh0123456789abcdefghij_-\r\n\r\n"
        b"--=_6b14de94c8ac284e1cd3de96b8016fda\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b'<!doctype html><a href="http://news.test/unsubscribe/abcdefgh0123456789abcdefghij_-">Unsubscribe</a>\r\n\r\n'
        b"--=_6b14de94c8ac284e1cd3de96b8016fda--\r\n"
    )


def test_text_comes_first_and_html_last():
    parts = _parsed(write_message(MARKED, ADA, STAMP)).iter_parts()
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]


def test_every_attempt_has_the_same_bytes():
    assert write_message(MARKED, ADA, STAMP) == write_message(MARKED, ADA, STAMP)


@pytest.mark.parametrize("length", [40, 72])
def test_a_long_list_unsubscribe_is_neither_folded_nor_encoded(length):
    token = "x" * length
    content = write_message(MARKED, replace(ADA, values={"unsubscribe": token}), STAMP)
    assert f"\r\nList-Unsubscribe: <http://news.test/unsubscribe/{token}>\r\n".encode() in content


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("List-Id", "Časopis <alerts.news.test>"),
        ("List-Id", "=?utf-8?q?x?= <alerts.news.test>"),
        ("List-Unsubscribe", "<http://news.test/" + "x" * 990 + ">"),
        ("X-Note", "one\r\nBcc: eve@x.test"),
        ("X-Note", "one\r\n two"),
        ("X-Note", "one\ntwo"),
        ("X-Note", "one\x00"),
        ("X-Note", ""),
        ("X Note", "one"),
        ("X-Note:", "one"),
        ("Bcc", "eve@x.test"),
        ("subject", "another"),
        ("Content-Type", "text/plain"),
    ],
)
def test_a_header_that_would_be_encoded_folded_or_forged_is_refused(name, value):
    with pytest.raises(InputError):
        write_message(replace(PLAIN, headers={name: value}), ADA, STAMP)


@pytest.mark.parametrize("value", ["x>\r\nBcc: <eve@x.test", '"><b>', "a b", "a=b", "", "é", "x" * 73])
def test_a_personal_value_is_a_token_which_stands_as_it_is_wherever_it_stands(value):
    with pytest.raises(InputError):
        write_message(MARKED, replace(ADA, values={"unsubscribe": value}), STAMP)


def test_a_recipient_without_its_personal_value_gets_no_mail():
    with pytest.raises(InputError):
        write_message(MARKED, Recipient("ada@reader.test"), STAMP)


@pytest.mark.parametrize("address", ["ada@reader.test\r\nBcc: eve@x.test", "ada", "ada@reader.test, eve@x.test"])
def test_an_address_that_is_none_gets_no_mail(address):
    with pytest.raises(InputError):
        write_message(PLAIN, Recipient(address), STAMP)


@pytest.mark.parametrize("message_id", ["", "a@b", "<a@b>\r\nX: y", "<a b@c>", "<a@b> <c@d>"])
def test_a_message_id_is_one(message_id):
    with pytest.raises(InputError):
        write_message(PLAIN, ADA, Stamp(message_id, MOMENT))


def test_a_sender_with_line_breaks_is_a_wrong_setting():
    with pytest.raises(SettingError):
        write_message(replace(PLAIN, sender="Orvo\r\nBcc: eve@x.test <a@news.test>"), ADA, STAMP)


@pytest.mark.parametrize(
    "name", ["Orvo Alerts", "Orvo, Alerts", 'The "Orvo" \\ Courier', "Zpravodaj Dvůr", "通知" * 30, "=?utf-8?q?x?="]
)
def test_a_senders_name_arrives_as_it_is_set(name):
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    content = write_message(replace(PLAIN, sender=f'"{quoted}" <alerts@news.test>'), ADA, STAMP)
    shown, address = parseaddr(message_from_bytes(content)["From"])
    assert (str(make_header(decode_header(shown))), address) == (name, "alerts@news.test")


def test_an_international_domain_is_written_in_punycode():
    content = write_message(replace(PLAIN, sender="a@dvůr.test"), Recipient("ada@bücher.test"), STAMP)
    assert content.startswith(b"From: a@xn--dvr-n1a.test\r\nTo: ada@xn--bcher-kva.test\r\n")


def test_a_non_ascii_local_part_is_written_in_utf_8_and_never_transliterated():
    content = write_message(PLAIN, Recipient("josé@reader.test"), STAMP)
    assert "\r\nTo: josé@reader.test\r\n".encode() in content
    assert content.replace("é".encode(), b"").isascii()


@given(_TEXT)
def test_a_subject_arrives_as_it_is_or_is_refused(subject):
    try:
        content = write_message(replace(PLAIN, subject=subject), ADA, STAMP)
    except InputError:
        assert re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", subject)
        return
    head = content.partition(b"\r\n\r\n")[0]
    names = re.findall(rb"(?m)^([A-Za-z-]+):", head)
    assert names == [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type"]
    assert _decoded(head) == subject


def _decoded(head: bytes) -> str:
    """Decode a subject by RFC 2047 alone: adjacent words join, what stands beside none is as it stands."""
    value = re.search(rb"(?m)^Subject: ([^\r]*(?:\r\n [^\r]*)*)", head)[1].decode("ascii")
    if not value.startswith("=?"):
        return value
    words = value.split("\r\n ")
    assert all(len(word) <= 75 for word in words)
    return "".join(b64decode(word.removeprefix("=?utf-8?b?").removesuffix("?=")).decode() for word in words)


@pytest.mark.parametrize(
    "subject",
    [
        "Harbour wall gives way",
        "Přístavní zeď se zřítila, trajekty do Orva nejezdí a cestující čekají na nábřeží už od rána",
        "=?utf-8?q?a=0d=0aBcc:_eve=40x.test?=",
        "港口墙壁倒塌" * 20,
        "x" * 1200,
        "🦆" * 100,
    ],
)
def test_a_subject_is_read_by_others_as_it_is(subject):
    parsed = _parsed(write_message(replace(PLAIN, subject=subject), ADA, STAMP))
    assert str(parsed["Subject"]) == subject
    assert parsed["Bcc"] is None


@given(_TEXT, _TEXT)
def test_bodies_arrive_as_they_are_in_lines_that_any_relay_takes(text, html):
    content = write_message(replace(PLAIN, text=text, html=html), ADA, STAMP)
    assert content.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", content)
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    bodies = [part.get_payload(decode=True).decode() for part in message_from_bytes(content).get_payload()]
    meant = [re.sub("\r\n|\r", "\n", body) for body in (text, html)]
    assert [re.sub("\r\n", "\n", body) for body in bodies] == meant


def test_a_line_of_more_than_998_octets_is_quoted_printable():
    content = write_message(replace(PLAIN, html=f'<a href="http://x.test/{"y" * 2000}">'), ADA, STAMP)
    assert [part["Content-Transfer-Encoding"] for part in _parsed(content).iter_parts()] == ["7bit", "quoted-printable"]
    assert max(len(line) for line in content.partition(b"quoted-printable")[2].split(b"\r\n")) <= 76


# A copy is joined from pieces; written the slow way, value by value and part by part, it is the same.

_PARTS = ["a", "é", "=", ".", " ", "\n", "港", "word ", "MARKX", "x" * 70, "MARKU", "MARKP", "\n.\n"]
_MARKED = st.lists(st.sampled_from(_PARTS), max_size=40).map("".join)
_TOKEN = st.text("ABCxyz019-_.~", min_size=1, max_size=72)


def _slowly(email: Email, recipient: Recipient, stamp: Stamp) -> bytes:
    """Write a copy as if there were no others: fill in, then encode."""
    whole = write_message(replace(email, text="", html=""), recipient, stamp)
    head, boundary = whole.partition(b"\r\n\r\n")[0], whole.rstrip(b"\r\n-").rpartition(b"--")[2]
    own = write_message(email, recipient, stamp).partition(b'boundary="')[2].partition(b'"')[0]
    lines = [head.replace(boundary, own), b""]
    for subtype, text in (("plain", email.text), ("html", email.html)):
        encoding, body = _slow_body(text, email.marks, recipient.values)
        lines += [
            b"--" + own,
            f"Content-Type: text/{subtype}; charset=utf-8".encode(),
            f"Content-Transfer-Encoding: {encoding}".encode(),
            b"",
            body,
        ]
    return b"\r\n".join([*lines, b"--" + own + b"--", b""])


def _slow_body(text, marks, values) -> tuple[str, bytes]:
    longest = max(
        len(line.encode()) + sum(line.count(mark) * (72 - len(mark)) for mark in marks.values())
        for line in text.split("\n")
    )
    if text.isascii() and longest <= 998:
        for name, mark in marks.items():
            text = text.replace(mark, values[name])
        return "7bit", text.encode().replace(b"\n", b"\r\n")
    name_by_mark = {mark: name for name, mark in marks.items()}
    quoted, at_start = b"", True
    for part in re.split("(MARKU|MARKP)", text):
        if not part:
            continue
        if not at_start and not part.startswith("\n"):
            quoted += b"=\r\n"
        if part in name_by_mark:
            quoted += values[name_by_mark[part]].encode()
        else:
            quoted += b2a_qp(part.encode(), istext=True).replace(b"\n", b"\r\n")
        at_start = part.endswith("\n")
    return "quoted-printable", quoted


@given(_MARKED, _MARKED, _TOKEN, _TOKEN)
def test_a_copy_joined_from_pieces_has_the_bytes_of_one_written_slowly(text, html, unsubscribe, preferences):
    mail = replace(MARKED, text=text, html=html, marks={"unsubscribe": "MARKU", "preferences": "MARKP"})
    recipient = Recipient("ada@reader.test", {"unsubscribe": unsubscribe, "preferences": preferences})
    content = write_message(mail, recipient, STAMP)
    assert content == _slowly(mail, recipient, STAMP)
    bodies = [part.get_payload(decode=True).decode() for part in message_from_bytes(content).get_payload()]
    meant = [body.replace("MARKU", unsubscribe).replace("MARKP", preferences) for body in (text, html)]
    assert [body.replace("\r\n", "\n") for body in bodies] == meant
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


@given(_MARKED, _TOKEN, _TOKEN)
def test_all_copies_of_a_mail_are_alike_but_for_what_is_personal(text, one, other):
    mail = replace(MARKED, text=text, html=text)
    form = cut(mail, sent_at=MOMENT)
    ada = form.fill(read_mailbox("ada@reader.test"), "<1@news.test>", {"unsubscribe": one})
    eve = form.fill(read_mailbox("eve@reader.test"), "<2@news.test>", {"unsubscribe": other})
    for values in (ada, eve):
        assert form.on_the_wire(b"X: 1\r\n", values) == dotted(b"X: 1\r\n" + form.join(values))
        assert form.size + sum(map(len, values)) == len(form.join(values))
    assert form.join(ada) == write_message(
        mail, Recipient("ada@reader.test", {"unsubscribe": one}), Stamp("<1@news.test>", MOMENT)
    )
    assert len(form.pieces) == len(ada) + 1 == len(eve) + 1
    assert form.join(eve) == write_message(
        mail, Recipient("eve@reader.test", {"unsubscribe": other}), Stamp("<2@news.test>", MOMENT)
    )


@pytest.mark.parametrize("text", ["Hafen: MARKU\n", "Hafen höher: MARKU!\n", "MARKUMARKU é", "é MARKU\n"])
def test_the_signature_of_a_copy_joined_from_pieces_is_that_of_the_whole(text):
    key = DomainKey("news.test", "one", Ed25519PrivateKey.generate())
    form = cut(replace(MARKED, text=text), sent_at=MOMENT)
    values = form.fill(read_mailbox("ada@reader.test"), "<1@news.test>", ADA.values)
    signer = Signer([key])
    assert signer.prepare(form.pieces).sign(values)  # dkim's own tests verify what it signs
    assert _body_hash(signer.prepare(form.pieces).sign(values)) == _body_hash(signer.sign(form.join(values)))


def _body_hash(signature: bytes) -> bytes:
    return re.search(rb"bh=([^;]+);", signature)[1]
