"""The demo, run as anybody runs it: it goes through by itself, it serves a visitor, and it leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest

from stoppress.demo.visitor import Visitor

COMMAND = [sys.executable, "-m", "stoppress.cli"]


# As in a shell of one's own: the tests' settings are not the demo's.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("STOPPRESS_", "DJANGO_"))}


def run(*words, **options):
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, encoding="utf-8", env=CLEAN, timeout=90, check=False, **options
    )


@pytest.mark.slow
def test_demo_once_holds_and_replay_gives_the_alerts_that_it_sent(tmp_path):
    kept = tmp_path / "kept"
    done = run("demo", "--once", "--keep", str(kept), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^✓ ", done.stdout, re.MULTILINE)) == 9
    assert "✗" not in done.stdout
    log = [json.loads(line) for line in (kept / "stoppress.log").read_text("utf-8").splitlines() if line[:1] == "{"]
    issued = [line for line in log if line["event"] == "alert issued"]
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted((kept / "mail").iterdir())]
    assert [mail["List-Unsubscribe"] is not None for mail in mails] == [False, True]

    replayed = run("replay", str(kept / "articles.jsonl"), cwd=tmp_path)
    assert (replayed.returncode, replayed.stderr) == (0, "")
    alerts = [json.loads(line) for line in replayed.stdout.splitlines()]
    assert len(alerts) == len(issued) == 2
    assert alerts[0]["subject"] == mails[1]["Subject"]
    body = mails[1].get_body(("plain",)).get_content()
    assert alerts[0]["status"] in " ".join(body.split())
    articles = [json.loads(line)["url"] for line in (kept / "articles.jsonl").read_text("utf-8").splitlines()]
    assert [url for url in articles if url in body] == alerts[0]["articles"]


@contextmanager
def demo_for_visitors(tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    process = subprocess.Popen(
        [*COMMAND, "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env={**CLEAN, "TMPDIR": str(place)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def await_line(process, pattern):
    seen = []
    for line in process.stdout:
        seen.append(line)
        if found := re.search(pattern, line):
            return found
    raise AssertionError(f"no {pattern} in:\n{''.join(seen)}")


def listens(address):
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=1):
            return True
    except OSError:
        return False


@pytest.mark.slow
def test_a_visitor_has_the_alert_within_thirty_seconds_and_ctrl_c_leaves_nothing(tmp_path):
    with demo_for_visitors(tmp_path) as process:
        pages = await_line(process, r"Sign up +(http://\S+)")[1]
        mailbox = await_line(process, r"Mailbox +(http://\S+)")[1]
        visitor = Visitor()
        visitor.send(visitor.open(pages), {"address": "juno.hale@example.org"})
        await_line(process, r"mail +confirmation mail accepted")
        mail = visitor.open(f"{mailbox}/messages/1?view=text").text
        confirm = re.search(rf"{re.escape(pages)}/confirm/\S+", mail)[0]
        began = time.monotonic()
        visitor.send(visitor.open(confirm), {})
        await_line(process, r"mail +alert mail accepted")
        assert time.monotonic() - began < 30
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        process.stdout.read()
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - began < 5
    assert (listens(pages), listens(mailbox)) == (False, False)
    assert list((tmp_path / "place").iterdir()) == []


@pytest.mark.slow
def test_a_demo_that_is_terminated_leaves_no_service_behind(tmp_path):
    with demo_for_visitors(tmp_path) as process:
        pages = await_line(process, r"Sign up +(http://\S+)")[1]
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        process.wait(timeout=10)
    assert not listens(pages)


def test_a_folder_in_use_is_not_written_to(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = run("demo", "--once", "--keep", str(tmp_path))
    assert done.returncode == 2
    assert "name a new or an empty folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_taken_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("demo", "--once", "--port", str(port))
    assert (done.returncode, done.stderr) == (1, f"stoppress: port {port} is taken; name another by --port, or none\n")
