from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from structlog.testing import capture_logs

from stoppress.domain.email import DeliveryState, EmailKind, Recipient
from stoppress.domain.errors import TokenError
from stoppress.domain.reader import Purpose
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post
from stoppress.mailroom.render import render_email
from stoppress.mailroom.suppression import suppress
from stoppress.readership.models import Consent, Subscriber
from stoppress.readership.recipients import choosy_readers, readers_of_everything
from stoppress.readership.subscription import Wish, change, confirmed_purposes, end, find_by_token, words_of_interest
from stoppress.readership.tokens import LinkPurpose
from stoppress.readership.wording import preferences_wording
from tests.readership.people import ADA, confirm_token, posted, sign_up, states, subscribed

pytestmark = pytest.mark.django_db
WORDING = preferences_wording("The Orvo Courier")
PAGE = {"wording": WORDING, "how": "preferences page"}


def _alert(now, recipients):
    """Post what stands for an alert: a mail of that kind with both personal links."""
    email = render_email(
        EmailKind.ALREADY_SUBSCRIBED,
        {},
        sender="a@news.test",
        language="en",
        expires_at=now + timedelta(hours=2),
        headers={},
    )
    email = replace(email, kind=EmailKind.ALERT)
    return post(email, recipients, listed=readers_of_everything(email.marks), now=now)


def _recipients():
    for reader in choosy_readers():
        yield Recipient(
            reader.address, {"unsubscribe": reader.unsubscribe_token, "preferences": reader.preferences_token}
        )


@pytest.mark.parametrize("purpose", [LinkPurpose.UNSUBSCRIBE, LinkPurpose.PREFERENCES])
def test_a_link_finds_its_subscriber_by_its_own_secret_only(now, purpose):
    subscriber = subscribed(now=now)
    subscribed("ben@readers.example", now=now)
    secrets = {
        LinkPurpose.UNSUBSCRIBE: subscriber.unsubscribe_secret,
        LinkPurpose.PREFERENCES: subscriber.preferences_secret,
    }
    assert find_by_token(subscriber.handle + secrets.pop(purpose), purpose) == subscriber
    for wrong in (*secrets.values(), confirm_token()[8:], ""):
        with pytest.raises(TokenError):
            find_by_token(subscriber.handle + wrong, purpose)


def test_no_confirm_token_is_found_among_the_secrets(now):
    subscriber = subscribed(now=now)
    with pytest.raises(TokenError):
        find_by_token(subscriber.handle + subscriber.unsubscribe_secret, LinkPurpose.CONFIRM)


def test_unsubscribe_links_need_no_key_of_ours(now, settings):
    subscriber = subscribed(now=now)
    settings.SECRET_KEY, settings.HASH_KEY = "another", "another"
    found = find_by_token(subscriber.handle + subscriber.unsubscribe_secret, LinkPurpose.UNSUBSCRIBE)
    assert found == subscriber


@pytest.mark.django_db(transaction=True)
def test_ending_notes_when_and_how_in_the_consent_and_is_logged(now):
    subscriber = subscribed(offers=True, now=now)
    with capture_logs() as lines:
        assert end(subscriber, [Purpose.ALERTS], how="one click", now=now + timedelta(hours=1))
    assert states(subscriber) == {"alerts": "ended", "offers": "confirmed"}
    assert set(Consent.objects.values_list("purpose", "ended_at", "ended_how")) == {
        ("alerts", now + timedelta(hours=1), "one click"),
        ("offers", None, ""),
    }
    assert lines == [
        {"event": "subscription ended", "log_level": "info", "subscriber": subscriber.pk, "how": "one click"}
    ]


def test_ending_twice_changes_nothing(now):
    subscriber = subscribed(now=now)
    end(subscriber, [Purpose.ALERTS], how="one click", now=now)
    assert not end(subscriber, [Purpose.ALERTS], how="unsubscribe page", now=now + timedelta(hours=1))
    assert list(Consent.objects.values_list("ended_at", "ended_how")) == [(now, "one click")]


def test_ending_withdraws_what_is_queued_for_that_address_alone(now):
    subscriber = subscribed(now=now)
    subscribed("ben@readers.example", now=now)
    mailing = _alert(now, _recipients())
    end(subscriber, [Purpose.ALERTS], how="one click", now=now)
    assert dict(Delivery.objects.filter(mailing=mailing).values_list("address", "state")) == {
        "ada@readers.example": DeliveryState.WITHDRAWN,
        "ben@readers.example": DeliveryState.QUEUED,
    }


