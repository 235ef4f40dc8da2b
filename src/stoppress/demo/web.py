"""Serve pages over real HTTP on a loopback port: what the demo's outlets and its mailbox stand on."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered to a GET."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None  # given: the reply has validators, and an unchanged one is a 304


NOT_FOUND = Reply(b"Not found\n", "text/plain; charset=utf-8", HTTPStatus.NOT_FOUND)
Answer = Callable[[str, Mapping[str, str]], Reply]  # path and query to reply


def free_port(preferred: int = 0) -> int:
    """Return the preferred port if nobody listens there, else one that is free now."""
    for port in (preferred, 0):
        try:
            with socket.create_server((LOOPBACK, port)) as listener:
                return int(listener.getsockname()[1])
        except OSError:
            continue
    raise OSError("no free port on the loopback interface")


class PageServer:
    """An HTTP server of one process, in threads of its own."""

    def __init__(self, answer: Answer, *, port: int = 0) -> None:
        self._server = _Server((LOOPBACK, port), answer)
        self.address = f"http://{LOOPBACK}:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more, and give the port back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a browser keeps its connections open; the end does not wait for it

    def __init__(self, place: tuple[str, int], answer: Answer) -> None:
        self.answer = answer
        super().__init__(place, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a reader that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "outlet"
    sys_version = ""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        reply = self.server.answer(parts.path, dict(parse_qsl(parts.query)))
        validators = _validators(reply)
        if _is_unchanged(self.headers, validators, reply.changed_at):
            reply = Reply(b"", status=HTTPStatus.NOT_MODIFIED)
        self.send_response(reply.status)
        if reply.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in {**validators, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_HEAD = do_GET  # noqa: N815  (named by http.server)

    def log_message(self, *_words: object) -> None:
        """Say nothing: what happens is told by the demo."""


def _validators(reply: Reply) -> dict[str, str]:
    if reply.changed_at is None:
        return {}
    digest = hashlib.sha256(reply.body).hexdigest()[:16]
    return {"ETag": f'"{digest}"', "Last-Modified": format_datetime(reply.changed_at, usegmt=True)}


def _is_unchanged(asked: Mapping[str, str], validators: Mapping[str, str], changed_at: datetime | None) -> bool:
    """Compare as RFC 9110, section 13.2.2, has it: an entity tag, where one is sent, decides alone."""
    if changed_at is None:
        return False
    tags = asked.get("If-None-Match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return validators["ETag"] in known or "*" in known
    try:
        since = parsedate_to_datetime(asked.get("If-Modified-Since") or "")
    except ValueError:
        return False
    return since.tzinfo is not None and changed_at.replace(microsecond=0) <= since
