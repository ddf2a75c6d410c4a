"""What can go wrong with a channel, in our own words: each channel translates at its border.

ChannelError
├── BadToken       the channel does not know us
├── TooMany        we are too fast; ``seconds`` to wait, None where it was not said
├── NobodyThere    nobody is reached at this address
├── Moved          the chat has another ``address`` now
├── Refused        the channel does not take this message, now or ever
│   └── TooLarge   … because it is too large
└── Unreachable    a cut line or a failing server; may have arrived
    └── NeverSent  … but surely did not
"""

from __future__ import annotations


class ChannelError(Exception):
    """Any failure of a channel that is not our bug."""


class BadToken(ChannelError):
    """The channel does not know us by this token."""


class TooMany(ChannelError):
    """We are too fast. ``seconds`` to wait, None where the channel did not say."""

    def __init__(self, words: str, seconds: float | None = None) -> None:
        super().__init__(words)
        self.seconds = seconds


class NobodyThere(ChannelError):
    """Nobody is reached at this address: it blocked us, or is gone."""


class Moved(ChannelError):
    """The chat has another address now."""

    def __init__(self, words: str, address: str) -> None:
        super().__init__(words)
        self.address = address


class Refused(ChannelError):
    """The channel does not take this message, now or ever."""


class TooLarge(Refused):
    """The channel does not take so much."""


class Unreachable(ChannelError):
    """The line was cut or the server failed. Whether the message arrived is open.

    ``down``: the failure was told, so that trying for ever is right; else only silence.
    """

    def __init__(self, words: str, *, down: bool = True) -> None:
        super().__init__(words)
        self.down = down


class NeverSent(Unreachable):
    """There was no connection: surely nothing arrived."""
