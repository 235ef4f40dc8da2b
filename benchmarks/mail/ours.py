"""Measure our sender by itself: python -m benchmarks.mail.ours PORT SIGNATURES [--profile|--restarted]."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    port, kinds = int(sys.argv[1]), sys.argv[2]
    connections = int(os.environ.get("BENCH_CONNECTIONS", "16"))
    import django  # noqa: PLC0415

    django.setup()
    from benchmarks.mail.outbox import keys  # noqa: PLC0415

    from stoppress.mailroom.relay import read_relay  # noqa: PLC0415
    from stoppress.mailroom.sender import Limits, Sender, free_leases  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415
    from stoppress.roles.log import configure_logging  # noqa: PLC0415

    configure_logging("json")
    printed, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115  (takes the log)
    sender = Sender(
        read_relay(f"smtp+plain://127.0.0.1:{port}"),
        holder="bench",
        clock=utc_now,
        signer=keys(kinds),
        limits=Limits(connections=connections),
    )
    if "--restarted" in sys.argv:
        free_leases(now=utc_now(), holder="bench")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin, cpu = time.monotonic(), time.process_time()
    if "--profile" in sys.argv:
        import cProfile  # noqa: PLC0415
        import pstats  # noqa: PLC0415

        profile = cProfile.Profile(time.process_time)
        sent = profile.runcall(sender.send_due)
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(45)
    else:
        sent = sender.send_due()
    seconds = time.monotonic() - begin
    result = {
        "accepted": sent.accepted,
        "per_s": round(sent.accepted / seconds, 1),
        "cpu_us_each": round((time.process_time() - cpu) / max(1, sent.accepted) * 1e6, 1),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "megabytes_at_start": round(before / 1024),
    }
    print(json.dumps(result), file=printed)


if __name__ == "__main__":
    main()
