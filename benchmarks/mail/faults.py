"""Kill the sender while it sends: python -m benchmarks.mail.faults [--kills 50] [--mails 30000].

Each time an outbox is filled, the sender killed (-9) somewhere on the way, another started, and what the relay took
compared with what was queued: none may be missing; none be there twice but for one a connection, with the Message-ID of
its twin. One JSON object comes last.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.mail.measure import run, sqlite
from benchmarks.mail.sink import SENDER_CORE, SINK_CORE, free_port, pinned, running

_CONNECTIONS = 16


def killed(settings: dict[str, str], mails: int, folder: str, chance: random.Random) -> dict[str, Any]:
    """Fill, send, kill at a random place, send the rest; return how many copies were lost, doubled, and unlike."""
    run("fill", mails, **settings)
    notes, port = Path(folder) / "notes", free_port()
    notes.write_bytes(b"")
    keeper = [*pinned(SINK_CORE), sys.executable, "-m", "benchmarks.mail.keeper", str(port), str(notes)]
    with running(keeper, port):
        sender = _sender(port, settings)
        at = chance.uniform(0.02, 0.95) * mails
        while _count(notes) < at and sender.poll() is None:
            time.sleep(0.005)
        sender.send_signal(signal.SIGKILL)
        was_killed = sender.wait() == -signal.SIGKILL
        reached = _count(notes)
        if _sender(port, settings).wait():
            sys.exit("the second sender failed")
        lines = notes.read_text().split("\n")[:-1]
    copies, different = Counter(line.partition(" ")[0] for line in lines), len(set(lines))
    return {
        "killed": was_killed,
        "at": reached,
        "lost": mails - len(copies),
        "doubled": len(lines) - len(copies),
        "unlike": different - len(copies),
    }


def _sender(port: int, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [*pinned(SENDER_CORE), sys.executable, "-m", "benchmarks.mail.ours", str(port), "ed25519", "--restarted"]
    return subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL)


def _count(notes: Path) -> int:
    return notes.read_bytes().count(b"\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="kill the sender while it sends")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--mails", type=int, default=30_000)
    options = parser.parse_args()
    chance = random.Random(17)
    with tempfile.TemporaryDirectory() as folder, sqlite(folder) as settings:
        found = []
        for number in range(options.kills):
            found.append(killed(settings, options.mails, folder, chance))
            print(f"kill {number + 1}: {found[-1]}", file=sys.stderr)
    print(
        json.dumps(
            {
                "kills": sum(one["killed"] for one in found),
                "lost": sum(one["lost"] for one in found),
                "most_doubled": max(one["doubled"] for one in found),
                "unlike_their_twins": sum(one["unlike"] for one in found),
                "connections": _CONNECTIONS,
            }
        )
    )


if __name__ == "__main__":
    main()
