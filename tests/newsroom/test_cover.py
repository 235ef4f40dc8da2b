from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError

from stoppress.domain.article import Precision
from stoppress.domain.email import DeliveryState
from stoppress.domain.verdict import Decision, Reason
from stoppress.mailroom.models import Delivery
from stoppress.newsroom import models
from stoppress.newsroom.cover import Desk, _place
from stoppress.newsroom.dossier import open_dossier
from stoppress.newsroom.ingest import store_article
from stoppress.newsroom.issue import issue, withdraw_alert
from stoppress.readership.models import Subscriber
from tests.newsroom.stories import budget, confirmed_ferry, ferry
from tests.readership.people import subscribed

pytestmark = pytest.mark.django_db


def arrive(now, *articles, backlog=False):
    for article in articles:
        store_article(article, now=now, backlog=backlog)


def events() -> list[tuple[list[str], str, list[str]]]:
    return [
        ([row.key for row in event.articles.order_by("pk")], event.decision, event.reasons)
        for event in models.Event.objects.order_by("pk")
    ]


def test_reports_of_one_event_join_and_another_opens_its_own(now):
    arrive(now, ferry("f1", "Courier", now), budget("b1", "Courier", now), ferry("f2", "Gazette", now))
    Desk().cover(now=now)
    assert [keys for keys, _, _ in events()] == [["f1", "f2"], ["b1"]]


def test_two_independent_owners_make_one_alert_and_a_third_report_makes_no_second(now):
    desk = Desk()
    arrive(now, ferry("f1", "Courier", now))
    assert desk.cover(now=now) == []
    arrive(now, ferry("f2", "Gazette", now))
    (alert,) = desk.cover(now=now)
    arrive(now, ferry("f3", "Herald", now))
    assert desk.cover(now=now) == []
    assert [row.key for row in alert.articles.order_by("pk")] == ["f1", "f2"]
    assert alert.subject == "Ferry Morning Star runs aground off Tessaly Point"
    assert models.Alert.objects.count() == 1


def test_what_arrives_together_is_all_placed_before_it_is_judged(now):
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now), ferry("f3", "Herald", now))
    (alert,) = Desk().cover(now=now)
    assert alert.articles.count() == 3


def test_one_text_printed_by_three_outlets_is_one_report(now):
    copies = [replace(ferry(f"f{number}", "Courier", now), outlet=f"Paper {number}") for number in range(3)]
    arrive(now, *copies)
    assert Desk().cover(now=now) == []
    assert events() == [(["f0", "f1", "f2"], Decision.HOLD, [Reason.ONE_OWNER_ONLY, Reason.NOT_CONFIRMED])]


def test_one_owner_is_held_naming_every_condition_not_met(now):
    arrive(now, ferry("f1", "Courier", now))
    Desk().cover(now=now)
    assert events() == [(["f1"], Decision.HOLD, [Reason.ONE_OWNER_ONLY, Reason.NOT_CONFIRMED])]


def test_one_owner_with_a_confirmation_by_standing_is_alerted(now):
    arrive(now, confirmed_ferry("f1", "Courier", now))
    (alert,) = Desk().cover(now=now)
    assert alert.status.startswith("Confirmed by the Orvo Coastguard")


def test_who_named_words_gets_the_alerts_that_have_them(now):
    for name, words in (("ada", []), ("ben", ["ferry"]), ("eve", ["budget"])):
        subscriber = subscribed(f"{name}@readers.example", now=now)
        Subscriber.objects.filter(pk=subscriber.pk).update(words=words)
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    (alert,) = Desk().cover(now=now)
    rows = alert.mailing.deliveries.order_by("address")
    assert [row.address for row in rows] == ["ada@readers.example", "ben@readers.example"]
    assert all(set(row.values) == set(alert.mailing.marks) for row in rows)
    assert len({row.message_id for row in rows}) == 2
    assert (alert.deliveries_queued, alert.skipped) == (2, {"none of the words asked for": 1})


def test_a_first_poll_floods_nobody(now):
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now), backlog=True)
    assert Desk().cover(now=now) == []
    assert events() == [(["f1", "f2"], Decision.HOLD, [Reason.BEFORE_WATCH])]


