import pytest

from stoppress.stages.discover import FoundFeed, Reason, discover_feeds

ADDRESS = "https://www.courier.test/en/"
GUESSES = tuple(
    FoundFeed(f"https://www.courier.test{path}", Reason.GUESSED)
    for path in ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json")
)


def discover(head="", body="", **keywords):
    page = f"<html><head>{head}</head><body>{body}</body></html>".encode()
    found = discover_feeds(page, address=ADDRESS, **keywords)
    return [feed for feed in found if feed.reason is not Reason.GUESSED]


def test_a_site_is_searched_whole_and_the_best_comes_first():
    page = b"""<html><head><base href="/base/"><link rel="stylesheet" href="s.css">
        <link rel="ALTERNATE feed" type="application/rss+xml; charset=utf-8" title=" The
        World " href="world.rss#x"><link rel=alternate type="application/feed+json" href="//cdn.test/f.json"></head>
        <body><a href="/feeds/sport.xml">Sport</a><a href="/feed">All</a><a href="world.rss">again</a></body></html>"""
    robots = "Sitemap: https://www.courier.test/pages.xml\nSitemap: https://www.courier.test/news-map.xml"
    assert discover_feeds(page, address=ADDRESS, robots_text=robots) == (
        FoundFeed("https://www.courier.test/base/world.rss", Reason.DECLARED, "The World"),
        FoundFeed("https://cdn.test/f.json", Reason.DECLARED),
        FoundFeed("https://www.courier.test/feeds/sport.xml", Reason.LINKED),
        FoundFeed("https://www.courier.test/feed", Reason.LINKED),
        FoundFeed("https://www.courier.test/news-map.xml", Reason.LISTED),
        *GUESSES[1:],
    )


@pytest.mark.parametrize("page", [b"", b"   ", b"\0\0", b"no markup", b"<html>", b"\xff\xfe", b"<p>" * 40_000])
def test_of_a_page_that_cannot_be_read_the_usual_places_are_left(page):
    assert discover_feeds(page, address=ADDRESS) == GUESSES


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="text/html" hreflang="fr" href="/fr">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed">',
        '<link rel="icon" type="application/rss+xml" href="/i">',
        '<link rel="alternate" type="application/rss+xml">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml" href="https://a:b@courier.test/">',
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">',
    ],
)
def test_no_other_link_is_taken_for_a_declared_feed(link):
    assert discover(link) == []


@pytest.mark.parametrize(
    "link",
    [
        *("/feed", "/world/feed/", "/rss", "/rss/world.xml", "/world.rss", "/index.rdf", "/feed.xml", "/feed.json"),
        *(
            "/atom.xml",
            "/index.xml",
            "/news_rss.xml",
            "/?feed=rss2",
            "/view?format=atom&x=1",
            "//feeds.courier.test/rss",
        ),
        *("https://courier.test/feed", "https://rss.courier.test/feeds"),
    ],
)
def test_a_link_that_looks_like_a_feed_is_one_to_try(link):
    assert [feed.reason for feed in discover(body=f'<a href="{link}">x</a>')] == [Reason.LINKED]


@pytest.mark.parametrize(
    "link",
    [
        *(
            "/",
            "/feedback",
            "/press",
            "/rss-help.html",
            "/a/comments/feed",
            "mailto:rss@courier.test",
            "#feed",
            "/f.xml",
        ),
        *("https://reader.test/subscribe/feed", "https://notcourier.test/feed", "javascript:feed", "http://[::1/feed"),
    ],
)
def test_a_link_that_looks_like_another_page_is_none(link):
    assert discover(body=f'<a href="{link}">x</a>') == []


def test_a_tag_of_endless_attributes_does_not_hide_the_feeds():
    attributes = "".join(f" a{number}=1" for number in range(100_000))
    assert [feed.reason for feed in discover(body=f"<p{attributes}>x</p><a href='/world.rss'>x</a>")] == [Reason.LINKED]


def test_a_sites_endless_feeds_are_cut():
    body = "".join(f'<a href="/{number}/feed">x</a>' for number in range(1000))
    assert len(discover_feeds(body.encode(), address=ADDRESS)) == 50


def test_of_an_address_that_is_none_nothing_is_guessed():
    assert discover_feeds(b"<p>x</p>", address="not an address") == ()
