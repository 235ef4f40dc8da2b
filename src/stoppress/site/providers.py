"""Where mail providers call to tell of bounces and complaints; django-anymail verifies and reads what they send."""

from __future__ import annotations

from functools import cache, partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stoppress.domain.errors import SettingError
from stoppress.domain.returned import ReturnVerdict
from stoppress.mailroom.returns import Told, note_told
from stoppress.readership.complaints import end_all
from stoppress.stages.refusals import judge_refusal, statuses
from stoppress.stages.text.safe import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from anymail.signals import AnymailTrackingEvent
    from anymail.webhooks.base import AnymailCoreWebhookView

_SUFFIX = "_tracking_webhook"
_LEFT_OUT = {"mandrill", "sendinblue"}  # one address for mail that comes in too; an old name
_FAILURES = {"bounced", "rejected"}
_BY_REASON = {
    "invalid": ReturnVerdict.HARD,
    "blocked": ReturnVerdict.OURS,
    "spam": ReturnVerdict.OURS,
}


@csrf_exempt  # a provider has no page of ours; it comes with a secret
@require_http_methods(["HEAD", "POST"])
def hook(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what a provider tells, each thing once; an error here has the provider call again."""
    reader = read_hooks(settings.STOPPRESS.provider_hooks).get(provider)
    if reader is None:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    if request.method == "HEAD":  # some look first whether there is anybody
        return HttpResponse()
    events = _verified_events(reader, request)
    if isinstance(events, HttpResponse):
        return events
    for event in events:
        _take(event, now=request.now)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@cache
def read_hooks(names: str) -> dict[str, type[AnymailCoreWebhookView]]:
    """Return what reads the calls of each provider named; raises SettingError where there is no such thing."""
    if not names:
        return {}
    try:
        from anymail.urls import urlpatterns  # noqa: PLC0415  (an extra that few install)
    except ImportError as error:
        raise SettingError("provider_hooks needs django-anymail: pip install 'stoppress[providers]'") from error
    found = {
        str(each.name).removesuffix(_SUFFIX): each.callback.view_class for each in urlpatterns if _tells(each.name)
    }
    unknown = [name for name in names.split() if name not in found]
    if unknown:
        raise SettingError(f"provider_hooks: {unknown[0]!a} is none of {', '.join(sorted(found))}")
    return {name: found[name] for name in names.split()}


def check_hooks(names: str) -> None:
    """Raise SettingError where a provider named is unknown, or lacks a key without which it cannot be verified."""
    for name, reader in read_hooks(names).items():
        try:
            reader()
        except ImproperlyConfigured as error:
            raise SettingError(f"provider_keys: {name} needs one: {one_line(str(error))}") from error


def _tells(name: str) -> bool:
    return name.endswith(_SUFFIX) and name.removesuffix(_SUFFIX) not in _LEFT_OUT


def _verified_events(
    reader: type[AnymailCoreWebhookView], request: HttpRequest
) -> list[AnymailTrackingEvent] | HttpResponse:
    """Return what a call tells, or the refusal of one that is not the provider's or cannot be read."""
    from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure  # noqa: PLC0415

    try:
        view = reader()
        view.setup(request)
        view.run_validators(request)
        return list(view.parse_events(request))
    except AnymailWebhookValidationFailure:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    except (AnymailError, ImproperlyConfigured, ValueError, LookupError, TypeError, AttributeError):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)


def _take(event: AnymailTrackingEvent, *, now: datetime) -> None:
    address = str(event.recipient or "")
    if event.event_type == "unsubscribed":
        end_all(address, now=now)
        return
    verdict = _verdict(event)
    if verdict is ReturnVerdict.NONE:
        return
    status = next(iter(statuses(str(event.mta_response or ""))), None)
    told = Told(
        verdict,
        status=".".join(map(str, status)) if status else "",
        address=address,
        message_id=str(event.message_id or ""),
        at=event.timestamp or now,
    )
    note_told(told, unsubscribe=partial(end_all, now=now), now=now)


def _verdict(event: AnymailTrackingEvent) -> ReturnVerdict:
    """Judge by the receiver's own words where the provider hands them on, else by the provider's reason."""
    if event.event_type == "complained":
        return ReturnVerdict.COMPLAINT
    if event.event_type not in _FAILURES:
        return ReturnVerdict.NONE
    if event.mta_response:
        return judge_refusal(str(event.mta_response))
    return _BY_REASON.get(str(event.reject_reason), ReturnVerdict.SOFT)
