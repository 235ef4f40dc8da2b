import gzip
import io
import tracemalloc
import zlib

import brotli
import pytest
import zstandard

from stoppress.domain.errors import InputError
from stoppress.stages.response import unpack
from stoppress.stages.warc import BEGINNING, Damage, Position, Record, is_warc, read_warc
from tests import archives
from tests.archives import members, plain, whole

LONG_PAGE = b"<!DOCTYPE html><title>Bridge closes</title>" + bytes(range(32, 127)) * 5000
PAGE = b"<!DOCTYPE html><title>Bridge closes</title><p>The old bridge in Orvo was closed on Sunday.</p>"
HTML = "Content-Type: text/html"


def response(content=PAGE, *headers, **status):
    return archives.response(content, *(headers or [HTML]), **status)


def record(block=None, *, address="https://courier.test/1", **more):
    return archives.record(response() if block is None else block, address=address, **more)


def at(number):
    return record(address=f"https://courier.test/{number}")


INFO = record(b"software: none\r\n", kind="warcinfo")


LAYOUTS = pytest.mark.parametrize("layout", [plain, members, whole])


def read(content, start=BEGINNING):
    return list(read_warc(io.BytesIO(content), start))


def told(content):
    return [found.address if isinstance(found, Record) else (found.number, found.what) for found in read(content)]


@LAYOUTS
def test_pages_are_read_in_order_and_counted_with_all_records(layout):
    content = layout(INFO, at(1), record(kind="request"), at(2))
    found = read(content)
    assert [(page.number, page.address, page.block) for page in found] == [
        (2, "https://courier.test/1", response()),
        (4, "https://courier.test/2", response()),
    ]
    assert found[-1].reached == Position(len(content), 0, 4)


@LAYOUTS
@pytest.mark.parametrize(
    "other",
    [
        record(kind="metadata"),
        record(kind="revisit"),
        record(address="dns:courier.test"),
        record(response(PAGE, "Content-Type: image/png")),
        record(response(PAGE, HTML, status="HTTP/1.1 404 Not Found")),
        record(response(PAGE, HTML, status="HTTP/1.1 301 Moved")),
        record(response(PAGE, "Server: x")),
        record(b""),
    ],
)
def test_what_is_no_page_is_passed_over(layout, other):
    assert told(layout(at(1), other, at(2))) == ["https://courier.test/1", "https://courier.test/2"]


@pytest.mark.parametrize(
    "page",
    [
        record(response(PAGE, "content-type:TEXT/HTML; charset=utf-8", status="HTTP/2 200")),
        record(response(PAGE, "Content-Type: application/xhtml+xml")),
        record(response(PAGE, "Server: x"), extra=["WARC-Identified-Payload-Type: text/html"]),
        record(response(PAGE, "Server: x\r\n  y", HTML)),
        record().replace(b"\r\nContent", b"\nContent").replace(b"WARC/1.0\r\n", b"WARC/1.1\n"),
        record(address="<https://courier.test/1>"),
    ],
)
def test_pages_are_known_by_status_and_type_however_written(page):
    assert told(page) == ["https://courier.test/1"]


@LAYOUTS
def test_reading_goes_on_from_any_record(layout):
    content = layout(INFO, at(1), at(2), record(kind="request"), at(3), at(4))
    found = read(content)
    for number, page in enumerate(found):
        assert read(content, page.reached) == found[number + 1 :]


def test_members_before_the_position_are_not_read_again():
    content = members(at(1), at(2), at(3))
    first, *rest = read(content)
    assert first.reached.offset == len(members(at(1)))
    assert read(b"\0" * first.reached.offset + content[first.reached.offset :], first.reached) == rest


@LAYOUTS
def test_a_wrong_beginning_is_told_and_the_rest_goes_on(layout):
    assert told(layout(at(1), b"nonsense\r\n\r\n", at(2))) == [
        "https://courier.test/1",
        (2, "no record of a web archive begins here"),
        "https://courier.test/2",
    ]


@LAYOUTS
@pytest.mark.parametrize("stated", ["", "many", "-5", "9" * 30, "٣"])
def test_a_length_that_is_none_is_told_and_the_rest_goes_on(layout, stated):
    assert told(layout(at(1), record(length=stated), at(2))) == [
        "https://courier.test/1",
        (2, "it does not state its length"),
        "https://courier.test/2",
    ]


