"""The arguments of taps. They can be forged, and buttons outlive what they were made for."""

from __future__ import annotations

from collections.abc import Sequence

from storage.messaging.message import Message
from storage.words.replies import Refusal
from storage.words.units import Unit

_LONGEST = 18
"""Digits of a number that every database can compare."""


def number(message: Message, place: int) -> int:
    """The number at a place of a tap's arguments. Raises Refusal."""
    digits = word(message, place)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST):
        raise Refusal("tap.unknown", spent=True)
    return int(digits)


def word(message: Message, place: int) -> str:
    """The word at a place of a tap's arguments; empty where there is none."""
    return message.args[place] if len(message.args) > place else ""


def unit(units: Sequence[Unit], code: str) -> Unit:
    """The unit that a tap names. Raises Refusal where it is not among those known."""
    found = next((one for one in units if one.code == code), None)
    if found is None:
        raise Refusal("tap.unknown", spent=True)
    return found
