from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from stoppress.bus.in_process import subscribe
from stoppress.domain.email import EmailKind
from stoppress.domain.reader import Purpose
from stoppress.domain.signals import SignUpRequested
from stoppress.mailroom.suppression import suppress
from stoppress.readership.confirmation import confirm
from stoppress.readership.models import Consent, SignUp, Subscriber
from stoppress.readership.sign_up import Answer, answer_sign_ups, over_cap
from stoppress.readership.subscription import end
from stoppress.readership.wording import sign_up_wording
from tests.readership.people import ADA, NETWORK, WORDING, confirm_token, posted, send_form, sign_up, states, subscribed

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


def test_a_form_is_stored_as_it_was_sent_and_nothing_else_is(now):
    row = send_form(offers=True, now=now)
    kept = SignUp.objects.values().get(pk=row.pk)
    assert kept == {
        "id": row.pk,
        "address": ADA,
        "offers": True,
        "alerts_wording": WORDING.alerts,
        "offers_wording": WORDING.offers,
        "wording_version": WORDING.version,
        "network_hash": NETWORK,
        "requested_at": now,
        "answered_at": None,
        "answer": "",
    }
    assert not Subscriber.objects.exists()


def test_storing_a_form_takes_the_same_statements_for_known_and_unknown_addresses(now):
    subscribed(now=now)

    def statements(address: str) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            send_form(address, now=now)
        return [query["sql"].split("(")[0] for query in queries]

    assert statements(ADA) == statements("nobody@readers.example")
    assert len(statements(ADA)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_is_announced_only_once_it_is_committed(now):
    heard = []
    stop = subscribe(SignUpRequested, heard.append)
    try:
        with transaction.atomic():
            row = send_form(now=now)
            assert heard == []
        assert heard == [SignUpRequested(row.pk)]
    finally:
        stop()


def test_an_unknown_address_is_made_pending_and_asked_to_confirm(now):
    assert sign_up(now=now) == Answer.CONFIRMATION_POSTED
    subscriber = Subscriber.objects.get()
    assert states(subscriber) == {"alerts": "pending"}
    consent = Consent.objects.values(
        "purpose", "wording", "wording_version", "how", "network_hash", "requested_at", "confirmed_at"
    ).get()
    assert consent == {
        "purpose": "alerts",
        "wording": WORDING.alerts,
        "wording_version": WORDING.version,
        "how": "sign-up form",
        "network_hash": NETWORK,
        "requested_at": now,
        "confirmed_at": None,
    }
    assert [delivery.address for delivery in posted(EmailKind.CONFIRMATION)] == [ADA]


def test_offers_are_a_consent_of_their_own_and_only_where_asked_for(now):
    sign_up(offers=True, now=now)
    assert dict(Consent.objects.values_list("purpose", "wording")) == {
        "alerts": WORDING.alerts,
        "offers": WORDING.offers,
    }
    assert states(Subscriber.objects.get()) == {"alerts": "pending", "offers": "pending"}


def test_the_mail_says_what_is_agreed_to_and_comes_from_the_address_of_confirmations(now):
    sign_up(offers=True, now=now)
    mailing = posted(EmailKind.CONFIRMATION)[0].mailing
    assert mailing.sender == settings.STOPPRESS.confirmations_from
    for wording in (WORDING.alerts, WORDING.offers):
        assert wording in mailing.text
    assert mailing.expires_at == now + timedelta(hours=48)


def test_each_form_is_answered_exactly_once(now):
    send_form(now=now)
    assert [answer_sign_ups(now=now), answer_sign_ups(now=now)] == [1, 0]
    assert len(posted(EmailKind.CONFIRMATION)) == 1


def test_the_confirm_token_stands_in_the_delivery_and_nowhere_else(now):
    sign_up(now=now)
    token = confirm_token()
    subscriber = Subscriber.objects.values().get()
    assert token.startswith(subscriber["handle"])
    assert token[8:] not in str(subscriber)
    assert token[8:] not in posted(EmailKind.CONFIRMATION)[0].mailing.text


def test_one_confirmation_a_day_goes_to_an_address_however_it_is_written(now):
    sign_up("Ada@readers.example", now=now)
    assert sign_up(ADA, now=now + DAY - timedelta(seconds=1)) == Answer.CONFIRMATION_OUT
    assert len(posted(EmailKind.CONFIRMATION)) == 1
    assert sign_up(ADA, now=now + DAY) == Answer.CONFIRMATION_POSTED
    assert len(posted(EmailKind.CONFIRMATION)) == 2
    assert Subscriber.objects.count() == 1


def test_one_confirmation_a_day_holds_for_those_who_left_within_it_too(now):
    end(subscribed(now=now), list(Purpose), how="one click", now=now)
    assert sign_up(now=now) == Answer.CONFIRMATION_OUT
    assert sign_up(now=now + DAY) == Answer.CONFIRMATION_POSTED


def test_a_form_sent_while_a_link_is_out_adds_nothing_to_what_the_link_confirms(now):
    sign_up(now=now)
    sign_up(offers=True, now=now + timedelta(hours=1))
    confirm(confirm_token(), now=now + timedelta(hours=2))
    assert states(Subscriber.objects.get()) == {"alerts": "confirmed"}


def test_a_new_link_confirms_what_its_own_form_asked_for(now):
    sign_up(offers=True, now=now)
    sign_up(now=now + DAY)
    confirm(confirm_token(), now=now + DAY)
    assert states(Subscriber.objects.get()) == {"alerts": "confirmed"}
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["alerts"]


def test_a_confirmed_address_is_told_so_once_a_day_and_nothing_changes(now):
    subscriber = subscribed(now=now)
    assert sign_up(offers=True, now=now) == Answer.ALREADY_POSTED
    assert sign_up(now=now + DAY - timedelta(seconds=1)) == Answer.ALREADY_OUT
    assert sign_up(now=now + DAY) == Answer.ALREADY_POSTED
    assert len(posted(EmailKind.ALREADY_SUBSCRIBED)) == 2
    assert states(subscriber) == {"alerts": "confirmed"}


def test_a_suppressed_address_gets_no_mail_and_leaves_no_subscriber(now):
    suppress(ADA, reason="complaint", now=now)
    assert sign_up(now=now) == Answer.SUPPRESSED
    assert not Subscriber.objects.exists()
    assert not posted(EmailKind.CONFIRMATION)


def test_forms_wait_and_leave_nothing_half_made_while_a_setting_is_wrong(now, settings):
    right = settings.STOPPRESS
    settings.STOPPRESS = replace(right, confirmations_from="no address")
    send_form(now=now)
    assert answer_sign_ups(now=now) == 0
    assert not Subscriber.objects.exists()
    settings.STOPPRESS = right
    assert answer_sign_ups(now=now) == 1


def test_the_answer_is_logged_without_the_address(now):
    with capture_logs() as lines:
        sign_up(now=now)
    row = SignUp.objects.get()
    answered = [line for line in lines if line["event"] == "sign-up answered"]
    assert answered == [
        {"event": "sign-up answered", "log_level": "info", "sign_up": row.pk, "answer": "confirmation posted"}
    ]
    assert ADA not in str(lines)


def test_a_network_is_over_its_cap_once_it_had_its_forms_of_the_hour(now):
    cap = settings.STOPPRESS.signup_network_cap
    for number in range(cap):
        assert not over_cap(NETWORK, now=now)
        send_form(f"reader{number}@readers.example", now=now)
    assert over_cap(NETWORK, now=now)
    assert over_cap(NETWORK, now=now + timedelta(minutes=59))
    assert not over_cap(NETWORK, now=now + timedelta(hours=1))
    assert not over_cap("b" * 64, now=now)


def test_the_words_shown_are_the_words_kept(now):
    sign_up(now=now)
    assert Consent.objects.get().wording == sign_up_wording(settings.STOPPRESS.operator_name).alerts


def test_every_answer_fits_its_field():
    room = SignUp._meta.get_field("answer").max_length
    assert [answer for answer in Answer if len(answer) > room] == []