def test_ending_offers_withdraws_no_alert(now):
    subscriber = subscribed(offers=True, now=now)
    mailing = _alert(now, _recipients())
    end(subscriber, [Purpose.OFFERS], how="preferences page", now=now)
    assert mailing.deliveries.get().state == DeliveryState.QUEUED


def test_ending_before_confirming_withdraws_the_confirmation_and_spends_its_link(now):
    sign_up(now=now)
    end(Subscriber.objects.get(), [Purpose.ALERTS], how="operator", now=now)
    assert posted(EmailKind.CONFIRMATION)[0].state == DeliveryState.WITHDRAWN


@pytest.mark.parametrize("words", [[], ["harbour"]])
def test_an_ending_that_commits_after_a_fan_out_has_read_still_stops_its_delivery(now, transactional_db, words):
    """On PostgreSQL the two run at once; on SQLite, one after the other."""
    subscriber = subscribed(now=now)
    Subscriber.objects.update(words=words)  # read one by one, or not at all: the database makes the rows
    read = threading.Event()

    def end_meanwhile() -> None:
        read.wait(10)
        end(subscriber, [Purpose.ALERTS], how="one click", now=now)
        connection.close()

    ending = threading.Thread(target=end_meanwhile)
    ending.start()
    with transaction.atomic():

        def recipients():
            yield from _recipients()
            read.set()
            ending.join(0.3)  # as far as it gets while this transaction is open

        mailing = _alert(now, recipients())
    ending.join(10)
    assert mailing.deliveries.get().state == DeliveryState.WITHDRAWN


@pytest.mark.parametrize("words", [[], ["harbour"]])
def test_a_fan_out_that_begins_before_an_ending_commits_makes_no_delivery(now, transactional_db, words):
    subscriber = subscribed(now=now)
    Subscriber.objects.update(words=words)
    ended, mailings = threading.Event(), []

    def fan_out_meanwhile() -> None:
        ended.wait(10)
        mailings.append(_alert(now, _recipients()))
        connection.close()

    fan_out = threading.Thread(target=fan_out_meanwhile)
    fan_out.start()
    with transaction.atomic():
        end(subscriber, [Purpose.ALERTS], how="one click", now=now)
        ended.set()
        fan_out.join(0.3)
        assert fan_out.is_alive()  # it waits
    fan_out.join(10)
    assert [mailing.deliveries.count() for mailing in mailings] == [0]


def test_a_reader_who_takes_back_all_words_during_a_fan_out_is_not_missed(now, transactional_db):
    """Readers of everything are read first and the choosy after them: nobody may change sides between."""
    subscriber = subscribed(now=now)
    Subscriber.objects.update(words=["harbour"])
    read = threading.Event()

    def change_meanwhile() -> None:
        read.wait(10)
        change(subscriber, Wish(alerts=True, offers=False, words=()), **PAGE, now=now)
        connection.close()

    changing = threading.Thread(target=change_meanwhile)
    changing.start()
    with transaction.atomic():

        def recipients():
            read.set()
            changing.join(0.3)
            yield from _recipients()

        mailing = _alert(now, recipients())
    changing.join(10)
    assert mailing.deliveries.count() == 1
    assert Subscriber.objects.get().words == []


def test_turning_offers_on_is_a_consent_with_the_words_of_its_page(now):
    subscriber = subscribed(now=now)
    later = now + timedelta(days=1)
    change(subscriber, Wish(alerts=True, offers=True, words=("harbour",)), **PAGE, now=later)
    assert states(subscriber) == {"alerts": "confirmed", "offers": "confirmed"}
    consent = Consent.objects.values("wording", "wording_version", "how", "requested_at", "confirmed_at").get(
        purpose="offers"
    )
    assert consent == {
        "wording": WORDING.offers,
        "wording_version": WORDING.version,
        "how": "preferences page",
        "requested_at": later,
        "confirmed_at": later,
    }
    assert Consent.objects.filter(purpose="alerts").count() == 1
    subscriber.refresh_from_db()
    assert subscriber.words == ["harbour"]


def test_what_was_ended_can_be_turned_on_again_and_both_consents_are_kept(now):
    subscriber = subscribed(now=now)
    change(subscriber, Wish(alerts=False, offers=False, words=()), **PAGE, now=now)
    assert confirmed_purposes(subscriber) == frozenset()
    change(subscriber, Wish(alerts=True, offers=False, words=()), **PAGE, now=now + timedelta(hours=1))
    assert confirmed_purposes(subscriber) == {Purpose.ALERTS}
    assert list(Consent.objects.order_by("pk").values_list("how", "ended_how")) == [
        ("sign-up form", "preferences page"),
        ("preferences page", ""),
    ]


