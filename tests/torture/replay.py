"""The rules of counting once more, written from the design and not from the bot: what must have been told.

A ``Book`` replays deeds one after the other. ``read`` says what a deed does at this moment and what the
answer must contain, without doing it; ``Reading.enter`` does it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count as numbers

from storage.words.counts import Count, Mode, Outcome
from tests.torture.crowd import Checked, Deed, Said
from tests.torture.town import Citizen, Town

NAMES = {
    Count.ISSUED: "nhận",
    Count.DISTRIBUTED: "phát",
    Count.COLLECTED: "thu",
    Count.BLANK: "trắng",
    Count.SPOILED: "hỏng",
    Count.LOST: "mất",
    Count.REFUSED: "từ chối",
    Count.UNREACHABLE: "không gặp",
    Count.REPLACED: "thay thế",
}
OUTCOMES = {Outcome.MATCH: "khớp", Outcome.UNREACHABLE: "không liên lạc được", Outcome.REFUSED: "từ chối"}
RECENT = 50
Root = tuple[int, int]
"""A message of somebody's: chat and number. Its versions and buttons all lead here."""
Figures = dict[Count, int]


@dataclass(frozen=True, slots=True)
class Entry:
    unit: str
    mode: Mode
    counts: tuple[tuple[Count, int], ...]

    @property
    def flipped(self) -> Entry:
        return Entry(self.unit, Mode.TOTAL if self.mode is Mode.ADD else Mode.ADD, self.counts)


@dataclass(frozen=True, slots=True)
class Row:
    """A live line of the book."""

    order: tuple[datetime, int, int]
    worker: int
    root: Root
    entry: Entry


