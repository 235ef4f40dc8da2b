"""Django's entry for this room."""

from django.apps import AppConfig


class MailroomConfig(AppConfig):
    """This room as a Django app."""

    name = "stoppress.mailroom"
    label = "mailroom"
