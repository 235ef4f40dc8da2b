"""Where reports differ: what counts the same, and what is no difference."""

from datetime import UTC, datetime, timedelta

import pytest

from stoppress.domain.article import Article, Precision
from stoppress.domain.brief import DifferenceKind
from stoppress.stages.attribute import attribute
from stoppress.stages.brief import brief

NOON = datetime(2025, 9, 10, 12, tzinfo=UTC)


def report(outlet, *body, headline="Fire at the Orvo tannery", hours=0):
    return Article(
        id=outlet,
        outlet=outlet,
        headline=headline,
        lede=body[0],
        language="en",
        body=body,
        published=NOON + timedelta(hours=hours),
        precision=Precision.SECOND,
    )


def differences(*articles):
    made = brief(articles, {article.id: attribute(article.text, article.language) for article in articles})
    return [(one.kind, tuple(side.words for side in one.sides)) for one in made.differences]


def test_two_counts_of_one_thing_differ():
    one = report("gazette", "A fire at the Orvo tannery killed nine people on Tuesday.", hours=1)
    two = report("herald", "Five people were killed by a fire at the Orvo tannery on Tuesday.", hours=2)

    assert differences(one, two) == [(DifferenceKind.FIGURE, (one.body[0], two.body[0]))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A fire at the Orvo tannery killed nine people.", "Nine people were killed by a fire at the Orvo tannery."),
        ("A fire at the Orvo tannery killed at least nine people.", "A fire at the Orvo tannery killed 12 people."),
        ("A fire at the Orvo tannery killed nine people.", "A fire at the Orvo tannery hurt five people."),
        ("A fire at the Orvo tannery killed nine people.", "A fire at the Orvo tannery killed four women."),
        ("Nine people died in a fire at the Orvo tannery.", "The Orvo tannery, where nine died, has 40 rooms."),
    ],
)
def test_what_can_be_true_together_does_not_differ(first, second):
    assert differences(report("gazette", first), report("herald", second, hours=1)) == []


def test_a_toll_that_can_have_grown_since_does_not_differ():
    one = report("gazette", "A fire at the Orvo tannery killed nine people.")
    two = report("herald", "A fire at the Orvo tannery killed 14 people.", hours=5)

    assert differences(one, two) == []


def test_two_reports_of_one_outlet_do_not_differ():
    one = report("gazette", "A fire at the Orvo tannery killed nine people.")
    two = report("gazette", "A fire at the Orvo tannery killed five people.", hours=1)

    assert differences(one, two) == []


def test_one_weekday_in_reports_of_two_weeks_does_not_differ():
    one = report("gazette", "The Orvo tannery burned on Tuesday.")
    two = report("herald", "The Orvo tannery burned on Tuesday.", hours=24 * 7)

    assert differences(one, two) == []


def test_a_day_to_come_differs_from_a_day_left_open():
    one = report("gazette", "Queen Lira will visit the valley on 18 March.", headline="Queen to visit the valley")
    two = report("herald", "Queen Lira will visit the valley.", "Dates have not been confirmed, the palace said.")

    assert differences(one, two) == [(DifferenceKind.TIME, (one.body[0], two.body[1]))]
