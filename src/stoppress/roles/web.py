"""The web: serves the pages, in threads of this process."""

from __future__ import annotations

import threading

from django.conf import settings
from waitress.server import create_server

from stoppress.domain.errors import SettingError
from stoppress.site.wsgi import application

_THREADS = 8


class Web:
    """The pages' server. Waitress takes the whole request before a thread works on it: slow clients cost nothing."""

    def __init__(self) -> None:
        listen = settings.STOPPRESS.web_listen
        try:
            self._server = create_server(
                application, listen=listen, threads=_THREADS, ident=None, clear_untrusted_proxy_headers=False
            )
        except (OSError, ValueError) as error:
            raise SettingError(f"web_listen: cannot serve on {listen}: {error}") from error
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)

    def _serve(self) -> None:
        # Closing the server from outside makes its loop meet a closed socket: the end we asked for.
        try:
            self._server.run()
        except OSError:
            if not self._closing:
                raise

    _closing = False

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; requests under way are still answered."""
        self._closing = True

    def join(self, timeout: float) -> bool:
        """Wait until requests under way are answered, then close; say whether all were answered in time."""
        # The threads first: one that still answers when the server is closed finds its sockets gone.
        self._server.task_dispatcher.shutdown(timeout=timeout)
        unanswered = len(self._server.task_dispatcher.threads)
        self._server.close()
        self._thread.join(timeout)
        return not unanswered and not self._thread.is_alive()
