import mailbox
import re
import socket
import ssl
import threading
from contextlib import suppress

import pytest

from stoppress.domain.errors import FetchError, InputError
from stoppress.mailroom.intakes import Box, Folder
from stoppress.mailroom.postboxes import empty_box, empty_folder

FIRST, SECOND = b"Subject: one\r\n\r\nfirst\r\n", b"Subject: two\r\n\r\nsecond\r\n"


@pytest.fixture
def folder(tmp_path) -> Folder:
    box = mailbox.Maildir(tmp_path / "back", create=True)
    for message in (FIRST, SECOND):
        box.add(message)
    return Folder(tmp_path / "back")


def test_what_is_new_in_a_maildir_is_taken_once(folder):
    taken = []
    assert empty_folder(folder, taken.append) == 2
    assert sorted(raw.replace(b"\r\n", b"\n") for raw in taken) == sorted(
        raw.replace(b"\r\n", b"\n") for raw in (FIRST, SECOND)
    )
    assert empty_folder(folder, taken.append) == 0
    assert {message.get_flags() for message in mailbox.Maildir(folder.path)} == {"S"}


def test_a_message_that_could_not_be_taken_stays_new(folder):
    def fail(raw: bytes) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011  (the very one)
        empty_folder(folder, fail)
    assert len(list((folder.path / "new").iterdir())) == 2


def test_a_folder_that_is_no_maildir_is_named(tmp_path):
    with pytest.raises(InputError, match="is no Maildir"):
        empty_folder(Folder(tmp_path), print)


class ImapServer:
    """As much of IMAP4rev1 over TLS as it takes to read a mailbox."""

    def __init__(self, context: ssl.SSLContext, messages: list[bytes]) -> None:
        self.unseen = dict(enumerate(messages, 101))
        self.commands: list[str] = []
        self.refuse = ""  # a command answered with NO
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            with suppress(OSError), self._context.wrap_socket(plain, server_side=True) as connection:
                self._converse(connection)

    def _converse(self, connection: ssl.SSLSocket) -> None:
        file = connection.makefile("rwb")
        file.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        file.flush()
        for line in file:
            tag, _, command = line.decode().strip().partition(" ")
            self.commands.append(command)
            refused = self.refuse and command.startswith(self.refuse)
            file.write(b"" if refused else self._answer(command))
            file.write(f"{tag} {'NO' if refused else 'OK'} done\r\n".encode())
            file.flush()
            if command == "LOGOUT":
                return

    def _answer(self, command: str) -> bytes:
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith("SELECT"):
            return b"* 2 EXISTS\r\n"
        if command == "UID SEARCH UNSEEN":
            return f"* SEARCH {' '.join(map(str, self.unseen))}\r\n".encode()
        uid = int(found[1]) if (found := re.match(r"UID \w+ (\d+)", command)) else 0
        if command.startswith("UID FETCH") and uid in self.unseen:
            raw = self.unseen[uid]
            return b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (uid, len(raw), raw)
        if command.startswith("UID STORE"):
            self.unseen.pop(uid)
        return b"* BYE\r\n" if command == "LOGOUT" else b""


@pytest.fixture
def server(certificate):
    server = ImapServer(certificate.context, [FIRST, SECOND])
    yield server
    server.close()


@pytest.fixture
def box(server) -> Box:
    return Box("localhost", server.port, 'ada "b" c', 'p"ss', "Returned Mail")


@pytest.fixture
def trusting(certificate) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate.path)


def test_what_is_unread_in_a_mailbox_is_taken_once(server, box, trusting):
    taken = []
    assert empty_box(box, taken.append, context=trusting) == 2
    assert taken == [FIRST, SECOND]
    assert empty_box(box, taken.append, context=trusting) == 0
    assert 'LOGIN "ada \\"b\\" c" "p\\"ss"' in server.commands
    assert 'SELECT "Returned Mail"' in server.commands


def test_a_message_that_could_not_be_taken_stays_unread(server, box, trusting):
    def fail(raw: bytes) -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  (the very one)
        empty_box(box, fail, context=trusting)
    assert len(server.unseen) == 2


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_server_that_refuses_is_said_without_the_password(server, box, trusting, command):
    server.refuse = command
    with pytest.raises(FetchError, match=f"the mailbox at localhost:{server.port} cannot be read") as raised:
        empty_box(box, lambda raw: None, context=trusting)
    assert 'p"ss' not in str(raised.value)


def test_a_server_that_does_not_prove_its_name_gets_no_password(server, box):
    with pytest.raises(FetchError):
        empty_box(box, print)
    assert server.commands == []


def test_told_to_stop_it_leaves_the_rest(server, box, trusting, folder):
    assert empty_box(box, print, stop=lambda: True, context=trusting) == 0
    assert empty_folder(folder, print, stop=lambda: True) == 0
