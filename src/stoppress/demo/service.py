"""The service itself, as a process of its own, started as anybody starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

from stoppress.demo.journal import Journal, read_record
from stoppress.domain.errors import StopPressError

_STOPPRESS = (sys.executable, "-m", "stoppress.cli")
_TAIL = 20  # last lines shown where the service ends by itself
_COMMAND_PATIENCE = 60.0  # seconds; the first command also makes the database
_STOP_PATIENCE = 4.5  # seconds; the service promises to stop within 5


class DemoError(StopPressError):
    """The demo cannot go on."""


def service_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with these settings and no others of Stop Press."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("STOPPRESS_") and name != "DJANGO_SETTINGS_MODULE"
    }
    return {**kept, **{f"STOPPRESS_{name}": value for name, value in settings.items()}, "PYTHONUNBUFFERED": "1"}


class Service:
    """`stoppress run` in a folder, with settings; its log lines go to a file and into a journal."""

    def __init__(self, folder: Path, settings: Mapping[str, str], journal: Journal) -> None:
        self._folder = folder
        self._environment = service_environment(settings)
        self._address = settings["PUBLIC_ADDRESS"]
        self._journal = journal
        self._tail: deque[str] = deque(maxlen=_TAIL)
        self._process: subprocess.Popen[str] | None = None
        self._reader: Thread | None = None

    def command(self, *words: str, typed: str | None = None) -> str:
        """Run a command of Stop Press to its end, with `typed` on standard input; return what it printed."""
        try:
            done = subprocess.run(  # noqa: S603  (our own command, in a list)
                [*_STOPPRESS, *words],
                cwd=self._folder,
                env=self._environment,
                input=typed,
                stdin=subprocess.DEVNULL if typed is None else None,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_COMMAND_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DemoError(f"`stoppress {words[0]}` took longer than {_COMMAND_PATIENCE:.0f} s") from error
        if done.returncode != 0:
            raise DemoError(f"`stoppress {words[0]}` failed:\n{done.stderr.strip()[-2000:]}")
        return done.stdout

    def start(self) -> None:
        """Start the process; it is a session of its own, so that Ctrl-C reaches it through us alone."""
        self._process = subprocess.Popen(  # noqa: S603  (our own command, in a list)
            [*_STOPPRESS, "run"],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self._reader = Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()

    def await_health(self, *, seconds: float) -> None:
        """Wait until the pages answer; raises DemoError where they do not, or the process ends."""
        until = time.monotonic() + seconds
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < until:
            self.check_alive()
            try:
                with opener.open(f"{self._address}/health", timeout=2):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        raise DemoError(f"the service's pages did not answer within {seconds:.0f} s:\n{self.last_lines}")

    def check_alive(self) -> None:
        """Raise DemoError with the service's last lines where it has ended."""
        if self._process is not None and (status := self._process.poll()) is not None:
            assert self._reader is not None
            self._reader.join(timeout=1)
            raise DemoError(f"the service ended by itself, with status {status}:\n{self.last_lines}")

    @property
    def last_lines(self) -> str:
        """What the service said last."""
        return "\n".join(self._tail)

    def stop(self) -> bool:
        """Ask the process to stop, as Ctrl-C does; kill it if it does not. Say whether it stopped by itself."""
        process = self._process
        if process is None:
            return True
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=_STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        assert self._reader is not None
        self._reader.join(timeout=1)
        return True

    def kill(self) -> None:
        """End the process at once, as a power cut does; it may be started again, and the journal goes on."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with (self._folder / "stoppress.log").open("a", encoding="utf-8") as log:
            for line in process.stdout:
                log.write(line)
                log.flush()
                self._tail.append(line.rstrip())
                record = read_record(line)
                if record is not None:
                    self._journal.add(record)
        if process is self._process:
            self._journal.close()
