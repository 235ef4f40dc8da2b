"""Web archives as tests write them: records, and files of them in each of the layouts in use."""

from __future__ import annotations

import gzip


def response(content, *headers, status="HTTP/1.1 200 OK"):
    return "\r\n".join([status, *headers, "", ""]).encode() + content


def record(block, *, address, kind="response", length=None, extra=()):
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {address}",
        "WARC-Date: 2031-05-04T10:00:00Z",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block) if length is None else length}",
        *extra,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def plain(*records):
    return b"".join(records)


def members(*records):
    return b"".join(gzip.compress(one) for one in records)


def whole(*records):
    return gzip.compress(b"".join(records))
