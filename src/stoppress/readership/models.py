"""What the readership keeps: sign-ups as they came, subscribers, subscriptions and consents."""

from __future__ import annotations

from django.db import models

from stoppress.domain.reader import Purpose, SubscriptionState

_PURPOSES = [(purpose.value, purpose.value) for purpose in Purpose]


class SignUp(models.Model):
    """A sent form, stored the same for every address; answered afterwards, so that no reply tells who is known."""

    address = models.CharField(max_length=320)
    offers = models.BooleanField(default=False)
    alerts_wording = models.TextField()
    offers_wording = models.TextField(blank=True)
    wording_version = models.CharField(max_length=40)
    network_hash = models.CharField(max_length=64, blank=True)
    requested_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=40, blank=True)  # a member of readership.sign_up.Answer

    class Meta:
        indexes = [
            models.Index(fields=["network_hash", "requested_at"], name="sign_ups_by_network"),
            models.Index(fields=["id"], name="sign_ups_to_answer", condition=models.Q(answered_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"sign-up {self.pk}"


class Subscriber(models.Model):
    """A person, by address. The secrets make up the links in their mails; no key of ours is needed to check them."""

    address = models.CharField(max_length=320)
    address_key = models.CharField(max_length=320, unique=True)  # case-folded domain and local part: one a person
    handle = models.CharField(max_length=16, unique=True)
    unsubscribe_secret = models.CharField(max_length=32)
    preferences_secret = models.CharField(max_length=32)
    confirm_digest = models.CharField(max_length=64, blank=True)
    confirm_expires_at = models.DateTimeField(null=True, blank=True)
    confirmation_sent_at = models.DateTimeField(null=True, blank=True)
    already_sent_at = models.DateTimeField(null=True, blank=True)  # "you are subscribed already": one a day too
    words = models.JSONField(default=list)  # the interest; empty asks for everything
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Subscription(models.Model):
    """One purpose of one subscriber, and its state."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    purpose = models.CharField(max_length=12, choices=_PURPOSES)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in SubscriptionState])
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "purpose"], name="one_subscription_per_purpose")]
        indexes = [models.Index(fields=["purpose", "state"], name="subscriptions_by_state")]

    def __str__(self) -> str:
        return f"{self.purpose} of subscriber {self.subscriber_id}: {self.state}"


class Consent(models.Model):
    """What was agreed, in which words, when and how. Never changed but to note its confirmation and its end."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=_PURPOSES)
    wording = models.TextField()
    wording_version = models.CharField(max_length=40)
    how = models.CharField(max_length=40)  # "sign-up form", "preferences page"
    network_hash = models.CharField(max_length=64, blank=True)
    requested_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=40, blank=True)  # "one click", "unsubscribe page", ...

    def __str__(self) -> str:
        return f"{self.purpose} consent {self.pk}"
