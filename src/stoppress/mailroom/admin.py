"""The mailroom in the admin: mailings, deliveries, and the addresses not to be mailed."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from stoppress.domain.errors import InputError
from stoppress.mailroom.addresses import canonical
from stoppress.mailroom.figures import figures
from stoppress.mailroom.models import Alarm, Delivery, Mailing, Suppression
from stoppress.mailroom.suppression import hash_address, suppress
from stoppress.stages.text.safe import one_line, plain

_REASON = "asked the operator"


class RecordAdmin(admin.ModelAdmin):
    """What only the services write: to be looked at and searched, not changed."""

    list_per_page = 50
    show_full_result_count = False  # a second count of a great table, for a figure nobody needs

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  (Django's)
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  (Django's)
        """Nobody changes one by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  (Django's)
        """Nobody deletes one by hand."""
        return False


class RecordRows(admin.TabularInline):
    """Such records shown with what they belong to."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  (Django's)
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  (Django's)
        """Nobody changes one by hand."""
        return False


@admin.register(Mailing)
class MailingAdmin(RecordAdmin):
    """Mails before they are made personal."""

    list_display = ("id", "kind", "about", "created_at", "expires_at", "withdrawn_at", "sent_to")
    list_filter = ("kind", "created_at")
    search_fields = ("subject",)
    ordering = ("-id",)
    fields = (
        "kind",
        "sender",
        "about",
        "wording",
        "language",
        "created_at",
        "expires_at",
        "withdrawn_at",
        "came_of_it",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailing]:
        """Count the deliveries of each mailing with the list, not one by one."""
        return super().get_queryset(request).annotate(deliveries_count=Count("deliveries"))

    def get_urls(self) -> list[URLPattern]:
        """Add the page of figures."""
        view = self.admin_site.admin_view(self.show_figures)
        return [path("figures/", view, name="mailroom_figures"), *super().get_urls()]

    def show_figures(self, request: HttpRequest) -> HttpResponse:
        """Show what became of all deliveries, and how long acceptance took."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "title": "Figures", "figures": figures()}
        return render(request, "admin/mailroom/mailing/figures.html", context)

    @admin.display(description="deliveries in figures")
    def came_of_it(self, row: Mailing) -> SafeString:
        """Show what became of this mailing's deliveries, and how long acceptance took."""
        return render_to_string("admin/mailroom/_figures.html", {"figures": figures(row)})

    @admin.display(description="subject")
    def about(self, row: Mailing) -> str:
        """Show the subject, safe to read."""
        return one_line(row.subject)

    @admin.display(description="text")
    def wording(self, row: Mailing) -> str:
        """Show the text as it stands before it is made personal."""
        return plain(row.text)

    @admin.display(description="deliveries", ordering="deliveries_count")
    def sent_to(self, row: Mailing) -> int:
        """Show how many it was posted to."""
        return row.deliveries_count


@admin.register(Delivery)
class DeliveryAdmin(RecordAdmin):
    """What became of each mail to each address. The personal values are left out: they hold tokens."""

    list_display = ("id", "address", "mailing", "state", "attempts", "queued_at", "due_at", "ended_at", "answer")
    list_filter = ("state", "mailing__kind", "queued_at")
    list_select_related = ("mailing",)
    search_fields = ("address", "message_id")
    search_help_text = "Address, or Message-ID"
    ordering = ("-id",)
    exclude = ("values", "reply", "priority", "lease_ends_at", "leased_by")
    readonly_fields = ("answer",)

    @admin.display(description="the relay's last reply")
    def answer(self, row: Delivery) -> str:
        """Show what the relay said, safe to read."""
        return one_line(row.reply)


class SuppressionForm(forms.ModelForm):
    """An address to be mailed no more; only its keyed hash is kept."""

    address = forms.CharField(max_length=320)

    class Meta:
        model = Suppression
        fields = ()

    def clean_address(self) -> str:
        """Refuse what is no address, and what is suppressed already."""
        try:
            address = canonical(self.cleaned_data["address"].strip())
        except InputError as error:
            raise forms.ValidationError("Please enter a valid email address") from error
        if Suppression.objects.filter(address_hash=hash_address(address)).exists():
            raise forms.ValidationError("This address is not mailed already")
        return address


@admin.register(Suppression)
class SuppressionAdmin(RecordAdmin):
    """Addresses not to be mailed, by hash: added and searched for by address; to delete one allows mail again."""

    list_display = ("id", "reason", "suppressed_at", "address_hash")
    list_filter = ("reason", "suppressed_at")
    search_fields = ("address_hash",)
    search_help_text = "A whole address"
    ordering = ("-id",)

    def get_form(self, request: HttpRequest, obj: Suppression | None = None, change: bool = False, **kwargs):
        """Ask for an address when adding."""
        return super().get_form(request, obj, change, **({"form": SuppressionForm} | kwargs if obj is None else kwargs))

    def get_fields(self, request: HttpRequest, obj: Suppression | None = None) -> tuple[str, ...]:  # noqa: ARG002  (Django's)
        """Show an address to add, or what is kept of one."""
        return ("address",) if obj is None else ("reason", "suppressed_at", "address_hash")

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002  (Django's)
        queryset: QuerySet[Suppression],
        search_term: str,
    ) -> tuple[QuerySet[Suppression], bool]:
        """Find an address by its hash."""
        term = search_term.strip()
        return (queryset.filter(address_hash=hash_address(term)) if term else queryset), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Operators may be asked to write to somebody no more."""
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_delete_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        """And to write to them again."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def save_model(self, request: HttpRequest, obj: Suppression, form: SuppressionForm, change: bool) -> None:  # noqa: ARG002  (Django's)
        """Suppress by the service, which also stops what is queued."""
        address = form.cleaned_data["address"]
        suppress(address, reason=_REASON, now=request.now)
        obj.__dict__ |= Suppression.objects.values().get(address_hash=hash_address(address))


@admin.register(Alarm)
class AlarmAdmin(RecordAdmin):
    """Why mail does not go out, as long as that is so."""

    list_display = ("about", "reason", "raised_at")
    ordering = ("about",)
