"""Reads an inspector's re-checks: ballots one by one, or a unit's batch as totals by outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.grammar.items import Item, read
from handlers.grammar.lexicon import RECHECK, SLIPS
from handlers.grammar.lines import Line
from handlers.grammar.pairs import Flaw, Pair, pair
from handlers.grammar.qualify import qualify
from handlers.grammar.result import Fault, Intent, Parsed, Problem, Recheck
from handlers.grammar.tokens import HARD, cut
from handlers.grammar.units import UnitIndex
from handlers.grammar.words import Kind
from storage.model import Outcome

_BALLOT = re.compile(r"(?:(\d\d)-)?(?:(\d\d)-)?([a-zđ])(\d{1,3})-(\d{1,4})(?:-([a-z0-9]))?", re.IGNORECASE)
_SERIAL = re.compile(r"0\d\d|\d{3}")
_DOUBTS = frozenset({Kind.NOT, Kind.PLAN, Kind.ASK, Kind.APPROX, Kind.REMAIN})
_Key = Outcome | Kind


@dataclass(slots=True)
class _Ballot:
    name: str
    text: str
    check: str | None = None
    outcomes: list[Outcome] = field(default_factory=list)


class _Reading:
    """Re-checks being read, line by line."""

    def __init__(self, index: UnitIndex) -> None:
        self.index = index
        self.entries: list[Recheck] = []
        self.problems: list[Problem] = []
        self.ignored: list[str] = []
        self.heading: Item | None = None

    def take(self, line: Line, text: str) -> None:
        tokens = cut(text, SLIPS)
        items = read(text, tokens, RECHECK, self.index)
        if items and items[0].kind in (Kind.CHECKED, Kind.LEVEL) and len(items) == 1:
            return
        for part in _sentences(items):
            units = [item for item in part if item.kind is Kind.UNIT]
            serials = units and any(_is_serial(item) for item in part)
            if any(item.kind is Kind.BALLOT for item in part) or serials or (self._in_list() and _lists(part)):
                self._ballots(part, line)
            elif any(item.kind in (Kind.OUTCOME, Kind.CHECKED, Kind.NUMBER, Kind.UNIT) for item in part):
                self._batches(part, line)
            else:
                self.ignored += [item.text for item in part if item.kind is Kind.UNKNOWN]

    def _in_list(self) -> bool:
        return self.heading is not None

    def _ballots(self, items: list[Item], line: Line) -> None:
        """``H03-007, 008 khớp, H03-009 lệch``: an outcome is that of the ballots named since the last one."""
        reading = _Ballots(self.index, self.heading)
        reading.walk(items)
        self.heading = reading.unit
        if reading.fault:
            self.problems.append(reading.fault)
            return
        groups = reading.groups
        for group in groups:
            comment = line.comment or None if group is groups[-1] else None
            for ballot in group:
                if len(ballot.outcomes) == 1:
                    entry = Recheck(
                        ballot=ballot.name, outcome=ballot.outcomes[0], comment=comment, check=ballot.check
                    )
                    self._add(entry, ballot.text)
                else:
                    fault = Fault.WHICH_MEANING if ballot.outcomes else Fault.MISSING_OUTCOME
                    self.problems.append(Problem(fault, ballot.text))
        self.ignored += reading.ignored

    def _add(self, entry: Recheck, text: str) -> None:
        """The same ballot twice in one message: who knows which outcome holds."""
        same = [old for old in self.entries if old.ballot == entry.ballot and entry.ballot is not None]
        if same or any(old.unit == entry.unit for old in self.entries if entry.ballot is None and old.ballot is None):
            self.entries = [old for old in self.entries if old not in same and (entry.ballot or old.unit != entry.unit)]
            self.problems.append(Problem(Fault.REPEATED_COUNT, text, entry.unit))
        else:
            self.entries.append(entry)

    def _batches(self, items: list[Item], line: Line) -> None:
        """``H03: kiểm 10 khớp 8 lệch 1 không nhận 1``, one unit after the other."""
        starts = [place for place, item in enumerate(items) if item.kind is Kind.UNIT]
        starts = [place for place in starts if place] if starts[:1] == [0] else starts[1:]
        for low, high in zip([0, *starts], [*starts, len(items)], strict=True):
            self._batch(items[low:high], line.comment or None if high == len(items) else None)

    def _batch(self, items: list[Item], comment: str | None) -> None:
        unit = next((item for item in items if item.kind is Kind.UNIT), None)
        code, fault = self._unit(unit)
        text = " ".join(item.text for item in items)
        if fault:
            self.problems.append(Problem(fault, unit.text if unit else text))
            return
        if any(item.kind in _DOUBTS or item.asked for item in items):
            self.problems.append(Problem(Fault.WHICH_MEANING, text, code))
            return
        for item in items:
            if item.kind is Kind.CHECKED:
                item.kind, item.sense = Kind.COUNT, Kind.CHECKED
            elif item.kind is Kind.OUTCOME:
                item.kind = Kind.COUNT
        rest = qualify([item for item in items if item is not unit], self.index)
        passed: list[str] = []
        events = pair(rest, passed)
        self.ignored += passed
        flaws = [event for event in events if isinstance(event, Flaw)]
        self.problems += [Problem(flaw.fault, flaw.text, code) for flaw in flaws]
        if not flaws:
            self._totals([event for event in events if isinstance(event, Pair)], code, text, comment)

    def _totals(self, pairs: Sequence[Pair], code: str | None, text: str, comment: str | None) -> None:
        outcomes: dict[Outcome, int] = {}
        checked: int | None = None
        for said in pairs:
            repeated = checked is not None if said.sense is Kind.CHECKED else said.sense in outcomes
            if repeated:
                self.problems.append(Problem(Fault.REPEATED_COUNT, said.first.text, code))
                return
            if isinstance(said.sense, Outcome):
                outcomes[said.sense] = said.value
            else:
                checked = said.value
        if not outcomes:
            self.problems.append(Problem(Fault.MISSING_OUTCOME, text, code))
        elif checked is not None and checked != sum(outcomes.values()):
            self.problems.append(Problem(Fault.OUTCOMES_DO_NOT_ADD_UP, text, code))
        else:
            self._add(Recheck(unit=code, outcomes=outcomes, comment=comment), text)

    def _unit(self, unit: Item | None) -> tuple[str | None, Fault | None]:
        """The batch's unit; as typed where the sender's units are not known."""
        if unit is None:
            return None, Fault.WHICH_UNIT if len(self.index.codes) > 1 else None
        codes = unit.hit.codes if unit.hit else ()
        if len(codes) == 1:
            return codes[0], None
        if not self.index.codes and not codes:
            return unit.text.upper(), None
        return None, Fault.WHICH_UNIT if codes else Fault.UNKNOWN_UNIT


class _Ballots:
    """Walks over ballots and outcomes. ``groups``: ballots that share what was said."""

    def __init__(self, index: UnitIndex, unit: Item | None) -> None:
        self.index, self.unit = index, unit
        self.groups: list[list[_Ballot]] = []
        self.ignored: list[str] = []
        self.fault: Problem | None = None
        self._stem = ""
        self._leading: Outcome | None = None
        """The outcome that stood before its ballots."""
        self._open = True

    def walk(self, items: Sequence[Item]) -> None:
        numbered = False
        for place, item in enumerate(items):
            match item.kind:
                case Kind.BALLOT:
                    self._ballot(item.text)
                case Kind.OUTCOME:
                    self._outcome(item)
                case Kind.UNIT:
                    self.unit, self._stem = item, item.text
                case Kind.NUMBER if numbered:
                    numbered = False
                case Kind.NUMBER:
                    self._number(item)
                case Kind.LABEL:
                    numbered = place + 1 < len(items) and items[place + 1].kind is Kind.NUMBER
                    if numbered and item.text.casefold() in ("số", "so", "phiếu số", "phieu so") and self._stem:
                        self._ballot(f"{self._stem}-{items[place + 1].raw}")
                case Kind.UNKNOWN:
                    self.ignored.append(item.text)
                case kind if kind in _DOUBTS or item.asked or kind is Kind.CHECKED:
                    self._doubt(item)
            between = place and items[place - 1].kind is Kind.BALLOT
            if item.asked or (between and item.kind is Kind.UNTIL):
                self._doubt(item)

    def _doubt(self, item: Item, fault: Fault = Fault.WHICH_MEANING) -> None:
        self.fault = self.fault or Problem(fault, item.text)

    def _ballot(self, text: str) -> None:
        match = _BALLOT.fullmatch(text)
        if match is None:
            self.fault = self.fault or Problem(Fault.BAD_NUMBER, text)
            return
        unit = f"{match[3]}{match[4]}".upper()
        province = match[2] or match[1]
        self._stem = text[: match.start(5) - 1]
        codes = self.index.by_code(f"{province}-{unit}" if province else unit)
        head = codes[0] if len(codes) == 1 else text[: match.start(5) - 1].upper()
        ballot = _Ballot(f"{head}-{int(match[5]):03d}", text, match[6].upper() if match[6] else None)
        if self._open or not self.groups:
            self.groups.append([])
            self._open = False
        self.groups[-1].append(ballot)
        if self._leading:
            ballot.outcomes.append(self._leading)

    def _outcome(self, item: Item) -> None:
        outcome = item.sense if isinstance(item.sense, Outcome) else None
        if outcome is None:
            return
        if not self.groups or self._leading:
            self._leading, self._open = outcome, True
            return
        for ballot in self.groups[-1]:
            ballot.outcomes.append(outcome)
        self._open = True

    def _number(self, item: Item) -> None:
        """``H03-007, 008``: the serial of another ballot of the same unit; other numbers are in doubt."""
        if _is_serial(item) and self._stem and (len(item.raw) == 3 or not self._open):
            self._ballot(f"{self._stem}-{item.raw}")
        elif item.raw.isdigit() and self.groups and not self._open and item.gap == HARD:
            self._ballot(f"{self._stem}-{item.raw}")
        else:
            self._doubt(item, Fault.WHICH_MEANING if item.value is not None else Fault.BAD_NUMBER)


def _is_serial(item: Item) -> bool:
    return item.kind is Kind.NUMBER and _SERIAL.fullmatch(item.raw) is not None


def _lists(items: Sequence[Item]) -> bool:
    return any(_is_serial(item) for item in items)


def _sentences(items: Sequence[Item]) -> list[list[Item]]:
    return [list(items)] if items else []


def read_recheck(lines: Sequence[Line], end: int, index: UnitIndex) -> Parsed:
    """``pt H03-007 khớp``. ``end``: where the opening word of the first line ends."""
    reading = _Reading(index)
    for number, line in enumerate(lines):
        text = line.text[end:] if not number else _without_head(line.text)
        if text.strip(" :.,-"):
            reading.take(line, text)
    if not reading.entries and not reading.problems:
        problem = Problem(Fault.MISSING_OUTCOME, lines[0].text.strip())
        return Parsed(Intent.RECHECK, (), (problem,), tuple(reading.ignored))
    return Parsed(Intent.RECHECK, tuple(reading.entries), tuple(reading.problems), tuple(reading.ignored))


_HEAD = re.compile(r"\s*(?:pt|phúc tra|phuc tra|ptra)\b", re.IGNORECASE)


def _without_head(text: str) -> str:
    return _HEAD.sub("", text, count=1)