@dataclass(slots=True)
class Draft:
    """A question that waits for a tap: what each label of its buttons means."""

    root: Root
    moment: datetime
    position: int
    meanings: list[tuple[str, tuple[Entry, ...]]]
    confirmed: bool

    def meant_by(self, label: str) -> tuple[Entry, ...] | None:
        """What a button books; None where none with this label can stand below the question."""
        plain = label.removeprefix(f"{self.meanings[-1][1][0].unit}: ")
        return next(
            (
                meant
                for known, meant in self.meanings
                # The question for the unit shows it with its name.
                if plain == known or (known.endswith(" ") and plain.startswith(known))
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A live re-check."""

    number: int
    inspector: int
    root: Root
    checked: Checked
    before: Found | None


@dataclass(slots=True)
class Reading:
    """``told``: what the answer must contain, in this order. ``effect``: the province's log must tell of it.

    ``drafts`` are those that the answer asks about, in the order of their buttons.
    """

    told: list[str]
    effect: bool = False
    booked: set[str] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)
    steps: list[Callable[[], None]] = field(default_factory=list)
    root: Root | None = None

    def enter(self) -> None:
        for step in self.steps:
            step()


class Stuck(Exception):
    """A refusal: nothing happens, this is told."""


class Book:
    """The state of the world after some deeds."""

    def __init__(self, town: Town) -> None:
        self._quotas = town.quotas
        self._people: dict[int, Citizen] = {one.chat: one for one in town.citizens}
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._of: dict[Root, list[Row]] = defaultdict(list)
        self._numbers = numbers(1)
        self.written: dict[Root, int] = defaultdict(int)
        """How many lines a message has brought into the book, ended ones included."""
        self._said: dict[int, list[Root]] = defaultdict(list)
        self.drafts: dict[int, Draft] = {}
        """Open drafts by the number in their buttons."""
        self.closed: set[int] = set()
        self.logs: dict[int, Root] = {}
        """What the numbers in buttons mean that undo or change a message."""
        self.found: dict[int, dict[int, Found]] = defaultdict(dict)
        """Live re-checks of each inspector."""
        self.checks = 0

    def read(self, deed: Deed) -> Reading:
        try:
            reading = self._read(deed)
        except Stuck as stuck:
            reading = Reading(list(stuck.args))
        if deed.kind != "tap":
            root = (deed.chat, deed.message)
            reading.root = root
            reading.steps.append(lambda: self._said[deed.chat].append(root))
        return reading

    def _read(self, deed: Deed) -> Reading:
        inspector = bool(deed.meant) and isinstance(deed.meant[0], Checked)
        match deed.kind:
            case "command" if deed.text == "/huy":
                return self._undo_last(deed)
            case "command":
                return Reading([])
            case "text" if inspector:
                return self._check(deed)
            case "edit" if inspector:
                return self._recheck(deed)
            case "text":
                return self._report(deed)
            case "edit":
                return self._correct(deed)
            case _:
                return self._tap(deed)

    # --- figures

    def figures(self, unit: str, rows: Iterable[Row] | None = None) -> Figures:
        """A unit's figures: each worker's lines in the order of their own time."""
        each: dict[tuple[int, Count], int] = {}
        for row in sorted(self.rows[unit] if rows is None else rows, key=lambda row: row.order):
            for count, value in row.entry.counts:
                before = each.get((row.worker, count), 0)
                each[row.worker, count] = before + value if row.entry.mode is Mode.ADD else value
        sums: Figures = {}
        for (_, count), value in each.items():
            sums[count] = sums.get(count, 0) + value
        return sums

    def _balances(self, unit: str, figures: Figures) -> dict[str, int]:
        of = {count: figures.get(count, 0) for count in Count}
        issued = figures.get(Count.ISSUED, self._quotas[unit])
        back = of[Count.COLLECTED] + of[Count.BLANK] + of[Count.LOST]
        return {
            "outstanding": of[Count.DISTRIBUTED] - back,
            "in_hand": issued - of[Count.DISTRIBUTED] - of[Count.SPOILED],
            **{count.value: value for count, value in of.items()},
        }

    def _breaches(self, unit: str, before: Figures, after: Figures) -> dict[str, int]:
        was, will = self._balances(unit, before), self._balances(unit, after)
        return {name: -value for name, value in will.items() if value < 0 and value < was[name]}

    def _excesses(self, unit: str, before: Figures, after: Figures) -> list[Count]:
        return [
            count
            for count in (Count.ISSUED, Count.COLLECTED)
            if after.get(count, 0) > self._quotas[unit] and after.get(count, 0) > before.get(count, 0)
        ]

    def _standing(self, unit: str, figures: Figures) -> list[str]:
        balances = self._balances(unit, figures)
        return [
            f"thu {number(figures.get(Count.COLLECTED, 0))}/{number(self._quotas[unit])}",
            f"chưa thu {number(balances['outstanding'])} · còn trên tay {number(balances['in_hand'])}",
        ]

    # --- booking

    def _report(self, deed: Deed) -> Reading:
        root = (deed.chat, deed.message)
        said = [one for one in deed.meant if isinstance(one, Said)]
        if said[0].unit is None:
            return self._which_unit(deed, said[0], root)
        return self._book([_entry(one) for one in said], deed.chat, root, deed.moment, deed.update, [])

    def _which_unit(self, deed: Deed, said: Said, root: Root) -> Reading:
        units = sorted(self._people[deed.chat].units)
        meanings: list[tuple[str, tuple[Entry, ...]]] = [
            (f"{unit} ", (Entry(unit, said.mode, said.counts),)) for unit in units
        ]
        draft = Draft(root, deed.moment, deed.update, meanings, confirmed=False)
        return Reading(["của đơn vị nào?"], drafts=[draft])

    def _correct(self, deed: Deed) -> Reading:
        root = (deed.chat, deed.message)
        old = self._live(root)
        drop = self._dropping(root)
        if not old:
            reading = self._report(deed)
            reading.steps.insert(0, drop)
            return reading
        entries = [_entry(one) for one in deed.meant if isinstance(one, Said)]
        if entries == [row.entry for row in old]:
            raise Stuck("Số liệu không đổi")
        moment, position, _ = old[0].order
        reading = self._book(entries, deed.chat, root, moment, position, old)
        # Told is what was replaced, or that nothing was.
        replaced = reading.booked.intersection(row.entry.unit for row in old)
        reading.told.insert(0, "Đã sửa" if replaced else "Bản sửa chưa ghi")
        reading.steps.insert(0, drop)
        return reading

    def _book(
        self,
        entries: Sequence[Entry],
        worker: int,
        root: Root,
        moment: datetime,
        position: int,
        old: Sequence[Row],
        *,
        confirmed: bool = False,
    ) -> Reading:
        reading = Reading([])
        units = list(dict.fromkeys([entry.unit for entry in entries] + [row.entry.unit for row in old]))
        for unit in units:
            mine = [entry for entry in entries if entry.unit == unit]
            gone = [row for row in old if row.entry.unit == unit]
            before = self.figures(unit)
            after = self._after(unit, worker, root, moment, position, mine, gone)
            breaches = self._breaches(unit, before, after)
            excesses = self._excesses(unit, before, after)
            reading.told.append(unit)
            if breaches or (excesses and not confirmed):
                draft = self._hold(unit, worker, root, moment, position, mine, gone, after, breaches)
                reading.drafts.append(draft)
                reading.told += [f"thừa {number(by)}" for name, by in breaches.items() if not _is_count(name)]
                reading.told.append("Chưa ghi")
                continue
            reading.effect = True
            reading.booked.add(unit)
            said = [count for entry in mine for count, _ in entry.counts]
            moved = [count for count in Count if after.get(count, 0) != before.get(count, 0)]
            for count in dict.fromkeys(said + moved):
                added = after.get(count, 0) - before.get(count, 0)
                told = f"• {NAMES[count]} {signed(added)} → {number(after.get(count, 0))}"
                reading.told.append(told)
            reading.told += self._standing(unit, after)
            reading.steps.append(self._entering(unit, worker, root, moment, position, mine, gone))
        return reading

    def _after(
        self,
        unit: str,
        worker: int,
        root: Root,
        moment: datetime,
        position: int,
        entries: Sequence[Entry],
        gone: Sequence[Row],
    ) -> Figures:
        kept = [row for row in self.rows[unit] if row not in gone]
        new = [
            Row((moment, position, 2**60 + place), worker, root, entry) for place, entry in enumerate(entries)
        ]
        return self.figures(unit, kept + new)

    def _entering(
        self,
        unit: str,
        worker: int,
        root: Root,
        moment: datetime,
        position: int,
        entries: Sequence[Entry],
        gone: Sequence[Row],
    ) -> Callable[[], None]:
        def enter() -> None:
            self._remove(gone)
            for entry in entries:
                row = Row((moment, position, next(self._numbers)), worker, root, entry)
                self.rows[unit].append(row)
                self._of[root].append(row)
                self.written[root] += 1

        return enter

    def _hold(
        self,
        unit: str,
        worker: int,
        root: Root,
        moment: datetime,
        position: int,
        entries: list[Entry],
        gone: Sequence[Row],
        after: Figures,
        breaches: dict[str, int],
    ) -> Draft:
        """All that the buttons may offer; which of them are shown is seen by their labels."""
        meanings: list[tuple[str, tuple[Entry, ...]]] = [("Đúng, ghi số này", tuple(entries))]
        flipped = tuple(entry.flipped for entry in entries)
        meanings += [("Ý tôi là tổng", flipped), ("Ý tôi là thêm", flipped)]
        for name, by in breaches.items():
            if name == "in_hand":
                presumed = self._quotas[unit] if Count.ISSUED not in after else 0
                more = Entry(unit, Mode.ADD, ((Count.ISSUED, presumed + by),))
                total = after.get(Count.ISSUED, 0) + presumed + by
                label = f"Tôi đã nhận thêm {number(by)} (tất cả {number(total)})"
                meanings.append((label, (*entries, more)))
            elif name == "outstanding":
                more = Entry(unit, Mode.ADD, ((Count.DISTRIBUTED, by),))
                meanings.append((f"Tôi đã phát thêm {number(by)}", (*entries, more)))
        return Draft(root, moment, position, meanings, confirmed=True)

    # --- taps and undoing

    def _tap(self, deed: Deed) -> Reading:
        kind, *args = deed.text.split(":")
        if kind == "draft":
            return self._settle(deed, int(args[0]), dropped=args[1] == "drop")
        root = self.logs[int(args[0])]
        if kind == "undo":
            reading = self._undo(deed.chat, root, later=args[1:] == ["later"])
            if reading is None:
                raise Stuck("Không còn gì để hủy")
            reading.root = root
            return reading
        old = self._live(root)
        if not old:
            raise Stuck("Không còn gì để hủy")
        wanted = Mode(args[1])
        entries = [row.entry if row.entry.mode is wanted else row.entry.flipped for row in old]
        moment, position, _ = old[0].order
        reading = self._book(entries, deed.chat, root, moment, position, old)
        reading.told.insert(0, "Đã hiểu là")
        reading.root = root
        return reading

    def _settle(self, deed: Deed, number: int, *, dropped: bool) -> Reading:
        if number in self.closed:
            raise Stuck("Câu hỏi này đã được trả lời")
        draft = self.drafts[number]
        close = self._closing(number)
        if dropped:
            return Reading(["Đã bỏ"], steps=[close], root=draft.root)
        entries = draft.meant_by(deed.label)
        assert entries is not None, f"no button has this label: {deed} {draft}"
        units = {entry.unit for entry in entries}
        replacing = [row for row in self._live(draft.root) if row.entry.unit in units]
        reading = self._book(
            entries,
            deed.chat,
            draft.root,
            draft.moment,
            draft.position,
            replacing,
            confirmed=draft.confirmed,
        )
        reading.steps.append(close)
        reading.root = draft.root
        return reading

    def _undo_last(self, deed: Deed) -> Reading:
        # The command itself is the last of the messages that are looked through.
        for root in list(reversed(self._said[deed.chat]))[: RECENT - 1]:
            if reading := self._undo(deed.chat, root, later=False):
                return reading
        raise Stuck("Không còn gì để hủy")

    def _undo(self, chat: int, root: Root, *, later: bool) -> Reading | None:
        """What undoing a message does; None where it has nothing to undo. Raises Stuck."""
        reading = Reading([])
        rows = self._live(root)
        for unit in sorted({row.entry.unit for row in rows}):
            gone = [row for row in rows if row.entry.unit == unit]
            first = min(row.order for row in gone)
            if later:
                gone += [
                    row
                    for row in self.rows[unit]
                    if row.worker == chat and row.order > first and row not in gone
                ]
            before = self.figures(unit)
            after = self.figures(unit, [row for row in self.rows[unit] if row not in gone])
            if self._breaches(unit, before, after):
                raise Stuck("Chưa hủy được")
            reading.told += [unit, *self._standing(unit, after)]
            reading.effect = True
            reading.steps.append(self._removing(gone))
        for item in [one for one in self.found[chat].values() if one.root == root]:
            reading.told.append(OUTCOMES[item.checked.outcome])
            reading.effect = True
            reading.steps.append(self._unfinding(item))
        waiting = [number for number, draft in self.drafts.items() if draft.root == root]
        if reading.told:
            reading.told.insert(0, "Đã hủy")
        elif waiting:
            reading.told.append("Đã bỏ")
        else:
            return None
        reading.steps.append(self._dropping(root))
        return reading

    # --- re-checks

    def _check(self, deed: Deed, gone: Sequence[Found] = ()) -> Reading:
        """``gone`` are the findings that this one replaces; what they had replaced is live again before."""
        checked = deed.meant[0]
        assert isinstance(checked, Checked)
        mine = {key: one for key, one in self.found[deed.chat].items() if one not in gone}
        mine |= {one.before.number: one.before for one in gone if one.before}
        before = next(
            (one for one in mine.values() if checked.ballot and one.checked.ballot == checked.ballot), None
        )
        done = sum(
            one.checked.count for one in mine.values() if one.checked.unit == checked.unit and one != before
        )
        item = Found(next(self._numbers), deed.chat, (deed.chat, deed.message), checked, before)

        def enter() -> None:
            if before:
                del self.found[deed.chat][before.number]
            self.found[deed.chat][item.number] = item
            self.checks += 1

        what = f"✅ {checked.ballot or checked.unit}: "
        what += f"{checked.count} phiếu " if checked.ballot is None else ""
        told = [what + OUTCOMES[checked.outcome], f"đã phúc tra {number(done + checked.count)} phiếu"]
        return Reading(told, effect=True, steps=[*map(self._unfinding, gone), enter])

    def _recheck(self, deed: Deed) -> Reading:
        root = (deed.chat, deed.message)
        gone = [one for one in self.found[deed.chat].values() if one.root == root]
        reading = self._check(deed, gone)
        if gone:
            reading.told.insert(0, "Đã thay kết quả cũ")
        return reading

    # --- steps

    def _live(self, root: Root) -> list[Row]:
        return sorted(self._of[root], key=lambda row: row.order)

    def _remove(self, gone: Sequence[Row]) -> None:
        for row in gone:
            self.rows[row.entry.unit].remove(row)
            self._of[row.root].remove(row)

    def _removing(self, gone: Sequence[Row]) -> Callable[[], None]:
        return lambda: self._remove(gone)

    def _unfinding(self, item: Found) -> Callable[[], None]:
        def step() -> None:
            mine = self.found[item.inspector]
            del mine[item.number]
            if item.before:
                mine[item.before.number] = item.before

        return step

    def _closing(self, number: int) -> Callable[[], None]:
        def step() -> None:
            self.drafts.pop(number, None)
            self.closed.add(number)

        return step

    def _dropping(self, root: Root) -> Callable[[], None]:
        def step() -> None:
            for number in [number for number, draft in self.drafts.items() if draft.root == root]:
                self._closing(number)()

        return step

    @staticmethod
    def offers(reading: Reading, buttons: Sequence[tuple[str, str]]) -> bool:
        """Whether each button below an answer means something at this moment."""
        return all(
            draft.meant_by(label) is not None
            for number, draft in _asked(reading, buttons)
            for label, data in buttons
            if data.startswith(f"draft:{number}:") and not data.endswith(":drop")
        )

    def learn(self, reading: Reading, buttons: Sequence[tuple[str, str]]) -> None:
        """Which numbers the answer's buttons have for what it tells of."""
        self.drafts.update(_asked(reading, buttons))
        if reading.root is not None:
            for _, data in buttons:
                if re.match(r"(undo|mode):\d", data):
                    self.logs[int(data.split(":")[1])] = reading.root


def _asked(reading: Reading, buttons: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Draft]]:
    """The drafts that an answer asks about, by the numbers in its buttons."""
    shown = dict.fromkeys(int(data.split(":")[1]) for _, data in buttons if data.startswith("draft"))
    return zip(shown, reading.drafts, strict=False)


def _entry(said: Said) -> Entry:
    assert said.unit is not None
    return Entry(said.unit, said.mode, said.counts)


def _is_count(name: str) -> bool:
    return name in set(Count)


def number(value: int) -> str:
    """As Vietnamese writes it: 1.200."""
    return f"{value:,}".replace(",", ".")


def signed(value: int) -> str:
    return f"−{-value}" if value < 0 else f"+{value}"
