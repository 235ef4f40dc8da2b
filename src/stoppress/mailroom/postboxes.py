"""Fetch what came back from where a mail system put it: a Maildir, or a mailbox reached by IMAP.

A message is marked as read only after what follows from it was committed; one that is read twice changes
nothing the second time.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable
from contextlib import suppress

from stoppress.domain.errors import FetchError, InputError
from stoppress.mailroom.intakes import Box, Folder

Take = Callable[[bytes], object]
_WAIT = 30.0  # seconds for an answer of the mailbox's server
_AT_ONCE = 500  # messages a round
LARGEST = 2**20  # octets of a message that are read; a report that holds our largest mail is a fifth of it


def empty_folder(folder: Folder, take: Take, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Take in what is new in a Maildir, and mark it as seen; return how many. Raises InputError where it is none."""
    new, current = folder.path / "new", folder.path / "cur"
    if not new.is_dir() or not current.is_dir():
        raise InputError(f"returns_url: {folder.path} is no Maildir: it has no new and cur")
    count = 0
    for path in sorted(new.iterdir())[:_AT_ONCE]:
        if stop():
            break
        if path.name.startswith(".") or not path.is_file():
            continue
        with path.open("rb") as file:
            raw = file.read(LARGEST)
        take(raw)
        path.rename(current / f"{path.name.partition(':')[0]}:2,S")
        count += 1
    return count


def empty_box(
    box: Box, take: Take, *, stop: Callable[[], bool] = lambda: False, context: ssl.SSLContext | None = None
) -> int:
    """Take in what is unread in a mailbox, and mark it as read; return how many.

    Raises FetchError where the server cannot be reached, does not prove its name, or refuses.
    """
    try:
        client = imaplib.IMAP4_SSL(
            box.host, box.port, ssl_context=context or ssl.create_default_context(), timeout=_WAIT
        )
        try:
            client.login(_quoted(box.user), box.password)
            _checked(client.select(_quoted(box.folder)))
            return _take_unread(client, take, stop)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()
    except (OSError, imaplib.IMAP4.error) as error:
        reason = type(error).__name__ if isinstance(error, imaplib.IMAP4.error) else str(error)
        raise FetchError(f"the mailbox at {box.host}:{box.port} cannot be read: {reason}") from error


def _take_unread(client: imaplib.IMAP4, take: Take, stop: Callable[[], bool]) -> int:
    [found] = _checked(client.uid("SEARCH", "UNSEEN"))
    count = 0
    for uid in (found or b"").split()[:_AT_ONCE]:
        if stop():
            break
        answer = _checked(client.uid("FETCH", uid.decode("ascii"), f"(BODY.PEEK[]<0.{LARGEST}>)"))
        content = next((part[1] for part in answer if isinstance(part, tuple)), None)
        if content is not None:  # None: gone meanwhile
            take(content)
            _checked(client.uid("STORE", uid.decode("ascii"), "+FLAGS.SILENT", r"(\Seen)"))
            count += 1
    return count


def _checked(answer: tuple[str, list]) -> list:
    status, content = answer
    if status != "OK":
        raise imaplib.IMAP4.error("refused")
    return content


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
