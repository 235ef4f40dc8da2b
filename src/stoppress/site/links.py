"""The pages behind mailed links: confirm, preferences, unsubscribe. GET changes nothing; POST does.

None of them asks for a CSRF token: the address itself holds a secret of 128 bits that another site cannot
know, there is no login or cookie to ride on, and one-click unsubscribe (RFC 8058) must work without.
"""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stoppress.domain.errors import ExpiredTokenError, TokenError
from stoppress.domain.reader import Purpose
from stoppress.readership import confirmation, subscription
from stoppress.readership.models import Subscriber
from stoppress.readership.tokens import LinkPurpose
from stoppress.readership.wording import preferences_wording
from stoppress.site.forms import PreferencesForm

_METHODS = ["GET", "HEAD", "POST"]
_PLAIN = "text/plain; charset=utf-8"
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


@csrf_exempt
@require_http_methods(_METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be confirmed, and one button; confirm when it is pressed."""
    step = confirmation.confirm if request.method == "POST" else confirmation.look_up
    try:
        found = step(token, now=request.now)
    except ExpiredTokenError:
        return render(request, "site/link-over.html", {"link": "confirm"}, status=HTTPStatus.GONE)
    except TokenError:
        return render(request, "site/link-over.html", {"link": "confirm"}, status=HTTPStatus.NOT_FOUND)
    if found.open:
        return render(request, "site/confirm.html", {"found": found})
    subscriber = found.subscriber
    address = reverse("preferences", args=[subscriber.handle + subscriber.preferences_secret])
    return render(request, "site/confirmed.html", {"offers": found.offers, "preferences_url": address})


@csrf_exempt
@require_http_methods(_METHODS)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the reader gets; change it, and stay with a notice."""
    try:
        subscriber = subscription.find_by_token(token, LinkPurpose.PREFERENCES)
    except TokenError:
        return render(request, "site/link-over.html", {"link": "preferences"}, status=HTTPStatus.NOT_FOUND)
    if request.method == "POST" and "words" not in request.POST:  # a POST that no form of ours made
        return _show_preferences(request, subscriber, None, status=HTTPStatus.BAD_REQUEST)
    form = PreferencesForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        wording = preferences_wording(settings.STOPPRESS.operator_name)
        subscription.change(subscriber, form.wish(), wording=wording, how="preferences page", now=request.now)
        address = f"{reverse('preferences', args=[token])}?saved"
        return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})
    return _show_preferences(request, subscriber, form)


def _show_preferences(
    request: HttpRequest, subscriber: Subscriber, form: PreferencesForm | None, *, status: HTTPStatus | None = None
) -> HttpResponse:
    purposes = subscription.confirmed_purposes(subscriber)
    context = {
        "address": subscriber.address,
        "alerts": Purpose.ALERTS in purposes,
        "offers": Purpose.OFFERS in purposes,
        "words": ", ".join(subscriber.words) if form is None else form.data.get("words", ""),
        "too_long": form is not None,
        "saved": form is None and "saved" in request.GET,
        "wording": preferences_wording(settings.STOPPRESS.operator_name),
        "words_count": subscription.WORDS_COUNT,
        "word_length": subscription.WORD_LENGTH,
    }
    status = status or (HTTPStatus.OK if form is None else HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(request, "site/preferences.html", context, status=status)


@csrf_exempt
@require_http_methods(_METHODS)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; end the alerts when it is pressed, or at one click in a mail program (RFC 8058)."""
    sent = _sent(request)
    one_click = sent.get("List-Unsubscribe") == "One-Click"
    try:
        subscriber = subscription.find_by_token(token, LinkPurpose.UNSUBSCRIBE)
    except TokenError:
        if one_click:
            return HttpResponse("This link is none of ours.\n", _PLAIN, status=HTTPStatus.NOT_FOUND)
        return render(request, "site/link-over.html", {"link": "unsubscribe"}, status=HTTPStatus.NOT_FOUND)
    if one_click:
        subscription.end(subscriber, [Purpose.ALERTS], how="one click", now=request.now)
        return HttpResponse("You are unsubscribed.\n", _PLAIN)
    if sent.get("end") != "alerts":  # a look, or a POST that no button of ours made
        offers = Purpose.OFFERS in subscription.confirmed_purposes(subscriber)
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
        return render(
            request, "site/unsubscribe.html", {"address": subscriber.address, "offers": offers}, status=status
        )
    purposes = list(Purpose) if sent.get("everything") else [Purpose.ALERTS]
    subscription.end(subscriber, purposes, how="unsubscribe page", now=request.now, goodbye=True)
    offers = Purpose.OFFERS in subscription.confirmed_purposes(subscriber)
    return render(request, "site/unsubscribed.html", {"address": subscriber.address, "offers": offers})


def _sent(request: HttpRequest) -> QueryDict:
    """Return the fields of a POST; one that does not state its type is read as a form."""
    if request.method != "POST":
        return QueryDict()
    if request.content_type in _FORM_TYPES:
        return request.POST
    return QueryDict(request.body)
