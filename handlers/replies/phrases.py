"""Parts of replies that several handlers share: figures of a unit, bars, lists. Keys and numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.campaign.types import Campaign
from storage.words.counting_rules import Judgement
from storage.words.counts import Count, Counts
from storage.words.replies import Reply, Text
from storage.words.units import NATION, Unit

BAR = 10
MOST_NAMED = 8
"""How many parts of a scope are spelled out."""


def lines(*parts: Text | None, **options: object) -> Reply:
    """A reply of several texts, one below the other; missing parts are left out."""
    return Reply("lines", {"lines": [part for part in parts if part is not None]}, **options)  # type: ignore[arg-type]


def bar(share: float) -> str:
    """``▓▓▓░░░░░░░`` for a share between 0 and 1."""
    full = min(BAR, max(0, int(share * BAR + 1e-9)))
    return "▓" * full + "░" * (BAR - full)


def percent(part: float, whole: float) -> int:
    """Whole percent, never 100 before all of it is there."""
    if whole <= 0:
        return 0
    share = 100 * part / whole
    return 99 if 99 < share < 100 else int(share + 0.5)


def heading(unit: Unit) -> Text:
    """The line that names a unit."""
    return Text("unit.heading", {"code": unit.code, "name": unit.name})


def standing(unit: Unit, counts: Counts) -> Text:
    """How far a unit is: bar, percentage, outstanding, in hand."""
    return Text(
        "unit.standing",
        {
            "bar": bar(counts.collected / unit.quota if unit.quota else 0),
            "percent": percent(counts.collected, unit.quota),
            "collected": counts.collected,
            "quota": unit.quota,
            "outstanding": counts.outstanding,
            "in_hand": counts.in_hand(unit.quota),
        },
    )


def changes(judgement: Judgement, counts: Sequence[Count]) -> list[Text]:
    """A line for each count that was said: what it added and the new figure."""
    return [
        Text(
            "unit.change",
            {
                "count": Text(f"count.{count.value}"),
                "added": signed(judgement.after.get(count) - judgement.before.get(count)),
                "total": judgement.after.get(count),
            },
        )
        for count in counts
    ]


def signed(number: int) -> str:
    """``+30``, ``−5``, ``+0``."""
    return f"−{-number}" if number < 0 else f"+{number}"


def reasons(judgement: Judgement) -> list[Text]:
    """Which balances break and by how much; where none does, what goes beyond the quota."""
    after, quota = judgement.after, judgement.unit.quota
    broken = [
        Text(
            f"breach.{'below_zero' if breach.balance not in ('in_hand', 'outstanding') else breach.balance}",
            {
                "by": breach.by,
                "count": Text(f"count.{breach.balance}"),
                "distributed": after.distributed,
                "back": after.distributed - after.outstanding,
                "issued": after.in_hand(quota) + after.distributed + after.spoiled,
                "used": after.distributed + after.spoiled,
            },
        )
        for breach in judgement.breaches
    ]
    return broken or [
        Text(
            "excess",
            {
                "count": Text(f"count.{excess.count.value}"),
                "total": after.get(excess.count),
                "quota": quota,
                "by": excess.by,
            },
        )
        for excess in judgement.excesses
    ]


def scope(campaign: Campaign, codes: Sequence[str]) -> Text:
    """A scope in words: the nation, or the names of provinces and codes of units."""
    return Text("scope.nation") if NATION in codes else _named(campaign, codes)


def _named(campaign: Campaign, codes: Sequence[str]) -> Text:
    """Names; of a province that a later file knows no more, the code."""
    names = {province.code: province.name for province in campaign.provinces}
    shown = [names.get(code, code) for code in codes[:MOST_NAMED]]
    return Text("scope.named", {"names": ", ".join(shown) + ("…" if len(codes) > MOST_NAMED else "")})


def within(campaign: Campaign, scope: str) -> Text:
    """A province's name behind something else; nothing for the nation."""
    if scope == NATION:
        return Text("digest.nowhere")
    return Text("digest.where", {"name": campaign.province(scope).name})


def aside(campaign: Campaign, scope: str) -> Text:
    """A province in brackets behind what was done there; nothing for the nation."""
    if scope == NATION:
        return Text("digest.nowhere")
    return Text("scope.aside", {"scope": _named(campaign, [scope])})


def who(names: Mapping[int, str], person: int | None) -> str | Text:
    """A name out of ``people.names``; neutral words for whoever was forgotten, and for what nobody did."""
    if person is None:
        return Text("person.system")
    return names.get(person) or Text("person.forgotten")


def count_list(counts: Mapping[Count, int]) -> Text:
    """Counts in one line: ``phát 30, thu 25``."""
    return joined([_count(count, value) for count, value in counts.items()])


def joined(texts: Sequence[Text]) -> Text:
    """Texts in one line, with commas."""
    if len(texts) == 1:
        return texts[0]
    return Text("pair", {"first": joined(texts[:-1]), "last": texts[-1]})


def _count(count: Count, value: int) -> Text:
    return Text("count.said", {"count": Text(f"count.{count.value}"), "value": value})
