"""What is answered: plain data without language or transport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the locale files and the values for its placeholders.

    A value may be a Text itself, or a list of Texts (rendered one a line). Strings are what people
    typed or names: they are escaped when rendered. Dates are rendered in the reader's manner.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """One choice under a reply; also shown as a numbered choice where a channel has no buttons.

    ``tap`` is what comes back, at most 64 bytes: the name of a ``@tap`` handler, then its arguments,
    with colons: ``undo:51``.
    """

    key: str
    tap: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something made when it is sent, off the write transaction: ``chart``, ``file`` or ``view`` (a text).

    ``name`` is the maker's, ``query`` its JSON-safe arguments.
    """

    kind: str
    name: str
    query: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to somebody else than the sender. Whoever cannot be reached now does not get it.

    Its buttons can be tapped long after: their handler authorises and looks at how things stand.
    """

    person: int
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    buttons: Sequence[Sequence[Button]] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: plain data, without language or transport.

    ``edit`` replaces the tapped message in place; ``toast`` is the short notice of a tap;
    ``attachments`` follow the text, in order; ``ask_phone`` labels a button that shares the own number,
    ``hide_keyboard`` takes that button away. ``follow`` is sent behind it: one message cannot carry both
    kinds of buttons. ``unsay`` takes the message that is answered out of the chat (a PIN).
    ``spent``: the tapped message's buttons are of no more use and go, its text stays.
    ``notices`` go to others, in the same transaction.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    buttons: Sequence[Sequence[Button]] = ()
    edit: bool = False
    toast: Text | None = None
    attachments: Sequence[Attachment] = ()
    ask_phone: Text | None = None
    spent: bool = False
    notices: Sequence[Notice] = ()
    hide_keyboard: bool = False
    follow: Reply | None = None
    unsay: bool = False


class Refusal(Exception):
    """The one error meant for people: what is wrong and what to do next, as a text key.

    ``spent``: the tapped buttons can do nothing any more.
    """

    def __init__(
        self, key: str, /, buttons: Sequence[Sequence[Button]] = (), *, spent: bool = False, **values: object
    ) -> None:
        super().__init__(key)
        self.reply = Reply(key, values, buttons, spent=spent)
