from datetime import UTC, datetime, timedelta

import pytest

from stoppress.domain.article import Entry, Precision
from stoppress.domain.errors import FeedError
from stoppress.stages.parse import ParsedFeed, parse_feed

HALF_PAST_NINE = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
ADDRESS = "https://courier.test/feeds/world.xml"


def rss(items, *, head="", prolog=""):
    return f"""<?xml version="1.0" encoding="utf-8"?>{prolog}
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Orvo Courier</title><link>https://courier.test/</link><language>en-gb</language>{head}{items}
</channel></rss>""".encode("utf-8", "surrogatepass")


def only(body, **keywords):
    (entry,) = parse_feed(body, address=ADDRESS, **keywords).entries
    return entry


def test_rss_is_parsed_whole():
    body = rss("""<item><title>Bridge &amp; ferry <![CDATA[<b>closed</b>]]></title><link>https://courier.test/a1</link>
        <guid isPermaLink="false">a1</guid><pubDate>Sun, 04 May 2031 11:30:00 +0200</pubDate>
        <description>&lt;p&gt;The mayor &lt;em&gt;said&lt;/em&gt; so.&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded></item>""")
    assert parse_feed(body, address=ADDRESS) == ParsedFeed(
        title="The Orvo Courier",
        language="en",
        entries=(
            Entry(
                guid="a1",
                url="https://courier.test/a1",
                title="Bridge & ferry closed",
                summary="The mayor said so.",
                published=datetime(2031, 5, 4, 9, 30, tzinfo=UTC),
                precision=Precision.SECOND,
                content="<p>The whole text.</p>",
            ),
        ),
    )


def test_atom_is_parsed_whole():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
        <title type="html">Le &lt;i&gt;Courrier&lt;/i&gt;</title>
        <entry><id>tag:courier.test,2031:7</id><title>Le pont ferme</title><link rel="alternate" href="../a7"/>
        <published>2031-05-04T11:30:00+02:00</published><updated>2031-05-05T00:00:00Z</updated>
        <content type="html">&lt;p&gt;Tout le texte.&lt;/p&gt;</content></entry></feed>"""
    parsed = parse_feed(body, address=ADDRESS)
    assert parsed == ParsedFeed(
        title="Le Courrier",
        language="fr",
        entries=(
            Entry(
                guid="tag:courier.test,2031:7",
                url="https://courier.test/a7",
                title="Le pont ferme",
                summary="Tout le texte.",
                published=datetime(2031, 5, 4, 9, 30, tzinfo=UTC),
                precision=Precision.SECOND,
                content="<p>Tout le texte.</p>",
            ),
        ),
    )


def test_an_update_is_not_taken_for_the_publication():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry><id>x:1</id><title>T</title>
        <updated>2031-05-05T00:00:00Z</updated></entry></feed>"""
    assert only(body).published is None


def test_dublin_cores_date_is_the_publication_in_rss():
    entry = only(rss("<item><title>T</title><dc:date>2031-05-04T09:30:00Z</dc:date></item>"))
    assert (entry.published, entry.precision) == (datetime(2031, 5, 4, 9, 30, tzinfo=UTC), Precision.SECOND)


