"""Where hubs call: verification of intent, and what they push. See newsroom.push."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stoppress.newsroom import push as service

_LONGEST_CHALLENGE = 1000


@csrf_exempt  # a hub has no page of ours; what it sends is signed
@require_http_methods(["GET", "POST"])
def push(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a hub. Its GET changes a subscription, which the standard asks for: only one that we asked for."""
    if request.method == "GET":
        return _verify(request, token)
    most = settings.STOPPRESS.fetch_bytes  # as much as is taken of a feed
    body = request.read(most + 1)
    if len(body) > most:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    signature, kind = request.headers.get("X-Hub-Signature", ""), request.headers.get("Content-Type")
    known = service.take_push(token, body, signature, kind, now=request.now)
    return HttpResponse(status=HTTPStatus.NO_CONTENT if known else HTTPStatus.GONE)


def _verify(request: HttpRequest, token: str) -> HttpResponse:
    stated = request.GET
    topic, challenge = stated.get("hub.topic", ""), stated.get("hub.challenge", "")
    if stated.get("hub.mode") == "denied":
        service.deny(token, topic, stated.get("hub.reason", ""), now=request.now)
        return HttpResponse(status=HTTPStatus.OK)
    is_ours = stated.get("hub.mode") == "subscribe" and 0 < len(challenge) <= _LONGEST_CHALLENGE
    if is_ours and service.verify(token, topic, stated.get("hub.lease_seconds", ""), now=request.now):
        return HttpResponse(challenge, content_type="text/plain; charset=utf-8")
    return HttpResponseNotFound()
