"""Django's entry for this room."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """This room as a Django app."""

    name = "stoppress.newsroom"
    label = "newsroom"
