from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from stoppress.domain.email import EmailKind
from stoppress.domain.reader import Purpose
from stoppress.readership.models import Consent, Subscriber
from stoppress.readership.subscription import end
from tests.readership.people import ADA, confirm_token, posted, sign_up, states, subscribed

pytestmark = pytest.mark.django_db
UNKNOWN = "abcdefgh" + "x" * 22


@pytest.fixture
def client():
    """A client that would be refused wherever a CSRF token is asked for."""
    return Client(enforce_csrf_checks=True)


def _rows() -> list[object]:
    return [*Subscriber.objects.values(), *Consent.objects.values(), *map(states, Subscriber.objects.all())]


def _unsubscribe(subscriber: Subscriber) -> str:
    return f"/unsubscribe/{subscriber.handle}{subscriber.unsubscribe_secret}"


def _preferences(subscriber: Subscriber) -> str:
    return f"/preferences/{subscriber.handle}{subscriber.preferences_secret}"


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_any_link_changes_nothing(client, now, method):
    subscriber = subscribed("ben@readers.example", offers=True, now=now)
    sign_up(offers=True, now=now)
    before = _rows()
    for address in (f"/confirm/{confirm_token()}", _unsubscribe(subscriber), _preferences(subscriber)):
        assert getattr(client, method)(address).status_code == 200
    assert _rows() == before


def test_the_confirm_page_says_what_for_and_has_one_button(client, now):
    sign_up(offers=True, now=now)
    page = client.get(f"/confirm/{confirm_token()}").content.decode()
    assert page.count("<button") == 1
    assert ADA in page
    for wording in Consent.objects.values_list("wording", flat=True):
        assert wording in page


def test_pressing_the_button_confirms_and_shows_the_way_to_preferences(client, now):
    sign_up(now=now)
    reply = client.post(f"/confirm/{confirm_token()}")
    subscriber = Subscriber.objects.get()
    assert states(subscriber) == {"alerts": "confirmed"}
    assert _preferences(subscriber) in reply.content.decode()
    assert not reply.cookies


def test_pressing_twice_says_the_same(client, now):
    sign_up(now=now)
    address = f"/confirm/{confirm_token()}"
    assert client.post(address).content == client.post(address).content == client.get(address).content


def test_an_expired_link_says_what_to_do(client, now, clock):
    sign_up(now=now)
    clock(now + timedelta(hours=48))
    for method in (client.get, client.post):
        reply = method(f"/confirm/{confirm_token()}")
        assert reply.status_code == 410
        assert 'href="/">sign up again' in reply.content.decode()


@pytest.mark.parametrize("page", ["confirm", "preferences", "unsubscribe"])
@pytest.mark.parametrize("token", [UNKNOWN, "x", "..", "%00", "a/b"])
def test_an_unknown_link_says_what_to_do(client, page, token):
    for method in (client.get, client.post):
        reply = method(f"/{page}/{token}")
        assert reply.status_code == 404
        assert "<h1>" in reply.content.decode()


@pytest.mark.parametrize("behind", [".", ")", "%3E", "/"])
def test_punctuation_behind_a_pasted_link_does_not_break_it(client, now, behind):
    sign_up(now=now)
    assert client.post(f"/confirm/{confirm_token()}{behind}").status_code == 200
    assert client.post(f"{_unsubscribe(Subscriber.objects.get())}{behind}", {"end": "alerts"}).status_code == 200


def test_preferences_show_what_is_and_save_what_is_asked(client, now):
    subscriber = subscribed(now=now)
    address = _preferences(subscriber)
    page = client.get(address).content.decode()
    assert 'name="alerts" type="checkbox" value="yes" checked' in page
    assert 'name="offers" type="checkbox" value="yes">' in page
    reply = client.post(address, {"alerts": "yes", "offers": "yes", "words": "harbour, city council"})
    assert (reply.status_code, reply["Location"]) == (303, f"{address}?saved")
    page = client.get(reply["Location"]).content.decode()
    assert "Your preferences are saved." in page
    assert ">harbour, city council</textarea>" in page
    assert states(subscriber) == {"alerts": "confirmed", "offers": "confirmed"}
    assert Consent.objects.get(purpose="offers").how == "preferences page"


def test_a_post_that_no_preferences_form_made_changes_nothing(client, now):
    subscriber = subscribed(offers=True, now=now)
    before = states(subscriber)
    assert client.post(_preferences(subscriber), "%%%=&&&", "application/x-www-form-urlencoded").status_code == 400
    assert states(subscriber) == before


def test_the_words_of_the_preferences_page_are_the_words_that_are_kept(client, now):
    subscriber = subscribed(now=now)
    client.post(_preferences(subscriber), {"alerts": "yes", "offers": "yes", "words": ""})
    assert Consent.objects.get(purpose="offers").wording in client.get(_preferences(subscriber)).content.decode()


