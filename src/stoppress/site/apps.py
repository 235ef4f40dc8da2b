"""Django's entry for this room."""

from django.apps import AppConfig

from stoppress.site.discretion import keep_tokens_out_of_logs


class SiteConfig(AppConfig):
    """This room as a Django app."""

    name = "stoppress.site"
    label = "site"

    def ready(self) -> None:
        """Watch what Django logs of requests."""
        keep_tokens_out_of_logs()
