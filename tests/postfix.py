"""A real Postfix on loopback, with everything of its own in a folder that is thrown away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def missing() -> str:
    """Say why there can be no Postfix here; empty where there can."""
    if shutil.which("postfix") is None:
        return "no Postfix on this machine"
    return "" if os.geteuid() == 0 else "Postfix must be started by root"


class Postfix:
    """Takes any mail from this machine, and hands it on by domain; `settings` are added to its own."""

    def __init__(self, next_hops: Mapping[str, str], settings: Mapping[str, str] | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postfix-"))
        self._folder.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        hops = " ".join(f"{{ {domain} = {hop} }}" for domain, hop in next_hops.items())
        values = {
            "compatibility_level": "3.6",
            "queue_directory": self._folder / "queue",
            "data_directory": self._folder / "data",
            "maillog_file": self._folder / "log",
            "maillog_file_prefixes": self._folder,
            "daemon_directory": self._default("daemon_directory"),
            "myhostname": "relay.test",
            "mydestination": "",
            "mynetworks": "127.0.0.0/8",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "disable_dns_lookups": "yes",
            "alias_maps": "",
            "local_recipient_maps": "",
            "recipient_delimiter": "+",
            "transport_maps": f"inline:{{ {hops} }}",
            **(settings or {}),
        }
        (self._folder / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in values.items()))
        (self._folder / "master.cf").write_text(_MASTER.format(port=self.port))
        for name in ("queue", "data"):
            (self._folder / name).mkdir()
        shutil.chown(self._folder / "data", "postfix")
        self._call("start")
        self._await_port()

    @property
    def log(self) -> str:
        path = self._folder / "log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def close(self) -> None:
        self._call("stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _call(self, command: str) -> None:
        subprocess.run(["postfix", "-c", str(self._folder), command], check=True, capture_output=True, timeout=30)

    @staticmethod
    def _default(name: str) -> str:
        return subprocess.run(["postconf", "-dh", name], check=True, capture_output=True, text=True).stdout.strip()

    def _await_port(self) -> None:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError(f"Postfix does not listen: {self.log}")
