"""What goes over the wire, byte for byte, and what is made of the relay's replies."""

import asyncio
import re
import socket
from collections import deque
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.errors import RelayError
from stoppress.domain.returned import ReturnVerdict
from stoppress.mailroom.connections import Connections
from stoppress.mailroom.message import dotted
from stoppress.mailroom.opening import greeting_name, open_channel, try_relay
from stoppress.mailroom.relay import Relay, Security
from stoppress.mailroom.replies import NonsenseError, Reply, ReplyReader, worded
from stoppress.mailroom.session import Loss, Mail, Session
from stoppress.stages.text.safe import plain

HELLO = [b"220 relay.test\r\n", b"250-relay.test\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n"]
PIPELINING = [HELLO[0], b"250-relay.test\r\n250 PIPELINING\r\n"]
GO = [b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"]
OK = Reply(250, "ok", "DATA")


def mail(name="ada", content=b"Subject: x\r\n\r\nend\r\n", **more) -> Mail:
    made = Mail(
        delivery=None,
        sender=b"alerts@news.test",
        recipient=f"{name}@reader.test".encode(),
        needs_smtputf8=False,
        content=dotted(content),
        size=len(content),
    )
    return replace(made, **more)


class Carrying:
    """A crew that hands over some mails and writes down what it hears; settles at once unless told to hesitate."""

    def __init__(self, mails, *, hesitates=False) -> None:
        self.waiting = deque(mails)
        self.heard: list[object] = []
        self.hesitates = hesitates
        self.left = len(mails)
        self.done = asyncio.get_running_loop().create_future()
        self.session: Session | None = None

    def next_mail(self, session):
        self.session = session
        return self.waiting.popleft() if self.waiting else None

    def may_follow(self, session, mail):
        return True

    def decided(self, session, mail, reply):
        self.heard.append(reply)
        if not self.hesitates:
            asyncio.get_running_loop().call_soon(self.session.settle)
        self._count()

    def lost(self, session, loss):
        self.heard.append(loss)
        self.left = 1
        self._count()

    def _count(self) -> None:
        self.left -= 1
        if not self.left and not self.done.done():
            self.done.set_result(None)


def carry(port: int, *mails: Mail, hesitates=False, **waits) -> list[object]:
    """Hand mails over, one after the other; return what the session told, then say goodbye."""

    async def run() -> list[object]:
        session = await _opened(port, **waits)
        crew = Carrying(mails, hesitates=hesitates)
        session.begin(crew)
        await asyncio.wait([crew.done], timeout=0.3 if hesitates else 10)
        await session.quit()
        return crew.heard

    return asyncio.run(run())


async def _opened(port: int, **waits) -> Session:
    relay = Relay("127.0.0.1", port, Security.NONE, connect_wait=2.0, reply_wait=2.0, final_wait=2.0)
    return await open_channel(Session, replace(relay, **waits), greeting_name="news.test")


def test_a_mail_goes_over_the_wire_as_these_bytes(wire):
    relay = wire([*HELLO, *GO, b"250 2.0.0 taken\r\n", b"221 bye\r\n"])
    assert carry(relay.port, mail(content=b"Subject: x\r\n\r\n.dot\r\nend\r\n")) == [Reply(250, "2.0.0 taken", "DATA")]
    assert relay.received == (
        b"EHLO news.test\r\n"
        b"MAIL FROM:<alerts@news.test> SIZE=25\r\n"
        b"RCPT TO:<ada@reader.test>\r\n"
        b"DATA\r\n"
        b"Subject: x\r\n\r\n..dot\r\nend\r\n.\r\n"
        b"QUIT\r\n"
    )


def test_where_pipelining_is_offered_a_content_and_the_next_envelope_go_together(wire):
    """The relay answers each content only once it has read the next envelope."""
    envelope = b"MAIL FROM:<alerts@news.test>\r\nRCPT TO:<%b@reader.test>\r\nDATA\r\n"
    relay = wire(
        [
            *PIPELINING,
            (envelope % b"ada", b"".join(GO)),
            (b"\r\n.\r\n" + envelope % b"eve", b"250 ok\r\n" + b"".join(GO)),
            (b"\r\n.\r\n", b"250 ok\r\n"),
            b"221 bye\r\n",
        ]
    )
    assert carry(relay.port, mail("ada"), mail("eve")) == [OK, OK]
    content = b"Subject: x\r\n\r\nend\r\n.\r\n"
    assert relay.received == (
        b"EHLO news.test\r\n" + envelope % b"ada" + content + envelope % b"eve" + content + b"QUIT\r\n"
    )


def test_where_it_is_not_every_command_waits_for_the_reply_to_the_one_before(wire):
    relay = wire([*HELLO, *GO, b"250 ok\r\n", b"550 5.1.1 unknown\r\n", b"250 reset\r\n", *GO, b"250 ok\r\n"])
    assert carry(relay.port, mail("ada"), mail("eve"), mail("ida")) == [OK, Reply(550, "5.1.1 unknown", "MAIL"), OK]
    commands = [line.partition(b" ")[0] for line in relay.received.split(b"\r\n")]
    assert [word for word in commands if word in {b"MAIL", b"RCPT", b"DATA", b"RSET"}] == [
        *[b"MAIL", b"RCPT", b"DATA"],
        *[b"MAIL", b"RSET"],
        *[b"MAIL", b"RCPT", b"DATA"],
    ]


def test_a_content_waits_until_the_acceptance_before_it_is_settled(wire):
    relay = wire([*PIPELINING, *GO, (b"\r\n.\r\n", b"250 ok\r\n"), *GO, (b"\r\n.\r\n", b"250 ok\r\n")])
    assert carry(relay.port, mail("ada"), mail("eve"), hesitates=True) == [OK]
    assert relay.received.count(b"\r\nend\r\n") == 1
    assert relay.received.count(b"DATA\r\n") == 2


@pytest.mark.parametrize("content", [b"one\ntwo\r\n", b"one\rtwo\r\n", b"one\r\n.\n", b"\n"])
def test_a_bare_cr_or_lf_never_goes_over_the_wire(content):
    with pytest.raises(ValueError, match="bare"):
        dotted(content)


def test_a_mail_without_a_last_line_break_is_given_one():
    assert dotted(b"one") == b"one\r\n.\r\n"


@given(st.lists(st.sampled_from([b".", b"..", b"x", b"", b".x"])))
def test_dots_are_doubled_where_a_line_begins_and_nothing_ends_early(lines):
    content = b"".join(line + b"\r\n" for line in lines)
    on_the_wire = dotted(content)
    assert on_the_wire.endswith(b".\r\n")
    sent = on_the_wire.removesuffix(b".\r\n").split(b"\r\n")
    assert b"." not in sent
    assert b"\r\n".join(line.removeprefix(b".") for line in sent) == content


@pytest.mark.parametrize("hello", [HELLO, PIPELINING])
@pytest.mark.parametrize(
    ("answers", "reply"),
    [
        ([b"451 4.3.0 later\r\n", b"503 no\r\n", b"503 no\r\n"], Reply(451, "4.3.0 later", "MAIL")),
        (
            [b"250 ok\r\n", b"550-5.1.1 no such\r\n550 5.1.1 reader\r\n", b"503 no\r\n"],
            Reply(550, "5.1.1 no such 5.1.1 reader", "RCPT"),
        ),
        ([b"250 ok\r\n", b"250 ok\r\n", b"554 5.5.1 nobody\r\n"], Reply(554, "5.5.1 nobody", "DATA")),
        ([*GO, b"552 5.2.2 full\r\n"], Reply(552, "5.2.2 full", "DATA")),
        (
            [b"250 ok\r\n", b"550 <ada@reader.test> unknown\x1b[31m\r\n", b"503 no\r\n"],
            Reply(550, "<<address>> unknown[31m", "RCPT"),
        ),
    ],
)
def test_the_reply_that_decides_is_returned_without_addresses_and_the_session_goes_on(wire, hello, answers, reply):
    if hello is HELLO:
        answers = [answer for answer in answers if not answer.startswith(b"503")]
    reset = [] if len(answers) == 4 else [b"250 reset\r\n"]
    relay = wire([*hello, *answers, *reset, *GO, (b"\r\n.\r\n", b"250 ok\r\n"), b"221 bye\r\n"])
    assert carry(relay.port, mail("ada"), mail("eve")) == [reply, OK]


def test_a_relay_that_wants_a_content_for_a_refused_recipient_gets_none(wire):
    relay = wire(
        [
            *PIPELINING,
            *[b"250 ok\r\n", b"550 5.1.1 unknown\r\n", b"354 go\r\n"],
            (b"DATA\r\n.\r\n", b"554 5.5.1 no recipients\r\n"),
        ]
    )
    assert carry(relay.port, mail("ada")) == [Reply(550, "5.1.1 unknown", "RCPT")]
    assert b"end" not in relay.received


@pytest.mark.parametrize(
    ("answers", "carried"),
    [
        ([b"421 4.3.2 closing\r\n"], "envelope"),
        ([b"250 ok\r\n", b"421 too many\r\n"], "envelope"),
        ([*GO, b"421 closing\r\n"], "content"),
        ([], "envelope"),
        (GO, "content"),
        ([b"350 what\r\n"], "envelope"),
        ([b"nonsense\r\n"], "envelope"),
        ([b"250 ok\r\n", b"250 ok\r\n", b"250 no need\r\n"], "envelope"),
        ([*GO, b"354 more\r\n"], "content"),
        ([b"2" * 9000 + b"\r\n"], "envelope"),
        ([b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n250 taken\r\n"], "envelope"),
        ([b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n25"], "envelope"),
    ],
)
def test_a_session_that_breaks_or_makes_no_sense_decides_nothing(wire, answers, carried):
    relay = wire([*HELLO, *answers])
    one = mail()
    (loss,) = carry(relay.port, one)
    assert isinstance(loss, Loss)
    assert (loss.content, loss.envelope) == ((one, None) if carried == "content" else (None, one))


def test_a_verdict_stands_though_the_connection_breaks_after_it(wire):
    relay = wire([*HELLO, b"250 ok\r\n", b"550 5.1.1 unknown\r\n"])
    verdict, loss = carry(relay.port, mail("ada"), mail("eve"))
    assert verdict == Reply(550, "5.1.1 unknown", "RCPT")
    assert (loss.content, loss.envelope.recipient) == (None, b"eve@reader.test")


def test_a_verdict_stands_though_nonsense_follows_it_at_once(wire):
    relay = wire([*HELLO, *GO, b"250 ok\r\nwhat?\r\n"])
    verdict, loss = carry(relay.port, mail(), mail("eve"))
    assert (verdict, loss.content) == (OK, None)


@pytest.mark.parametrize("code", [b"530 5.7.0 log in\r\n", b"535 5.7.8 no\r\n", b"538 5.7.11 encrypt\r\n"])
def test_a_relay_that_wants_another_login_refuses_us_and_not_the_reader(wire, code):
    relay = wire([*HELLO, code])
    (loss,) = carry(relay.port, mail())
    assert loss.refuses_us


@pytest.mark.parametrize("greeting", [b"421 busy\r\n", b"554 go away\r\n", b"what\r\n", b""])
def test_a_relay_that_does_not_greet_is_unreachable(wire, greeting):
    relay = Relay("127.0.0.1", wire([greeting]).port, Security.NONE, reply_wait=2.0)
    with pytest.raises(RelayError, match=r"127\.0\.0\.1"):
        try_relay(relay, greeting_name="news.test")


def test_a_connection_whose_opening_is_broken_off_is_closed():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        relay = Relay("127.0.0.1", listener.getsockname()[1], Security.NONE)
        connections = Connections(relay, greeting_name="news.test", most=1)
        connections.give([mail()])
        connections.turn(0.2)
        with listener.accept()[0] as accepted:
            accepted.settimeout(5)
            connections.close()
            assert _read_to_the_end(accepted) == b""


def _read_to_the_end(accepted: socket.socket) -> bytes:
    try:
        return accepted.recv(1)
    except ConnectionResetError:
        return b""


def test_a_relay_of_the_old_kind_is_greeted_the_old_way(wire):
    relay = wire([HELLO[0], b"502 what\r\n", b"250 relay.test\r\n", *GO, b"250 ok\r\n", b"221 bye\r\n"])
    assert carry(relay.port, mail()) == [OK]
    assert relay.received.startswith(b"EHLO news.test\r\nHELO news.test\r\nMAIL FROM:<alerts@news.test>\r\n")


@pytest.mark.parametrize("answers", [[(b"never", b"")], [*GO, (b"never", b"")]])
def test_a_stalling_relay_is_given_up(wire, answers):
    (loss,) = carry(wire([*HELLO, *answers]).port, mail(), reply_wait=0.05, final_wait=0.05)
    assert loss.reason == "the relay did not answer in time"


def test_a_relay_that_reads_no_further_is_given_up(wire):
    relay = wire([*PIPELINING, b"250 ok\r\n", b"250 ok\r\n", (b"DATA\r\n", b"354 go\r\n"), (b"never", b"")])
    relay.reads_no_further_than = b"DATA\r\n"
    (loss,) = carry(relay.port, mail(content=b"x" * 20_000_000), block_wait=0.05)
    assert loss.reason == "the relay does not read on"


def test_what_a_relay_cannot_take_is_not_offered(wire):
    relay = wire([*HELLO, *GO, b"250 ok\r\n"])
    assert carry(relay.port, mail(size=1_000_001), mail(needs_smtputf8=True), mail()) == [
        Reply(552, "5.3.4 not sent: larger than the relay takes", ""),
        Reply(550, "5.6.7 not sent: the relay has no SMTPUTF8 (RFC 6531)", ""),
        OK,
    ]
    assert relay.received.count(b"MAIL") == 1


_REPLIES = st.lists(
    st.tuples(
        st.integers(200, 599), st.lists(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])), min_size=1)
    )
)


@given(_REPLIES, st.data())
def test_replies_are_read_the_same_however_their_bytes_are_cut(replies, data):
    octets = b"".join(_spoken(code, lines) for code, lines in replies)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(octets)), max_size=8)))
    reader, read = ReplyReader(), []
    for start, end in zip([0, *cuts], [*cuts, len(octets)], strict=True):
        read += reader.read(octets[start:end])
    assert read == [(code, [line.encode() for line in lines]) for code, lines in replies]
    assert reader.is_empty


