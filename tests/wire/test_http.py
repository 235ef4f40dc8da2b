import gzip
import socket
import threading
from datetime import timedelta
from queue import SimpleQueue

import pytest

from stoppress.domain.errors import FetchError, RefusedAddressError
from stoppress.wire.http import Fetched, Fetcher, Limits, Request, is_public
from tests.web_server import Answer

PRIVATE = Limits(private=True, n_bytes=10_000, timeout=timedelta(seconds=5), contact="desk@news.test")


@pytest.fixture
def fetch():
    with Fetcher(PRIVATE) as fetcher:
        yield lambda *request: fetcher.submit(Request(*request)).result(timeout=10)


def test_a_page_comes_with_its_validators_and_its_final_address(fetch, web_server):
    web_server.answers = {
        "/old": Answer(status=301, headers={"Location": "/new"}),
        "/new": Answer(b"hello", headers={"ETag": '"1"', "Last-Modified": "then", "Content-Type": "text/html"}),
    }
    new = web_server.address("/new")
    assert fetch(web_server.address("/old")) == Fetched(new, b"hello", "text/html", '"1"', "then", moved_to=new)


@pytest.mark.parametrize(
    ("statuses", "moves"), [((301, 308), True), ((301, 302), False), ((302, 301), False), ((307,), False), ((), False)]
)
def test_an_address_has_moved_only_where_every_redirect_is_permanent(fetch, web_server, statuses, moves):
    web_server.answers = {
        f"/{step}": Answer(status=status, headers={"Location": f"/{step + 1}"}) for step, status in enumerate(statuses)
    }
    last = f"/{len(statuses)}"
    web_server.answers[last] = Answer(b"hello")
    assert fetch(web_server.address("/0")).moved_to == (web_server.address(last) if moves else None)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=300"}, 300),
        ({"Cache-Control": "max-age=300", "Age": "100"}, 200),
        ({"Cache-Control": "max-age=300", "Age": "900"}, 0),
        ({"Cache-Control": "no-cache, max-age=300"}, 0),
        ({"Cache-Control": "s-maxage=300"}, 0),
        ({"Cache-Control": "max-age=99999999999"}, 0),
        ({"Cache-Control": "max-age=999999999"}, 86400),
        ({}, 0),
    ],
)
def test_an_answer_says_how_long_it_stays_fresh(fetch, web_server, headers, seconds):
    web_server.answers = {"/": Answer(b"x", headers=headers)}
    assert fetch(web_server.address()).max_age == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [("120", 120), ("Sun, 04 May 2031 09:32:00 GMT", 120), ("Sun, 04 May 2031 09:00:00 GMT", 0), ("soon", None),
     ("9999999999", None), ("999999999", 86400)],
)  # fmt: skip
def test_a_server_that_asks_to_be_left_alone_says_for_how_long(fetch, web_server, stated, seconds):
    headers = {"Retry-After": stated, "Date": "Sun, 04 May 2031 09:30:00 GMT"}
    web_server.answers = {"/": Answer(status=503, headers=headers)}
    with pytest.raises(FetchError) as failure:
        fetch(web_server.address())
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert (failure.value.status, failure.value.retry_after) == (503, expected)


def test_what_did_not_change_is_asked_for_conditionally_and_not_sent_again(fetch, web_server):
    web_server.answers = {"/feed": Answer(b"hello", headers={"ETag": '"1"'})}
    assert fetch(web_server.address("/feed"), '"1"', "then") == Fetched(
        web_server.address("/feed"), None, None, '"1"', ""
    )
    (_, headers) = web_server.requests[0]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "then")


def test_the_user_agent_names_the_service_and_its_contact(fetch, web_server):
    web_server.answers = {"/": Answer(b"x")}
    fetch(web_server.address())
    assert web_server.requests[0][1]["User-Agent"].endswith("(+desk@news.test)")


def test_more_bytes_than_allowed_are_refused_also_when_they_arrive_compressed(fetch, web_server):
    bomb = gzip.compress(b"0" * 5_000_000)
    assert len(bomb) < 10_000
    web_server.answers = {"/bomb": Answer(bomb, headers={"Content-Encoding": "gzip"}), "/most": Answer(b"0" * 10_000)}
    with pytest.raises(FetchError, match="more than 10000 bytes"):
        fetch(web_server.address("/bomb"))
    assert len(fetch(web_server.address("/most")).body) == 10_000


