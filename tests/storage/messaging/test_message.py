"""What handlers get of a message."""

from __future__ import annotations

from datetime import timedelta

from storage.words.counting_rules import Row
from storage.words.counts import Mode
from storage.words.roles import Agency, Person, Role
from tests.field import NOW, message

LAN = Person(1, "Lan", Role.POSTAL_WORKER, Agency.BDT, ("01-H03",))
NEWEST_OF_TELEGRAM = 2**31
"""Its update ids stay below."""


def test_what_arrives_now_stands_behind_reports_of_the_same_second_that_bear_telegrams_numbers() -> None:
    old = Row(7, LAN.id, NOW, NEWEST_OF_TELEGRAM, Mode.ADD, {})
    first, second = (Row(8, LAN.id, NOW, message(LAN, update=seq).position, Mode.ADD, {}) for seq in (1, 2))
    later = Row(9, LAN.id, NOW + timedelta(seconds=1), 1, Mode.ADD, {})
    assert sorted([later, second, first, old], key=lambda row: row.order) == [old, first, second, later]
