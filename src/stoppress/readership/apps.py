"""Django's entry for this room."""

from django.apps import AppConfig


class ReadershipConfig(AppConfig):
    """This room as a Django app."""

    name = "stoppress.readership"
    label = "readership"
