"""The errors of this project, as one tree.

StopPressError
├── InputError            a file, a line or a field that cannot be read
├── SettingError          a setting that cannot be right
├── TokenError            a link that is not ours, or no longer holds
│   └── ExpiredTokenError     a link that was ours, and whose time is over
├── FetchError            nothing usable came back from an address
│   └── RefusedAddressError   an address we do not connect to
├── FeedError             a document that is no feed
└── RelayError            the mail relay cannot be reached or refuses all
"""

from __future__ import annotations

from datetime import timedelta


class StopPressError(Exception):
    """Something this service can say in one line."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").splitlines()[0])


class InputError(StopPressError):
    """The input cannot be read."""


class SettingError(StopPressError):
    """A setting cannot be right."""


class TokenError(StopPressError):
    """This link is not valid, or no longer."""


class ExpiredTokenError(TokenError):
    """The time of this link is over, or it was used before."""


class FetchError(StopPressError):
    """Nothing usable came back from the address."""

    def __init__(self, message: str | None = None, *, status: int = 0, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.status = status  # of HTTP; 0 where there was no answer
        self.retry_after = retry_after  # how long the server asks to be left alone


class RefusedAddressError(FetchError):
    """The address is one this service does not connect to."""


class FeedError(StopPressError):
    """The document is no feed."""


class RelayError(StopPressError):
    """The mail relay cannot be reached or refuses everything."""
