"""Holds what people typed and were told against the rules and the database, up to the first contradiction."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from tests.torture.archive import Archive, Posted
from tests.torture.crowd import Deed
from tests.torture.replay import Book, Reading
from tests.torture.telegram import WRITING, Sent
from tests.torture.town import PROVINCES, Town

HALF_OPEN = 15.0
"""Seconds for which a leader may stand still: what it had begun before, it ends afterwards."""
_NOTICED = 0.5
"""Seconds after which we have read that a process lost the lead."""
_LAST_WORDS = 1.5
"""Seconds after a kill in which Telegram may still read what the dead process had sent."""


class Contradiction(Exception):
    """Something was lost, doubled or told wrongly."""


@dataclass(slots=True)
class Verdict:
    """What was proved, in figures."""

    answered: int = 0
    twice_after_kill: int = 0
    twice_after_loss: int = 0
    twice_after_cut: int = 0
    unknown: int = 0
    given_up: int = 0
    booked: int = 0
    rechecks: int = 0
    totals_told: int = 0
    held: int = 0
    reminders: int = 0
    reminders_sent: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a run. ``kills`` and ``losses`` (of the lead): on the clock of ``Sent.at``."""

    town: Town
    deeds: Sequence[Deed]
    sent: Sequence[Sent]
    archive: Archive
    kills: Sequence[float]
    losses: Sequence[float]


def check(evidence: Evidence) -> Verdict:
    """Raises Contradiction."""
    verdict = Verdict()
    causes = _taken(evidence)
    answers = _answers(evidence, causes, verdict)
    _repeats(evidence, verdict)
    _slots(evidence, verdict)
    book = Replay(evidence, causes, answers, verdict).run()
    _same_figures(evidence, book, verdict)
    return verdict


def _taken(evidence: Evidence) -> dict[int, int]:
    """The inbox row of each update: there is exactly one, and it was handled."""
    causes: dict[int, int] = {}
    for taken in evidence.archive.taken:
        if taken.state != "done":
            raise Contradiction(f"update {taken.update} of {taken.chat} is {taken.state}: {taken.error}")
        causes[taken.update] = taken.seq
    for deed in evidence.deeds:
        if deed.update not in causes:
            raise Contradiction(f"lost: {deed}")
    if strangers := set(causes).difference(deed.update for deed in evidence.deeds):
        raise Contradiction(f"updates that nobody made: {sorted(strangers)[:5]}")
    return causes


def _answers(evidence: Evidence, causes: dict[int, int], verdict: Verdict) -> dict[int, list[Sent]]:
    """The messages, or versions of an edited one, that may hold the answer to each update."""
    parcels: dict[int, list[Posted]] = defaultdict(list)
    for parcel in evidence.archive.posted:
        if parcel.state in ("queued", "sending") and not parcel.reminder:
            raise Contradiction(f"never sent: {parcel}")
        if parcel.state == "failed" and parcel.kind in ("chart", "file"):
            verdict.given_up += 1
        elif parcel.state == "failed" and parcel.kind != "toast":
            raise Contradiction(f"given up: {parcel}")
        if parcel.state == "unknown" and not parcel.reminder:
            raise Contradiction(f"a reply must be sent again, not be left open: {parcel}")
        if parcel.cause is not None and parcel.kind not in ("toast", "menu") and not parcel.blank:
            parcels[parcel.cause].append(parcel)
    versions: dict[tuple[int, int], list[Sent]] = defaultdict(list)
    for sent in evidence.sent:
        versions[sent.chat, sent.number].append(sent)
    answers: dict[int, list[Sent]] = {}
    for deed in evidence.deeds:
        mine = parcels[causes[deed.update]]
        if not mine:
            raise Contradiction(f"unanswered: {deed}")
        texts = [parcel for parcel in mine if parcel.kind in ("text", "edit", "view")]
        if len(texts) != 1:
            raise Contradiction(f"{len(texts)} answers were made for {deed}: {texts}")
        every = versions.get((deed.chat, texts[0].number or 0), [])
        edits = texts[0].kind == "edit"
        # What cannot be edited any more is sent anew.
        shown = [version for version in every if version.method.startswith("edit") is edits] or every
        if texts[0].state != "sent" or not shown:
            raise Contradiction(f"the answer did not arrive: {deed}: {texts[0]}")
        answers[deed.update] = shown
        verdict.answered += 1
    return answers


