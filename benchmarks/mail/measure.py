"""Measure the mailroom: python -m benchmarks.mail.measure [--long] [--readers 100000] [--peers 5000].

Sender and sink have a core each. From a SQLite outbox of a hundred thousand, one process: ours with both signatures and
with Ed25519 alone, each beside a bare pipelined sender that signs the same; then two peers, unsigned. With --long a
million readers, PostgreSQL, a relay that is 50 ms away, and how long after an alert's commit the first mail is
accepted. One JSON object comes last.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.mail.sink import SENDER_CORE, distant, pinned, smtp_sink

_DISTANCE = 50  # milliseconds, there and back
_SETTINGS = {"DJANGO_SETTINGS_MODULE": "stoppress.site.settings", "STOPPRESS_OPERATOR_ADDRESS": "1 Quay Street, Orvo"}


def run(module: str, *arguments: object, **environment: str) -> dict[str, Any]:
    """Run a module of these benchmarks on the sender's core; return the JSON object that it prints last."""
    command = [*pinned(SENDER_CORE), sys.executable, "-m", f"benchmarks.mail.{module}", *map(str, arguments)]
    done = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"{module} {' '.join(map(str, arguments))}: {found}", file=sys.stderr)
    return found


@contextmanager
def sqlite(folder: str) -> Iterator[dict[str, str]]:
    """Yield the settings of an installation whose database is a file."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        yield _SETTINGS | {
            "STOPPRESS_DATABASE_URL": f"sqlite:///{Path(place) / 'bench.db'}",
            "STOPPRESS_KEYS_DIR": str(Path(place) / "keys"),
        }


@contextmanager
def postgresql(folder: str, address: str) -> Iterator[dict[str, str]]:
    """Yield the settings of an installation on a server, in a database of its own."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(address, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS stoppress_bench")
        server.execute("CREATE DATABASE stoppress_bench")
        try:
            own = address.rpartition("/")[0] + "/stoppress_bench"
            keys = str(Path(folder) / "keys-on-postgresql")
            yield _SETTINGS | {"STOPPRESS_DATABASE_URL": own, "STOPPRESS_KEYS_DIR": keys}
        finally:
            server.execute("DROP DATABASE IF EXISTS stoppress_bench WITH (FORCE)")


def from_outbox(settings: dict[str, str], readers: int, kinds: str) -> dict[str, Any]:
    """Fill an outbox for all readers, and send it."""
    run("fill", readers, **settings)
    with smtp_sink() as port:
        sent = run("ours", port, kinds, **settings)
    if sent["accepted"] != readers:
        sys.exit(f"{readers} mails queued, {sent['accepted']} accepted")
    return sent


def bare(kinds: str, count: int) -> float:
    """Return what the bare sender hands over in a second."""
    with smtp_sink() as port:
        return float(run("bare", port, kinds, count, **_SETTINGS)["per_s"])


def peer(name: str, count: int, folder: str) -> float:
    """Return what a peer hands over in a second."""
    with smtp_sink() as port:
        return float(run("peers", name, port, count, PEERS_DATABASE=str(Path(folder) / f"{name}.db"))["per_s"])


def short(folder: str, readers: int, peers: int) -> dict[str, Any]:
    """Measure what takes some minutes."""
    with sqlite(folder) as settings:
        both = from_outbox(settings, readers, "both")
        bare_both = bare("both", readers // 2)
        ed25519 = from_outbox(settings, readers, "ed25519")
        bare_ed25519 = bare("ed25519", readers // 2)
    post_office, mailer = peer("post_office", peers, folder), peer("mailer", peers, folder)
    return {
        "both_per_s": both["per_s"],
        "ed25519_per_s": ed25519["per_s"],
        "vs_post_office": round(both["per_s"] / post_office, 2),
        "vs_django_mailer": round(both["per_s"] / mailer, 2),
        "vs_bare": round(both["per_s"] / bare_both, 3),
        "ed25519_vs_bare": round(ed25519["per_s"] / bare_ed25519, 3),
        "megabytes": both["megabytes"],
    }


def long(folder: str, readers: int, server: str) -> dict[str, Any]:
    """Measure what takes longer: scale, PostgreSQL, distance, and the way from commit to the first acceptance."""
    result: dict[str, Any] = {}
    with sqlite(folder) as settings:
        many = from_outbox(settings, 10 * readers, "ed25519")
        result |= {"million_per_s": many["per_s"], "million_megabytes": many["megabytes"]}
        result["first_mail_ms_million"] = first_mail(settings, 10 * readers)
    with sqlite(folder) as settings:
        result["first_mail_ms"] = first_mail(settings, readers)
    with postgresql(folder, server) as settings:
        result["postgresql_both_per_s"] = from_outbox(settings, readers, "both")["per_s"]
    result |= at_a_distance(folder)
    return result


def first_mail(settings: dict[str, str], readers: int) -> list[float]:
    """Return the milliseconds from an alert's commit to its first acceptance, three times."""
    run("fill", readers, "--readers-only", **settings)
    with smtp_sink() as port:
        return [float(run("first", port, **settings)["milliseconds"]) for _ in range(3)]


def at_a_distance(folder: str) -> dict[str, Any]:
    """Compare what one connection carries to a relay that is far away with a peer."""
    with sqlite(folder) as settings, smtp_sink() as port, distant(port, _DISTANCE) as far:
        run("fill", 300, **settings)
        ours = run("ours", far, "both", **settings, BENCH_CONNECTIONS="1")["per_s"]
        theirs = run("peers", "aiosmtplib", far, 60, **settings)["per_s"]
    return {"distant_per_s": ours, "distant_vs_aiosmtplib": round(ours / theirs, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description="measure the mailroom")
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--peers", type=int, default=5_000)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--server", default="postgresql://postgres@127.0.0.1:5432/postgres")
    options = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if options.long:
            result = long(folder, options.readers, options.server)
        else:
            result = short(folder, options.readers, options.peers)
    print(json.dumps(result | {"minutes": round((time.monotonic() - begin) / 60, 1)}))


if __name__ == "__main__":
    main()
