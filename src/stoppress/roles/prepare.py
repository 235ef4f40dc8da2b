"""Make a store and a process ready to work: folders, one process at a time, migrations, memory."""

from __future__ import annotations

import fcntl
import gc
import os
from pathlib import Path
from typing import IO

import django
from django.core.management import call_command
from django.db import DatabaseError, connection

from stoppress.domain.errors import SettingError

_GARBAGE_ROUNDS = (5_000, 20, 20)  # objects made before a round; rounds before one that looks at older ones, twice


def prepare_django() -> None:
    """Load the settings and the rooms. Raises SettingError in one line for a setting that cannot be right."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stoppress.site.settings")
    django.setup()


def prepare_store() -> None:
    """Load the settings, then create and migrate the database."""
    prepare_django()
    _make_folder()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise SettingError(f"database_url: the database cannot be used: {error}") from error


def _make_folder() -> None:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or name == ":memory:":
        return
    try:
        Path(name).absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"database_url: the folder of {name} cannot be made: {error.strerror}") from error


def lock_store() -> IO[str] | None:
    """Take the store for this process; on SQLite one process does the work.

    Return the open lock file, to be kept open while working (the system frees it with the process), or
    None where the database is shared by design. Raises SettingError where another process works on it.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        return None
    _make_folder()
    try:
        lock = open(f"{name}.lock", "w", encoding="utf-8")  # noqa: SIM115  (held open for as long as the process works)
    except OSError as error:
        raise SettingError(f"database_url: {name}.lock cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise SettingError(
            f"another stoppress works on {name}; stop it first, or give this one a database of its own"
        ) from error
    return lock


def keep_what_is_loaded() -> None:
    """Spare the garbage collector what stands loaded by now, and let it look less often.

    Its rounds through all modules took a fifth of a poller's time, and found nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE_ROUNDS)
