"""How well pages are read: floors that nothing may go below, on invented articles in the layouts that outlets use."""

from collections import Counter
from datetime import datetime
from statistics import fmean

import pytest
import trafilatura

from stoppress.domain.article import Stated
from stoppress.stages.extract import extract_page
from tests.quality.pages.corpus import digest, f1, left, lost, pages, pages_of_systems

DIGEST = "ca306b11868a0829"
# A little under what was measured: F1 over the bag of words, ours and by how much the extractor alone is behind.
F1 = 0.998
AHEAD = 0.05


@pytest.fixture(scope="module")
def corpus():
    return pages()


@pytest.fixture(scope="module")
def articles(corpus):
    return {page.id: extract_page(page.html, Stated(id=page.id)) for page in corpus}


def test_the_pages_are_those_that_the_floors_were_measured_on(corpus):
    assert digest() == DIGEST
    assert len({page.id for page in corpus}) == len(corpus) >= 60
    assert min(Counter(page.kind for page in corpus).values()) >= 3
    assert len({page.kind for page in corpus}) >= 20


def test_f1_of_a_text_with_itself_is_one_and_with_half_of_it_two_thirds():
    assert f1(["a b", "c d"], "c d\n\na b") == 1
    assert f1(["a b c d"], "a b") == pytest.approx(2 / 3)
    assert f1(["a"], "") == 0


def test_pages_are_read_well_and_better_than_by_the_extractor_alone(corpus, articles):
    ours = fmean(f1(page.body, articles[page.id].text) for page in corpus)
    alone = fmean(f1(page.body, trafilatura.extract(page.html, include_comments=False) or "") for page in corpus)

    assert (ours >= F1, ours - alone >= AHEAD) == (True, True), (ours, alone)


def test_pages_of_publishing_systems_are_read_as_well():
    found = [(page, extract_page(page.html, Stated(id=page.id)).text) for page in pages_of_systems()]

    assert len(found) == 15
    assert {page.id: lines for page, text in found if (lines := [*lost(page, text), *left(page, text)])} == {}
    assert fmean(f1(page.body, text) for page, text in found) >= F1


def test_no_paragraph_is_lost(corpus, articles):
    assert {page.id: lines for page in corpus if (lines := lost(page, articles[page.id].text))} == {}


def test_nothing_strange_to_the_article_is_left_in_it(corpus, articles):
    assert {page.id: lines for page in corpus if (lines := left(page, articles[page.id].text))} == {}


def test_what_pages_state_is_read(corpus, articles):
    for page in corpus:
        found = articles[page.id]
        read = (found.headline, found.byline, found.language, found.section, found.paywalled)
        assert read == (page.headline, page.byline, page.language, page.section, page.paywalled), page.id
        assert found.published == datetime.fromisoformat(page.published)
        assert found.modified == (page.modified and datetime.fromisoformat(page.modified))
