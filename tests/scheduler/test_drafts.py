"""A draft is asked about again after a day, and not at night."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.drafts import is_due

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("made", "hours", "expected"),
    [
        ("2019-08-29T08:30+07:00", 23.9, False),
        ("2019-08-29T08:30+07:00", 24, True),
        ("2019-08-29T08:30+07:00", 36.4, True),  # 20:54
        ("2019-08-29T08:30+07:00", 36.5, False),  # 21:00
        ("2019-08-29T22:00+07:00", 24, False),
        ("2019-08-29T22:00+07:00", 32.9, False),
        ("2019-08-29T22:00+07:00", 33, True),  # 7:00 of the second morning
        ("2019-08-29T08:30+07:00", 24 * 20, True),  # the bot was down meanwhile
    ],
)
def test_after_a_day_between_seven_and_nine_in_the_evening(made: str, hours: float, expected: bool) -> None:
    moment = datetime.fromisoformat(made)
    assert is_due(moment, moment + timedelta(hours=hours), ZONE) is expected
