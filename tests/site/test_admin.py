from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stoppress.domain.email import EmailKind
from stoppress.mailroom.models import Delivery, Suppression
from stoppress.mailroom.suppression import is_suppressed
from stoppress.newsroom.models import Alert, Article, ClaimRecord, Entry, Event, Feed, Outlet
from stoppress.readership.models import Subscriber
from tests.readership.people import ADA, confirm_token, posted, sign_up, states, subscribed

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"
HOSTILE = '\u202e<script>alert("x")</script>\x1b[31m'
OURS = [model for model in admin.site._registry if model.__module__.startswith("stoppress.")]


@pytest.fixture
def operator(client):
    User.objects.create_superuser("ada", password=PASSWORD)
    assert client.post("/admin/login/", {"username": "ada", "password": PASSWORD}).status_code == 302
    return client


def _tell(now, *, count: int = 1) -> Event:
    """Store an event that several articles of a hostile outlet tell of, alerted."""
    outlet = Outlet.objects.create(name=f"Outlet {Outlet.objects.count()}", added_at=now)
    feed = Feed.objects.create(
        outlet=outlet,
        address=f"http://{outlet.pk}.example/",
        added_at=now,
        next_poll_at=now,
        failures=3,
        last_error=HOSTILE,
    )
    event = Event.objects.create(opened_at=now, judged_at=now, decision="publish", reasons=["fresh"])
    for number in range(count):
        _report(feed, event, number, now=now)
    alert = Alert.objects.create(
        event=event, kind="alert", issued_at=now, subject=HOSTILE, status=HOSTILE, skipped={"not asked for": 2}
    )
    alert.articles.set(event.articles.all())
    return event


def _report(feed: Feed, event: Event, number: int, *, now) -> None:
    said = {"title": HOSTILE, "summary": HOSTILE, "url": "javascript:alert(1)"}
    entry = Entry.objects.create(feed=feed, identity=str(number), seen_at=now, due_at=now, **said)
    article = Article.objects.create(
        key=f"{event.pk}-{number}",
        entry=entry,
        event=event,
        outlet=HOSTILE,
        headline=HOSTILE,
        body=[HOSTILE],
        stored_at=now,
        url="javascript:alert(1)",
        dropped=[{"text": HOSTILE, "reason": "caption"}],
        placement={"kind": HOSTILE},
    )
    ClaimRecord.objects.create(article=article, kind="direct", act="say", source_kind="named", content=[[0, 9]])


