"""Measure how one poller process keeps up with its feeds, beside a bare loop of the same HTTP client.

    python -m benchmarks.poll.measure [--feeds 2000] [--minutes 3]

Two thousand feeds due once a minute, a tenth of them failing or slow: how late is each poll? Then unthrottled, all
feeds healthy and nine in ten unchanged: requests a second, and those of a bare loop. One JSON object comes last.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

_AT_ONCE = 400  # as many as the poller asks at once


def _address(number: int, port: int) -> str:
    return f"http://127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}:{port}/{number}"


def _server(*, trouble: bool) -> tuple[subprocess.Popen[bytes], int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    arguments = [sys.executable, "-m", "benchmarks.poll.feeds", str(port), "trouble" if trouble else "healthy"]
    server = subprocess.Popen(arguments)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    return server, port


def _prepare(feeds: int, port: int) -> None:
    from stoppress.newsroom.models import Entry, Feed, Outlet  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415

    now = utc_now()
    for model in (Entry, Feed, Outlet):
        model.objects.all().delete()
    outlets = Outlet.objects.bulk_create(Outlet(name=f"Outlet {n}", added_at=now) for n in range(feeds))
    spread = timedelta(seconds=60) / feeds
    Feed.objects.bulk_create(
        Feed(outlet=outlet, address=_address(n, port), added_at=now, next_poll_at=now + n * spread)
        for n, outlet in enumerate(outlets)
    )


def keep_up(feeds: int, minutes: float) -> dict[str, Any]:
    """Poll for some minutes; return how late the polls of healthy feeds were, and the memory it took."""
    from stoppress.newsroom import poll  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415
    from stoppress.roles.poller import Poller  # noqa: PLC0415

    server, port = _server(trouble=True)
    _prepare(feeds, port)
    late: list[float] = []
    asked = poll.feed_request

    def noted(feed: Any) -> Any:
        late.append((utc_now() - feed.next_poll_at).total_seconds())
        return asked(feed)

    poll.feed_request = noted
    poller = Poller()
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        poller.work_round()
    poll.feed_request = asked
    poller.close()
    server.kill()
    seconds = np.array(late)
    return {
        "polls": len(late),
        "within_5_s": round(float((seconds <= 5).mean()), 4),
        "p50_late_s": round(float(np.quantile(seconds, 0.5)), 2),
        "p99_late_s": round(float(np.quantile(seconds, 0.99)), 2),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def unthrottled(feeds: int, seconds: float = 20.0) -> dict[str, Any]:
    """Poll without a pause, then ask the same feeds with the bare client; return requests a second of each."""
    from django.conf import settings  # noqa: PLC0415

    from stoppress.newsroom.models import Entry, Feed  # noqa: PLC0415
    from stoppress.roles.poller import Poller  # noqa: PLC0415

    object.__setattr__(settings.STOPPRESS, "poll_interval", 0.0)
    object.__setattr__(settings.STOPPRESS, "poll_longest", 0.0)
    server, port = _server(trouble=False)
    _prepare(feeds, port)
    Feed.objects.update(next_poll_at=Feed.objects.earliest("next_poll_at").next_poll_at)
    poller = Poller()
    counted = 0
    take = poller._take_feed

    def counting(feed: Any, answer: Any) -> None:
        nonlocal counted
        counted += 1
        take(feed, answer)

    poller._take_feed = counting  # type: ignore[method-assign]
    while Feed.objects.filter(etag="").exists() or Entry.objects.filter(state="new").exists():
        poller.work_round()  # every feed once: from then on requests are conditional, and there is no news
    counted = 0
    begin = time.monotonic()
    _for_a_while(poller, seconds)
    ours = counted / (time.monotonic() - begin)
    poller.close()
    bare = asyncio.run(_bare(feeds, port, seconds))
    server.kill()
    return {"ours_per_s": round(ours, 1), "bare_per_s": round(bare, 1), "of_bare": round(ours / bare, 3)}


def _for_a_while(poller: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        poller.work_round()


async def _bare(feeds: int, port: int, seconds: float) -> float:
    """Ask for the feeds in turn, conditionally, and read the answers; return requests a second."""
    done, number = 0, 0
    end = time.monotonic() + seconds
    connector = aiohttp.TCPConnector(limit=_AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask() -> None:
            nonlocal done, number
            while time.monotonic() < end:
                number += 1
                address = _address(number % feeds, port)
                async with session.get(address, headers={"If-None-Match": '"1"'}) as answer:
                    await answer.read()
                done += 1

        await asyncio.gather(*(ask() for _ in range(_AT_ONCE)))
    return done / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description="measure the poller")
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=3.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "STOPPRESS_DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}",
            "STOPPRESS_KEYS_DIR": str(Path(folder) / "keys"),
            "STOPPRESS_FETCH_PRIVATE": "true",
            "STOPPRESS_POLL_LONGEST": "60",
            "DJANGO_SETTINGS_MODULE": "stoppress.site.settings",
        }
        import django  # noqa: PLC0415

        django.setup()
        from stoppress.roles.log import configure_logging  # noqa: PLC0415
        from stoppress.roles.prepare import prepare_store  # noqa: PLC0415

        prepare_store()
        configure_logging("json")
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  (takes the log; what is measured is printed at the end)
        result = {"keeps_up": keep_up(options.feeds, options.minutes)} if options.minutes else {}
        result["unthrottled"] = unthrottled(options.feeds)
        sys.stdout = sys.__stdout__
    print(json.dumps(result))


if __name__ == "__main__":
    main()
