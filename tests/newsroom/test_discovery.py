"""An outlet's home page is enough to find its feed."""

import pytest

from stoppress.domain.errors import FetchError, SettingError
from stoppress.newsroom.discovery import find_feed
from stoppress.wire.http import Fetched, Fetcher, Limits, Request
from tests.newsroom.test_poll import feed_xml
from tests.web_server import Answer

LINK = b'<link rel="alternate" type="application/rss+xml" href="/news.rss">'
HOME = b"<html><head>" + LINK + b"</head><body><p>News</p></body></html>"
FEED = feed_xml(("a", "Ferry aground", ""))


@pytest.fixture
def find(web_server):
    with Fetcher(Limits(private=True)) as fetcher:
        yield lambda path: find_feed(web_server.address(path), lambda wanted: fetcher.submit(Request(wanted)).result())


def test_a_feeds_own_address_is_taken_as_it_is(find, web_server):
    web_server.answers = {"/news.rss": Answer(FEED)}

    address, parsed = find("/news.rss")

    assert (address, parsed.title) == (web_server.address("/news.rss"), "Orvo Courier")
    assert len(web_server.requests) == 1


def test_one_that_moved_is_taken_where_it_is(find, web_server):
    web_server.answers = {"/old": Answer(status=301, headers={"Location": "/news.rss"}), "/news.rss": Answer(FEED)}

    assert find("/old")[0] == web_server.address("/news.rss")


def test_the_feed_that_a_page_names_is_found(find, web_server):
    web_server.answers = {"/": Answer(HOME), "/news.rss": Answer(FEED)}

    assert find("/")[0] == web_server.address("/news.rss")


def test_a_feed_where_feeds_often_stand_is_found_too(find, web_server):
    web_server.answers = {"/": Answer(b"<html><body><p>News</p></body></html>"), "/feed": Answer(FEED)}

    assert find("/")[0] == web_server.address("/feed")


def test_what_is_named_and_is_no_feed_is_passed_over(find, web_server):
    web_server.answers = {"/": Answer(HOME), "/news.rss": Answer(b"<html>gone</html>"), "/rss.xml": Answer(FEED)}

    assert find("/")[0] == web_server.address("/rss.xml")


def test_a_site_without_a_feed_is_said_to_have_none(find, web_server):
    web_server.answers = {"/": Answer(b"<html><body><p>News</p></body></html>")}

    with pytest.raises(SettingError, match="no feed at"):
        find("/")


def test_an_address_where_nothing_is_is_an_error_of_fetching(find):
    with pytest.raises(FetchError, match="answered 404"):
        find("/")


def test_what_did_not_change_is_no_feed():
    with pytest.raises(SettingError):
        find_feed("http://courier.test/", lambda wanted: Fetched(wanted, None))


INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
NEWS_SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    b' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://courier.test/a</loc><news:news>'
    b"<news:publication><news:name>Orvo Courier</news:name></news:publication><news:title>Ferry aground</news:title>"
    b"<news:publication_date>2031-05-04T09:30:00Z</news:publication_date></news:news></url></urlset>"
)


def index(*sitemaps):
    return Answer(INDEX.format("".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in sitemaps)).encode())


def test_of_an_index_of_sitemaps_the_one_with_news_is_found(find, web_server):
    pages = Answer(NEWS_SITEMAP.split(b"<url>")[0] + b"<url><loc>https://courier.test/about</loc></url></urlset>")
    web_server.answers = {
        "/sitemap.xml": index("/pages.xml", "/all.xml"),
        "/pages.xml": pages,
        "/all.xml": index("/old.xml", "/news.xml"),
        "/old.xml": pages,
        "/news.xml": Answer(NEWS_SITEMAP),
    }

    address, parsed = find("/sitemap.xml")

    assert (address, parsed.title) == (web_server.address("/news.xml"), "Orvo Courier")
    assert [path for path, _ in web_server.requests] == ["/sitemap.xml", "/pages.xml", "/all.xml", "/news.xml"]


def test_an_index_without_end_is_followed_so_far_only(find, web_server):
    web_server.answers = {"/sitemap.xml": index("/sitemap.xml", *(f"/{n}.xml" for n in range(100)))}

    with pytest.raises(SettingError, match="no feed at"):
        find("/sitemap.xml")
    assert len(web_server.requests) <= 13
