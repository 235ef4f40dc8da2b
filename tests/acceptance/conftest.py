import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

FLAGS = [  # of chromium
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STOPPRESS = [sys.executable, "-m", "stoppress.cli"]


class Installation:
    """A folder with settings, in which commands are run; its only feed is on loopback."""

    def __init__(self, folder, **settings: str) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("STOPPRESS_") and name != "DJANGO_SETTINGS_MODULE"
        }
        stated = {
            "WEB_LISTEN": f"127.0.0.1:{self.port}",
            "PUBLIC_ADDRESS": f"http://127.0.0.1:{self.port}",
            "FETCH_PRIVATE": "true",
            "LOG_FORMAT": "json",
        } | settings
        self.environment = kept | {f"STOPPRESS_{name}": value for name, value in stated.items()}
        self._processes: list[subprocess.Popen] = []

    def command(self, *words: str, typed: str | None = None) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*STOPPRESS, *words],
            cwd=self.folder,
            env=self.environment,
            input=typed,
            stdin=None if typed is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def watch_nothing(self) -> None:
        """Add a feed that is not there, on loopback: with none at all the service would watch the world."""
        assert self.command("feeds", "add", "http://127.0.0.1:9/feed", "--outlet", "None").returncode == 0

    def run(self) -> subprocess.Popen:
        log = (self.folder / "run.log").open("a")
        process = subprocess.Popen(
            [*STOPPRESS, "run"], cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
        )
        self._processes.append(process)
        return process

    def await_health(self) -> None:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as answer:
                    assert answer.status == 200
                    return
            except OSError:
                if all(process.poll() is not None for process in self._processes):
                    break
                time.sleep(0.1)
        pytest.fail(f"the service did not start:\n{self.log}")

    @property
    def log(self) -> str:
        return (self.folder / "run.log").read_text()

    def close(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()


@pytest.fixture
def installation(tmp_path):
    made = Installation(tmp_path)
    yield made
    made.close()


def complaint(run: subprocess.CompletedProcess) -> str:
    """The one line of a failed command; a traceback fails the test."""
    assert "Traceback" not in run.stderr
    (line,) = re.findall(r"^stoppress: (.*)$", run.stderr, re.MULTILINE)
    return line
