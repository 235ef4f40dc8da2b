"""Every line given as an outlet's stands word for word in the article it links to, whatever the article."""

import json
from collections import defaultdict
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from stoppress.cli.inputs import Problems, read_articles
from stoppress.domain.alert import Line
from stoppress.domain.brief import Excerpt
from stoppress.stages.attribute import attribute
from stoppress.stages.brief import brief
from stoppress.stages.compose import compose
from stoppress.stages.corroborate import corroborate
from tests.quality.dossier_score import articles_of, read_events

OWN = Path(__file__).parent
SETS = ("gva_incidents", "allsides_fulltext", "giveme5w1h_events", "wikinews_sources", "basil", "ecbplus", "vn_mds200")
MOST_EVENTS = 25  # of a labelled set
MOST_ARTICLES = 6  # of an event


def inside(value, kind):
    """Yield the records of a kind that stand anywhere in a record."""
    if isinstance(value, kind):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from inside(getattr(value, field.name), kind)
    elif isinstance(value, tuple):
        for one in value:
            yield from inside(one, kind)


def check(articles):
    attributions = {article.id: attribute(article.text, article.language) for article in articles}
    by_id = {article.id: article for article in articles}
    made = brief(articles, attributions)
    excerpts = list(inside(made, Excerpt))
    for excerpt in excerpts:
        article = by_id[excerpt.article]
        assert article.text[slice(*excerpt.span)] == excerpt.words
        assert (excerpt.outlet, excerpt.url) == (article.outlet, article.url)
        assert excerpt.words.strip() == excerpt.words != ""
    if not any(article.title for article in articles):
        return len(excerpts)
    told = corroborate(articles, attributions)
    alert = compose("event", articles, told, current=set(by_id), excerpt_length=300, brief=made)
    for line in inside(alert, Line):
        article = by_id[line.article]
        assert line.text in article.text or line.text in article.title
        assert (line.outlet, line.url) == (article.outlet, article.url)
    return len(excerpts)


@pytest.mark.parametrize("half", ["open", "frozen"])
def test_every_line_of_the_invented_events_is_verbatim(half):
    assert sum(check(articles_of(event)) for event in read_events(half)) > 1000


@pytest.mark.parametrize("name", ["events_corpus", "hard_events", "kremlin_neighbours"])
def test_every_line_of_the_invented_corpora_is_verbatim(name):
    assert sum(check([article]) for article in read_articles([OWN / f"{name}.jsonl"], Problems())) > 50


@pytest.mark.parametrize("name", SETS)
def test_every_line_of_the_labelled_news_is_verbatim(shared, name):
    path = shared / "data" / f"{name}.jsonl"
    event_by_id = {}
    for row in path.read_text("utf-8").splitlines():
        fields_ = json.loads(row)
        event_by_id[str(fields_["id"])] = fields_["event"]
    by_event = defaultdict(list)
    for article in read_articles([path], Problems()):
        by_event[event_by_id[article.id]].append(article)
        if len(by_event) > MOST_EVENTS:
            break
    assert sum(check(articles[:MOST_ARTICLES]) for articles in by_event.values()) > 50
