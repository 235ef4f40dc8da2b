"""Django's entry for this room."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """This room as a Django app."""

    name = "stoppress.site"
    label = "site"
