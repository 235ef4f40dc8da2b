import json
from datetime import UTC, datetime

import pytest

from stoppress.domain.article import Entry, Precision
from stoppress.domain.errors import FeedError
from stoppress.stages.parse import ParsedFeed, parse_feed

ADDRESS = "https://courier.test/feeds/world.json"


def feed(*items, version="https://jsonfeed.org/version/1.1", **more):
    return json.dumps({"version": version, "title": "The Orvo Courier", "items": items, **more}).encode()


def only(item, **keywords):
    (entry,) = parse_feed(feed(item), address=ADDRESS, **keywords).entries
    return entry


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1.1"])
@pytest.mark.parametrize("content_type", ["application/feed+json", "text/xml; charset=iso-8859-1", None])
def test_a_json_feed_is_parsed_whole(version, content_type):
    item = {
        "id": "a1",
        "url": "../a1",
        "title": "Bridge &amp; ferry <b>closed</b>",
        "content_html": "<p>The mayor <em>said</em> so.</p>",
        "date_published": "2031-05-04T11:30:00+02:00",
        "date_modified": "2031-05-05T11:30:00+02:00",
    }
    more = {
        "language": "en-GB",
        "feed_url": "/feeds/own.json",
        "hubs": [{"type": "rssCloud", "url": "https://cloud.test/"}, {"type": "WebSub", "url": "https://hub.test/"}],
    }
    assert parse_feed(feed(item, version=version, **more), address=ADDRESS, content_type=content_type) == ParsedFeed(
        title="The Orvo Courier",
        language="en",
        entries=(
            Entry(
                guid="a1",
                url="https://courier.test/a1",
                title="Bridge & ferry closed",
                summary="The mayor said so.",
                published=datetime(2031, 5, 4, 9, 30, tzinfo=UTC),
                content="<p>The mayor <em>said</em> so.</p>",
                precision=Precision.SECOND,
            ),
        ),
        hub="https://hub.test/",
        self_address="https://courier.test/feeds/own.json",
    )


def test_a_text_becomes_paragraphs_of_html():
    entry = only({"id": "1", "content_text": "Votes < 50.\nSo it was.\n\nThe end."})
    assert entry.content == "<p>Votes &lt; 50. So it was.</p><p>The end.</p>"
    assert entry.summary == "Votes < 50. So it was. The end."


def test_a_summary_comes_before_the_text():
    assert only({"id": "1", "summary": "In short.", "content_text": "At length."}).summary == "In short."


def test_an_update_is_not_taken_for_the_publication():
    assert only({"id": "1", "date_modified": "2031-05-04T11:30:00Z"}).published is None


@pytest.mark.parametrize(("identity", "guid"), [("x", "x"), (7, "7"), (None, None), ({"a": 1}, None), (True, None)])
def test_an_identity_is_a_string_or_a_number(identity, guid):
    assert only({"id": identity}).guid == guid


def test_what_the_item_is_about_stands_in_for_its_own_address():
    assert only({"id": "1", "url": "", "external_url": "https://else.test/a"}).url == "https://else.test/a"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", 7, ["https://courier.test/"], {}])
def test_what_is_no_web_address_is_no_link(link):
    assert only({"id": "1", "url": link}).url is None


def test_items_that_are_none_are_passed_over():
    found = parse_feed(feed(None, 7, "x", [], {"id": "1", "title": ["T"]}), address=ADDRESS).entries
    assert found == (Entry(guid="1", url=None, title=None, summary=None, published=None),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_json_feed_is_read_in_every_encoding_of_unicode(encoding):
    text = '{"version": "https://jsonfeed.org/version/1", "title": "Брюк \\ud83d", "items": []}'
    assert parse_feed(text.encode(encoding), address=ADDRESS).title == "Брюк \ufffd"


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"version": "https://jsonfeed.org/version/1"}',
        b'{"items": []}',
        b'{"version": 1, "items": []}',
        b'{"version": "https://jsonfeed.org/version/1", "items": {}}',
        b'{"version": "https://jsonfeed.org/version/1", "items": [',
        b'{"a": ' * 100_000,
        b'{"a": ' + b"[" * 200_000,
        b'{"version": ' + b"1" * 10_000 + b"}",
        b'{"version": "https://jsonfeed.org/version/1", "items": [' + b"{}," * 300_000 + b"{}]}",
    ],
)
def test_what_is_no_json_feed_is_an_error(body):
    with pytest.raises(FeedError):
        parse_feed(body, address=ADDRESS)


@pytest.mark.parametrize("tag", ["<td>", "\\u003ctd>", "\\u003Ctd>"])
def test_a_json_feed_made_to_exhaust_is_refused(tag):
    body = '{"version": "https://jsonfeed.org/version/1", "items": [{"content_html": "' + tag * 200_001 + '"}]}'
    with pytest.raises(FeedError, match="more than 200,000 tags"):
        parse_feed(body.encode(), address=ADDRESS)