def stated_time(text):
    """What an RSS item and an Atom entry with the text as their time are said to be published at; both the same."""
    item = only(rss(f"<item><title>T</title><pubDate>{text}</pubDate></item>"))
    entry = only(
        f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry><id>x:1</id><title>T</title>
        <published>{text}</published></entry></feed>""".encode()
    )
    assert (item.published, item.precision) == (entry.published, entry.precision)
    return item.published, item.precision


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2031", "2031-05", "3/4/2031", "9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00Z", "1970-01-01"],
)
def test_no_date_is_invented(text):
    assert only(rss("<item><title>T</title></item>")).published is None
    assert stated_time(text) == (None, None)


@pytest.mark.parametrize("zone", ["CEST", "+0200", "+0200 (CEST)"])
def test_a_time_with_a_known_zone_is_exact(zone):
    assert stated_time(f"Sun, 04 May 2031 11:30:00 {zone}") == (HALF_PAST_NINE, Precision.SECOND)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        *(("UT", 9), ("GMT", 9), ("Z", 9), ("EST", 4), ("EDT", 5), ("CST", 3), ("CDT", 4)),
        *(("MST", 2), ("MDT", 3), ("PST", 1), ("PDT", 2)),
    ],
)
def test_the_zones_that_rfc_5322_names_are_known(zone, hour):
    assert stated_time(f"Sun, 04 May 2031 {hour:02}:30:00 {zone}") == (HALF_PAST_NINE, Precision.SECOND)


@pytest.mark.parametrize(
    "text",
    [
        *("Sun, 04 May 2031 09:30:00", "2031-05-04T09:30:00", "2031-05-04", "04 May 2031"),
        *(f"Sun, 04 May 2031 23:30:00 {zone}" for zone in ("JST", "IST", "AEST", "BST", "ET", "WIB", "K")),
    ],
)
def test_a_time_without_a_known_zone_is_known_by_day_only(text):
    assert stated_time(text) == (datetime(2031, 5, 4, tzinfo=UTC), Precision.DAY)


@pytest.mark.parametrize(
    "reference",
    ["&#55357;", "&#xD83D;", "&#XdFFF;", "&#0;", "&#x110000;", "&#99999999999999999999;", f"&#{'9' * 5000};"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_reference_to_no_character_does_not_lose_the_feed(reference, encoding):
    body = rss(
        f"""<item><title>Bridge {reference} closed</title><description>&lt;p&gt;{reference}&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>{reference}.</p>]]></content:encoded></item><item><title>Fire</title></item>"""
    )
    found = parse_feed(body.decode().replace("utf-8", encoding).encode(encoding), address=ADDRESS).entries
    assert [(entry.title, entry.summary) for entry in found] == [("Bridge \ufffd closed", "\ufffd"), ("Fire", None)]
    assert found[0].content == "<p>&#xfffd;.</p>"


def test_references_to_characters_are_kept():
    entry = only(rss("<item><title>Br&#252;cke &#x1F309; &#0000065;</title></item>"))
    assert entry.title == "Brücke \U0001f309 A"


@pytest.mark.parametrize("cut", ["\0", "\ud83d"])
def test_every_text_of_a_feed_can_be_kept(cut):
    body = rss(
        f"""<item><title>T{cut}</title><guid>g{cut}</guid><link>https://courier.test/a{cut}</link>
        <description>S{cut}</description><content:encoded><![CDATA[<p>The{cut} text.</p>]]></content:encoded></item>""",
        head=f"<title>C{cut}</title><language>en{cut}</language>",
    ).decode("utf-8", "surrogatepass")
    for encoding in ("utf-8", "utf-16"):
        found = parse_feed(body.replace("utf-8", encoding).encode(encoding, "surrogatepass"), address=ADDRESS)
        (entry,) = found.entries
        texts = (found.title, found.language, entry.guid, entry.url, entry.title, entry.summary, entry.content)
        assert entry.content
        for text in texts:
            assert "\0" not in (text or "").encode().decode()


def test_a_relative_link_is_made_absolute_by_the_feeds_address():
    assert only(rss("<item><title>T</title><link>/a/2</link></item>")).url == "https://courier.test/a/2"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "ftp://courier.test/a", "https://a:b@courier.test/", ""]
)
def test_what_is_no_web_address_is_no_link(link):
    assert only(rss(f"<item><title>T</title><link>{link}</link></item>")).url is None


def test_a_guid_that_is_a_permalink_stands_in_for_the_link():
    entry = only(rss("<item><title>T</title><guid>https://courier.test/a3</guid></item>"))
    assert (entry.guid, entry.url) == ("https://courier.test/a3", "https://courier.test/a3")


def test_control_and_direction_characters_are_removed_from_titles():
    assert only(rss("<item><title>Bridge\u202e closed\u200f</title></item>")).title == "Bridge closed"


def test_a_title_escaped_twice_loses_its_markup():
    assert (
        only(rss("<item><title>&amp;lt;b&amp;gt;Bridge&amp;lt;/b&amp;gt; closed</title></item>")).title
        == "Bridge closed"
    )


@pytest.mark.parametrize("torn", ["</body><body>", "<body></body><body>", "<html><head></head>"])
def test_a_title_of_torn_markup_keeps_its_words(torn):
    entry = only(rss(f"<item><title><![CDATA[Bridge {torn} closed]]></title></item>"))
    assert entry.title == "Bridge closed"


def test_a_title_with_a_less_than_sign_keeps_it():
    assert only(rss("<item><title>Votes &lt; 50 in Orvo</title></item>")).title == "Votes < 50 in Orvo"


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"not a feed", b"<html><body><p>A page</p></body></html>", b"\xff\xfe\x00", b"{}"]
)
def test_what_is_no_feed_is_an_error(body):
    with pytest.raises(FeedError):
        parse_feed(body, address=ADDRESS)


def test_a_body_that_names_a_file_opens_none(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss("<item><title>Secret</title></item>"))
    with pytest.raises(FeedError):
        parse_feed(str(secret).encode(), address=ADDRESS)


def test_a_feed_without_entries_is_a_feed():
    assert parse_feed(rss(""), address=ADDRESS).entries == ()


@pytest.mark.parametrize("depth", [1, 3, 5, 9])
def test_entities_do_not_expand(depth):
    bombs = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, depth))
    prolog = f'<!DOCTYPE rss [<!ENTITY b0 "boom">{bombs}<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    entry = only(rss(f"<item><title>T &b{depth - 1}; &file;</title></item>", prolog=prolog))
    assert "boom" not in (entry.title or "")
    assert len(entry.title or "") < 20


@pytest.mark.parametrize("piece", ["<item>", "<a>", "<item><description>&lt;b&gt;</description></item>"])
def test_a_feed_made_to_exhaust_is_refused(piece):
    with pytest.raises(FeedError, match="more than 50,000 tags"):
        parse_feed(rss(piece * 50_001), address=ADDRESS)


@pytest.mark.parametrize(
    ("place", "piece"),
    [
        ("<item>", "<item" + "".join(f" a{number}='1'" for number in range(100_000)) + ">"),
        ("&lt;p", "&lt;p" + "".join(f" a{number}='1'" for number in range(100_000))),
        ("<item>", f"<item a='{'x' * 5_000_000}'>"),
        ("<item>", f"<item a='{' ' * 5_000_000}'>"),
        ("<?xml", "\n" * 5_000_000 + "<?xml"),
        ("<rss", "<!ENTITY" * 40_000 + "><rss"),
        ("Bridge", "Bridge" + "\n" * 5_000_000),
        ("J. Marr", "a" * 5_000_000),
    ],
    ids=["attributes", "escaped attributes", "attribute", "blanks", "prolog", "entities", "title", "author"],
)
def test_what_takes_parsers_hours_is_taken_out_first(place, piece):
    body = rss(
        "<item><title>Bridge</title><dc:creator>J. Marr</dc:creator><description>&lt;p&gt;x</description></item>"
    )
    assert parse_feed(body.decode().replace(place, piece, 1).encode(), address=ADDRESS).title == "The Orvo Courier"


def test_a_feed_of_too_many_references_is_refused():
    with pytest.raises(FeedError, match="more than 500,000 references"):
        parse_feed(rss(f"<item><title>{'&amp;' * 500_001}</title></item>"), address=ADDRESS)


def test_a_feed_larger_than_any_is_refused():
    with pytest.raises(FeedError, match="more than 10,000,000 characters"):
        parse_feed(rss("x" * 10_000_000), address=ADDRESS)


def test_a_feed_in_another_charset_is_decoded_as_declared():
    body = (
        '<?xml version="1.0" encoding="windows-1251"?><rss version="2.0"><channel><title>Орво</title></channel></rss>'
    )
    assert parse_feed(body.encode("windows-1251"), address=ADDRESS).title == "Орво"


def test_a_feed_sent_as_plain_text_is_still_a_feed():
    assert parse_feed(rss(""), address=ADDRESS, content_type="text/plain").title == "The Orvo Courier"


def test_a_broken_feed_gives_what_it_has():
    body = rss("<item><title>One</title></item>").replace(b"</channel></rss>", b"<item><title>Tw")
    assert parse_feed(body, address=ADDRESS).entries[0].title == "One"


ITEM = "<item><title>Bridge</title><link>/a1</link></item>"
BRIDGE = Entry(guid=None, url="https://courier.test/a1", title="Bridge", summary=None, published=None)
CHANNEL = f"<channel><title>C</title>{ITEM}</channel>"
ATOM = '<title>C</title><entry><title>Bridge</title><link href="/a1"/></entry></feed>'
RDF = f"<channel><title>C</title></channel>{ITEM}</rdf:RDF>"
OF_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


@pytest.mark.parametrize(
    "body",
    [
        *(f'<rss version="{version}">{CHANNEL}</rss>' for version in ("0.91", "0.92", "0.93", "0.94")),
        *(f'<rss version="{version}">{CHANNEL}</rss>' for version in ("2.0", "2.0.11", "", "9")),
        f"<rss>{CHANNEL}</rss>",
        f"<!-- made today --><RSS version='2.0'>{CHANNEL}</RSS>",
        f"\n \nWarning: deprecated<?xml version='1.0'?><rss version='2.0'>{CHANNEL}</rss>",
        f'<rdf:RDF {OF_RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/">{RDF}',
        f'<rdf:RDF {OF_RDF} xmlns="http://purl.org/rss/1.0/">{RDF}',
        f'<feed version="0.3" xmlns="http://purl.org/atom/ns#">{ATOM}',
        f'<feed xmlns="http://www.w3.org/2005/Atom">{ATOM}',
        f"<feed>{ATOM}",
        '{"version": "https://jsonfeed.org/version/1", "title": "C", "items": [{"title": "Bridge", "url": "/a1"}]}',
    ],
)
@pytest.mark.parametrize("content_type", [None, "text/html; charset=iso-8859-1", "application/json", "image/png", "?"])
def test_every_format_is_told_by_its_content(body, content_type):
    assert parse_feed(body.encode(), address=ADDRESS, content_type=content_type) == ParsedFeed(
        title="C", language=None, entries=(BRIDGE,)
    )


@pytest.mark.parametrize(
    ("written", "declared", "header"),
    [
        ("utf-8", "iso-8859-1", None),
        ("utf-8", "utf-16", None),
        ("utf-8", None, "text/xml; charset=iso-8859-1"),
        ("utf-8-sig", "windows-1251", "text/xml; charset=us-ascii"),
        ("windows-1252", "utf-8", None),
        ("windows-1252", None, None),
        ("windows-1252", "iso-8859-1", "text/xml; charset=utf-8"),
        ("windows-1252", "no-such-charset", "text/xml; charset=nor-this"),
        ("iso-8859-15", None, "text/xml; charset=ISO-8859-15"),
        ("utf-16", "utf-8", None),
        ("utf-16-le", "utf-16", None),
        ("utf-16-be", None, "text/xml"),
        ("utf-32", "utf-32", None),
    ],
)
def test_characters_are_read_as_they_were_written_whatever_is_declared(written, declared, header):
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = f'{declaration}<rss version="2.0"><channel><title>Übe né</title></channel></rss>'
    assert parse_feed(text.encode(written), address=ADDRESS, content_type=header).title == "Übe né"


@pytest.mark.parametrize(
    ("title", "encoding"),
    [("Орво", "koi8-r"), ("日本のニュース", "shift_jis"), ("新闻头条", "gb2312"), ("뉴스", "euc-kr")],
)
def test_an_older_encoding_counts_where_it_is_declared(title, encoding):
    text = f'<rss version="2.0"><channel><title>{title}</title></channel></rss>'
    stated = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    assert parse_feed(stated, address=ADDRESS).title == title
    assert parse_feed(text.encode(encoding), address=ADDRESS, content_type=f"a/b; charset={encoding}").title == title


def test_a_character_cut_in_two_spoils_no_other():
    body = rss("<item><title>Übe Brücke né, ö</title></item>")
    assert only(body.replace("ö".encode(), "ö".encode()[:1])).title == "Übe Brücke né, \ufffd"


def test_a_future_time_is_kept_as_stated():
    entry = only(rss("<item><title>T</title><pubDate>Sun, 04 May 2131 09:30:00 GMT</pubDate></item>"))
    assert entry.published == datetime(2131, 5, 4, 9, 30, tzinfo=UTC)


def syndication(period, frequency=""):
    """The two elements of RSS's syndication module; an empty one is left out."""
    named = {"updatePeriod": period, "updateFrequency": frequency}
    space = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    return "".join(f"<sy:{name} {space}>{text}</sy:{name}>" for name, text in named.items() if text)


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("<ttl>5</ttl>", timedelta(minutes=5)),
        ("<ttl> 60 </ttl>", timedelta(hours=1)),
        (syndication(" hourly "), timedelta(hours=1)),
        (syndication("hourly", "4"), timedelta(minutes=15)),
        (syndication("", "2"), timedelta(hours=12)),
        ("<ttl>5</ttl>" + syndication("hourly"), timedelta(minutes=5)),
        *((f"<ttl>{text}</ttl>", None) for text in ("", "0", "-5", "5.5", "soon", "999999", "9" * 5000)),
        (syndication("always"), None),
        (syndication("daily", "0"), None),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(head, ttl):
    assert parse_feed(rss("", head=head), address=ADDRESS).ttl == ttl


