"""What goes over the wire, byte for byte, and what is made of the relay's replies."""

from dataclasses import replace

import pytest

from stoppress.domain.errors import RelayError
from stoppress.mailroom.addresses import Mailbox
from stoppress.mailroom.relay import Relay, Security
from stoppress.mailroom.session import Envelope, Reply, Session, SessionLostError, greeting_name

ENVELOPE = Envelope(Mailbox("alerts", "news.test"), Mailbox("ada", "reader.test"), b"Subject: x\r\n\r\n.dot\r\nend\r\n")
HELLO = [b"220 relay.test\r\n", b"250-relay.test\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n"]


def _open(port: int) -> Session:
    relay = Relay("127.0.0.1", port, Security.NONE, connect_wait=2.0, reply_wait=2.0, final_wait=2.0)
    return Session.open(relay, greeting_name="news.test")


def test_a_mail_goes_over_the_wire_as_these_bytes(wire):
    relay = wire([*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"250 2.0.0 taken\r\n", b"221 bye\r\n"])
    session = _open(relay.port)
    reply = session.hand_over(ENVELOPE)
    session.quit()
    assert reply == Reply(250, "2.0.0 taken", "DATA")
    assert relay.received == (
        b"ehlo news.test\r\n"
        b"MAIL FROM:<alerts@news.test> SIZE=25\r\n"
        b"RCPT TO:<ada@reader.test>\r\n"
        b"DATA\r\n"
        b"Subject: x\r\n\r\n..dot\r\nend\r\n.\r\n"
        b"quit\r\n"
    )


@pytest.mark.parametrize("content", [b"one\ntwo\r\n", b"one\rtwo\r\n", b"one\r\n.\n", b"\n"])
def test_a_bare_cr_or_lf_never_goes_over_the_wire(wire, content):
    relay = wire([*HELLO, b"221 bye\r\n"])
    session = _open(relay.port)
    with pytest.raises(ValueError, match="bare"):
        session.hand_over(replace(ENVELOPE, content=content))
    session.quit()
    assert relay.received == b"ehlo news.test\r\nquit\r\n"


def test_a_mail_without_a_last_line_break_is_given_one(wire):
    relay = wire([*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"250 ok\r\n"])
    session = _open(relay.port)
    session.hand_over(replace(ENVELOPE, content=b"one"))
    session.close()
    assert relay.received.endswith(b"DATA\r\none\r\n.\r\n")


@pytest.mark.parametrize(
    ("answers", "reply"),
    [
        ([b"451 4.3.0 later\r\n"], Reply(451, "4.3.0 later", "MAIL")),
        (
            [b"250 ok\r\n", b"550-5.1.1 no such\r\n550 5.1.1 reader\r\n"],
            Reply(550, "5.1.1 no such 5.1.1 reader", "RCPT"),
        ),
        ([b"250 ok\r\n", b"250 ok\r\n", b"554 5.5.1 nobody\r\n"], Reply(554, "5.5.1 nobody", "DATA")),
        ([b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"552 5.2.2 full\r\n"], Reply(552, "5.2.2 full", "DATA")),
        ([b"250 ok\r\n", b"550 <ada@reader.test> unknown\x1b[31m\r\n"], Reply(550, "<<address>> unknown[31m", "RCPT")),
    ],
)
def test_the_reply_that_decides_is_returned_without_addresses_and_the_session_goes_on(wire, answers, reply):
    relay = wire([*HELLO, *answers, b"250 reset\r\n", b"250 ok\r\n", b"550 5.7.1 no\r\n", b"250 reset\r\n"])
    session = _open(relay.port)
    assert session.hand_over(ENVELOPE) == reply
    assert session.hand_over(ENVELOPE) == Reply(550, "5.7.1 no", "RCPT")
    session.close()


@pytest.mark.parametrize(
    ("answers", "perhaps_accepted"),
    [
        ([b"421 4.3.2 closing\r\n"], False),
        ([b"250 ok\r\n", b"421 too many\r\n"], False),
        ([b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"421 closing\r\n"], False),
        ([], False),
        ([b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"], True),
        ([b"350 what\r\n"], False),
        ([b"nonsense\r\n"], False),
        ([b"250 ok\r\n", b"250 ok\r\n", b"250 no need\r\n"], False),
        ([b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"354 more\r\n"], False),
        ([b"2" * 9000 + b"\r\n"], False),
    ],
)
def test_a_session_that_breaks_or_makes_no_sense_decides_nothing(wire, answers, perhaps_accepted):
    relay = wire([*HELLO, *answers])
    session = _open(relay.port)
    with pytest.raises(SessionLostError) as lost:
        session.hand_over(ENVELOPE)
    assert lost.value.perhaps_accepted is perhaps_accepted


def test_a_verdict_stands_though_the_connection_breaks_after_it(wire):
    relay = wire([*HELLO, b"250 ok\r\n", b"550 5.1.1 unknown\r\n"])
    session = _open(relay.port)
    assert session.hand_over(ENVELOPE) == Reply(550, "5.1.1 unknown", "RCPT")
    with pytest.raises(SessionLostError):
        session.hand_over(ENVELOPE)


@pytest.mark.parametrize("code", [b"530 5.7.0 log in\r\n", b"535 5.7.8 no\r\n", b"538 5.7.11 encrypt\r\n"])
def test_a_relay_that_wants_another_login_refuses_us_and_not_the_reader(wire, code):
    relay = wire([*HELLO, code])
    session = _open(relay.port)
    with pytest.raises(RelayError) as refusal:
        session.hand_over(ENVELOPE)
    assert not isinstance(refusal.value, SessionLostError)


@pytest.mark.parametrize("greeting", [b"421 busy\r\n", b"554 go away\r\n", b"what\r\n", b""])
def test_a_relay_that_does_not_greet_is_unreachable(wire, greeting):
    with pytest.raises(RelayError, match=r"127\.0\.0\.1"):
        _open(wire([greeting]).port)


def test_a_stalling_relay_is_given_up(wire):
    relay = wire([*HELLO, b""])
    session = Session.open(
        Relay("127.0.0.1", relay.port, Security.NONE, reply_wait=0.05, final_wait=0.05), greeting_name="news.test"
    )
    with pytest.raises(SessionLostError):
        session.hand_over(ENVELOPE)


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
