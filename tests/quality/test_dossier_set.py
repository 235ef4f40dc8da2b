"""The set of invented events with gold dossiers is whole: words stand in their articles, counts and dates hold."""

import json
import re
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "dossiers"
HALVES = ("events_open", "events_frozen")
MORE = "events_more"
FROZEN_DIGEST = "e7d0e92ba4f1c262"

GOLD_FIELDS = {
    "matter",
    "status",
    "confirmed_by",
    "denied_by",
    "withdrawn",
    "declined",
    "first_reported_by",
    "credits",
    "independent",
    "shared_quotes",
    "figures",
    "times",
    "differences",
    "only_in",
}
ARTICLE_FIELDS = {"id", "outlet", "owner", "url", "published", "headline", "body", "wire"}
STATUS_BY_SIDES = {
    (False, False): "unconfirmed",
    (True, False): "confirmed",
    (False, True): "denied",
    (True, True): "disputed",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
QUOTED = re.compile(r"[“\"].*?(?:[”\"]|$)", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
LONG_SENTENCE_WORDS = 8


@lru_cache
def events_of(name):
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def events(names=(*HALVES, MORE)):
    return [event for name in names for event in events_of(name)]


def articles(names=(*HALVES, MORE)):
    return [article for event in events(names) for article in event["articles"]]


def joined(text):
    return " ".join(text.split())


def stands(words, article):
    """Say whether the words stand in the headline or the body, white space joined."""
    return joined(words) in joined(article["headline"]) or joined(words) in joined(article["body"])


def pointed_at(gold):
    """Yield each (article id, words) that the gold says stand there."""
    for source in gold["confirmed_by"] + gold["denied_by"] + gold["withdrawn"] + gold["declined"]:
        yield source["articles"][0], source["words"]
    yield from ((quote["articles"][0], quote["words"]) for quote in gold["shared_quotes"])
    for reading in gold["figures"] + gold["times"]:
        yield from ((value["article"], value["words"]) for value in reading["values"])
    for difference in gold["differences"]:
        yield from difference["articles"].items()
    yield from ((line["article"], line["words"]) for line in gold["credits"] + gold["only_in"])


def bare(text):
    """Return the words alone, in small letters, punctuation left out."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def own_sentences(body):
    """Return the long sentences of a body as bare words, what stands in quotation marks left out."""
    kept = (QUOTED.sub(" ", paragraph) for paragraph in body.split("\n\n"))
    sentences = chain.from_iterable(SENTENCE_END.split(paragraph) for paragraph in kept)
    return {words for words in map(bare, sentences) if words.count(" ") + 1 >= LONG_SENTENCE_WORDS}


def is_copied(carriers):
    """Say whether several outlets carry a sentence that is not wire copy of one agency."""
    wires = {wire for _, wire in carriers}
    return len({outlet for outlet, _ in carriers}) > 1 and (None in wires or len(wires) > 1)


by_id = pytest.mark.parametrize("event", events(), ids=lambda event: event["id"])


@by_id
def test_every_event_has_each_field_and_no_other(event):
    assert set(event) == {"id", "articles", "gold"}
    assert set(event["gold"]) == GOLD_FIELDS
    assert all(set(article) == ARTICLE_FIELDS for article in event["articles"])
    assert 2 <= len(event["articles"]) <= 6


@by_id
def test_every_excerpt_stands_word_for_word_in_its_article(event):
    article_by_id = {article["id"]: article for article in event["articles"]}

    lost = [(name, words) for name, words in pointed_at(event["gold"]) if not stands(words, article_by_id[name])]

    assert lost == []


@by_id
def test_a_shared_quote_stands_in_each_of_its_articles_up_to_punctuation(event):
    body_by_id = {article["id"]: bare(article["body"]) for article in event["articles"]}

    for quote in event["gold"]["shared_quotes"]:
        assert len(quote["articles"]) > 1
        assert [name for name in quote["articles"] if bare(quote["words"]) not in body_by_id[name]] == []


@by_id
def test_every_source_is_carried_by_articles_of_the_event(event):
    gold = event["gold"]
    ids = {article["id"] for article in event["articles"]}
    sources = chain(gold["confirmed_by"], gold["denied_by"], gold["withdrawn"], gold["declined"], gold["shared_quotes"])

    assert {name for source in sources for name in source["articles"]} <= ids


@by_id
def test_what_only_one_article_has_stands_in_no_other(event):
    for line in event["gold"]["only_in"]:
        others = [article for article in event["articles"] if article["id"] != line["article"]]
        assert not any(stands(line["words"], article) for article in others), line


@by_id
def test_status_follows_from_who_confirms_and_who_denies(event):
    gold = event["gold"]

    assert gold["status"] == STATUS_BY_SIDES[bool(gold["confirmed_by"]), bool(gold["denied_by"])]


@by_id
def test_a_declined_answer_is_of_one_of_three_kinds(event):
    kinds = {source["how"] for source in event["gold"]["declined"]}

    assert kinds <= {"no answer", "declined", "could not be reached"}


@by_id
def test_a_first_report_is_credited_by_some_article(event):
    gold = event["gold"]

    assert gold["first_reported_by"] in {None, *(line["credited"] for line in gold["credits"])}


@by_id
def test_independent_reports_are_at_most_the_owners_and_agencies(event):
    origins = {article["wire"] or article["owner"] for article in event["articles"]}

    assert 1 <= event["gold"]["independent"] <= len(origins)


@by_id
def test_a_difference_is_a_figure_or_time_that_disagrees(event):
    gold = event["gold"]

    for kind, readings in (("figure", gold["figures"]), ("time", gold["times"])):
        disagreeing = {
            reading["what"]: {value["article"]: value["words"] for value in reading["values"]}
            for reading in readings
            if not reading["agree"]
        }
        planted = {line["what"]: line["articles"] for line in gold["differences"] if line["kind"] == kind}
        assert planted == disagreeing
    assert {line["kind"] for line in gold["differences"]} <= {"figure", "time", "place"}
    assert all(len(line["articles"]) > 1 for line in gold["differences"])


@by_id
def test_moments_have_a_zone_and_dates_fall_on_the_weekday_named(event):
    assert all(datetime.fromisoformat(article["published"]).tzinfo for article in event["articles"])
    for value in chain.from_iterable(reading["values"] for reading in event["gold"]["times"]):
        if value["resolved"]:
            weekday = WEEKDAYS[date.fromisoformat(value["resolved"]).weekday()]
            assert {day for day in WEEKDAYS if day in value["words"]} <= {weekday}, value


def test_ids_and_addresses_are_unique():
    ids = [event["id"] for event in events()] + [article["id"] for article in articles()]
    addresses = [article["url"] for article in articles()]

    assert (len(ids), len(addresses)) == (len(set(ids)), len(set(addresses)))


def test_an_outlet_has_one_owner():
    owner_by_outlet = {article["outlet"]: article["owner"] for article in articles()}

    assert {(article["outlet"], article["owner"]) for article in articles()} == set(owner_by_outlet.items())


def test_the_halves_are_told_by_the_digest_of_the_event():
    by_digest = sorted((event["id"] for event in events(HALVES)), key=lambda name: sha256(name.encode()).hexdigest())

    assert {event["id"] for event in events_of("events_frozen")} == set(by_digest[: len(by_digest) // 2])


def test_the_frozen_half_is_as_it_was():
    assert sha256((HERE / "events_frozen.json").read_bytes()).hexdigest()[:16] == FROZEN_DIGEST


def test_the_halves_are_as_large_as_they_are_said_to_be():
    planted = [event["gold"]["differences"] for event in events(HALVES)]
    words = [len(article["body"].split()) for article in articles(HALVES)]
    size = sum((HERE / f"{name}.json").stat().st_size for name in HALVES)

    assert len(events(HALVES)) >= 60
    assert sum(map(len, planted)) >= 40
    assert sum(map(bool, planted)) >= 35
    assert 2.75 <= len(articles(HALVES)) / len(events(HALVES)) <= 3.5
    assert min(words) >= 120
    assert max(words) <= 400
    assert size < 700_000


def test_the_further_events_are_as_large_as_they_are_said_to_be():
    planted = [event["gold"]["differences"] for event in events_of(MORE)]
    words = [len(article["body"].split()) for article in articles((MORE,))]

    assert len(events_of(MORE)) >= 60
    assert 0.5 <= sum(map(bool, planted)) / len(planted) <= 0.7
    assert 2.25 <= len(articles((MORE,))) / len(events_of(MORE)) <= 3
    assert min(words) >= 100
    assert max(words) <= 220
    assert (HERE / f"{MORE}.json").stat().st_size < 500_000


def test_outlets_share_no_long_sentence_save_quotes_and_wire_copy():
    carried_by = {}
    for article in articles():
        for sentence in own_sentences(article["body"]):
            carried_by.setdefault(sentence, set()).add((article["outlet"], article["wire"]))

    copied = {sentence: carriers for sentence, carriers in carried_by.items() if is_copied(carriers)}

    assert copied == {}
