"""Repairs of events are kept with their reasons, and never cause a second alert for what was alerted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError

from stoppress.domain.event import Evidence, Open, Repair, RepairKind
from stoppress.domain.verdict import Decision, Reason
from stoppress.newsroom import models
from stoppress.newsroom.cover import Desk
from stoppress.newsroom.ingest import store_article
from stoppress.newsroom.repair import keep_repairs
from stoppress.window.index import Window
from tests.newsroom.stories import budget, ferry

pytestmark = pytest.mark.django_db
EVIDENCE = (Evidence("words", 0.41236, "ferri, reef"),)


def arrive(now, *articles):
    for article in articles:
        store_article(article, now=now)


def events():
    return [
        ([row.key for row in event.articles.order_by("pk")], event.decision, event.reasons)
        for event in models.Event.objects.order_by("pk")
    ]


def place_apart(monkeypatch):
    monkeypatch.setattr(Window, "decide", lambda self, article: Open(0.1))


@pytest.fixture
def alerted(now):
    """An event of two reports, alerted; return its key."""
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    Desk().cover(now=now)
    return str(models.Alert.objects.get().event_id)


def test_events_that_prove_one_are_alerted_as_one(now, monkeypatch):
    place_apart(monkeypatch)
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now), budget("b1", "Courier", now))

    (alert,) = Desk().cover(now=now)

    assert [row.key for row in alert.articles.order_by("pk")] == ["f1", "f2"]
    assert events()[1] == ([], Decision.DROP, [Reason.MERGED])
    (repair,) = models.Repair.objects.all()
    assert (repair.kind, repair.source_id, repair.goal_id) == ("move", alert.event_id + 1, alert.event_id)
    assert repair.score > 0.5
    assert {piece["kind"] for piece in repair.evidence} >= {"words", "names", "time"}


def test_repairs_wait_for_half_a_minute(now, monkeypatch):
    desk = Desk()
    desk.cover(now=now)
    place_apart(monkeypatch)
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))

    assert desk.cover(now=now + timedelta(seconds=29)) == []
    assert len(desk.cover(now=now + timedelta(seconds=30))) == 1


def test_what_was_alerted_stays_alerted_where_its_event_proves_one_with_another(now, alerted):
    other = models.Event.objects.create(opened_at=now, judged_at=now)
    arrive(now, ferry("f3", "Herald", now))
    models.Article.objects.filter(key="f3").update(event=other, placed_at=now)

    keys = keep_repairs([Repair(RepairKind.MERGE, ("f1", "f2"), alerted, str(other.pk), 0.9, EVIDENCE)], now=now)

    assert keys == {str(other.pk): alerted}
    assert Desk().cover(now=now) == []
    assert events() == [
        (["f1", "f2", "f3"], Decision.PUBLISH, ["fresh", "told by independent owners"]),
        ([], Decision.DROP, [Reason.MERGED]),
    ]
    assert models.Repair.objects.get().evidence == [{"kind": "words", "value": 0.4124, "detail": "ferri, reef"}]


def test_a_report_split_off_an_alerted_event_is_not_alerted_again(now, alerted):
    keys = keep_repairs([Repair(RepairKind.SPLIT, ("f2",), alerted, f"{alerted}/7", 0.9)], now=now)

    assert Desk().cover(now=now) == []
    assert events()[1] == (["f2"], Decision.HOLD, [Reason.ALERTED_BEFORE])
    assert keys == {f"{alerted}/7": str(models.Event.objects.last().pk)}


def test_reports_that_no_alert_told_of_make_one_beside_one_that_was_told(now, alerted):
    keep_repairs([Repair(RepairKind.SPLIT, ("f2",), alerted, "new", 0.9)], now=now)
    split = models.Event.objects.last()
    arrive(now, ferry("f3", "Herald", now), ferry("f4", "Courier", now))
    models.Article.objects.filter(key__in=["f3", "f4"]).update(event=split, placed_at=now)

    (alert,) = Desk().cover(now=now)

    assert alert.event_id == split.pk


def test_a_desk_whose_repairs_were_not_kept_reads_its_window_anew(now, monkeypatch):
    desk = Desk()
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    with monkeypatch.context() as patch:
        place_apart(patch)
        patch.setattr("stoppress.newsroom.cover.keep_repairs", _away)
        with pytest.raises(OperationalError):
            desk.cover(now=now)
    arrive(now, ferry("f3", "Herald", now))
    desk.cover(now=now)

    assert [keys for keys, _, _ in events() if keys] == [["f1", "f2", "f3"]]


def _away(*_arguments, **_named):
    raise OperationalError("database is locked")


def test_an_edited_report_takes_the_place_of_the_one_before(now):
    first = ferry("f1", "Courier", now)
    edited = replace(
        first, id="f1b", url="http://courier.test/new", headline="Ferry aground", body=(*first.body, "It rained.")
    )
    arrive(now, first, ferry("f2", "Gazette", now), edited)

    (alert,) = Desk().cover(now=now)

    assert [row.key for row in alert.articles.order_by("pk")] == ["f2", "f1b"]
    assert models.Article.objects.get(key="f1").replaced_by.key == "f1b"


def test_two_texts_of_one_outlet_are_two_articles(now):
    arrive(now, ferry("f1", "Courier", now), replace(ferry("f2", "Gazette", now), outlet="Courier"))
    Desk().cover(now=now)

    assert models.Article.objects.filter(replaced_by__isnull=False).count() == 0


def test_a_later_edition_of_an_alerted_report_is_not_alerted_again(now, alerted):
    arrive(now, replace(ferry("f2b", "Gazette", now), url="http://gazette.test/new"))
    desk = Desk()
    desk.cover(now=now)
    keep_repairs([Repair(RepairKind.SPLIT, ("f2b",), alerted, "new", 0.9)], now=now)
    desk.cover(now=now)

    assert events()[1] == (["f2b"], Decision.HOLD, [Reason.ALERTED_BEFORE])


def test_a_round_up_is_alone_in_its_event(now):
    round_up = replace(ferry("f2", "Gazette", now), headline="News in brief: Monday 4 March")
    arrive(now, ferry("f1", "Courier", now), round_up, replace(round_up, id="f3", outlet="Herald"))
    Desk().cover(now=now)

    assert [keys for keys, _, _ in events()] == [["f1"], ["f2"], ["f3"]]
