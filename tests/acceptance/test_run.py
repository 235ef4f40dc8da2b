import signal
import subprocess

import pytest

from tests.acceptance.conftest import Installation, complaint


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_the_service_starts_with_no_setting_and_stops_cleanly_within_five_seconds(installation, number):
    installation.watch_nothing()
    process = installation.run()
    installation.await_health()
    process.send_signal(number)
    assert process.wait(timeout=5) == 0
    assert "service stopped" in installation.log
    assert "Traceback" not in installation.log


def test_a_second_service_on_the_same_store_is_refused_in_one_line(installation):
    installation.watch_nothing()
    installation.run()
    installation.await_health()
    second = Installation(installation.folder).command("run")
    assert second.returncode == 1
    assert "another stoppress works on" in complaint(second)


def test_a_port_that_is_taken_is_said_in_one_line(installation):
    installation.watch_nothing()
    installation.run()
    installation.await_health()
    (installation.folder / "second").mkdir()
    listen = installation.environment["STOPPRESS_WEB_LISTEN"]
    second = Installation(installation.folder / "second", WEB_LISTEN=listen)
    second.watch_nothing()
    run = second.command("run")
    assert run.returncode == 1
    assert f"web_listen: cannot serve on {listen}" in complaint(run)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("POLL_INTERVAL", "often", "poll_interval is 'often'; write a number"),
        ("DATABASE_URL", "mysql://x", "database_url"),
        ("DATABASE_URL", "sqlite:////proc/none/x.db", "database_url"),
        ("RELAY_URL", "smtp//nonsense", "relay_url"),
        ("ALERTS_FROM", "nobody", "alerts_from: the From address is"),
        ("PUBLIC_ADDRESS", "news", "public_address is 'news'"),
        ("KEYS_DIR", "/proc/none", "keys_dir"),
        ("DKIM_SELECTORS", "r1", "stoppress dkim new r1"),
        ("BOUNCE_ADDRESS", "bounces", "bounce_address"),
        ("RETURNS_URL", "pop3://nonsense", "returns_url"),
        ("PROVIDER_HOOKS", "postmark", "provider_secret"),
    ],
)
def test_a_setting_that_cannot_be_right_ends_the_start_in_one_line(tmp_path, setting, value, said):
    made = Installation(tmp_path, **{setting: value})
    if setting in {"RELAY_URL", "ALERTS_FROM", "DKIM_SELECTORS", "BOUNCE_ADDRESS", "RETURNS_URL"}:
        made.watch_nothing()
    run = made.command("run")
    assert run.returncode == 1
    assert said in complaint(run)


def test_check_says_what_is_missing_and_how_to_mend_it(installation):
    run = installation.command("check")
    assert run.returncode == 1
    assert "FAIL  mail relay: none is set: no mail can be sent\n      → set relay_url" in run.stdout
    assert "FAIL  alerts from: none is set\n      → set alerts_from" in run.stdout
    assert "ok    database: sqlite" in run.stdout
    assert "ok    clock" in run.stdout


def test_check_finds_a_database_that_cannot_be_written(tmp_path):
    run = Installation(tmp_path, DATABASE_URL="sqlite:////proc/stoppress.db").command("check")
    assert run.returncode == 1
    assert "database_url" in complaint(run)


def test_check_finds_a_privacy_notice_that_is_not_there(tmp_path):
    run = Installation(tmp_path, PRIVACY_FILE="none.txt").command("check")
    assert "FAIL  privacy notice: none.txt" in run.stdout


def test_check_finds_a_relay_that_does_not_answer(tmp_path):
    run = Installation(tmp_path, RELAY_URL="smtp+plain://127.0.0.1:9").command("check")
    assert run.returncode == 1
    assert "FAIL  mail relay" in run.stdout


def test_an_unknown_command_is_said_so(installation):
    run = installation.command("fly")
    assert isinstance(run, subprocess.CompletedProcess)
    assert (run.returncode, "No such command 'fly'" in run.stderr) == (2, True)
