"""Peers, as their own docs say, unsigned: python -m benchmarks.mail.peers post_office|mailer|aiosmtplib PORT COUNT."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Callable
from typing import Any


def _configure(port: int) -> None:
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.environ["PEERS_DATABASE"],
                "OPTIONS": {"timeout": 30, "init_command": "PRAGMA journal_mode=WAL;"},
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office", "mailer"],
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        SECRET_KEY="peers",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    logging.disable(logging.CRITICAL)


def _mail(number: int) -> tuple[str, str, str, str]:
    """Return address, subject, text and HTML of a reader's copy, as large as ours."""
    from benchmarks.mail.outbox import address, alert  # noqa: PLC0415

    from stoppress.roles.clock import utc_now  # noqa: PLC0415

    global _EMAIL  # noqa: PLW0603  (written once)
    _EMAIL = _EMAIL or alert(utc_now())
    token = f"{number:030}"
    text, html = (body.replace("MARKU", token).replace("MARKP", token) for body in (_EMAIL.text, _EMAIL.html))
    return address(number), _EMAIL.subject, text, html


_EMAIL: Any = None
_SENDER = "alerts@alerts.example.org"


def _post_office(count: int) -> Callable[[], object]:
    from django.core.management import call_command  # noqa: PLC0415
    from post_office import mail  # noqa: PLC0415

    for start in range(0, count, 500):
        mail.send_many(
            [
                {"recipients": [to], "sender": _SENDER, "subject": subject, "message": text, "html_message": html}
                for to, subject, text, html in map(_mail, range(start, min(start + 500, count)))
            ]
        )
    return lambda: call_command("send_queued_mail", verbosity=0)


def _mailer(count: int) -> Callable[[], object]:
    import mailer  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from mailer.engine import send_all  # noqa: PLC0415

    with transaction.atomic():
        for to, subject, text, html in map(_mail, range(count)):
            mailer.send_html_mail(subject, text, html, _SENDER, [to])
    return send_all


def _aiosmtplib(port: int, count: int) -> Callable[[], object]:
    """One connection, messages written beforehand."""
    import aiosmtplib  # noqa: PLC0415
    from benchmarks.mail.outbox import alert  # noqa: PLC0415

    from stoppress.domain.email import Recipient  # noqa: PLC0415
    from stoppress.mailroom.message import Stamp, write_message  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415

    now = utc_now()
    values = {"unsubscribe": "a" * 30, "preferences": "b" * 30}
    addresses = [_mail(number)[0] for number in range(count)]
    contents = [write_message(alert(now), Recipient(to, values), Stamp("<1@bench.test>", now)) for to in addresses]

    async def send() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, use_tls=False) as client:
            for to, content in zip(addresses, contents, strict=True):
                await client.sendmail(_SENDER, [to], content)

    return lambda: asyncio.run(send())


def main() -> None:
    name, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if name == "aiosmtplib":
        send = _aiosmtplib(port, count)
    else:
        _configure(port)
        send = {"post_office": _post_office, "mailer": _mailer}[name](count)
    begin = time.monotonic()
    send()
    seconds = time.monotonic() - begin
    left = 0
    if name == "post_office":
        from post_office.models import STATUS, Email  # noqa: PLC0415

        left = Email.objects.exclude(status=STATUS.sent).count()
    elif name == "mailer":
        from mailer.models import Message  # noqa: PLC0415

        left = Message.objects.count()
    print(json.dumps({"per_s": round((count - left) / seconds, 1), "left": left}))


if __name__ == "__main__":
    main()
