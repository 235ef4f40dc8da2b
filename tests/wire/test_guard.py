"""What leads into a private network is refused, however it is written and wherever it stands."""

import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from stoppress.domain.errors import FetchError, RefusedAddressError
from stoppress.wire import http
from stoppress.wire.http import Fetched, Fetcher, Limits, Request, is_public
from tests.web_server import Answer, WebServer

OUTSIDE = "127.0.0.2"  # stands for the internet: the one address of loopback that counts as public here
LIMITS = Limits(timeout=timedelta(seconds=5))


@pytest.fixture(scope="module")
def fetch():
    with Fetcher(LIMITS) as fetcher:
        yield lambda address: fetcher.submit(Request(address)).result(timeout=10)


@pytest.fixture
def fetch_anew():
    """Fetch without what was resolved and connected before."""
    with Fetcher(LIMITS) as fetcher:
        yield lambda address: fetcher.submit(Request(address)).result(timeout=10)


@pytest.fixture(scope="module")
def inside():
    server = WebServer()
    yield server
    server.close()


@pytest.fixture
def secret(inside):
    """A server in the private network, which must never be asked."""
    inside.answers = {path: Answer(b"secret") for path in ("/", "/secret")}
    yield inside
    assert inside.requests == []


class Outside:
    """A server on the internet, whose redirects a test sets by path."""

    def __init__(self):
        self.locations = {}
        self.n_requests = 0
        keeper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                keeper.n_requests += 1
                location = keeper.locations.get(self.path)
                self.send_response(302 if location is not None else 200)
                if location is not None:
                    self.send_header("Location", location.encode().decode("latin-1"))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer((OUTSIDE, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def address(self, path="/"):
        return f"http://{OUTSIDE}:{self._server.server_port}{path}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture(scope="module")
def internet():
    server = Outside()
    yield server
    server.close()


@pytest.fixture
def outside(monkeypatch, internet):
    monkeypatch.setattr(http, "is_public", lambda address: address == OUTSIDE or is_public(address))
    internet.locations, internet.n_requests = {}, 0
    return internet


HOSTS = [
    # 127.0.0.1, in all the ways to write it
    *("127.0.0.1", "localhost", "LOCALHOST", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7F.0.0.1"),
    *("017700000001", "0177.0.0.1", "127.0.0.1.", "127.000.000.001", "127.0.0.01", "127.255.255.254", "4294967297"),
    # and of what it was meant to be, as digits and points of other scripts
    *("１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "𝟏𝟐𝟕.𝟎.𝟎.𝟏"),
    # this host, everyone, nobody
    *("0", "0.0.0.0", "0.1.2.3", "255.255.255.255", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]"),
    # IPv4 wrapped in IPv6: mapped, compatible, NAT64, 6to4, Teredo
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:1::1]"),
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    # of one link or one site, with and without a zone
    *("[fe80::1]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::1%25lo]", "[fec0::1]", "[fd00::1]", "[fc00::1]"),
    # the clouds' metadata, and their neighbours
    *(
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
    ),
    # private, shared, for tests and documentation, multicast, reserved
    *(
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "203.0.113.1",
    ),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]"),
]


@pytest.mark.parametrize("host", HOSTS)
def test_no_way_to_write_a_private_address_gets_through(fetch, secret, host):
    port = secret.address().rsplit(":", 1)[1].rstrip("/")
    with pytest.raises(RefusedAddressError):
        fetch(f"http://{host}:{port}/secret")


@pytest.mark.parametrize("host", HOSTS)
def test_no_redirect_to_a_private_address_is_followed(fetch, secret, outside, host):
    port = secret.address().rsplit(":", 1)[1].rstrip("/")
    outside.locations = {"/": f"http://{host}:{port}/secret"}
    with pytest.raises(RefusedAddressError):
        fetch(outside.address())
    assert outside.n_requests == 1


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "FILE:///etc/passwd", "file://localhost/etc/passwd", "data:text/html,x", "data:,x"),
        *("javascript:alert(1)", "ftp://news.test/", "gopher://news.test:70/_x", "dict://news.test:11211/stat"),
        *("ws://news.test/", "view-source:http://news.test/", "jar:http://news.test/!/", "blob:http://news.test/x"),
        *("unix:///run/docker.sock", "http+unix://%2Frun%2Fdocker.sock/", "tcp://news.test:80/", "mailto:a@news.test"),
        *("http://user@news.test/", "http://user:word@news.test/", "http://news.test@127.0.0.1/", "http://@news.test/"),
        *("http://news.test\\@127.0.0.1/", "http://127.0.0.1\\@news.test/", "http://news.test:80@127.0.0.1/"),
        *("http://news.test%2f@127.0.0.1/", "http://", "http:///etc/passwd", "http://:80/", "http://?x", "http://#x"),
        *("http://news.test:port/", "http://news.test:99999/", "http://[::1/", "http://[127.0.0.1]/", "http://[]/"),
    ],
)
def test_what_is_no_web_address_is_refused_first_and_after_a_redirect(fetch, outside, address):
    with pytest.raises(RefusedAddressError):
        fetch(address)
    outside.locations = {"/": address}
    if address.startswith("http://") and "@" not in address and not address.startswith("http://["):
        with pytest.raises(FetchError):
            fetch(outside.address())  # some of these are read as relative to the page, as browsers do
        return
    with pytest.raises(RefusedAddressError):
        fetch(outside.address())
    assert outside.n_requests == 1