@LAYOUTS
def test_a_length_that_is_too_small_is_told_and_the_rest_goes_on(layout):
    assert told(layout(at(1), record(length=90), at(2))) == [
        "https://courier.test/1",
        (2, "it does not end where its length says"),
        "https://courier.test/2",
    ]


def test_a_length_that_is_too_large_swallows_nothing():
    for layout, what in (
        (plain, "it does not end where its length says"),
        (members, "it is shorter than its length says"),
    ):
        assert told(layout(record(length=300), at(2), at(3))) == [
            (1, what),
            "https://courier.test/2",
            "https://courier.test/3",
        ]


def test_a_file_that_ends_too_early_is_told():
    for layout, what in (
        (plain, "it is shorter than its length says"),
        (members, "the file ends within it"),
        (whole, "the file ends within it"),
    ):
        assert told(layout(at(1), at(2))[:-12]) == ["https://courier.test/1", (2, what)]


def test_a_damaged_member_is_told_and_the_rest_goes_on():
    first, second, third = members(at(1)), bytearray(members(at(2))), members(at(3))
    second[60:70] = b"\xff" * 10
    content = first + bytes(second) + third
    assert told(content) == [
        "https://courier.test/1",
        (2, "its compressed bytes are damaged"),
        "https://courier.test/3",
    ]
    assert read(content)[1].reached == Position(len(first + second), 0, 2)


def test_a_member_that_does_not_add_up_is_told():
    damaged = bytearray(members(at(1)))
    damaged[-8] ^= 1  # of the checksum
    assert told(bytes(damaged) + members(at(2))) == [
        (1, "its compressed bytes are damaged"),
        "https://courier.test/2",
    ]


def test_a_member_cut_in_the_middle_swallows_nothing():
    assert told(members(at(1))[:-30] + members(at(2)) + members(at(3))) == [
        (1, "its compressed bytes are damaged"),
        "https://courier.test/2",
        "https://courier.test/3",
    ]


@LAYOUTS
def test_an_address_that_cannot_be_kept_is_told(layout):
    assert told(layout(record(address="https://ada:secret@courier.test/"), at(2))) == [
        (1, "its address is none that can be kept"),
        "https://courier.test/2",
    ]


@LAYOUTS
def test_a_page_larger_than_any_article_is_told_without_being_held(layout):
    large = record(response(b"x" * (33 * 2**20)))
    content = layout(large, at(2))
    del large
    tracemalloc.start()
    try:
        assert told(content) == [(1, "larger than 32 MiB: no article"), "https://courier.test/2"]
        assert tracemalloc.get_traced_memory()[1] < len(content) + 5_000_000
    finally:
        tracemalloc.stop()


def test_nothing_is_an_archive_without_records():
    assert read(b"") == []
    assert [is_warc(head) for head in (b"", b"<html>", gzip.compress(b"{}"), b"\x1f\x8b\x08nonsense", b"%PDF")] == [
        False
    ] * 5
    assert [is_warc(content[:80]) for content in (plain(INFO), members(INFO), whole(INFO))] == [True] * 3


def chunked(content, size=7, end="\r\n"):
    parts = [content[place : place + size] for place in range(0, len(content), size)]
    return b"".join(b"%x;x=1%s%s%s" % (len(part), end.encode(), part, end.encode()) for part in parts) + b"0\r\n\r\n"


def deflated(content, *, bare):
    squeeze = zlib.compressobj(wbits=-15 if bare else 15)
    return squeeze.compress(content) + squeeze.flush()


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        (PAGE, []),
        (chunked(PAGE), ["Transfer-Encoding: chunked"]),
        (chunked(PAGE, end="\n"), ["Transfer-Encoding: Chunked"]),
        (gzip.compress(PAGE), ["Content-Encoding: gzip"]),
        (deflated(PAGE, bare=False), ["Content-Encoding: deflate"]),
        (deflated(PAGE, bare=True), ["Content-Encoding: deflate"]),
        (brotli.compress(PAGE), ["Content-Encoding: br"]),
        (zstandard.compress(PAGE), ["Content-Encoding: zstd"]),
        (zstandard.compress(brotli.compress(PAGE)), ["Content-Encoding: br, zstd"]),
        (gzip.compress(gzip.compress(PAGE)), ["Content-Encoding: gzip, x-gzip"]),
        (chunked(gzip.compress(PAGE)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (PAGE, ["Content-Encoding: identity"]),
    ],
)
def test_what_http_put_around_a_page_is_undone(sent, headers):
    assert unpack(response(sent, HTML, *headers)) == PAGE


