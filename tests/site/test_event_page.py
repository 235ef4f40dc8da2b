"""The public page of an alerted event."""

from datetime import timedelta

import pytest

from stoppress.newsroom import models
from stoppress.newsroom.cover import Desk
from stoppress.newsroom.ingest import store_article
from stoppress.newsroom.issue import withdraw_alert
from tests.newsroom.stories import confirmed_ferry, ferry

pytestmark = pytest.mark.django_db


@pytest.fixture
def alerted(now):
    for article in (confirmed_ferry("f1", "Courier", now), ferry("f2", "Gazette", now + timedelta(minutes=5))):
        store_article(article, now=now)
    [alert] = Desk().cover(now=now + timedelta(minutes=6))
    return alert


def test_it_tells_what_the_alert_rests_on_with_a_link_to_each_report(client, alerted):
    page = client.get(f"/events/{alerted.event_id}/").content.decode()

    assert "Confirmed by the Orvo Coastguard" in page
    assert "The ferry Morning Star ran aground off Tessaly Point, the Orvo Coastguard confirmed on Sunday." in page
    assert 'href="http://courier.test/f1"' in page
    assert 'href="http://gazette.test/f2"' in page


def test_an_event_that_was_not_alerted_has_no_page(client, now):
    store_article(ferry("f2", "Gazette", now), now=now)
    assert Desk().cover(now=now) == []
    event = models.Event.objects.get()

    assert client.get(f"/events/{event.pk}/").status_code == 404
    assert client.get("/events/999999/").status_code == 404


def test_a_withdrawn_alert_takes_its_page_with_it(client, alerted, now):
    withdraw_alert(alerted, now=now)
    assert client.get(f"/events/{alerted.event_id}/").status_code == 404


def test_a_report_that_joins_later_stands_on_the_page(client, alerted, now):
    client.get(f"/events/{alerted.event_id}/")
    store_article(ferry("f3", "Herald", now + timedelta(minutes=20)), now=now + timedelta(minutes=20))
    Desk().cover(now=now + timedelta(minutes=21))

    assert 'href="http://herald.test/f3"' in client.get(f"/events/{alerted.event_id}/").content.decode()


def test_what_an_outlet_writes_does_nothing_on_the_page(client, now):
    bad = confirmed_ferry("f1", "Courier", now)
    words = (
        "The ferry <script>alert(1)</script> ran aground off Tessaly Point, the Orvo Coastguard confirmed on Sunday."
    )
    object.__setattr__(bad, "body", (words, *bad.body[1:]))
    store_article(bad, now=now)
    [alert] = Desk().cover(now=now)

    page = client.get(f"/events/{alert.event_id}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_alert_leads_to_the_page(alerted):
    address = f"http://news.test/events/{alerted.event_id}/"
    assert address in alerted.mailing.text
    assert f'href="{address}"' in alerted.mailing.html
