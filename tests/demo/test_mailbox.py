"""The demo's mailbox keeps what SMTP brings, byte for byte, and shows it without believing a word of it."""

import re
import smtplib
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest

from stoppress.demo.mailbox.pages import mailbox_pages
from stoppress.demo.mailbox.receiver import Receiver
from stoppress.demo.mailbox.store import Store, read_samples

NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
ALERT = (
    b"From: Velm News Alerts <alerts@velm.example.org>\r\n"
    b"To: mira@example.org\r\n"
    b"Subject: =?utf-8?q?Bridge_=E2=80=93_closed?=\r\n"
    b"MIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="cut"\r\n'
    b"\r\n"
    b"--cut\r\n"
    b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    b"Closed \xe2\x80\x93 at midnight.\r\n.a line with a dot\r\n"
    b"--cut\r\n"
    b'Content-Type: text/html; charset="utf-8"\r\n\r\n'
    b'<!doctype html><html lang="en"><head><style>@media (prefers-color-scheme: dark){b{color:red}}</style></head>'
    b'<body><a href="http://127.0.0.1/confirm/x">Confirm</a></body></html>\r\n'
    b"--cut--\r\n"
)
HOSTILE = (
    b'From: "<script>alert(1)</script>" <x@example.org>\r\n'
    b'To: <"><img src=x onerror=alert(2)>\r\n'
    b"Subject: </title><script>alert(3)</script> \xe2\x80\xae evil\r\n"
    b"Content-Type: text/html; charset=no-such-charset\r\n"
    b"\r\n"
    b"<script>alert(4)</script><form action='http://elsewhere.example/'><input></form>\r\n"
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "mail")


@pytest.fixture
def pages(store):
    server = mailbox_pages(store)
    server.start()
    yield server.address
    server.stop()


def keep(store, raw, recipients=("mira@example.org",)):
    return store.add(raw, sender="bounce@velm.example.org", recipients=recipients, now=NOW)


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_mail_is_kept_byte_for_byte_in_memory_and_as_a_file(store, tmp_path):
    receiver = Receiver(store, lambda: NOW)
    receiver.start()
    try:
        with smtplib.SMTP("127.0.0.1", receiver.port, timeout=5) as client:
            client.sendmail("a@example.org", ["mira@example.org", "juno@example.org"], ALERT, ["BODY=8BITMIME"])
    finally:
        receiver.stop()
    [message] = store.messages
    assert message.raw == ALERT == (tmp_path / "mail" / "0001.eml").read_bytes()
    assert (message.number, message.received_at, message.sender) == (1, NOW, "a@example.org")
    assert message.recipients == ("mira@example.org", "juno@example.org")


def test_parts_and_headers_are_decoded(store):
    message = keep(store, ALERT)
    assert message.header("Subject") == "Bridge – closed"
    assert message.header("X-None") == ""
    assert (message.part("plain") or "").startswith("Closed – at midnight.")
    assert "Confirm</a>" in (message.part("html") or "")


def test_waiting_ends_when_the_mail_is_there_and_when_the_time_is_up(store):
    keep(store, ALERT)
    assert store.wait_for(lambda mails: mails[0].number if mails else None, seconds=0) == 1
    assert store.wait_for(lambda mails: mails[1].number if len(mails) > 1 else None, seconds=0.01) is None


def test_the_list_shows_the_latest_first_and_looks_again_without_script(store, pages):
    assert b"No mail yet" in get(pages)[2]
    keep(store, ALERT)
    keep(store, ALERT.replace(b"closed", b"open"))
    page = get(pages)[2].decode()
    assert re.findall(r'class="subject">([^<]*)', page) == ["Bridge – open", "Bridge – closed"]
    assert '<meta http-equiv="refresh"' in page


