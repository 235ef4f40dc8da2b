"""Measure from an alert's commit to its first acceptance, the roles at work: python -m benchmarks.mail.first PORT."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path


def main() -> None:
    os.environ["STOPPRESS_RELAY_URL"] = f"smtp+plain://127.0.0.1:{sys.argv[1]}"
    import django  # noqa: PLC0415

    django.setup()
    from benchmarks.mail.outbox import alert, keys  # noqa: PLC0415

    from stoppress.mailroom import leases  # noqa: PLC0415
    from stoppress.mailroom.models import Delivery, Mailing  # noqa: PLC0415
    from stoppress.mailroom.outbox import post  # noqa: PLC0415
    from stoppress.readership.recipients import readers_of_everything  # noqa: PLC0415
    from stoppress.roles import sender as role  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415
    from stoppress.roles.log import configure_logging  # noqa: PLC0415

    configure_logging("json")
    printed, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115  (takes the log)
    accepted, accepted_at = threading.Event(), [0.0]
    mark = leases.mark_accepted

    def noted(*arguments: object, **more: object) -> None:
        if not accepted.is_set():
            accepted_at[0] = time.monotonic()
            accepted.set()
        mark(*arguments, **more)  # type: ignore[arg-type]

    leases.mark_accepted = noted  # type: ignore[assignment]
    signer = keys("both")
    role.read_signer = lambda _: signer  # type: ignore[assignment]
    workers = role.sender_workers()
    for worker in workers:
        worker.start()
    time.sleep(1)
    email = alert(utc_now())
    post(email, listed=readers_of_everything(email.marks), now=utc_now())
    committed_at = time.monotonic()
    accepted.wait(60)
    for worker in workers:
        worker.stop()
        worker.join(10)
    Delivery.objects.all().delete()
    Mailing.objects.all().delete()
    print(json.dumps({"milliseconds": round((accepted_at[0] - committed_at) * 1000, 1)}), file=printed)


if __name__ == "__main__":
    main()
