"""The window: joins and opens, forgets, repairs, and goes on from a snapshot as if nothing had been."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from stoppress.domain.article import Article
from stoppress.domain.errors import InputError
from stoppress.domain.event import Join, Open
from stoppress.stages.cluster import read_terms
from stoppress.window.background import count_background, load_background
from stoppress.window.index import Window

CORPUS = Path(__file__).parent.parent / "quality" / "events_corpus.jsonl"
NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)


def read(row):
    published = datetime.fromisoformat(row["published"]) if "published" in row else None
    body = tuple(row["text"].split("\n\n"))
    headline, language = row.get("headline"), row["language"]
    return Article(row["id"], row["outlet"], body, headline=headline, published=published, language=language)


@pytest.fixture
def articles():
    return [read(json.loads(line)) for line in CORPUS.read_text("utf-8").splitlines()]


def take(window, article):
    placement = window.decide(article)
    event = placement.event if isinstance(placement, Join) else article.id
    window.add(event, article)
    return event


def fire(article_id, *, days=0, **more):
    body = ("A fire tore through the Harrow mill in Orvo, fire chief Lena Brandt said; two firefighters were hurt.",)
    return Article(article_id, article_id, body, published=NOON + timedelta(days=days), language="en", **more)


def strike(article_id, *, days=0):
    body = ("Pilots shut the harbour at Port Anselm over pay; union secretary Milo Santer wants nine per cent.",)
    return Article(article_id, article_id, body, published=NOON + timedelta(days=days), language="en")


def test_the_first_article_opens_an_event():
    assert Window().decide(fire("a")) == Open(0.0)


def test_an_article_joins_the_event_it_tells_of(articles):
    window = Window()
    window.add("7", articles[0])

    placement = window.decide(articles[2])

    assert isinstance(placement, Join)
    assert (placement.event, placement.score > 0.9) == ("7", True)
    assert {one.kind: one.detail for one in placement.evidence}["names"] == "orvo, brandt, harrow, lena, osyth"


def test_another_fire_opens_its_own_event(articles):
    window = Window()
    window.add("7", articles[0])

    assert isinstance(window.decide(articles[1]), Open)


def test_deciding_changes_nothing(articles):
    looked, blind = Window(), Window()
    for article in articles[:12]:
        for other in articles:
            looked.decide(other)
        looked.add(article.id[:-2], article)
        blind.add(article.id[:-2], article)

    assert looked.snapshot() == blind.snapshot()


@pytest.mark.parametrize(("days", "joins"), [(7, True), (-7, True), (7.01, False), (-7.01, False)])
def test_the_span_itself_is_within_it(days, joins):
    window = Window()
    window.add("a", fire("a"))

    assert isinstance(window.decide(fire("b", days=days)), Join) is joins


def test_an_undated_article_finds_its_event_however_old():
    window = Window()
    window.add("a", fire("a"))
    window.add("b", strike("b", days=300))

    assert window.decide(replace(fire("c"), published=None)).event == "a"


def test_an_event_of_undated_articles_is_found_by_dated_ones():
    window = Window()
    window.add("a", replace(fire("a"), published=None))

    assert window.decide(fire("b")).event == "a"


def test_an_article_that_comes_again_takes_its_own_place():
    window = Window()
    window.add("a", fire("a"))
    window.add("b", strike("b"))
    window.add("b", fire("a"))

    assert (len(window), window.event_of("a"), window.arrived) == (2, "b", 3)
    assert list(window._events.by_key) == ["b"]
    assert [kept.id for kept in window._events.by_key["b"].articles] == ["b", "a"]


def test_events_out_of_time_are_forgotten_beyond_what_is_kept_anyway():
    window = Window(quiet=2)
    for day in range(0, 100, 10):
        window.add(str(day), fire(f"old-{day}", days=day))
    for number in range(40):
        window.add("now", fire(f"new-{number}", days=100))

    assert {window.event_of(f"old-{day}") for day in range(0, 100, 10)} == {None}
    assert len(window) == 40  # all in time, whatever their number


def test_a_few_wrong_dates_make_nothing_forgotten():
    window = Window(quiet=1)
    for number in range(40):
        window.add("a", fire(f"a-{number}"))
    window.add("b", strike("b", days=36500))

    assert (len(window), window.event_of("a-0")) == (41, "a")


def test_a_forgotten_event_leaves_nothing_behind():
    window = Window(quiet=0)
    for number in range(300):
        odd = f"odd{number} rare{number} lone{number}"
        window.add(str(number), Article(str(number), "o", (odd,), published=NOON + timedelta(days=10 * number)))

    assert len(window) < 50
    assert len(window._events._postings) < 150
    assert len(window._lexicon.terms) < 400


def test_events_that_proved_one_are_merged_into_the_first():
    window = Window()
    for number in range(3):
        window.add("one", fire(f"a-{number}"))
        window.add("other", fire(f"b-{number}"))
        window.add("strike", strike(f"c-{number}"))

    assert window.settle() == {"b-0": "one", "b-1": "one", "b-2": "one"}
    assert window.event_of("b-2") == "one"
    assert (list(window._events.by_key), window._touched) == (["one", "strike"], {})
    assert {slot for posted in window._events._postings.values() for slot in posted} == {0, 2}
    assert window.settle() == {}


def test_an_article_in_the_wrong_event_moves():
    window = Window()
    window.add("fire", fire("a"))
    window.add("fire", fire("b"))
    window.add("strike", strike("c"))
    window.add("strike", strike("d"))
    window.add("strike", fire("e"))

    assert window.settle() == {"e": "fire"}


def test_an_event_of_one_moves_into_the_one_opened_first():
    window = Window()
    window.add("first", fire("a"))
    window.add("second", fire("b"))

    assert window.settle() == {"b": "first"}


def test_events_too_far_apart_are_never_merged():
    window = Window()
    window.add("first", fire("a"))
    window.add("second", fire("b", days=8))

    assert window.settle() == {}


@pytest.mark.parametrize("cut", [0, 1, 9, 25])
def test_a_restored_window_goes_on_as_if_nothing_had_been(articles, cut):
    whole, halved = Window(), Window()
    events = [take(whole, article) for article in articles]
    first = [take(halved, article) for article in articles[:cut]]
    halved = Window.restore(halved.snapshot())
    rest = [take(halved, article) for article in articles[cut:]]

    assert first + rest == events
    assert halved.settle() == whole.settle()
    assert halved.snapshot() == whole.snapshot()


def test_a_restored_window_still_knows_what_to_repair():
    window = Window()
    window.add("first", fire("a"))
    window.add("second", fire("b"))

    assert Window.restore(window.snapshot()).settle() == {"b": "first"}


def test_a_snapshot_keeps_the_settings():
    restored = Window.restore(Window(timedelta(days=2), quiet=5).snapshot())
    restored.add("a", fire("a"))

    assert isinstance(restored.decide(fire("b", days=3)), Open)
    assert restored._quiet == 5


@pytest.mark.parametrize(
    "damage",
    [
        lambda packed: b"",
        lambda packed: packed[:-1],
        lambda packed: packed + b"x",
        lambda packed: packed[:100] + bytes([packed[100] ^ 1]) + packed[101:],
        lambda packed: packed.replace(b"window 1", b"window 0"),
        lambda packed: b"cos\nsystem\n(S'true'\ntR.",
    ],
)
def test_a_damaged_snapshot_is_refused_in_one_line(damage):
    window = Window()
    window.add("a", fire("a"))

    with pytest.raises(InputError, match=r"snapshot of a window"):
        Window.restore(damage(window.snapshot()))


def test_the_background_is_small_and_reads_as_it_is_written():
    counted, common = load_background("en")
    written = count_background([read_terms(fire(str(number))) for number in range(5)])

    assert (counted, common["peopl"] > common["harbor"] > 0) == (840, True)
    assert written.splitlines()[:2] == ["5", "@brandt 5"]
    assert load_background("../en") == (0, {})


def two_months(*, odd=(), every=None):
    """Return 62 days of strangers, 25 a day; `odd` are the dates of the first ones, `every` that of each 25th."""
    found = []
    for number in range(62 * 25):
        published = NOON + timedelta(days=number // 25)
        if number < len(odd):
            published = odd[number]
        if every is not None and number % 25 == 7:
            published = every
        body = (f"odd{number} rare{number} lone{number}",)
        found.append(Article(str(number), "o", body, published=published, language="en"))
    return found


@pytest.mark.parametrize(
    "news",
    [
        {},
        {"odd": [datetime(2099, 1, 1, tzinfo=UTC)]},
        {"odd": [NOON + timedelta(days=20)] * 40},
        {"odd": [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]},
        {"every": datetime(2010, 1, 1, tzinfo=UTC)},
        {"every": datetime(2099, 1, 1, tzinfo=UTC)},
    ],
    ids=["none", "one ahead", "many a little ahead", "the ends of time", "some long ago", "some far ahead"],
)
def test_wrong_dates_do_not_stop_forgetting(news):
    window = Window(quiet=50)
    for article in two_months(**news):
        window.add(article.id, article)

    last_week = {str(number) for number in range(54 * 25, 62 * 25) if number % 25 != 7}
    assert last_week <= window._event_by_article.keys()
    assert min(map(int, window._event_by_article)) > 50 * 25
    assert len(window) < 8 * 25 + 50 + 50  # a week and a day, what is kept anyway, and what waits to be looked at


@pytest.mark.parametrize("hours", [-14, 14])
@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_any_moment_can_be_added(moment, hours):
    window = Window(quiet=0)
    for number in range(40):
        published = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
        article = replace(fire(f"a-{number}"), published=published)
        window.decide(article)
        window.add(str(number % 4), article)

    assert Window.restore(window.snapshot()).snapshot() == window.snapshot()


def test_one_date_ahead_makes_no_event_of_this_week_forgotten():
    window = Window(quiet=1)
    window.add("a", fire("a-0"))
    window.add("a", fire("a-1", days=36500))
    for number in range(40):
        window.add("b", strike(f"b-{number}"))

    assert window.event_of("a-1") == "a"


def test_an_undated_article_stays_while_fewer_arrive_than_are_kept_anyway():
    window = Window(quiet=20)
    for number in range(100):
        window.add("a", fire(f"a-{number}"))
    window.add("b", replace(strike("b"), published=None))
    for number in range(19):
        window.add("c", fire(f"c-{number}"))
    stayed = window.event_of("b")
    window.add("c", fire("c-last"))

    assert (stayed, window.event_of("b")) == ("b", None)


def test_an_article_looks_at_few_events_for_what_to_forget():
    window = Window(quiet=1000)
    for article in two_months()[:1000]:
        window.add(article.id, replace(article, published=None))
    window._quiet = 0
    window.add("now", fire("now"))

    assert len(window) == 1001 - 8


@pytest.mark.parametrize("cut", [60, 700])
def test_a_restored_window_forgets_as_if_nothing_had_been(cut):
    news = two_months(odd=[NOON + timedelta(days=20)] * 40, every=datetime(2099, 1, 1, tzinfo=UTC))[:900]
    whole, halved = Window(quiet=50), Window(quiet=50)
    for article in news:
        whole.add(article.id, article)
    for article in news[:cut]:
        halved.add(article.id, article)
    halved = Window.restore(halved.snapshot())
    for article in news[cut:]:
        halved.add(article.id, article)

    assert halved.snapshot() == whole.snapshot()
