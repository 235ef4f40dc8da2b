"""What the mailroom keeps: mailings, their deliveries, what came back of them, and suppressed addresses."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stoppress.domain.delivery import EDGES, Step
from stoppress.domain.email import DeliveryState, EmailKind
from stoppress.domain.returned import ReturnVerdict


class Mailing(models.Model):
    """A mail before it is made personal; see domain.email.Email."""

    kind = models.CharField(max_length=24, choices=[(kind.value, kind.value) for kind in EmailKind])
    sender = models.CharField(max_length=320)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=12, default="en")
    headers = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    priority = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, which change their state by steps only."""

    def take(self, step: Step, **changes: object) -> int:
        """Take a step with each delivery that may, together with other changes; return how many did.

        What is no longer leased has no holder, what ended keeps no values; see domain.delivery.
        """
        edge = EDGES[step]
        if edge.target is not DeliveryState.LEASED:
            changes = {"leased_by": "", "lease_ends_at": None} | changes
        if edge.target not in Delivery.OPEN:
            changes = {"values": {}} | changes
        return self.filter(state__in=edge.origins).update(state=edge.target, **changes)


class Delivery(models.Model):
    """One mailing to one address, and its state: the outbox is those not yet handed over."""

    OPEN = (DeliveryState.QUEUED, DeliveryState.LEASED, DeliveryState.DEFERRED)

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    address = models.CharField(max_length=320)
    values = models.JSONField(default=dict)  # emptied once the state is final: they hold tokens
    priority = models.SmallIntegerField(default=0)  # copied, so that a lease needs no join
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in DeliveryState], default=DeliveryState.QUEUED
    )
    due_at = models.DateTimeField()  # not to be leased earlier
    expires_at = models.DateTimeField()
    leased_by = models.CharField(max_length=40, blank=True, default="")
    lease_ends_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=200)  # the same at every attempt
    reply = models.CharField(max_length=300, blank=True, default="")  # the relay's last, without the address
    queued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # when the state became final

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["mailing", "address"], name="one_delivery_per_address")]
        indexes = [
            models.Index(
                fields=["-priority", "-mailing", "id"],  # the order of a lease
                name="outbox",
                condition=Q(state="queued"),
            ),
            models.Index(  # what waits for its moment: beside, so that no lease passes it over row by row
                fields=["due_at"],
                name="outbox_waiting",
                condition=Q(state__in=["leased", "deferred"]),
            ),
            models.Index(fields=["address"], name="delivery_address"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}: {self.state}"


class Return(models.Model):
    """What came back about a delivery: each verdict once, however often and by whatever way it is told."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="returns")
    verdict = models.CharField(max_length=12, choices=[(verdict.value, verdict.value) for verdict in ReturnVerdict])
    status = models.CharField(max_length=12, blank=True, default="")  # of RFC 3463
    address_hash = models.CharField(max_length=64)  # as in Suppression: counts over an address's deliveries
    domain = models.CharField(max_length=253)  # of the address
    returned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "verdict"], name="one_return_per_verdict")]
        indexes = [
            models.Index(fields=["address_hash", "verdict"], name="return_address"),
            models.Index(fields=["verdict", "returned_at"], name="return_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.status}".strip()


class Suppression(models.Model):
    """An address not to be mailed, by keyed hash, so that it outlives erasure."""

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=40)
    suppressed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reason} {self.suppressed_at:%Y-%m-%d}"


class Alarm(models.Model):
    """A notice to operators that mail does not go out; its row stands as long as that is so."""

    about = models.CharField(max_length=40, unique=True)
    reason = models.CharField(max_length=200)
    raised_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.about}: {self.reason}"
