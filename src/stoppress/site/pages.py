"""The pages: sign-up, privacy and health. Each view calls one service."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from stoppress.newsroom.briefs import published_brief
from stoppress.readership import sign_up as service
from stoppress.readership.network import hash_network
from stoppress.readership.sweep import ANSWERED_KEPT, PENDING_KEPT
from stoppress.readership.wording import sign_up_wording
from stoppress.site.briefs import brief_view
from stoppress.site.forms import SignUpForm
from stoppress.site.network import client_address
from stoppress.site.origin import form_token, is_fresh, sent_from_here
from stoppress.site.privacy import stated_privacy

_log = structlog.get_logger()
see_other = HTTPStatus.SEE_OTHER


def operator_context(_request: HttpRequest) -> dict[str, object]:
    """Give every template who runs this service."""
    configuration = settings.STOPPRESS
    contact = configuration.operator_contact
    return {
        "operator_name": configuration.operator_name,
        "operator_address": configuration.operator_address,
        "operator_contact": contact,
        "operator_contact_url": _contact_url(contact),
    }


def _contact_url(contact: str) -> str:
    if contact.startswith(("https://", "http://")):
        return contact
    return f"mailto:{contact}" if "@" in contact and " " not in contact else ""


@csrf_exempt  # see site/origin.py
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Show the form; take it, and answer every address alike."""
    if request.method != "POST":
        return _show_form(request, SignUpForm())
    form = SignUpForm(request.POST)
    if not sent_from_here(request):
        return _show_form(request, form, notice="elsewhere", status=HTTPStatus.FORBIDDEN)
    if not form.is_valid():
        return _show_form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_fresh(form.cleaned_data["shown"], now=request.now):
        return _show_form(request, form, notice="stale", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _take_form(request, form)


def _take_form(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    network = hash_network(client_address(request))
    if service.over_cap(network, now=request.now):
        response = render(request, "site/too-many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(int(service.CAP_SPAN.total_seconds()))
        return response
    service.request(
        form.cleaned_data["address"],
        offers=form.cleaned_data["offers"],
        wording=sign_up_wording(settings.STOPPRESS.operator_name),
        network_hash=network,
        now=request.now,
    )
    return HttpResponse(status=see_other, headers={"Location": reverse("thank-you")})


def _show_form(request: HttpRequest, form: SignUpForm, *, notice: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "address": form.data.get("address", ""),
        "offers": bool(form.data.get("offers")),
        "invalid": form.errors.get("address", []) if form.is_bound else [],
        "notice": notice,
        "shown": form_token(request.now),
        "wording": sign_up_wording(settings.STOPPRESS.operator_name),
    }
    response = render(request, "site/sign-up.html", context, status=status)
    response.headers["Cache-Control"] = "no-cache, private"  # the form's token is for a day
    return response


@require_safe
def thank_you(request: HttpRequest) -> HttpResponse:
    """Say what happens next: the same to everybody."""
    return render(request, "site/thank-you.html")


@require_safe
def event(request: HttpRequest, number: int) -> HttpResponse:
    """Show what an alerted event rests on: who says what, where reports differ, and every report with its link."""
    found = published_brief(number)
    if found is None:
        raise Http404
    return render(request, "site/event.html", brief_view(found))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the operator's own notice or, without one, what this service does."""
    own = stated_privacy(settings.STOPPRESS.privacy_file)
    retention_days = settings.STOPPRESS.signup_retention / 86400
    context = {
        "own": own,
        "retention_days": f"{retention_days:g}",
        "pending_days": PENDING_KEPT.days,
        "answered_days": ANSWERED_KEPT.days,
    }
    return render(request, "site/privacy.html", context)


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Say whether the pages and their database work."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        _log.exception("health failed")
        return JsonResponse({"status": "no database"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
