import os
import pty
import subprocess
import sys


def read_on_a_terminal(tmp_path, *options: str) -> tuple[bytes, bytes]:
    """Run `stoppress read` with a terminal as its standard error; return what stood there, and standard output."""
    (tmp_path / "a.txt").write_text("Ships wait in the bay of Orvo.", "utf-8")
    watcher, terminal = pty.openpty()
    command = [sys.executable, "-m", "stoppress.cli", "read", str(tmp_path / "a.txt"), *options]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=terminal, stdin=subprocess.DEVNULL, check=True)
    os.close(terminal)
    shown = b""
    try:
        while piece := os.read(watcher, 4096):
            shown += piece
    except OSError:  # the terminal has no more
        pass
    os.close(watcher)
    return shown, run.stdout


def test_who_watches_sees_how_far_it_has_come_and_the_output_is_undisturbed(tmp_path):
    shown, output = read_on_a_terminal(tmp_path)
    assert b"articles" in shown
    assert output.count(b"\n") == 1


def test_where_nobody_watches_nothing_is_shown(tmp_path):
    (tmp_path / "a.txt").write_text("Ships wait in the bay of Orvo.", "utf-8")
    command = [sys.executable, "-m", "stoppress.cli", "read", str(tmp_path / "a.txt")]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""