def _pages(model) -> list[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    rows = [reverse(f"{name}_change", args=[row.pk]) for row in model.objects.all()]
    return [reverse(f"{name}_changelist"), *rows]


def test_all_that_is_kept_can_be_looked_at():
    newsroom = {"Alert", "Article", "Entry", "Event", "Feed", "HubSubscription", "ImportProgress", "Outlet", "Repair"}
    readership = {"Consent", "SignUp", "Subscriber", "Subscription"}
    mailroom = {"Alarm", "Delivery", "Mailing", "Suppression"}
    assert {model.__name__ for model in OURS} == newsroom | readership | mailroom


def test_nobody_gets_in_without_a_login(client):
    for model in OURS:
        assert client.get(_pages(model)[0]).status_code == 302


def test_every_page_opens_and_outlets_text_is_made_safe_in_it(operator, now):
    _tell(now)
    subscribed(offers=True, now=now)
    for model in OURS:
        for address in _pages(model):
            reply = operator.get(address)
            page = reply.content.decode()
            assert reply.status_code == 200, address
            assert "<script>alert" not in page, address
            assert 'href="javascript:' not in page, address
            assert not {"\u202e", "\x1b"} & set(page), address


def test_no_page_shows_a_token(operator, now):
    subscriber = subscribed("ben@readers.example", now=now)
    sign_up("ben@readers.example", now=now)  # told already, with both links
    sign_up(ADA, now=now)
    secrets = {confirm_token()[8:], subscriber.unsubscribe_secret, subscriber.preferences_secret}
    assert {secret for secret in secrets if secret in str(list(Delivery.objects.values()))} == secrets
    for model in OURS:
        for address in _pages(model):
            page = operator.get(address).content.decode()
            assert [secret for secret in secrets if secret in page] == [], address


def test_lists_take_the_same_number_of_questions_however_long(operator, now):
    def questions() -> dict[str, int]:
        counts = {}
        for model in OURS:
            with CaptureQueriesContext(connection) as queries:
                operator.get(_pages(model)[0])
            counts[model.__name__] = len(queries)
        return counts

    _tell(now, count=2)
    subscribed("one@readers.example", offers=True, now=now)
    questions()
    few = questions()
    for number in range(6):
        _tell(now, count=3)
        subscribed(f"r{number}@readers.example", offers=True, now=now)
    assert questions() == few


def test_an_events_page_takes_the_same_number_of_questions_however_many_articles(operator, now):
    def questions(event: Event) -> int:
        with CaptureQueriesContext(connection) as queries:
            operator.get(reverse("admin:newsroom_event_change", args=[event.pk]))
        return len(queries)

    one, many = _tell(now), _tell(now, count=8)
    questions(one)
    assert questions(many) == questions(one)


def test_an_articles_page_takes_the_same_number_of_questions_however_many_claims(operator, now):
    _tell(now)
    article = Article.objects.get()

    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            operator.get(reverse("admin:newsroom_article_change", args=[article.pk]))
        return len(queries)

    questions()
    few = questions()
    for _ in range(5):
        ClaimRecord.objects.create(article=article, kind="direct", act="say", source_kind="named", content=[[0, 9]])
    assert questions() == few


def test_an_event_shows_its_articles_its_verdict_and_the_reasons(operator, now):
    event = _tell(now, count=2)
    page = operator.get(reverse("admin:newsroom_event_change", args=[event.pk])).content.decode()
    assert page.count("alert(&quot;x&quot;)") >= 3
    for words in ("publish", "fresh"):
        assert words in page


def test_an_outlet_and_a_feed_can_be_added_and_are_polled_at_once(operator, now, clock):
    fields = {"name": "The Orvo Courier", "owner": "", "home": "", "language": ""}
    operator.post(reverse("admin:newsroom_outlet_add"), fields)
    outlet = Outlet.objects.get()
    later = now + timedelta(hours=1)
    clock(later)
    fields = {"outlet": outlet.pk, "address": "https://courier.example/feed"}
    operator.post(reverse("admin:newsroom_feed_add"), fields | {"active": "on"})
    feed = Feed.objects.get()
    assert (outlet.added_at, feed.added_at, feed.next_poll_at, feed.active) == (now, later, later, True)
    operator.post(reverse("admin:newsroom_feed_change", args=[feed.pk]), fields)
    feed.refresh_from_db()
    assert not feed.active


@pytest.mark.parametrize("model", ["newsroom_event", "newsroom_alert", "mailroom_delivery", "readership_consent"])
def test_what_services_write_is_not_written_by_hand(operator, model):
    assert operator.get(reverse(f"admin:{model}_add")).status_code == 403


def test_an_operator_can_stop_all_mail_to_somebody(operator, now):
    subscriber = subscribed(offers=True, now=now)
    reply = operator.post(
        reverse("admin:readership_subscriber_changelist"),
        {"action": "stop_all_mail", "_selected_action": [subscriber.pk]},
        follow=True,
    )
    assert "Ended the subscriptions of 1." in reply.content.decode()
    assert states(subscriber) == {"alerts": "ended", "offers": "ended"}


@pytest.mark.parametrize("way", ["one", "several"])
def test_an_operator_can_forget_somebody(operator, now, way):
    subscriber = subscribed(now=now)
    if way == "one":
        operator.post(reverse("admin:readership_subscriber_delete", args=[subscriber.pk]), {"post": "yes"})
    else:
        operator.post(
            reverse("admin:readership_subscriber_changelist"),
            {"action": "delete_selected", "_selected_action": [subscriber.pk], "post": "yes"},
        )
    assert not Subscriber.objects.exists()
    assert not Delivery.objects.exists()


def test_an_address_is_suppressed_found_and_released_by_itself(operator):
    add = reverse("admin:mailroom_suppression_add")
    operator.post(add, {"address": " Ada@Readers.example "})
    assert is_suppressed(ADA)
    assert "Readers" not in str(Suppression.objects.values().get())
    assert "not mailed already" in operator.post(add, {"address": ADA}).content.decode()
    row = Suppression.objects.get()
    found = reverse("admin:mailroom_suppression_changelist")
    assert "1 suppression" in operator.get(found, {"q": ADA}).content.decode()
    assert "0 suppressions" in operator.get(found, {"q": "ben@readers.example"}).content.decode()
    operator.post(reverse("admin:mailroom_suppression_delete", args=[row.pk]), {"post": "yes"})
    assert not is_suppressed(ADA)


def test_suppressing_by_hand_stops_what_is_queued(operator, now):
    sign_up(now=now)
    operator.post(reverse("admin:mailroom_suppression_add"), {"address": ADA})
    assert posted(EmailKind.CONFIRMATION)[0].state == "suppressed"


def _try(client, password: str, **extra: str):
    return client.post("/admin/login/", {"username": "ada", "password": password}, **extra)


def test_five_wrong_passwords_lock_a_name_out_from_that_address(client):
    User.objects.create_superuser("ada", password=PASSWORD)
    assert [_try(client, "wrong").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    locked = _try(client, PASSWORD)
    assert (locked.status_code, "Too many attempts" in locked.content.decode()) == (429, True)
    assert _try(client, PASSWORD, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_a_right_password_forgives_the_wrong_ones_before_it(client):
    User.objects.create_superuser("ada", password=PASSWORD)
    for _ in range(3):
        for _ in range(4):
            _try(client, "wrong")
        assert _try(client, PASSWORD).status_code == 302


def test_the_lock_out_goes_by_the_address_behind_the_proxy(client, settings):
    settings.STOPPRESS = replace(settings.STOPPRESS, proxy_hops=1)
    User.objects.create_superuser("ada", password=PASSWORD)
    for _ in range(5):
        _try(client, "wrong", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert _try(client, PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429
    assert _try(client, PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.10").status_code == 302


def test_the_login_asks_for_a_csrf_token():
    User.objects.create_superuser("ada", password=PASSWORD)
    assert _try(Client(enforce_csrf_checks=True), PASSWORD).status_code == 403


def test_figures_of_all_mail_and_of_one_mailing_name_domains_and_no_address(operator, now):
    subscribed(now=now)
    mailing = posted(EmailKind.CONFIRMATION)[0].mailing
    Delivery.objects.update(state="accepted", ended_at=now + timedelta(seconds=1.5))
    assert reverse("admin:mailroom_figures") in operator.get("/admin/mailroom/mailing/").content.decode()
    for address in (reverse("admin:mailroom_figures"), f"/admin/mailroom/mailing/{mailing.pk}/change/"):
        page = operator.get(address).content.decode()
        assert '<th scope="row">readers.example</th><td>1</td><td>1.500</td>' in page
        assert ADA not in page


def test_figures_are_for_operators_alone(client):
    assert client.get(reverse("admin:mailroom_figures")).status_code == 302