def test_too_many_words_are_refused_and_kept_in_the_field(client, now):
    subscriber = subscribed(now=now)
    reply = client.post(_preferences(subscriber), {"alerts": "yes", "words": "x" * 5001})
    assert reply.status_code == 422
    assert "x" * 5001 in reply.content.decode()
    subscriber.refresh_from_db()
    assert subscriber.words == []


def test_words_of_interest_are_escaped(client, now):
    subscriber = subscribed(now=now)
    client.post(_preferences(subscriber), {"alerts": "yes", "words": "</textarea><script>x</script>"})
    assert "<script>x" not in client.get(_preferences(subscriber)).content.decode()


def test_the_unsubscribe_page_has_one_button_that_ends_the_alerts(client, now):
    subscriber = subscribed(offers=True, now=now)
    page = client.get(_unsubscribe(subscriber)).content.decode()
    assert page.count("<button") == 1
    reply = client.post(_unsubscribe(subscriber), {"end": "alerts"})
    assert reply.status_code == 200
    assert states(subscriber) == {"alerts": "ended", "offers": "confirmed"}
    assert Consent.objects.get(purpose="alerts").ended_how == "unsubscribe page"
    assert "You still get offers" in reply.content.decode()


def test_who_presses_the_button_gets_one_goodbye_and_who_clicks_once_in_a_mail_program_none(client, now):
    ada, ben = subscribed(now=now), subscribed("ben@readers.example", now=now)
    client.post(_unsubscribe(ben), {"List-Unsubscribe": "One-Click"})
    for _ in range(2):
        client.post(_unsubscribe(ada), {"end": "alerts"})
    assert [goodbye.address for goodbye in posted(EmailKind.GOODBYE)] == [ADA]


def test_all_mail_can_be_stopped_with_the_same_press(client, now):
    subscriber = subscribed(offers=True, now=now)
    reply = client.post(_unsubscribe(subscriber), {"end": "alerts", "everything": "yes"})
    assert states(subscriber) == {"alerts": "ended", "offers": "ended"}
    assert "You still get" not in reply.content.decode()


def test_the_unsubscribe_page_shows_no_way_to_the_preferences(client, now):
    subscriber = subscribed(now=now)
    for reply in (client.get(_unsubscribe(subscriber)), client.post(_unsubscribe(subscriber), {"end": "alerts"})):
        assert subscriber.preferences_secret not in reply.content.decode()


ONE_CLICK = [
    {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"},
    {"data": {"List-Unsubscribe": "One-Click"}},  # multipart, as the client sends it
    {"data": "List-Unsubscribe=One-Click", "content_type": "text/plain"},
]


@pytest.mark.parametrize("body", ONE_CLICK)
def test_one_click_ends_the_alerts_without_cookie_redirect_or_page(client, now, body):
    subscriber = subscribed(offers=True, now=now)
    reply = client.post(_unsubscribe(subscriber), **body)
    assert (reply.status_code, reply["Content-Type"], reply.content) == (
        200,
        "text/plain; charset=utf-8",
        b"You are unsubscribed.\n",
    )
    assert not reply.cookies
    assert states(subscriber) == {"alerts": "ended", "offers": "confirmed"}
    assert Consent.objects.get(purpose="alerts").ended_how == "one click"


def test_one_click_may_come_twice(client, now):
    subscriber = subscribed(now=now)
    first, second = (client.post(_unsubscribe(subscriber), **ONE_CLICK[0]) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)


def test_one_click_from_any_site_is_taken(client, now):
    subscriber = subscribed(now=now)
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    assert client.post(_unsubscribe(subscriber), **ONE_CLICK[0], headers=headers).status_code == 200
    assert states(subscriber) == {"alerts": "ended"}


def test_one_click_with_an_unknown_token_is_not_found(client):
    reply = client.post(f"/unsubscribe/{UNKNOWN}", **ONE_CLICK[0])
    assert (reply.status_code, reply["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_one_click_with_another_links_token_ends_nothing(client, now):
    subscriber = subscribed(now=now)
    token = subscriber.handle + subscriber.preferences_secret
    assert client.post(f"/unsubscribe/{token}", **ONE_CLICK[0]).status_code == 404
    assert states(subscriber) == {"alerts": "confirmed"}


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "yes"}, {"end": ""}])
def test_a_post_without_button_or_one_click_ends_nothing(client, now, body):
    subscriber = subscribed(now=now)
    assert client.post(_unsubscribe(subscriber), body).status_code == 400
    assert states(subscriber) == {"alerts": "confirmed"}


def test_a_link_works_after_the_secret_key_has_changed(client, now, settings):
    subscriber = subscribed(now=now)
    settings.SECRET_KEY = "another"
    assert client.post(_unsubscribe(subscriber), **ONE_CLICK[0]).status_code == 200
    assert states(subscriber) == {"alerts": "ended"}


def test_the_link_of_a_subscription_that_ended_still_answers(client, now):
    subscriber = subscribed(now=now)
    end(subscriber, list(Purpose), how="operator", now=now)
    assert client.get(_unsubscribe(subscriber)).status_code == 200
    assert client.get(_preferences(subscriber)).status_code == 200
