"""All roles in one process: the whole service on one small machine."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

import structlog
from django.conf import settings

from stoppress import __version__
from stoppress.domain.errors import InputError, SettingError
from stoppress.mailroom.addresses import canonical, read_sender
from stoppress.mailroom.domain_keys import read_signer
from stoppress.mailroom.house import house
from stoppress.mailroom.verp import base_mailbox
from stoppress.newsroom.outlets import add_well_known
from stoppress.roles.alarms import alarms_worker
from stoppress.roles.clock import utc_now
from stoppress.roles.desk import desk_worker
from stoppress.roles.log import configure_logging
from stoppress.roles.poller import Poller
from stoppress.roles.prepare import lock_store, prepare_store
from stoppress.roles.returns import returns_parts
from stoppress.roles.sender import sender_workers
from stoppress.roles.web import Web
from stoppress.site.providers import check_hooks

_log = structlog.get_logger()
_PATIENCE = 4.0  # seconds; the whole stop is to take less than five


def run_service(*, announce_start: Callable[[str], None]) -> None:
    """Run poller, desk, sender and web until a signal asks to stop; then stop them, nothing lost.

    `announce_start` is told the address of the pages once they are served. Django must be ready. Raises SettingError.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    configure_logging(settings.STOPPRESS.log_format)
    lock = lock_store()
    prepare_store()
    n_added = add_well_known(now=utc_now())
    if n_added:
        _log.info("outlets added", feeds=n_added)
    _check_senders()
    check_hooks(settings.STOPPRESS.provider_hooks)
    house(settings.STOPPRESS.mail_folder)  # refuse at the start what no mail could be worded with
    web = Web()
    workers = [*sender_workers(), desk_worker(), Poller().worker(), alarms_worker(), *returns_parts()]
    web.start()
    for worker in workers:
        worker.start()
    _log.info(
        "service started", version=__version__, database=settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    )
    announce_start(settings.STOPPRESS.public_address)
    while not stop.wait(1.0):  # in turns, so that a signal is seen at once on every platform
        pass
    _stop([web, *workers])
    if lock is not None:
        lock.close()


def _check_senders() -> None:
    """Refuse at the start what no mail could be written with."""
    configuration = settings.STOPPRESS
    senders = {"alerts_from": configuration.alerts_sender, "confirmations_from": configuration.confirmations_sender}
    for name, sender in senders.items():
        try:
            read_sender(sender)
        except SettingError as error:
            raise SettingError(f"{name}: {error}") from error
    base_mailbox(configuration.bounce_address)
    read_signer(configuration)
    if configuration.alarms_to:
        try:
            canonical(configuration.alarms_to)
        except InputError as error:
            raise SettingError(f"alarms_to: {error}") from error


def _stop(parts: list) -> None:
    deadline = threading.Event()
    timer = threading.Timer(_PATIENCE, deadline.set)
    timer.daemon = True
    timer.start()
    for part in parts:
        part.stop()
    late = [part for part in parts if not part.join(timeout=_PATIENCE / len(parts))]
    timer.cancel()
    _log.info("service stopped", late=len(late))