def test_what_is_stale_when_it_arrives_is_held(now):
    old = now - timedelta(hours=7)
    arrive(now, ferry("f1", "Courier", old), ferry("f2", "Gazette", old))
    assert Desk().cover(now=now) == []
    assert events() == [(["f1", "f2"], Decision.HOLD, [Reason.STALE])]


def dated_by_day(article, now, *, days_ago=0):
    day = now.replace(hour=0, minute=0) - timedelta(days=days_ago)
    return replace(article, published=day, precision=Precision.DAY)


def test_a_report_dated_by_day_is_as_fresh_as_its_day_at_any_hour(now):
    evening = now.replace(hour=20)
    arrive(evening, dated_by_day(ferry("f1", "Courier", now), now), dated_by_day(ferry("f2", "Gazette", now), now))
    assert len(Desk().cover(now=evening)) == 1


def test_a_report_dated_by_a_day_long_over_is_stale(now):
    old = [
        dated_by_day(ferry(name, outlet, now), now, days_ago=2)
        for name, outlet in (("f1", "Courier"), ("f2", "Gazette"))
    ]
    arrive(now, *old)
    assert Desk().cover(now=now) == []
    assert events() == [(["f1", "f2"], Decision.HOLD, [Reason.STALE])]


def test_old_reports_of_an_event_do_not_make_a_follow_up_news(now):
    old = now - timedelta(days=3)
    arrive(now, ferry("f1", "Courier", old), ferry("f2", "Gazette", old), backlog=True)
    desk = Desk()
    desk.cover(now=now)
    arrive(now, ferry("f3", "Herald", now))
    assert desk.cover(now=now) == []
    assert events() == [(["f1", "f2", "f3"], Decision.HOLD, [Reason.ONE_OWNER_ONLY, Reason.NOT_CONFIRMED])]


def live_page(article):
    return replace(article, headline=f"Live: {article.headline}")


def test_live_pages_alone_make_no_news_and_are_dropped(now):
    arrive(now, live_page(ferry("f1", "Courier", now)), live_page(ferry("f2", "Gazette", now)))
    assert Desk().cover(now=now) == []
    assert events() == [(["f1", "f2"], Decision.DROP, [Reason.NOT_A_REPORT])]


def test_a_live_page_beside_one_report_makes_no_second_report(now):
    arrive(now, ferry("f1", "Courier", now), live_page(ferry("f2", "Gazette", now)))
    assert Desk().cover(now=now) == []
    assert events() == [(["f1", "f2"], Decision.HOLD, [Reason.ONE_OWNER_ONLY, Reason.NOT_CONFIRMED])]


def test_a_live_page_does_not_make_old_reports_fresh(now):
    old = now - timedelta(hours=7)
    arrive(now, ferry("f1", "Courier", old), ferry("f2", "Gazette", old), live_page(ferry("f3", "Herald", now)))
    assert Desk().cover(now=now) == []
    assert events() == [(["f1", "f2", "f3"], Decision.HOLD, [Reason.STALE])]


def test_reports_that_join_a_dropped_live_page_make_an_alert_that_lists_it_and_that_they_lead(now):
    desk = Desk()
    arrive(now, live_page(ferry("f1", "Courier", now)))
    assert desk.cover(now=now) == []
    arrive(now, ferry("f2", "Gazette", now), ferry("f3", "Herald", now))
    (alert,) = desk.cover(now=now)
    assert [row.key for row in alert.articles.order_by("pk")] == ["f1", "f2", "f3"]
    assert alert.subject == "Ferry Morning Star runs aground off Tessaly Point"


def test_a_time_still_to_come_is_no_time(now):
    later = now + timedelta(days=400)
    arrive(now, ferry("f1", "Courier", later), ferry("f2", "Gazette", now - timedelta(hours=7)))
    assert Desk().cover(now=now) == []


