"""Fill an outbox: python -m benchmarks.mail.fill READERS [--readers-only]; the variables name the database."""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    count = int(sys.argv[1])
    import django  # noqa: PLC0415

    django.setup()
    from benchmarks.mail.outbox import add_readers, alert  # noqa: PLC0415

    from stoppress.mailroom.outbox import post  # noqa: PLC0415
    from stoppress.readership.models import Subscriber  # noqa: PLC0415
    from stoppress.readership.recipients import readers_of_everything  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415

    prepare_store()
    if Subscriber.objects.count() != count:
        add_readers(count, utc_now())
    seconds = 0.0
    if "--readers-only" not in sys.argv:
        email = alert(utc_now())
        begin = time.monotonic()
        post(email, listed=readers_of_everything(email.marks), now=utc_now())
        seconds = time.monotonic() - begin
    print(json.dumps({"readers": count, "fan_out_s": round(seconds, 2)}))


if __name__ == "__main__":
    main()