@pytest.mark.parametrize("status", [201, 204, 403, 404, 410, 500, 503])
def test_any_status_but_ok_and_unchanged_is_an_error_that_names_it(fetch, web_server, status):
    web_server.answers = {"/": Answer(status=status)}
    with pytest.raises(FetchError, match=f"^answered {status}$"):
        fetch(web_server.address())


def test_endless_redirects_end(fetch, web_server):
    web_server.answers = {"/": Answer(status=302, headers={"Location": "/"})}
    with pytest.raises(FetchError, match=r"^more than 4 redirects$"):
        fetch(web_server.address())
    assert len(web_server.requests) == 5


def test_a_server_that_says_nothing_is_left_after_the_timeout():
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        Fetcher(Limits(private=True, timeout=timedelta(seconds=0.2))) as fetcher,
    ):
        future = fetcher.submit(Request(f"http://127.0.0.1:{silent.getsockname()[1]}/"))
        with pytest.raises(FetchError, match=r"^no answer within 0\.2 s$"):
            future.result(timeout=10)


def test_closing_drops_what_is_being_fetched():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        fetcher = Fetcher(Limits(private=True))
        fetcher.__enter__()
        future = fetcher.submit(Request(f"http://127.0.0.1:{silent.getsockname()[1]}/"))
        silent.accept()
        closing = threading.Thread(target=fetcher.__exit__)
        closing.start()
        closing.join(timeout=5)
        assert not closing.is_alive()
        assert future.cancelled() or future.exception() is not None


@pytest.mark.parametrize(
    "address", ["ftp://host/x", "file:///etc/passwd", "//host", "http://user:word@host/", "http:///x"]
)
def test_what_is_no_web_address_is_refused(fetch, address):
    with pytest.raises(RefusedAddressError):
        fetch(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433"])
def test_private_networks_are_refused_unless_allowed(web_server, host):
    web_server.answers = {"/": Answer(b"secret")}
    port = web_server.address().rsplit(":", 1)[1]
    with Fetcher(Limits()) as fetcher, pytest.raises(FetchError):
        fetcher.submit(Request(f"http://{host}:{port}")).result(timeout=10)
    assert web_server.requests == []


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1", "100.64.0.1", "224.0.0.1", "::", "fe80::1%eth0",
     "fd00::1", "64:ff9b::a00:1", "2002:7f00:1::", "::ffff:10.0.0.1", "not an address"],
)  # fmt: skip
def test_no_address_of_a_private_network_counts_as_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "::ffff:93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"]
)
def test_addresses_of_the_internet_count_as_public(address):
    assert is_public(address)


def test_the_answers_of_many_come_by_their_keys_with_what_failed_among_them(web_server):
    web_server.answers = {"/a": Answer(b"A"), "/b": Answer(status=503)}
    asked = [(path, Request(web_server.address(path))) for path in ("/a", "/b")] + [("file", Request("file:///a"))]
    taken: SimpleQueue[list] = SimpleQueue()
    with Fetcher(PRIVATE) as fetcher:
        fetcher.fetch_all(asked, taken.put)
        answers = {}
        while len(answers) < len(asked):
            answers |= dict(taken.get(timeout=10))

    assert answers["/a"].body == b"A"
    assert {key: str(answers[key]) for key in ("/b", "file")} == {
        "/b": "answered 503",
        "file": "refused: no http or https address",
    }


def test_one_that_does_not_answer_keeps_no_other_waiting(web_server):
    web_server.answers = {"/a": Answer(b"A")}
    taken: SimpleQueue[list] = SimpleQueue()
    with socket.create_server(("127.0.0.1", 0)) as silent, Fetcher(PRIVATE) as fetcher:
        silent_address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        asked = [(n, Request(silent_address)) for n in range(9)] + [("a", Request(web_server.address("/a")))]
        fetcher.fetch_all(asked, taken.put)

        assert [key for key, _ in taken.get(timeout=4)] == ["a"]


def test_a_form_is_posted_again_only_where_the_redirect_keeps_the_method(web_server):
    web_server.answers = {
        "/303": Answer(status=303, headers={"Location": "/end"}),
        "/307": Answer(status=307, headers={"Location": "/end"}),
        "/end": Answer(b"end"),
    }
    with Fetcher(PRIVATE) as fetcher:
        for path in ("/303", "/307"):
            fetcher.submit(Request(web_server.address(path), form=(("a", "b"),))).result(timeout=10)

    assert web_server.methods == ["POST", "GET", "POST", "POST"]