def test_an_event_that_trips_a_stage_is_held_and_the_others_are_judged(now):
    arrive(now, ferry("f1", "Courier", now), budget("b1", "Courier", now), budget("b2", "Gazette", now))
    desk = Desk()
    for row in models.Article.objects.order_by("pk"):
        _place(desk._open_window(now=now), row, now=now)
    models.Article.objects.filter(key="f1").update(dropped=[{"text": "x", "reason": "no such reason"}])
    desk.cover(now=now)
    assert [(keys[0], decision, reasons) for keys, decision, reasons in events()] == [
        ("f1", Decision.HOLD, [Reason.STAGE_FAILED]),
        ("b1", Decision.HOLD, [Reason.ONE_OWNER_ONLY, Reason.NOT_CONFIRMED]),
    ]


def test_a_database_that_is_away_for_a_moment_sets_nothing_aside(now, monkeypatch):
    arrive(now, ferry("f1", "Courier", now))
    desk = Desk()
    with monkeypatch.context() as patch:
        patch.setattr(models.Event.objects, "create", _locked)
        with pytest.raises(OperationalError):
            desk.cover(now=now)
    desk.cover(now=now)
    assert [keys for keys, _, _ in events()] == [["f1"]]


def _locked(**_fields):
    raise OperationalError("database is locked")


def test_the_verdict_that_led_to_the_alert_stands(now):
    desk = Desk()
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    desk.cover(now=now)
    much_later = now + timedelta(days=1)
    arrive(much_later, ferry("f3", "Herald", now))
    desk.cover(now=much_later)
    assert [decision for _, decision, _ in events()] == [Decision.PUBLISH]


def test_a_desk_that_starts_anew_goes_on_where_the_last_one_stopped(now):
    arrive(now, ferry("f1", "Courier", now))
    Desk().cover(now=now)
    arrive(now, ferry("f2", "Gazette", now))
    (alert,) = Desk().cover(now=now)
    assert alert.articles.count() == 2


def test_an_event_placed_but_not_judged_is_judged_by_the_next_desk(now):
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    desk = Desk()
    for row in models.Article.objects.order_by("pk"):
        _place(desk._open_window(now=now), row, now=now)
    assert len(Desk().cover(now=now)) == 1


def test_the_same_article_arriving_twice_is_stored_once(now):
    arrive(now, ferry("f1", "Courier", now), ferry("f1", "Courier", now))
    assert models.Article.objects.count() == 1


def test_an_event_has_at_most_one_alert_by_a_constraint_of_the_store(now):
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    Desk().cover(now=now)
    dossier = open_dossier(models.Event.objects.get())
    assert issue(dossier, current=["f1", "f2"], now=now) is None
    assert models.Alert.objects.count() == 1


def test_an_article_that_trips_a_stage_is_set_aside_and_the_rest_goes_on(now, monkeypatch):
    arrive(now, ferry("f1", "Courier", now), budget("b1", "Courier", now))
    models.Article.objects.filter(key="f1").update(dropped=[{"text": "x", "reason": "no such reason"}])
    Desk().cover(now=now)
    assert [keys for keys, _, _ in events()] == [["b1"]]
    assert models.Article.objects.get(key="f1").placement == {"error": "a stage failed"}


def test_every_claim_points_into_the_stored_text(now):
    arrive(now, confirmed_ferry("f1", "Courier", now))
    Desk().cover(now=now)
    row = models.Article.objects.get()
    text = "\n\n".join(row.body)
    contents = [text[start:end] for claim in row.claims.all() for start, end in claim.content]
    assert any("All 212 people have been brought ashore" in content for content in contents)


def test_an_alert_and_its_deliveries_come_together_and_are_withdrawn_together(now, confirmed_reader):
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    (alert,) = Desk().cover(now=now)
    assert (alert.deliveries_queued, Delivery.objects.filter(mailing=alert.mailing).count()) == (1, 1)
    assert withdraw_alert(alert, now=now) == 1
    assert Delivery.objects.get().state == DeliveryState.WITHDRAWN


def test_a_reader_whose_words_are_not_in_it_is_passed_over_and_counted(now, confirmed_reader):
    confirmed_reader.words = ["volcano"]
    confirmed_reader.save()
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    (alert,) = Desk().cover(now=now)
    assert (alert.deliveries_queued, alert.skipped) == (0, {"none of the words asked for": 1})
