"""The addresses of the pages."""

from __future__ import annotations

from django.contrib import admin
from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from stoppress.site import links, pages, providers, push

admin.site.site_header = "Stop Press upkeep"
admin.site.site_title = "Stop Press"
admin.site.index_title = "What is kept"

# A token is taken as a path: what follows it when a link is pasted from a mail may hold a slash.
urlpatterns = [
    path("", pages.sign_up, name="sign-up"),
    path("thank-you/", pages.thank_you, name="thank-you"),
    path("events/<int:number>/", pages.event, name="event"),
    path("privacy/", pages.privacy, name="privacy"),
    path("confirm/<path:token>", links.confirm, name="confirm"),
    path("preferences/<path:token>", links.preferences, name="preferences"),
    path("unsubscribe/<path:token>", links.unsubscribe, name="unsubscribe"),
    path("push/<str:token>", push.push, name="push"),
    path("returned/<slug:provider>/", providers.hook, name="provider-hook"),
    path("health", pages.health, name="health"),
    path("favicon.ico", RedirectView.as_view(url=static("site/icon.svg"))),  # the admin's pages name none
    path("admin/", admin.site.urls),
]