@pytest.mark.parametrize("header", ["Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Encoding: br"])
def test_a_page_archived_unpacked_under_the_headers_of_the_packed_is_read(header):
    assert unpack(response(PAGE, HTML, header)) == PAGE


@pytest.mark.parametrize(
    ("sent", "header", "what"),
    [
        (chunked(PAGE)[:-20], "Transfer-Encoding: chunked", "its chunks are damaged"),
        (b"5\r\nabcdefgh", "Transfer-Encoding: chunked", "its chunks are damaged"),
        (gzip.compress(PAGE)[:-20], "Content-Encoding: gzip", "its compressed content is damaged"),
        (b"nonsense", "Content-Encoding: gzip", "its compressed content is damaged"),
        (b"nonsense", "Content-Encoding: compress", "its content encoding is none that can be read: 'compress'"),
        *((b"nonsense", f"Content-Encoding: {name}", "its compressed content is damaged") for name in ("br", "zstd")),
        (brotli.compress(PAGE)[:-20], "Content-Encoding: br", "its compressed content is damaged"),
        (zstandard.compress(PAGE)[:-20], "Content-Encoding: zstd", "its compressed content is damaged"),
        (brotli.compress(bytes(33 * 2**20)), "Content-Encoding: br", "larger than 32 MiB: no article"),
        (zstandard.compress(bytes(33 * 2**20)), "Content-Encoding: zstd", "larger than 32 MiB: no article"),
        (gzip.compress(bytes(33 * 2**20)), "Content-Encoding: gzip", "larger than 32 MiB: no article"),
    ],
)
def test_what_cannot_be_unpacked_is_told(sent, header, what):
    with pytest.raises(InputError) as told:
        unpack(response(sent, HTML, header))
    assert str(told.value) == what


@pytest.mark.parametrize(
    ("sent", "header"),
    [
        (chunked(PAGE, 1000)[:-20], "Transfer-Encoding: chunked"),
        (gzip.compress(PAGE)[:-20], "Content-Encoding: gzip"),
        (brotli.compress(LONG_PAGE)[:-20], "Content-Encoding: br"),
        (zstandard.compress(LONG_PAGE)[:-20], "Content-Encoding: zstd"),
    ],
)
def test_of_a_page_that_the_archive_cut_the_beginning_is_read(sent, header):
    (page,) = read(record(response(sent, HTML, header), extra=["WARC-Truncated: length"]))
    assert unpack(page.block, is_cut=page.is_cut).startswith(PAGE[:40])


@pytest.mark.parametrize(
    ("content", "charset", "read_as"),
    [
        ("<p>Ünder Ö</p>".encode("iso-8859-2"), "ISO-8859-2", "<p>Ünder Ö</p>"),
        ("<p>橋が閉鎖</p>".encode("shift_jis"), '"shift_jis"', "<p>橋が閉鎖</p>"),
        (b"<p>plain</p>", "utf-8", "<p>plain</p>"),
        ('<meta charset="big5"><p>橋</p>'.encode("big5"), "iso-8859-1", None),  # the page knows better
        ("\ufeff<p>Ö</p>".encode(), "iso-8859-1", None),
        ("<p>Ö</p>".encode(), "unicode_escape", "<p>Ö</p>"),
        ("<p>Ö</p>".encode("utf-16-le"), "utf-16-le", None),
    ],
)
def test_a_charset_of_the_headers_is_used_where_the_page_declares_none(content, charset, read_as):
    assert unpack(response(content, f"Content-Type: text/html; charset={charset}")) == (read_as or content)


def test_a_damage_says_where_reading_goes_on():
    content = plain(at(1), b"nonsense\r\n", at(2))
    assert read(content)[1] == Damage(
        2, "no record of a web archive begins here", Position(len(plain(at(1), b"nonsense\r\n")), 0, 2)
    )
