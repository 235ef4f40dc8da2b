"""The window: joins and opens, forgets, repairs, and goes on from a snapshot as if nothing had been."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from stoppress.domain.article import Article
from stoppress.domain.errors import InputError
from stoppress.domain.event import Join, Open, Repair, RepairKind
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


def packed(window):
    file = io.BytesIO()
    window.save(file)
    return file.getvalue()


def load(content):
    return Window.load(io.BytesIO(content))


def moves(repairs):
    """Return the event to which repairs take each article."""
    return {article: repair.goal for repair in repairs for article in repair.articles}


def fire(article_id, *, days=0, **more):
    body = ("A fire tore through the Harrow mill in Orvo, fire chief Lena Brandt said; two firefighters were hurt.",)
    return Article(article_id, article_id, body, published=NOON + timedelta(days=days), language="en", **more)


def other_words(article_id, *, days=0):
    body = ("Two firefighters suffered burns when the Harrow mill went up in flames, according to Lena Brandt.",)
    return Article(article_id, article_id, body, published=NOON + timedelta(days=days), language="en")


def retold(article_id):
    body = ("Orvo: Harrow mill ablaze. Chief Brandt said that the fire tore through two floors and hurt firefighters.",)
    return Article(article_id, article_id, body, published=NOON, language="en")


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
    assert {one.kind: one.detail for one in placement.evidence}["names"] == "brandt, harrow, lena, orvo, osyth"


def test_another_fire_opens_its_own_event(articles):
    window = Window()
    window.add("7", articles[0])

    assert isinstance(window.decide(articles[1]), Open)


def test_deciding_changes_nothing(articles):
    looked, blind = Window(), Window()
    for article in articles:
        for other in articles[:12]:
            looked.decide(other)

        assert take(looked, article) == take(blind, article)
    assert looked.settle() == blind.settle()


def test_time_apart_speaks_against_an_event():
    window = Window()
    window.add("a", fire("a"))
    likely = [window.decide(other_words("b", days=days)).score for days in (0, 3, 20)]

    assert likely == sorted(likely, reverse=True)
    assert likely[0] > likely[-1]


def test_what_lies_a_year_and_more_apart_is_not_compared():
    window = Window()
    window.add("a", fire("a"))

    assert window.decide(fire("b", days=401)) == Open(0.0)


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
    assert [key for key in window._keys if key] == ["b"]
    assert [window.id_of(number) for number in window._store.members(window.slot_of("b"))] == ["a", "b"]


def test_articles_out_of_time_are_forgotten_beyond_those_kept_anyway():
    window = Window(quiet=2)
    for day in range(0, 100, 10):
        window.add(str(day), fire(f"old-{day}", days=day))
    for number in range(60):
        window.add("now", fire(f"new-{number}", days=100))

    assert {window.event_of(f"old-{day}") for day in range(0, 100, 10)} == {None}
    assert len(window) > 40  # in time, whatever their number


def test_a_few_wrong_dates_make_nothing_forgotten():
    window = Window(quiet=1)
    for number in range(40):
        window.add("a", fire(f"a-{number}"))
    window.add("b", strike("b", days=36500))

    assert (len(window), window.event_of("a-0")) == (41, "a")


def test_a_forgotten_event_leaves_nothing_behind():
    window = Window(quiet=0)
    for number in range(9000):
        odd = f"odd{number} rare{number} lone{number}"
        window.add(str(number), Article(str(number), "o", (odd,), published=NOON + timedelta(days=number)))

    store = window._store
    assert len(window) < 50
    assert [len(columns) for columns in (store.terms, store.postings)] == [6 * len(window), 3 * len(window)]
    assert len(store.articles["time"]) < 2000
    assert len(store.events["size"]) < 2000
    assert len(store.heads.keys) < 9000


def test_events_that_proved_one_are_merged_into_the_first():
    window = Window()
    window.add("one", fire("a"))
    window.add("one", other_words("b"))
    window.add("other", retold("c"))
    window.add("other", retold("d"))
    window.add("strike", strike("e"))

    (repair,) = window.settle()

    assert repair == Repair(RepairKind.MERGE, ("c", "d"), "other", "one", repair.score, repair.evidence)
    assert repair.score > 0.5
    assert {one.kind for one in repair.evidence} >= {"words", "names", "time"}
    assert ([key for key in window._keys if key], window._touched) == (["one", "strike"], {})
    assert window.settle() == []


def test_an_article_in_the_wrong_event_moves():
    window = Window()
    window.add("fire", fire("a"))
    window.add("fire", fire("b"))
    window.add("strike", strike("c"))
    window.add("strike", strike("d"))
    window.add("strike", fire("e"))

    assert moves(window.settle()) == {"e": "fire"}


def test_a_stranger_is_split_off_into_an_event_of_its_own():
    window = Window()
    window.add("fire", fire("a"))
    window.add("fire", fire("b"))
    window.add("fire", strike("c"))

    (repair,) = window.settle()

    assert (repair.kind, repair.articles, repair.source) == (RepairKind.SPLIT, ("c",), "fire")
    assert window.event_of("c") == repair.goal != "fire"


def test_an_article_placed_before_is_recalled_without_another_look():
    window = Window()
    for number in range(3):
        window.recall("one", fire(f"a-{number}"))
        window.recall("other", fire(f"b-{number}"))

    assert (window.event_of("b-2"), window.settle()) == ("other", [])


def test_an_event_can_be_given_another_key():
    window = Window()
    window.add("first", fire("a"))
    window.add("second", fire("b"))
    window.rename("first", "new")

    assert moves(window.settle()) == {"b": "new"}


def test_an_event_of_one_moves_into_the_one_opened_first():
    window = Window()
    window.add("first", fire("a"))
    window.add("second", fire("b"))

    assert moves(window.settle()) == {"b": "first"}


@pytest.mark.parametrize("cut", [0, 1, 9, 25])
def test_a_restored_window_goes_on_as_if_nothing_had_been(articles, cut):
    whole, halved = Window(), Window()
    events = [take(whole, article) for article in articles]
    first = [take(halved, article) for article in articles[:cut]]
    halved = load(packed(halved))
    rest = [take(halved, article) for article in articles[cut:]]

    assert first + rest == events
    assert halved.settle() == whole.settle()
    assert packed(halved) == packed(whole)


def test_a_restored_window_still_knows_what_to_repair():
    window = Window()
    window.add("first", fire("a"))
    window.add("second", fire("b"))

    assert moves(load(packed(window)).settle()) == {"b": "first"}


def test_a_snapshot_keeps_the_settings():
    restored = load(packed(Window(timedelta(days=2), quiet=5)))

    assert (restored._span, restored._quiet) == (timedelta(days=2), 5)


@pytest.mark.parametrize(
    "damage",
    [
        lambda packed: b"",
        lambda packed: packed[:-1],
        lambda packed: packed[:100] + bytes([packed[100] ^ 1]) + packed[101:],
        lambda packed: packed.replace(b"window 2", b"window 0"),
        lambda packed: b"cos\nsystem\n(S'true'\ntR.",
    ],
)
def test_a_damaged_snapshot_is_refused_in_one_line(damage):
    window = Window()
    window.add("a", fire("a"))

    with pytest.raises(InputError, match=r"it is (damaged|no window)"):
        load(damage(packed(window)))


def test_the_background_is_small_and_reads_as_it_is_written():
    counted, common = load_background("en")
    written = count_background([read_terms(fire(str(number))) for number in range(5)])

    assert (counted, common["0peopl"] > common["0harbor"] > 0) == (840, True)
    assert written.splitlines()[:2] == ["5", "0brandt 5"]
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

    last_week = {str(number) for number in range(56 * 25, 62 * 25) if number % 25 != 7}
    assert last_week <= window._numbers.keys()
    assert min(map(int, window._numbers)) > 50 * 25
    assert len(window) < 9 * 25 + 50  # a week and two days, and what is kept anyway


@pytest.mark.parametrize("hours", [-14, 14])
@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_any_moment_can_be_added(moment, hours):
    window = Window(quiet=0)
    for number in range(40):
        published = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
        article = replace(fire(f"a-{number}"), published=published)
        window.decide(article)
        window.add(str(number % 4), article)

    assert packed(load(packed(window))) == packed(window)


def test_one_date_ahead_makes_no_event_of_this_week_forgotten():
    window = Window(quiet=1)
    window.add("a", fire("a-0"))
    window.add("a", fire("a-1", days=36500))
    for number in range(40):
        window.add("b", strike(f"b-{number}"))

    assert window.event_of("a-1") == "a"


def test_an_undated_article_stays_as_long_as_those_that_came_with_it():
    window = Window(quiet=20)
    for number in range(40):
        window.add("a", fire(f"a-{number}"))
    window.add("b", replace(strike("b"), published=None))
    for number in range(40):
        window.add("c", fire(f"c-{number}", days=6))
    stayed = window.event_of("b")
    for number in range(40):
        window.add("d", fire(f"d-{number}", days=9))

    assert (stayed, window.event_of("b"), window.event_of("d-0")) == ("b", None, "d")


def test_an_article_makes_few_others_forgotten():
    window = Window(quiet=1000)
    for article in two_months()[:1000]:
        window.add(article.id, replace(article, published=None))
    window._quiet = 0
    window.add("now", fire("now"))

    assert len(window) == 1001 - 2


@pytest.mark.parametrize("cut", [60, 700])
def test_a_restored_window_forgets_as_if_nothing_had_been(cut):
    news = two_months(odd=[NOON + timedelta(days=20)] * 40, every=datetime(2099, 1, 1, tzinfo=UTC))[:900]
    whole, halved = Window(quiet=50), Window(quiet=50)
    for article in news:
        whole.add(article.id, article)
    for article in news[:cut]:
        halved.add(article.id, article)
    halved = load(packed(halved))
    for article in news[cut:]:
        halved.add(article.id, article)

    assert packed(halved) == packed(whole)
