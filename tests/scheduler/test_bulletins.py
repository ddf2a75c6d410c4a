"""When bulletins come, and when there is nothing to tell."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from scheduler.bulletins import has_news, kinds, turns
from scheduler.hours import waking
from scheduler.plan import Plan
from storage.campaign import load as campaigns
from storage.campaign.calendar import WorkCalendar
from storage.words.bulletin_words import BulletinKind, ToldBulletin
from storage.words.roles import Agency, Person, Role
from storage.words.units import NATION
from tests.scheduler.reminder_plans import HANOI

CAMPAIGN = campaigns.load("2019")
PLAN = Plan(CAMPAIGN, WorkCalendar(CAMPAIGN.calendar), HANOI, date(2019, 4, 3))
HA = Person(1, "Hà", Role.COORDINATOR, Agency.BNV, (NATION,))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2019-08-29T17:29", [BulletinKind.WEEKLY]),
        ("2019-08-29T17:30", [BulletinKind.DAILY]),
        ("2019-08-29T20:59", [BulletinKind.DAILY]),
        ("2019-08-29T21:00", []),
        ("2019-08-31T17:30", []),  # Saturday
        ("2019-09-02T09:00", []),  # the National Day
    ],
)
def test_the_hours_of_bulletins(moment: str, found: list[BulletinKind]) -> None:
    assert kinds(PLAN, at(moment)) == found


def test_a_turn_comes_once_and_the_weeks_only_to_who_wished_in_time() -> None:
    wishes = [(HA, {BulletinKind.WEEKLY: at("2019-09-04T10:00")})]
    assert list(turns(PLAN, wishes, set(), at("2019-09-05T08:00"))) == [], "wished on a Wednesday"
    [turn] = turns(PLAN, wishes, set(), at("2019-09-09T08:00"))
    assert (turn.kind, turn.key.due) == (BulletinKind.WEEKLY, date(2019, 9, 9))
    assert list(turns(PLAN, wishes, {turn.key}, at("2019-09-10T08:00"))) == []
    [late] = turns(PLAN, wishes, set(), at("2019-09-11T15:00"))
    assert late.key == turn.key, "after an outage it is late, not lost"


def test_news_is_what_differs_from_what_was_told() -> None:
    told = ToldBulletin(date(2019, 8, 29), {"collected": 5})
    assert has_news(None, {"collected": 5})
    assert has_news(told, {"collected": 6})
    assert not has_news(told, {"collected": 5})


@pytest.mark.parametrize(
    ("moment", "opens", "closes"),
    [
        ("2019-08-29T06:00", "2019-08-29T07:00", "2019-08-29T21:00"),
        ("2019-08-29T12:00", "2019-08-29T12:00", "2019-08-29T21:00"),
        ("2019-08-29T21:00", "2019-08-30T07:00", "2019-08-30T21:00"),
    ],
)
def test_announcements_wait_for_the_morning(moment: str, opens: str, closes: str) -> None:
    assert waking(at(moment), HANOI) == (at(opens), at(closes))