def test_a_mail_is_shown_as_html_in_a_sandbox_as_text_and_as_source(store, pages):
    keep(store, ALERT)
    page = get(f"{pages}/messages/1")[2].decode()
    [frame] = re.findall(r"<iframe[^>]*>", page)
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame
    assert 'src="/messages/1/html?scheme=light"' in frame
    assert "http-equiv" not in page
    assert "Closed – at midnight." in get(f"{pages}/messages/1?view=text")[2].decode()
    assert "Content-Type: multipart/alternative" in get(f"{pages}/messages/1?view=source")[2].decode()
    assert get(f"{pages}/messages/1.eml")[2] == ALERT


def test_links_of_a_mail_open_in_a_tab_of_their_own(store, pages):
    keep(store, ALERT)
    page = get(f"{pages}/messages/1/html")[2].decode()
    assert page.index("<head>") < page.index('<base target="_blank">') < page.index("</head>")


@pytest.mark.parametrize(("scheme", "holds"), [("light", "(max-width: 0)"), ("dark", "(min-width: 0)")])
def test_the_colour_scheme_asked_for_is_the_one_the_mail_sees(store, pages, scheme, holds):
    keep(store, ALERT)
    page = get(f"{pages}/messages/1/html?scheme={scheme}")[2].decode()
    assert f"@media {holds}{{b{{color:red}}}}" in page


def test_a_mail_cannot_run_load_or_send_anything(store, pages):
    keep(store, HOSTILE)
    _, headers, _ = get(f"{pages}/messages/1/html")
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox",
    }
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["", "/messages/1", "/messages/1?view=text", "/messages/1?view=source"])
def test_what_a_mail_says_is_no_markup_on_our_pages(store, pages, path):
    keep(store, HOSTILE, recipients=("<b>mira</b>@example.org",))
    status, headers, page = get(pages + path)
    assert status == 200
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none';")
    shown = page.decode()
    assert [found for found in ("<script", "<img", "<b>", "\u202e", "<form") if found in shown] == []


def test_choices_are_a_closed_list(store, pages):
    keep(store, ALERT)
    shown = get(f'{pages}/messages/1?view=%22%3E%3Cb%3E&width=%22&scheme="dark')[2].decode()
    assert shown == get(f"{pages}/messages/1")[2].decode()


@pytest.mark.parametrize(
    "path", ["/messages/2", "/messages/0", "/messages/1/html/../../x", "/messages/x", "/etc/passwd"]
)
def test_what_is_not_there_is_not_found(store, pages, path):
    keep(store, ALERT)
    assert get(pages + path)[0] == 404


def test_a_mail_is_shown_in_light_and_dark_narrow_and_wide_side_by_side(store, pages):
    keep(store, ALERT)
    page = get(f"{pages}/messages/1?view=sizes")[2].decode()
    frames = re.findall(
        r'<iframe class="mail (w\d+) (\w+)" title="([^"]+)" [^>]*src="/messages/1/html\?scheme=(\w+)"', page
    )
    assert frames == [
        ("w320", "light", "The mail as HTML: light, 320 px", "light"),
        ("w600", "light", "The mail as HTML: light, 600 px", "light"),
        ("w320", "dark", "The mail as HTML: dark, 320 px", "dark"),
        ("w600", "dark", "The mail as HTML: dark, 600 px", "dark"),
    ]


@pytest.fixture
def samples(store, tmp_path):
    """Pages with a sample mail beside those that came."""
    (tmp_path / "alert.ar.eml").write_bytes(ALERT)
    server = mailbox_pages(store, samples=lambda: read_samples(tmp_path, now=NOW))
    server.start()
    yield server.address
    server.stop()


def test_sample_mails_are_listed_by_kind_and_language_and_shown_in_all_sizes(samples):
    page = get(f"{samples}/samples/")[2].decode()
    assert '<a href="/samples/1?view=sizes"><span class="from">alert.ar</span>' in page
    assert 'src="/samples/1/html?scheme=dark"' in get(f"{samples}/samples/1?view=sizes")[2].decode()
    assert b"Confirm</a>" in get(f"{samples}/samples/1/html")[2]
    assert get(f"{samples}/samples/1.eml")[2] == ALERT
    assert get(f"{samples}/messages/1")[0] == 404
