"""What repeats across an outlet's pages is no part of its articles."""

import pytest

from stoppress.domain.article import Article, Dropped, DropReason
from stoppress.newsroom import models
from stoppress.newsroom.lines import without_repeats
from stoppress.newsroom.outlets import add_feed

pytestmark = pytest.mark.django_db
APPEAL = "Good reporting needs readers who stand behind it: become one of ours."


@pytest.fixture
def outlet(now):
    return add_feed("http://courier.test/feed", outlet="Orvo Courier", now=now)[0].outlet


def read(outlet, number, *more):
    body = (*more, f"Number {number} of the boats in the harbour of Orvo was moored again at noon.", "Nobody was hurt.")
    article = Article(str(number), outlet.name, body, lede=body[0])
    return without_repeats(article, outlet, address=f"http://courier.test/{number}")


def test_a_line_that_stood_on_three_other_pages_is_dropped_with_its_reason(outlet):
    found = [read(outlet, number, APPEAL) for number in range(4)]

    assert [article.body[0] == APPEAL for article in found] == [True, True, True, False]
    assert found[3].dropped == (Dropped(APPEAL, DropReason.FURNITURE),)
    assert found[3].lede == found[3].body[0]


def test_the_same_page_read_again_teaches_nothing(outlet):
    for _ in range(5):
        again = read(outlet, 1, APPEAL)

    assert again.body[0] == APPEAL


def test_what_one_outlet_repeats_says_nothing_of_another(outlet, now):
    other = add_feed("http://gazette.test/feed", outlet="Gazette", now=now)[0].outlet
    for number in range(4):
        read(outlet, number, APPEAL)

    assert read(other, 9, APPEAL).body[0] == APPEAL


def test_an_article_that_repeats_as_a_whole_is_kept(outlet):
    text = "A ferry with 212 people on board ran onto rocks off Tessaly Point early on Sunday, the harbour master said."
    for number in range(5):
        article = Article(str(number), outlet.name, (text,), lede=text)
        kept = without_repeats(article, outlet, address=f"http://courier.test/{number}")

    assert kept.body == (text,)
    assert models.OutletLines.objects.count() == 1
