import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from stoppress.domain.configuration import Configuration
from stoppress.domain.email import DeliveryState
from stoppress.domain.errors import SettingError
from stoppress.mailroom.models import Delivery, Return, Suppression
from stoppress.readership.models import Subscription
from stoppress.site.configure import anymail_settings
from stoppress.site.providers import check_hooks, read_hooks
from tests.readership.people import ADA, subscribed

pytestmark = pytest.mark.django_db

SECRET = "hooks:a-long-enough-password"
UNKNOWN = "smtp;550 5.1.1 no such user"


@pytest.fixture(autouse=True)
def _providers(settings):
    configuration = replace(
        settings.STOPPRESS,
        provider_hooks="postmark mailgun",
        provider_secret=SECRET,
        provider_keys="MAILGUN_WEBHOOK_SIGNING_KEY=key-1",
    )
    settings.STOPPRESS = configuration
    settings.ANYMAIL = anymail_settings(configuration)


@pytest.fixture
def sent(now) -> Delivery:
    subscribed(now=now)
    Delivery.objects.update(state=DeliveryState.ACCEPTED, ended_at=now)
    return Delivery.objects.get()


@pytest.fixture
def told(now):
    """A provider's call that tells of a bounce."""
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 7,
        "Email": ADA,
        "Details": UNKNOWN,
        "BouncedAt": now.isoformat(),
        "MessageID": "0c5a",
    }


@pytest.fixture
def call(client):
    def post(body: object, *, secret: str = SECRET, provider: str = "postmark") -> int:
        proof = base64.b64encode(secret.encode()).decode()
        return client.post(
            f"/returned/{provider}/",
            body if isinstance(body, bytes) else json.dumps(body).encode(),
            content_type="application/json",
            headers={"Authorization": f"Basic {proof}"} if secret else {},
        ).status_code

    return post


def test_a_bounce_told_by_a_provider_is_counted_once_however_often_it_calls(sent, told, call):
    assert [call(told), call(told)] == [204, 204]
    sent.refresh_from_db()
    assert sent.state == DeliveryState.BOUNCED
    assert list(Return.objects.values_list("delivery", "verdict", "status")) == [(sent.pk, "hard bounce", "5.1.1")]
    assert list(Suppression.objects.values_list("reason", flat=True)) == ["bounced 5.1.1"]


def test_a_call_that_is_repeated_later_means_the_same_delivery(sent, told, call, now):
    call(told | {"Details": "smtp;552 5.2.2 full"})
    later = Delivery.objects.create(
        mailing=Delivery.objects.get().mailing.__class__.objects.create(
            kind="alert", sender="a@news.test", subject="", text="", html="", created_at=now, expires_at=now
        ),
        address=ADA,
        state=DeliveryState.ACCEPTED,
        due_at=now,
        expires_at=now,
        message_id="<later@news.test>",
        queued_at=now,
        ended_at=now + timedelta(hours=1),
    )
    call(told | {"Details": "smtp;552 5.2.2 full"})
    later.refresh_from_db()
    assert (later.state, Return.objects.count()) == (DeliveryState.ACCEPTED, 1)


def test_the_message_id_says_more_than_the_moment(sent, told, call, now):
    told |= {"MessageID": sent.message_id.strip("<>"), "BouncedAt": (now - timedelta(days=1)).isoformat()}
    call(told)
    assert Return.objects.get().delivery == sent


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"Details": "smtp;552 5.2.2 full"}, "soft bounce"),
        ({"Details": "smtp;550 5.7.1 refused"}, "our fault"),
        ({"Details": "", "Type": "BadEmailAddress"}, "hard bounce"),
        ({"Details": "", "Type": "Blocked"}, "our fault"),
        ({"Details": "", "Type": "SoftBounce"}, "soft bounce"),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, "complaint"),
        ({"RecordType": "Delivery"}, None),
        ({"Type": "Transient"}, None),
    ],
)
def test_what_a_provider_tells_is_judged_as_a_report_is(sent, told, call, changes, verdict):
    assert call(told | changes) == 204
    assert list(Return.objects.values_list("verdict", flat=True)) == ([verdict] if verdict else [])


@pytest.mark.parametrize("changes", [{"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, {"Type": "Unsubscribe"}])
def test_a_complaint_or_an_unsubscription_told_by_a_provider_ends_all(sent, told, call, changes):
    call(told | changes)
    assert set(Subscription.objects.values_list("state", flat=True)) <= {"ended"}


@pytest.mark.parametrize("secret", ["", "hooks:wrong", "other:a-long-enough-password"])
def test_a_call_without_the_secret_changes_nothing(sent, told, call, secret):
    assert call(told, secret=secret) == 403
    assert not Return.objects.exists()


def test_a_call_that_must_be_signed_needs_its_signature_too(sent, call, now):
    body = {
        "signature": {"timestamp": "1", "token": "t", "signature": "0" * 64},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "timestamp": now.timestamp(),
            "recipient": ADA,
            "delivery-status": {"message": "550 5.1.1 no such user", "code": 550},
            "message": {"headers": {"message-id": "x"}},
        },
    }
    assert call(body, provider="mailgun") == 403
    body["signature"]["signature"] = hmac.new(b"key-1", b"1t", hashlib.sha256).hexdigest()
    assert call(body, provider="mailgun") == 204
    assert Return.objects.get().verdict == "hard bounce"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b'{"RecordType": []}', b"\xff"])
def test_what_cannot_be_read_is_refused(sent, call, body):
    assert call(body) == 400
    assert not Return.objects.exists()


def test_an_address_that_nobody_was_mailed_at_changes_nothing(sent, told, call):
    assert call(told | {"Email": "stranger@reader.test"}) == 204
    assert call(told | {"Email": None}) == 204
    assert not Return.objects.exists()


def test_a_provider_that_is_not_set_has_no_page(told, call, client):
    assert call(told, provider="sendgrid") == 404
    assert client.get("/returned/postmark/").status_code == 405
    assert client.head("/returned/postmark/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"provider_secret": ""}, "provider_secret: write user:password"),
        ({"provider_secret": "user:short"}, "of 16 characters or more"),
        ({"provider_keys": "key-1"}, "provider_keys: write NAME=KEY"),
    ],
)
def test_hooks_without_a_proof_of_who_calls_are_refused(changes, complaint):
    configuration = Configuration(provider_hooks="postmark", provider_secret=SECRET)
    with pytest.raises(SettingError, match=complaint):
        anymail_settings(replace(configuration, **changes))


def test_a_provider_that_signs_needs_its_key(settings):
    settings.ANYMAIL = anymail_settings(replace(settings.STOPPRESS, provider_keys=""))
    with pytest.raises(SettingError, match=r"provider_keys: mailgun needs one: .*MAILGUN_WEBHOOK_SIGNING_KEY"):
        check_hooks("mailgun")


def test_a_provider_that_is_unknown_is_named_with_those_that_are():
    with pytest.raises(SettingError, match=r"'pigeon' is none of .*mailgun, .*postmark"):
        read_hooks("postmark pigeon")