def _repeats(evidence: Evidence, verdict: Verdict) -> None:
    """What stands in a chat twice was sent again after a kill or a doubtful end, and is no reminder."""
    linked = {(one.chat, one.number): one for one in evidence.archive.posted if one.number is not None}
    unknown = Counter(one.chat for one in evidence.archive.posted if one.state == "unknown")
    verdict.unknown = unknown.total()
    chats: dict[int, list[Sent]] = defaultdict(list)
    for sent in evidence.sent:
        if sent.method in WRITING:
            chats[sent.chat].append(sent)
    kills, losses = sorted(evidence.kills), sorted(evidence.losses)
    for chat, told in chats.items():
        for place, sent in enumerate(told):
            if (chat, sent.number) in linked:
                continue
            again = next((one for one in told[place + 1 :] if _repeats_it(one, sent, linked)), None)
            if (
                again is None
                and (before := _twin(told[:place], sent))
                and _fell(losses, before.asked, sent.at)
            ):
                # Whoever had lost the lead spoke last.
                verdict.twice_after_loss += 1
                continue
            if again is None:
                unknown[chat] -= 1
                if unknown[chat] < 0:
                    raise Contradiction(
                        f"chat {chat} was told what no row of the outbox tells: {sent.text!r}"
                    )
                continue
            if (row := linked.get((chat, again.number))) and row.reminder:
                raise Contradiction(f"a reminder was sent twice to {chat}: {sent.text!r}")
            if sent.doubtful:
                verdict.twice_after_cut += 1
            elif bisect(kills, again.at) > bisect(kills, sent.asked - _LAST_WORDS):
                verdict.twice_after_kill += 1
            elif _fell(losses, sent.asked, again.at):
                verdict.twice_after_loss += 1
            else:
                near = [round(kill - sent.asked, 2) for kill in kills if abs(kill - sent.asked) < 30]
                raise Contradiction(
                    f"told twice without a reason in {chat}, {again.at - sent.at:.2f} s apart, "
                    f"kills at {near}: {sent.text!r}"
                )


def _repeats_it(later: Sent, sent: Sent, linked: Mapping[tuple[int, int], Posted]) -> bool:
    """The same words; or what is made anew for each try, and then tells of another moment: its heading."""
    row = linked.get((later.chat, later.number))
    if row is None or row.kind not in ("chart", "file", "view"):
        return later.said == sent.said
    return later.method == sent.method and _heading(later) == _heading(sent)


def _heading(sent: Sent) -> str:
    return sent.text.partition(" · ")[0]


def _twin(told: Sequence[Sent], sent: Sent) -> Sent | None:
    return next((one for one in reversed(told) if one.said == sent.said), None)


def _fell(moments: Sequence[float], first: float, last: float) -> bool:
    """Whether something that we notice a little late happened in between; ``moments`` are sorted."""
    return bisect(moments, last + _NOTICED) > bisect(moments, first - HALF_OPEN - _LAST_WORDS)


def _slots(evidence: Evidence, verdict: Verdict) -> None:
    """Each slot is decided once for a person, and has one message at most."""
    decided = Counter(row[:4] for row in evidence.archive.reminders)
    for slot, times in decided.items():
        if times > 1 and slot[2] not in ("nudge",):
            raise Contradiction(f"slot {slot} was decided {times} times")
    verdict.reminders = len(evidence.archive.reminders)
    for row in evidence.archive.reminders:
        if row[4] == "send" and row[5] not in ("sent", "unknown", "queued"):
            raise Contradiction(f"a decided reminder was neither sent nor left open: {row}")
    numbers = [(one.chat, one.number) for one in evidence.archive.posted if one.reminder and one.number]
    verdict.reminders_sent = len(numbers)
    if len(numbers) != len(set(numbers)):
        raise Contradiction("two reminders claim the same message")


