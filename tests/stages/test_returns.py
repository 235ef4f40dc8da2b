import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.returned import ReturnVerdict
from stoppress.stages.returns import read_return
from tests.quality.returned import samples

SAMPLES = [sample.message for sample in samples("bounces+7-abcdefghijklmnop@news.test")]


def report(*groups: str) -> bytes:
    fields = "\n\n".join(("Reporting-MTA: dns; mx.test", *groups))
    return (
        "From: MAILER-DAEMON@mx.test\nSubject: report\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\nwords\n--b\nContent-Type: message/delivery-status\n\n{fields}\n--b--\n"
    ).encode()


def group(action: str, status: str) -> str:
    return f"Final-Recipient: rfc822; ada@reader.test\nAction: {action}\nStatus: {status}"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "other", ""])
def test_only_what_failed_is_a_failure(action):
    assert read_return(report(group(action, "5.1.1"))).verdict is ReturnVerdict.NONE


def test_a_failure_is_judged_by_its_status_whatever_the_case_of_the_action():
    found = read_return(report(group("Failed", "5.1.1")))
    assert (found.verdict, found.status) == (ReturnVerdict.HARD, "5.1.1")


def test_a_comment_after_the_action_changes_nothing():
    assert read_return(report(group("failed (bad destination)", "5.1.1 (unknown)"))).verdict is ReturnVerdict.HARD


def text(words: str, *, sender: str = "MAILER-DAEMON@mx.test", subject: str = "failure notice") -> bytes:
    return f"From: {sender}\nSubject: {subject}\n\n{words}\n".encode()


def test_a_text_from_a_machine_is_judged_by_its_words():
    assert read_return(text("550 no such user")).verdict is ReturnVerdict.HARD
    assert read_return(text("550 no such user", sender="eve@reader.test")).verdict is ReturnVerdict.NONE


@pytest.mark.parametrize(
    "words",
    [
        "has not yet been delivered: 550 no such user",
        "Delivery has been delayed: 550 no such user",
        "550 no such user. Delivery attempts will continue.",
        "550 no such user. This is just a warning.",
    ],
)
def test_who_tries_on_has_not_failed(words):
    assert read_return(text(words)).verdict is ReturnVerdict.NONE


@pytest.mark.parametrize(
    "quoted",
    [
        "Subject: no such user, says minister",
        "--- Below this line is a copy of the message.\n\nno such user",
        "Return-Path: <a@news.test>\nno such user",
        "Original message follows.\n\nno such user",
    ],
)
def test_the_words_of_our_own_mail_are_not_judged(quoted):
    assert read_return(text(f"It was not delivered.\n\n{quoted}")).verdict is ReturnVerdict.SOFT


def test_a_report_that_names_no_recipient_is_judged_by_its_words():
    raw = report("X-Other: field").replace(b"\nwords\n", b"\n550 no such user\n").replace(b": report", b": failure")
    assert read_return(raw).verdict is ReturnVerdict.HARD


def test_of_several_recipients_the_mildest_counts():
    assert read_return(report(group("failed", "5.1.1"), group("failed", "5.2.2"))).verdict is ReturnVerdict.SOFT
    assert read_return(report(group("failed", "5.1.1"), group("delivered", "2.0.0"))).verdict is ReturnVerdict.NONE


def test_a_report_without_recipients_says_nothing():
    assert read_return(report()).verdict is ReturnVerdict.NONE


def test_parts_within_parts_without_end_say_nothing():
    for part in (b"Content-Type: message/rfc822\r\n\r\n", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"):
        assert read_return(part * 5000).verdict is ReturnVerdict.NONE


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read(raw):
    assert isinstance(read_return(raw).verdict, ReturnVerdict)


@settings(deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 3000), st.integers(0, 200), st.binary(max_size=40))
def test_a_report_that_is_spoilt_anywhere_is_still_read(raw, start, length, put):
    assert isinstance(read_return(raw[:start] + put + raw[start + length :]).verdict, ReturnVerdict)
