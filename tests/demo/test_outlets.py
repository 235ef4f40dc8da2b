"""The demo's outlets are sites like others: feeds with validators, pages of three kinds, nothing out of place."""

import json
import re
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from stoppress.demo.outlets.pieces import OUTLETS, load_pieces
from stoppress.demo.outlets.server import OutletSite, as_json_lines

BRIDGE = {piece.outlet: piece for piece in load_pieces("bridge")}
NOW = datetime(2031, 5, 4, 9, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture(params=OUTLETS, ids=lambda outlet: outlet.key)
def site(request):
    site = OutletSite(request.param)
    site.start()
    yield site
    site.stop()


def ask(address, **headers):
    request = urllib.request.Request(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def addresses_in(feed):
    return re.findall(r'(?:<link>|<link rel="alternate" href=")(http[^<"]*/2031/[^<"]*)', feed)


def test_the_feed_lists_what_was_published_latest_first(site):
    piece = BRIDGE[site.outlet.key]
    earlier = site.publish(replace(piece, slug="earlier"), now=NOW)
    later = site.publish(replace(piece, slug="later"), now=NOW + timedelta(seconds=3))
    status, headers, feed = ask(site.feed_address)
    assert status == 200
    assert headers.get_content_type() in {"application/rss+xml", "application/atom+xml"}
    assert addresses_in(feed) == [later.url, earlier.url]
    ET.fromstring(feed)


def test_a_feed_unchanged_by_its_tag_is_not_sent_again(site):
    site.publish(BRIDGE[site.outlet.key], now=NOW)
    _, headers, _ = ask(site.feed_address)
    status, again, body = ask(site.feed_address, If_None_Match=headers["ETag"])
    assert (status, body, again["ETag"]) == (304, "", headers["ETag"])


def test_a_feed_unchanged_since_its_date_is_not_sent_again(site):
    site.publish(BRIDGE[site.outlet.key], now=NOW)
    _, headers, _ = ask(site.feed_address)
    assert headers["Last-Modified"] == "Sun, 04 May 2031 09:30:15 GMT"
    assert ask(site.feed_address, If_Modified_Since=headers["Last-Modified"])[0] == 304


def test_a_tag_decides_alone_where_the_date_says_otherwise(site):
    piece = BRIDGE[site.outlet.key]
    site.publish(piece, now=NOW)
    _, headers, _ = ask(site.feed_address)
    site.publish(replace(piece, slug="in-the-same-second"), now=NOW + timedelta(milliseconds=400))
    asked = {"If_None_Match": headers["ETag"], "If_Modified_Since": headers["Last-Modified"]}
    status, _, feed = ask(site.feed_address, **asked)
    assert status == 200
    assert len(addresses_in(feed)) == 2


def test_a_page_holds_every_paragraph_once_and_its_outlets_clutter(site):
    piece = BRIDGE[site.outlet.key]
    publication = site.publish(piece, now=NOW)
    status, _, page = ask(publication.url)
    assert (status, page) == (200, publication.html)
    assert [page.count(f">{paragraph}</p>") for paragraph in piece.paragraphs] == [1] * len(piece.paragraphs)
    clutter = {
        "courier": ["Please enter a valid email address", "SIGN UP", "offers, events and updates", "privacy notice"],
        "ledger": [piece.caption, piece.credit, "READ MORE:", "More from the Ledger"],
        "beacon": ["Please enter a valid email address", "Subscribe", "sc-q7k1zz", "You may also like"],
    }[site.outlet.key]
    assert [words for words in clutter if words not in page] == []
    assert "$" not in page


def test_what_a_piece_says_is_no_markup_on_its_page(site):
    hostile = replace(BRIDGE[site.outlet.key], headline="</script><b>1 < 2 & 3</b>", paragraphs=("<i>x</i>",) * 5)
    page = site.publish(hostile, now=NOW).html
    assert "<b>" not in page
    assert "<i>" not in page
    assert page.count("</script>") == page.count("<script")
    front = ask(site.address + "/")[2]
    assert "<b>" not in front
    ET.fromstring(ask(site.feed_address)[2])


def test_what_was_never_published_is_not_found(site):
    assert [ask(site.address + path)[0] for path in ("/2031/05/nothing", "/rss", "/..%2f")] == [404, 404, 404]


def test_publications_are_kept_as_replay_reads_them():
    site = OutletSite(OUTLETS[0])
    publication = site.publish(BRIDGE["courier"], now=NOW)
    [line] = as_json_lines([publication]).splitlines()
    assert json.loads(line) == {
        "id": publication.url,
        "outlet": "The Velm Courier",
        "owner": "Courier Press Trust",
        "url": publication.url,
        "published": "2031-05-04T09:30:15.250000+00:00",
        "html": publication.html,
    }


def test_the_outlets_have_an_owner_each():
    assert len({outlet.owner for outlet in OUTLETS}) == len(OUTLETS) == 3


@pytest.mark.parametrize("name", ["bridge", "bank"])
def test_each_event_is_told_by_all_three_outlets_in_words_of_their_own(name):
    pieces = load_pieces(name)
    assert sorted(piece.outlet for piece in pieces) == ["beacon", "courier", "ledger"]
    paragraphs = [paragraph for piece in pieces for paragraph in piece.paragraphs]
    assert len(set(paragraphs)) == len(paragraphs)


@pytest.mark.parametrize("name", ["bridge", "bank", "unrelated"])
def test_every_piece_is_as_long_as_a_short_report(name):
    lengths = {piece.slug: sum(len(paragraph.split()) for paragraph in piece.paragraphs) for piece in load_pieces(name)}
    assert {slug: length for slug, length in lengths.items() if not 120 <= length <= 300} == {}
