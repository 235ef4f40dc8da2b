"""The readership in the admin: who subscribes to what, by which consent, and the forms they sent."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from stoppress.domain.reader import Purpose
from stoppress.mailroom.admin import RecordAdmin, RecordRows
from stoppress.readership.erasure import erase
from stoppress.readership.models import Consent, SignUp, Subscriber, Subscription
from stoppress.readership.subscription import end


class SubscriptionRows(RecordRows):
    """What a subscriber is mailed for."""

    model = Subscription
    fields = ("purpose", "state", "changed_at")


class ConsentRows(RecordRows):
    """What a subscriber agreed to."""

    model = Consent
    fields = ("purpose", "wording", "wording_version", "how", "requested_at", "confirmed_at", "ended_at", "ended_how")


@admin.register(Subscriber)
class SubscriberAdmin(RecordAdmin):
    """People, by address. The secrets of their links are not shown: they are theirs."""

    list_display = ("id", "address", "purposes", "created_at", "confirmation_sent_at")
    list_filter = ("subscriptions__purpose", "subscriptions__state", "created_at")
    search_fields = ("address", "address_key")
    ordering = ("-id",)
    fields = ("address", "interest", "created_at", "confirmation_sent_at", "already_sent_at", "confirm_expires_at")
    inlines = (SubscriptionRows, ConsentRows)
    actions = ("stop_all_mail",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        """Fetch the subscriptions with the list, not one by one."""
        return super().get_queryset(request).prefetch_related("subscriptions")

    @admin.display(description="subscriptions")
    def purposes(self, row: Subscriber) -> str:
        """Show each subscription and its state."""
        return ", ".join(f"{held.purpose}: {held.state}" for held in row.subscriptions.all())

    @admin.display(description="words of interest")
    def interest(self, row: Subscriber) -> str:
        """Show what the alerts are limited to."""
        return ", ".join(row.words) or "everything"

    @admin.action(description="Stop all mail to the selected subscribers", permissions=["stop"])
    def stop_all_mail(self, request: HttpRequest, rows: QuerySet[Subscriber]) -> None:
        """End every subscription of these people, as their own links would."""
        ended = sum(end(row, list(Purpose), how="operator", now=request.now) for row in rows)
        self.message_user(request, f"Ended the subscriptions of {ended}.", messages.SUCCESS)

    def has_delete_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        """People may ask to be forgotten."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_deleted_objects(
        self, objs: QuerySet[Subscriber], request: HttpRequest
    ) -> tuple[list[object], dict[str, int], set[str], list[str]]:
        """List what goes with a subscriber; that nobody deletes consents by themselves is no hindrance here."""
        shown, counts, _, protected = super().get_deleted_objects(objs, request)
        return shown, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Subscriber) -> None:
        """Forget everything about one person."""
        erase(obj, now=request.now)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> None:
        """Forget everything about several."""
        for row in queryset:
            erase(row, now=request.now)

    def has_stop_permission(self, request: HttpRequest) -> bool:
        """Ask for Django's permission to change subscribers."""
        return request.user.has_perm("readership.change_subscriber")


@admin.register(Subscription)
class SubscriptionAdmin(RecordAdmin):
    """Subscriptions and their states."""

    list_display = ("id", "subscriber_address", "purpose", "state", "changed_at")
    list_filter = ("purpose", "state", "changed_at")
    list_select_related = ("subscriber",)
    search_fields = ("subscriber__address",)
    ordering = ("-changed_at",)

    @admin.display(description="subscriber")
    def subscriber_address(self, row: Subscription) -> str:
        """Show whose it is."""
        return row.subscriber.address


@admin.register(Consent)
class ConsentAdmin(RecordAdmin):
    """The proof of what was agreed."""

    list_display = (
        "id",
        "subscriber_address",
        "purpose",
        "how",
        "requested_at",
        "confirmed_at",
        "ended_at",
        "ended_how",
    )
    list_filter = ("purpose", "how", "requested_at", "wording_version")
    list_select_related = ("subscriber",)
    search_fields = ("subscriber__address", "wording_version")
    ordering = ("-id",)

    @admin.display(description="subscriber")
    def subscriber_address(self, row: Consent) -> str:
        """Show who agreed."""
        return row.subscriber.address


@admin.register(SignUp)
class SignUpAdmin(RecordAdmin):
    """The forms as they were sent, and what became of them."""

    list_display = ("id", "address", "offers", "requested_at", "answered_at", "answer")
    list_filter = ("answer", "offers", "requested_at")
    search_fields = ("address",)
    ordering = ("-id",)