@pytest.mark.parametrize(
    ("hours", "skipped"),
    [
        ("<hour>0</hour><hour> 13 </hour>\n<hour>13</hour>", {0, 13}),
        ("<hour>24</hour><hour>25</hour>", {0}),
        ("", set()),
        ("<hour>x</hour>", set()),
        ("".join(f"<hour>{hour}</hour>" for hour in range(24)), set()),
    ],
)
def test_the_hours_in_which_a_feed_asks_to_be_left_alone(hours, skipped):
    assert parse_feed(rss("", head=f"<skipHours>{hours}</skipHours>"), address=ADDRESS).skip_hours == skipped


LINKS = '<{0}link {1} rel="hub" href="https://hub.test/"/><{0}link {1} rel="hub" href="https://b.test/"/>'
LINKS += '<{0}link {1} rel="self" href="/own"/><{0}link {1} rel="alternate" href="/"/>'


@pytest.mark.parametrize(
    "body",
    [
        rss(
            '<item><a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="https://item.test/"/></item>',
            head=LINKS.format("a:", 'xmlns:a="http://www.w3.org/2005/Atom"'),
        ),
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>C</title>{LINKS.format('', '')}</feed>".encode(),
    ],
)
def test_the_hub_of_a_feed_and_its_own_address_are_read(body):
    found = parse_feed(body, address=ADDRESS)
    assert (found.hub, found.self_address) == ("https://hub.test/", "https://courier.test/own")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://hub.test/", "http://a:b@hub.test/"])
def test_a_hub_that_is_no_web_address_is_none(link):
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><link rel='hub' href='{link}'/></feed>"
    assert parse_feed(body.encode(), address=ADDRESS).hub is None