def test_saving_what_is_so_already_makes_no_consent(now):
    subscriber = subscribed(now=now)
    change(subscriber, Wish(alerts=True, offers=False, words=()), **PAGE, now=now)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ()),
        (" , ;\n", ()),
        ("harbour", ("harbour",)),
        ("Harbour,  city   council ;ferry\nferry, HARBOUR", ("Harbour", "city council", "ferry")),
        ("ميناء، مدينة", ("ميناء", "مدينة")),
        ("a\u202eb\x00c", ("abc",)),
        ("x" * 100, ("x" * 60,)),
        (",".join(map(str, range(80))), tuple(map(str, range(50)))),
    ],
)
def test_words_of_interest_are_read_however_they_are_parted(typed, words):
    assert words_of_interest(typed) == words


def test_a_reader_who_ends_alerts_on_a_page_is_told_so_once(now):
    subscriber = subscribed(now=now)
    end(subscriber, [Purpose.ALERTS], how="unsubscribe page", now=now, goodbye=True)
    end(subscriber, [Purpose.ALERTS], how="unsubscribe page", now=now, goodbye=True)
    (goodbye,) = posted(EmailKind.GOODBYE)
    assert (goodbye.address, goodbye.state) == (ADA, DeliveryState.QUEUED)
    assert find_by_token(goodbye.values["preferences"], LinkPurpose.PREFERENCES) == subscriber


def test_saving_preferences_without_alerts_says_goodbye(now):
    subscriber = subscribed(now=now)
    change(subscriber, Wish(alerts=False, offers=False, words=()), now=now, **PAGE)
    assert len(posted(EmailKind.GOODBYE)) == 1


@pytest.mark.parametrize("how", ["one click", "complaint", "bounced", "operator"])
def test_who_did_not_end_it_on_a_page_gets_no_goodbye(now, how):
    end(subscribed(now=now), list(Purpose), how=how, now=now)
    assert posted(EmailKind.GOODBYE) == []


def test_who_never_confirmed_or_ends_offers_alone_gets_no_goodbye(now):
    sign_up(now=now)
    end(Subscriber.objects.get(), list(Purpose), how="unsubscribe page", now=now, goodbye=True)
    ben = subscribed("ben@readers.example", offers=True, now=now)
    end(ben, [Purpose.OFFERS], how="preferences page", now=now, goodbye=True)
    assert posted(EmailKind.GOODBYE) == []


def test_turning_alerts_off_and_on_makes_one_goodbye_a_day_and_takes_an_unsent_one_back(now):
    subscriber = subscribed(now=now)
    off, on = Wish(alerts=False, offers=False, words=()), Wish(alerts=True, offers=False, words=())
    change(subscriber, off, now=now, **PAGE)
    change(subscriber, on, now=now, **PAGE)
    change(subscriber, off, now=now, **PAGE)
    assert [goodbye.state for goodbye in posted(EmailKind.GOODBYE)] == [DeliveryState.WITHDRAWN]
    change(subscriber, on, now=now, **PAGE)
    change(subscriber, off, now=now + timedelta(hours=24), **PAGE)
    assert [goodbye.state for goodbye in posted(EmailKind.GOODBYE)] == [DeliveryState.WITHDRAWN, DeliveryState.QUEUED]


def test_a_suppressed_address_gets_no_goodbye(now):
    subscriber = subscribed(now=now)
    suppress(ADA, reason="complaint", now=now)
    end(subscriber, [Purpose.ALERTS], how="unsubscribe page", now=now, goodbye=True)
    assert posted(EmailKind.GOODBYE) == []


def test_a_goodbye_says_of_offers_that_they_go_on(now):
    subscriber = subscribed(offers=True, now=now)
    end(subscriber, [Purpose.ALERTS], how="unsubscribe page", now=now, goodbye=True)
    assert "You still get offers" in posted(EmailKind.GOODBYE)[0].mailing.text


@pytest.mark.parametrize("kind", [EmailKind.UPDATE, EmailKind.CORRECTION, EmailKind.DIGEST])
def test_ending_withdraws_every_mail_about_the_news(now, kind):
    subscriber = subscribed(now=now)
    mailing = _alert(now, _recipients())
    type(mailing).objects.update(kind=kind)
    end(subscriber, [Purpose.ALERTS], how="one click", now=now)
    assert mailing.deliveries.get().state == DeliveryState.WITHDRAWN