@pytest.mark.parametrize("port", [1, 19, 21, 22, 23, 25, 53, 110, 143, 389, 445, 465, 587, 993, 2049, 5060, 6000, 6667])
def test_the_ports_of_other_services_are_refused(fetch, outside, port):
    with pytest.raises(RefusedAddressError, match="port of another service"):
        fetch(f"http://{OUTSIDE}:{port}/")
    outside.locations = {"/": f"http://{OUTSIDE}:{port}/"}
    with pytest.raises(RefusedAddressError, match="port of another service"):
        fetch(outside.address())


def test_a_chain_of_redirects_is_guarded_to_its_end(fetch, secret, outside):
    outside.locations = {"/": "/1", "/1": "//" + outside.address("/2").removeprefix("http://"), "/2": secret.address()}
    with pytest.raises(RefusedAddressError):
        fetch(outside.address())
    assert outside.n_requests == 3


def test_a_redirect_within_the_internet_is_followed(fetch, outside):
    outside.locations = {"/": "/a page"}
    assert fetch(outside.address()) == Fetched(outside.address("/a%20page"), b"")


def resolve(monkeypatch, answers):
    """Let names resolve to these addresses; nothing else can be had without a name server of the world's."""
    asked = []

    def getaddrinfo(host, port, *arguments, **keywords):
        asked.append(host)
        return [
            (
                socket.AF_INET6 if ":" in place else socket.AF_INET,
                socket.SOCK_STREAM,
                socket.IPPROTO_TCP,
                "",
                (place, port, 0, 0) if ":" in place else (place, port),
            )
            for place in answers[host].pop(0)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "places", [["127.0.0.1"], ["::1"], ["10.0.0.1", "fd00::1"], ["169.254.169.254"], ["::ffff:127.0.0.1", "127.0.0.1"]]
)
@pytest.mark.parametrize("host", ["evil.test", "evil.test.", "127.0.0.1.evil.test", "localtest.test"])
def test_a_name_that_stands_for_a_private_address_is_refused(fetch_anew, secret, monkeypatch, host, places):
    asked = resolve(monkeypatch, {host: [places]})
    port = secret.address().rsplit(":", 1)[1].rstrip("/")
    with pytest.raises(RefusedAddressError):
        fetch_anew(f"http://{host}:{port}/secret")
    assert asked == [host]


def test_a_name_that_stands_for_two_addresses_leads_to_the_public_one_at_most(fetch_anew, secret, outside, monkeypatch):
    port = secret.address().rsplit(":", 1)[1].rstrip("/")
    resolve(monkeypatch, {"evil.test": [["127.0.0.1", OUTSIDE, "10.0.0.1"]]})
    with pytest.raises(FetchError, match="ClientConnectorError"):  # nothing listens there
        fetch_anew(f"http://evil.test:{port}/secret")


def test_a_name_that_changes_what_it_stands_for_is_refused_when_it_has(secret, outside, monkeypatch):
    port = outside.address().rsplit(":", 1)[1].rstrip("/")
    resolve(monkeypatch, {"evil.test": [[OUTSIDE], ["127.0.0.1"]]})
    with Fetcher(LIMITS) as fetcher:
        assert fetcher.submit(Request(f"http://evil.test:{port}/")).result(timeout=10).body == b""
    with Fetcher(LIMITS) as fetcher, pytest.raises(RefusedAddressError):
        fetcher.submit(Request(f"http://evil.test:{port}/secret")).result(timeout=10)


@pytest.mark.parametrize(
    "address",
    ["fe80::1%eth0", "2606:2800:220:1::1%eth0", "::7f00:1", "64:ff9b:1::a00:1", "2002:5db8:d822::1", "192.88.99.1",
     "2001:0:4136:e378:8000:63bf:3fff:fdd2", "3fff::1", "fec0::1", "1.1.1.1 ", "1.1.1", "0x7f.1", ""],
)  # fmt: skip
def test_what_only_looks_public_does_not_count_as_public(address):
    assert not is_public(address)
