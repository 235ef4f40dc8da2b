import pytest

from stoppress.domain.errors import InputError
from stoppress.stages.opml import ListedFeed, is_opml, read_opml, write_opml

COURIER = ListedFeed("https://courier.test/rss", "The Orvo Courier", "Quay Press", "en")
HERALD = ListedFeed("https://herald.test/feed?a=1&b=2", 'Herald & "Sons" <Ö>')


def opml(outlines):
    return f'<?xml version="1.0"?><opml version="1.0"><head/><body>{outlines}</body></opml>'.encode()


def test_what_is_written_is_read_again():
    assert read_opml(write_opml([COURIER, HERALD], title="Feeds")) == (COURIER, HERALD)


def test_a_list_is_written_as_other_programs_read_it():
    assert write_opml([COURIER], title="Feeds").decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<opml xmlns:stoppress="urn:stoppress:opml" version="2.0">\n'
        "  <head>\n    <title>Feeds</title>\n  </head>\n"
        "  <body>\n"
        '    <outline type="rss" text="The Orvo Courier" xmlUrl="https://courier.test/rss" title="The Orvo Courier"'
        ' language="en" stoppress:owner="Quay Press"/>\n'
        "  </body>\n</opml>\n"
    )


def test_outlines_without_an_address_are_folders_however_deep():
    deep = "<outline text='folder'>" * 100 + "<outline text='Courier' xmlUrl='https://c.test/'/>" + "</outline>" * 100
    assert read_opml(opml(deep)) == (ListedFeed("https://c.test/", "Courier"),)


def test_a_feed_within_a_feed_is_one_of_its_own():
    nested = "<outline title='A' xmlUrl='https://a.test/'><outline title='B' xmlUrl='https://b.test/'/></outline>"
    assert [feed.outlet for feed in read_opml(opml(nested))] == ["A", "B"]


@pytest.mark.parametrize(
    ("outline", "feed"),
    [
        ("<outline text='T' title='Title' xmlUrl='https://a.test/'/>", ListedFeed("https://a.test/", "Title")),
        ("<outline text=' Two\nlines ' xmlUrl=' https://a.test/ '/>", ListedFeed("https://a.test/", "Two lines")),
        ("<outline xmlurl='https://a.test/' title=''/>", ListedFeed("https://a.test/")),
        ("<outline xmlUrl='nonsense' language='en-GB'/>", ListedFeed("nonsense", language="en")),
    ],
)
def test_outlines_are_read_as_programs_write_them(outline, feed):
    assert read_opml(opml(outline)) == (feed,)


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (b"", "not XML that can be read: "),
        (b"<opml><body>", "not XML that can be read: Premature end"),
        (b"<rss/>", "no OPML: its outermost element has another name"),
        (b"\x00\x01", "not XML that can be read: "),
        (opml("<outline>" * 5000 + "</outline>" * 5000), "not XML that can be read: Excessive depth"),
    ],
)
def test_what_is_no_list_is_told(document, what):
    with pytest.raises(InputError) as told:
        read_opml(document)
    assert str(told.value).startswith(what)
    assert "\n" not in str(told.value)


def test_entities_neither_grow_nor_read_files(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    outside = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE opml [<!ENTITY e0 "ha">{grown}]>'
    for definitions, name in ((outside, "x"), (bomb, "e11")):
        with pytest.raises(InputError):
            read_opml(
                f"{definitions}<opml><body><outline xmlUrl='https://a.test/' text='&{name};'/></body></opml>".encode()
            )


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (opml(""), True),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE opml>\n<OPML version='2.0'", True),
        (b"<?xml version='1.0'?><rss version='2.0'>", False),
        (b"<!DOCTYPE html><html>", False),
        (b"<opmlish>", False),
        (b"opml", False),
    ],
)
def test_a_list_is_known_by_how_it_begins(head, is_one):
    assert is_opml(head) is is_one