class Replay:
    """Does all deeds once more, in the order in which each province's log says that they took effect.

    What changes nothing has no place in that log: it happened at some moment between its neighbours in
    its chat, so its answer must be true at one of them.
    """

    def __init__(
        self, evidence: Evidence, causes: dict[int, int], answers: dict[int, list[Sent]], verdict: Verdict
    ) -> None:
        self._evidence, self._answers, self._verdict = evidence, answers, verdict
        self._causes = causes
        self._book = Book(evidence.town)
        self._effective = {seq for order in evidence.archive.effects.values() for seq in order}
        self._waiting: dict[int, deque[Deed]] = defaultdict(deque)
        for deed in evidence.deeds:
            self._waiting[deed.chat].append(deed)
        self._read: dict[tuple[int, int], int] = {}
        """How far each message's versions have been read."""

    def run(self) -> Book:
        deeds = {self._causes[deed.update]: deed for deed in self._evidence.deeds}
        chats = {one.chat: one.scope[0][:2] for one in self._evidence.town.citizens}
        for province in PROVINCES:
            own = [chat for chat, home in chats.items() if home == province]
            self._go_on(own)
            for seq in self._evidence.archive.effects.get(province, []):
                deed = deeds.get(seq)
                if deed is None:
                    raise Contradiction(f"an effect without a message: inbox row {seq}")
                self._come_to(deed)
                self._go_on(own)
        self._go_on(list(chats))
        for left in self._waiting.values():
            if left:
                self._fail(left[0], "no moment at which this would be true")
        return self._book

    def _come_to(self, deed: Deed) -> None:
        line = self._waiting[deed.chat]
        self._quiet(deed.chat)
        if line[0] != deed:
            self._fail(line[0], f"its turn was before {deed}")
        reading = self._book.read(deed)
        if not reading.effect:
            self._fail(deed, "it changed something, and must not have", reading)
        answer = self._match(deed, reading)
        if answer is None:
            self._fail(deed, "it was told something else", reading)
        self._enter(deed, reading, answer)

    def _go_on(self, chats: Iterable[int]) -> None:
        for chat in chats:
            self._quiet(chat)

    def _quiet(self, chat: int) -> None:
        """Passes what changes nothing and is true now."""
        line = self._waiting[chat]
        while line and self._causes[line[0].update] not in self._effective:
            reading = self._book.read(line[0])
            answer = None if reading.effect else self._match(line[0], reading)
            if answer is None:
                return
            self._enter(line[0], reading, answer)

    def _match(self, deed: Deed, reading: Reading) -> Sent | None:
        """The version of the answer that tells and offers what it must, not older than the one before it."""
        versions = self._answers[deed.update]
        key = (deed.chat, versions[0].number)
        for place in range(self._read.get(key, 0), len(versions)):
            version = versions[place]
            if tells(version.text, reading.told) and self._book.offers(reading, version.buttons):
                self._read[key] = place
                return version
        return None

    def _enter(self, deed: Deed, reading: Reading, answer: Sent) -> None:
        self._waiting[deed.chat].popleft()
        reading.enter()
        self._book.learn(reading, answer.buttons)
        self._verdict.totals_told += sum(told.startswith("•") for told in reading.told)
        self._verdict.held += len(reading.drafts)

    def _fail(self, deed: Deed, why: str, reading: Reading | None = None) -> NoReturn:
        reading = reading or self._book.read(deed)
        told = [version.text for version in self._answers[deed.update]]
        raise Contradiction(
            f"{why}: chat {deed.chat}, {deed.kind} {deed.text!r} (update {deed.update}, message "
            f"{deed.message} of {deed.moment}) {deed.label}\n told: {told}\n"
            f" true: {reading.told} effect={reading.effect}"
        )


def tells(text: str, told: Sequence[str]) -> bool:
    """Whether a text has all parts, in their order; no part goes on with a digit.

    The lines of one unit's counts (``•``) may change places.
    """
    place = furthest = 0
    for part in told:
        if not part.startswith("•"):
            place = furthest
        found = re.compile(re.escape(part) + r"(?![\d.]*\d)").search(text, place)
        if found is None:
            return False
        furthest = max(furthest, found.start() + 1)
    return True


def _same_figures(evidence: Evidence, book: Book, verdict: Verdict) -> None:
    """At the end the database has the figures of the replay, and not one line more."""
    archive = evidence.archive
    for citizen in evidence.town.citizens:
        for unit in citizen.units:
            mine = [row for row in book.rows[unit] if row.worker == citizen.chat]
            true = {count.value: value for count, value in book.figures(unit, mine).items() if value}
            kept = archive.live.get((unit, citizen.chat), {})
            if true != kept:
                raise Contradiction(f"figures of {citizen.chat} in {unit}: kept {kept}, true {true}")
    if (written := {root: times for root, times in book.written.items() if times}) != archive.written:
        odd = set(written.items()) ^ set(archive.written.items())
        raise Contradiction(f"messages with more or fewer lines than they brought: {sorted(odd)[:5]}")
    if book.checks != archive.rechecks:
        raise Contradiction(f"{archive.rechecks} re-checks are kept, {book.checks} were told")
    verdict.booked, verdict.rechecks = sum(archive.written.values()), archive.rechecks
