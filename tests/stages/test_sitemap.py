from datetime import UTC, datetime

import pytest

from stoppress.domain.article import Entry, Precision
from stoppress.domain.errors import FeedError
from stoppress.stages.parse import ParsedFeed, parse_feed

ADDRESS = "https://courier.test/news-sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def sitemap(urls, *, namespaces=NAMESPACES):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- made <urlset> daily -->\n<urlset {namespaces}>{urls}</urlset>'


def news(name, title="", date=""):
    return f"""<url><loc> https://courier.test/{name} </loc><lastmod>2031-05-06</lastmod><news:news><news:publication>
        <news:name>The Orvo Courier</news:name><news:language>en</news:language></news:publication>
        <news:publication_date>{date}</news:publication_date><news:title>{title}</news:title></news:news></url>"""


def entry(name, title=None, published=None, precision=None):
    return Entry(
        guid=None,
        url=f"https://courier.test/{name}",
        title=title,
        summary=None,
        published=published,
        precision=precision,
    )


@pytest.mark.parametrize("namespaces", [NAMESPACES, "", 'xmlns="urn:wrong" xmlns:news="urn:other"'])
@pytest.mark.parametrize("content_type", ["text/plain", "text/html; charset=ascii", "application/rss+xml", None])
def test_a_news_sitemap_is_parsed_whole_and_newest_first(namespaces, content_type):
    body = sitemap(
        news("a1", "Bridge &amp; ferry &lt;b&gt;closed&lt;/b&gt;", "2031-05-04")
        + news("a2", "Fire in <![CDATA[Übe & Orvo]]>", "2031-05-04T11:30:00+02:00")
        + news("a3"),
        namespaces=namespaces,
    )
    assert parse_feed(body.encode(), address=ADDRESS, content_type=content_type) == ParsedFeed(
        title="The Orvo Courier",
        language="en",
        entries=(
            entry("a2", "Fire in Übe & Orvo", datetime(2031, 5, 4, 9, 30, tzinfo=UTC), Precision.SECOND),
            entry("a1", "Bridge & ferry closed", datetime(2031, 5, 4, tzinfo=UTC), Precision.DAY),
            entry("a3"),
        ),
    )


def test_an_address_without_news_data_is_no_entry():
    body = sitemap("<url><loc>https://courier.test/about</loc><lastmod>2031-05-04T09:30:00Z</lastmod></url>")
    assert parse_feed(body.encode(), address=ADDRESS) == ParsedFeed(title=None, language=None, entries=())


def test_the_words_of_a_picture_are_not_the_articles():
    picture = "<image:image><image:loc>https://courier.test/p.jpg</image:loc><image:title>P</image:title></image:image>"
    body = sitemap(news("a1", "Bridge").replace("</url>", picture + "</url>"))
    assert parse_feed(body.encode(), address=ADDRESS).entries == (entry("a1", "Bridge"),)


def test_news_data_without_an_address_is_no_entry():
    assert parse_feed(sitemap("<url><news:news/></url>").encode(), address=ADDRESS).entries == ()


def test_what_is_no_web_address_is_no_link():
    body = sitemap(news("a1", "T").replace("https://courier.test/a1", "javascript:alert(1)"))
    assert [found.url for found in parse_feed(body.encode(), address=ADDRESS).entries] == [None]


def test_a_broken_sitemap_gives_what_it_has():
    body = sitemap(news("a1", "Bridge & ferry") + news("a2", "Fire")).encode()
    cut = body[: body.rindex(b"Fire") + 4]
    assert [found.title for found in parse_feed(cut, address=ADDRESS).entries] == ["Bridge & ferry", "Fire"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "windows-1252"])
def test_a_sitemap_is_read_in_its_encoding(encoding):
    body = sitemap(news("a1", "Übe")).replace("UTF-8", encoding).encode(encoding)
    assert [found.title for found in parse_feed(body, address=ADDRESS).entries] == ["Übe"]


def test_an_index_of_sitemaps_is_no_feed():
    body = f"<sitemapindex {NAMESPACES}><sitemap><loc>https://courier.test/s.xml</loc></sitemap></sitemapindex>"
    with pytest.raises(FeedError, match="index of sitemaps"):
        parse_feed(body.encode(), address=ADDRESS)


def test_entities_do_not_expand_and_open_nothing():
    prolog = '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    body = sitemap(news("a1", "T &a;&f; end")).replace("<!--", prolog + "<!--")
    assert [found.title for found in parse_feed(body.encode(), address=ADDRESS).entries] == ["T &a;&f; end"]


def test_a_sitemap_made_to_exhaust_is_refused():
    with pytest.raises(FeedError, match="more than 600,000 tags"):
        parse_feed(b"<urlset>" + b"<url>" * 600_001, address=ADDRESS)


@pytest.mark.parametrize("body", [b"<urlset", b"<urlset><!--", b"<urlset>\0", b"<urlset/><urlset>"])
def test_a_sitemap_of_nothing_has_no_entries(body):
    assert parse_feed(body, address=ADDRESS).entries == ()
