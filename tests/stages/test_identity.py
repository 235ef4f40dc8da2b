"""Whether an entry is new, an edit, or the same moved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.article import Entry
from stoppress.stages.identity import Change, canonical_address, compare, identity_of

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
FERRY = Entry(
    "courier-1", "https://www.courier.test/news/ferry?id=7", "Ferry runs aground off Tessaly Point",
    "All 212 people on board were taken ashore.", NOON,
)  # fmt: skip
BUDGET = Entry(
    "courier-2", "https://www.courier.test/news/budget?id=8", "Council adopts budget after nine hours of debate",
    "Libraries keep their opening hours.", NOON,
)  # fmt: skip
KNOWN = [identity_of(BUDGET), identity_of(FERRY)]

tracking = st.sampled_from(
    [
        "utm_source=rss",
        "utm_campaign=x%20y",
        "fbclid=abc",
        "gclid=1",
        "at_medium=RSS",
        "ref=home",
        "cmp=rss",
        "xtor=RSS-1",
    ]
)
moves = st.fixed_dictionaries(
    {
        "scheme": st.sampled_from(["http", "https", "HTTPS"]),
        "host": st.sampled_from(
            ["www.courier.test", "courier.test", "COURIER.test", "www.courier.test:443", "m.courier.test"]
        ),
        "query": st.lists(tracking, max_size=3, unique=True),
        "slash": st.booleans(),
        "fragment": st.sampled_from(["", "#top", "#comments"]),
    }
)


def moved(entry, move):
    query = "&".join([*move["query"][:1], "id=7", *move["query"][1:]])
    slash = "/" if move["slash"] else ""
    return replace(entry, url=f"{move['scheme']}://{move['host']}/news/ferry{slash}?{query}{move['fragment']}")


@given(moves, st.sampled_from(["courier-1", "changed", None]), st.integers(-9, 9))
def test_an_entry_that_moved_is_the_same_whatever_its_scheme_parameters_guid_and_date(move, guid, hours):
    entry = replace(moved(FERRY, move), guid=guid, published=NOON + timedelta(hours=hours))

    assert compare(identity_of(entry), KNOWN) == (Change.SAME, KNOWN[1])


@given(moves, st.sampled_from(["courier-1", "changed", None]))
def test_other_words_at_its_address_are_an_edit(move, guid):
    entry = replace(moved(FERRY, move), guid=guid, title="Ferry freed from rocks off Tessaly Point")

    assert compare(identity_of(entry), KNOWN) == (Change.EDITED, KNOWN[1])


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip("/ ?#&=")))
def test_another_address_with_other_words_is_new(path):
    entry = Entry("other", f"https://courier.test/other/{path}", f"Bridge closed {path}", "Lorries turn back.", None)

    assert compare(identity_of(entry), KNOWN) == (Change.NEW, None)


def test_the_same_words_at_another_address_are_the_same_moved():
    entry = replace(FERRY, guid="x", url="https://courier.test/2031/05/ferry-aground")

    assert compare(identity_of(entry), KNOWN) == (Change.SAME, KNOWN[1])


def test_a_few_words_alone_are_not_enough():
    live, later = (
        Entry("a", "https://courier.test/1", "Live", None, None),
        Entry("b", "https://courier.test/2", "Live", None, None),
    )

    assert compare(identity_of(later), [identity_of(live)]) == (Change.NEW, None)


def test_a_guid_used_twice_makes_no_two_articles_one():
    entry = replace(
        BUDGET, guid="courier-1", url="https://courier.test/news/bridge", title="A bridge is closed to lorries"
    )

    assert compare(identity_of(entry), KNOWN) == (Change.NEW, None)


def test_an_entry_without_an_address_is_known_by_its_guid():
    entry = replace(FERRY, url=None, title="Ferry freed")

    assert compare(identity_of(entry), KNOWN) == (Change.EDITED, KNOWN[1])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.a.test/", "a.test"),
        ("http://a.test:8080/x/index.html", "a.test:8080/x"),
        ("https://a.test/x/amp", "a.test/x"),
        ("https://a.test/x?b=2&a=1&utm_medium=z", "a.test/x?a=1&b=2"),
        ("https://a.test/X", "a.test/X"),
        ("https://m.test/x", "m.test/x"),
        ("https://[::1/x", "https://[::1/x"),
    ],
)
def test_an_address_is_written_one_way(address, expected):
    assert canonical_address(address) == expected