def _spoken(code: int, lines: list[str]) -> bytes:
    marks = ["-"] * (len(lines) - 1) + [" "]
    return b"".join(f"{code}{mark}{line}\r\n".encode() for mark, line in zip(marks, lines, strict=True))


@pytest.mark.parametrize("octets", [b"hello\r\n", b"25\r\n", b"250\xff\r\n", b"199 x\r\n", b"600 x\r\n", b"x" * 9000])
def test_what_is_no_reply_is_nonsense(octets):
    with pytest.raises(NonsenseError):
        list(ReplyReader().read(octets))


def test_a_reply_without_an_end_is_nonsense():
    with pytest.raises(NonsenseError):
        list(ReplyReader().read(b"250-x\r\n" * 1000))


@given(st.lists(st.binary(max_size=80)))
def test_a_replys_words_are_safe_to_keep(lines):
    words = worded(lines)
    assert len(words) <= 200
    assert plain(words) == words
    assert not re.search(r"\s\s|[\r\n\t]", words)


@pytest.mark.parametrize(
    ("reply", "us", "slows", "verdict"),
    [
        (Reply(550, "5.1.1 unknown", "RCPT"), False, False, ReturnVerdict.HARD),
        (Reply(553, "5.1.8 bad sender", "RCPT"), False, False, ReturnVerdict.OURS),
        (Reply(550, "5.7.1 not welcome", "RCPT"), True, False, ReturnVerdict.OURS),
        (Reply(503, "5.5.1 no", "MAIL"), True, False, ReturnVerdict.NONE),
        (Reply(552, "5.3.4 too large", "MAIL"), False, False, ReturnVerdict.NONE),
        (Reply(451, "4.7.1 slower", "RCPT"), True, True, ReturnVerdict.NONE),
        (Reply(450, "4.2.1 busy", "RCPT"), False, False, ReturnVerdict.NONE),
        (Reply(421, "closing", "RCPT"), False, True, ReturnVerdict.NONE),
        (Reply(421, "4.7.0 slower", "RCPT"), True, True, ReturnVerdict.NONE),
        (Reply(421, "4.3.2 the relay closes", "RCPT"), False, False, ReturnVerdict.NONE),
        (Reply(421, "4.4.2 the relay waited too long", "RCPT"), False, False, ReturnVerdict.NONE),
        (Reply(550, "no such user 5.1.1", "RCPT"), False, False, ReturnVerdict.HARD),
        (Reply(552, "5.2.2 full", "DATA"), False, False, ReturnVerdict.SOFT),
    ],
)
def test_what_a_reply_says_of_us_of_the_domain_and_of_the_reader(reply, us, slows, verdict):
    assert (reply.speaks_of_us, reply.slows, reply.verdict) == (us, slows, verdict)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("news.test", "news.test"),
        ("localhost", "[127.0.0.1]"),
        ("10.0.0.7", "[10.0.0.7]"),
        ("::1", "[IPv6:::1]"),
        ("dvůr.test", "[127.0.0.1]"),
        ("", "[127.0.0.1]"),
    ],
)
def test_we_greet_by_the_public_name_or_by_an_address(host, name):
    assert greeting_name(host) == name
