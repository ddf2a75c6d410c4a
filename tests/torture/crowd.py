"""What the town's people write, edit and tap, by chance but by a seed; each thing is remembered as meant."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from bot.simulator import people as phones
from bot.simulator.problems import Problem
from storage.words.counts import Count, Mode, Outcome
from storage.words.roles import Role
from tests.torture.telegram import WRITING, BadWeather, Sent
from tests.torture.town import Citizen, Town

_WORDS = {
    Count.ISSUED: "nhận",
    Count.DISTRIBUTED: "phát",
    Count.COLLECTED: "thu",
    Count.BLANK: "trắng",
    Count.SPOILED: "hỏng",
    Count.LOST: "mất",
    Count.REFUSED: "từ chối",
}
_OUTCOMES = {Outcome.MATCH: "khớp", Outcome.UNREACHABLE: "không gặp", Outcome.REFUSED: "từ chối"}
_COMMANDS = {
    Role.POSTAL_WORKER: ("/toi", "/help", "/lichsu"),
    Role.INSPECTOR: ("/toi", "/help"),
    Role.POSTAL_SUPERVISOR: ("/toi", "/tiendo", "/help"),
    Role.COORDINATOR: ("/toi", "/tiendo", "/kehoach", "/help"),
}
_REMEMBERED = 8
"""How many messages a person scrolls back to edit or tap."""
_EDIT_SECONDS = 40 * 3600


@dataclass(frozen=True, slots=True)
class Said:
    """One unit's counts in a message. ``unit`` None: the sender left it out, having several."""

    unit: str | None
    mode: Mode
    counts: tuple[tuple[Count, int], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One re-check: a ballot, or ``count`` ballots of a unit."""

    unit: str
    ballot: str | None
    outcome: Outcome
    count: int


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody did on a phone.

    ``message`` is the message's number in the chat: the one that was written or edited, or that carries
    the tapped button. ``moment`` is the message's own time.
    """

    update: int
    chat: int
    kind: str
    message: int
    moment: datetime
    text: str
    meant: tuple[Said | Checked, ...] = ()
    label: str = ""


class Crowd:
    """Lets people do things at ``rate`` a second until ``wanted`` deeds are done."""

    def __init__(self, telegram: BadWeather, town: Town, random: Random, wanted: int, rate: float) -> None:
        self._telegram, self._town, self._random = telegram, town, random
        self._wanted, self._rate = wanted, rate
        self.deeds: list[Deed] = []
        self._written: dict[int, deque[Deed]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))
        self._shown: dict[int, deque[Sent]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))
        self._heard = 0
        self._serials: dict[tuple[int, str], int] = defaultdict(int)
        self.horizon = wanted
        """How many deeds are done before people wait to be allowed more."""

    @property
    def left(self) -> int:
        """How many deeds are still to be done."""
        return self._wanted - len(self.deeds)

    async def live(self) -> None:
        """Does all that is wanted."""
        while self.left > 0:
            await asyncio.sleep(self._random.expovariate(self._rate))
            # While the bot is away for long people lose heart; else the end would be nothing but waiting.
            while self._must_wait():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            self._listen()
            self._act(self._random.choice(self._town.citizens))

    def _must_wait(self) -> bool:
        return len(self.deeds) >= self.horizon or self._telegram.updates.count() > 40 * self._rate

    def _listen(self) -> None:
        for sent in self._telegram.sent[self._heard :]:
            shown = self._shown[sent.chat]
            if sent.method not in WRITING:
                for place, before in enumerate(shown):
                    if before.number == sent.number:
                        shown[place] = sent
            else:
                shown.append(sent)
        self._heard = len(self._telegram.sent)

    def _act(self, who: Citizen) -> None:
        dice = self._random.random()
        if dice < 0.04:
            self._write(who, self._random.choice(_COMMANDS[who.role]))
        elif who.role is Role.POSTAL_WORKER:
            self._work(who, dice)
        elif who.role is Role.INSPECTOR:
            self._inspect(who, dice)
        elif dice < 0.3:
            self._write(who, self._random.choice(_COMMANDS[who.role]))

    def _work(self, who: Citizen, dice: float) -> None:
        if dice < 0.09:
            self._write(who, "/huy")
        elif dice < 0.32:
            self._tap(who)
        elif dice < 0.42:
            self._edit(who)
        else:
            self._write(who, *self._report(who))

    def _inspect(self, who: Citizen, dice: float) -> None:
        if dice < 0.08:
            self._write(who, "/huy")
        elif dice < 0.18:
            self._tap(who)
        elif dice < 0.28:
            self._edit(who)
        else:
            self._write(who, *self._finding(who))

    def _report(self, who: Citizen) -> tuple[str, *tuple[Said, ...]]:
        units = list(who.units)
        self._random.shuffle(units)
        named = units[: self._random.randint(1, len(units))]
        said = [self._counts(unit) for unit in named]
        if len(units) == 1 and self._random.random() < 0.7:
            return self._line(said[0]), *said
        if len(units) > 1 and self._random.random() < 0.1:
            open_one = replace(said[0], unit=None, mode=Mode.ADD)
            return self._line(open_one), open_one
        return "\n".join(f"{one.unit}: {self._line(one)}" for one in said), *said

    def _counts(self, unit: str) -> Said:
        random, quota = self._random, self._town.quotas[unit]
        dice = random.random()
        size = max(1, quota // 150)
        if dice < 0.04:
            return Said(unit, Mode.ADD, ((Count.COLLECTED, quota + random.randint(1, 99)),))
        if dice < 0.07:
            return Said(unit, Mode.ADD, ((Count.DISTRIBUTED, quota + random.randint(1, 99)),))
        if dice < 0.09:
            return Said(unit, Mode.ADD, ((Count.ISSUED, random.randint(1, quota)),))
        if dice < 0.2:
            return Said(unit, Mode.TOTAL, ((Count.DISTRIBUTED, random.randint(1, quota // 2)),))
        chosen = random.choice(
            (
                (Count.DISTRIBUTED,),
                (Count.DISTRIBUTED, Count.COLLECTED),
                (Count.COLLECTED,),
                (Count.BLANK, Count.COLLECTED),
                (Count.DISTRIBUTED, Count.REFUSED),
                (Count.SPOILED,),
                (Count.LOST,),
            )
        )
        most = {Count.DISTRIBUTED: 4 * size, Count.COLLECTED: 3 * size}
        return Said(
            unit, Mode.ADD, tuple((count, random.randint(1, most.get(count, size))) for count in chosen)
        )

    @staticmethod
    def _line(said: Said) -> str:
        # Bare ``thu 6`` might be a Friday, and is asked about.
        words = " ".join(
            f"{_WORDS[count]} {value}" + (" phiếu" if count is Count.COLLECTED else "")
            for count, value in said.counts
        )
        return f"tổng {words}" if said.mode is Mode.TOTAL else words

    def _finding(self, who: Citizen) -> tuple[str, Checked]:
        random, unit = self._random, self._random.choice(who.units)
        outcome = random.choice(list(_OUTCOMES))
        if random.random() < 0.1:
            count = random.randint(2, 9)
            return f"pt {unit}: kiểm {count} khớp {count}", Checked(unit, None, Outcome.MATCH, count)
        self._serials[who.chat, unit] = serial = self._serials[who.chat, unit] % self._town.quotas[unit] + 1
        if serial > 2 and random.random() < 0.05:
            serial -= 1  # the same ballot once more
        ballot = f"{unit}-{serial:03d}"
        return f"pt {ballot} {_OUTCOMES[outcome]}", Checked(unit, ballot, outcome, 1)

    def _write(self, who: Citizen, text: str, *meant: Said | Checked) -> None:
        message = phones.say(self._telegram, who.chat, text)
        kind = "command" if text.startswith("/") else "text"
        self._note(who, kind, int(message["message_id"]), int(message["date"]), text, meant)

    def _edit(self, who: Citizen) -> None:
        now = self._telegram.seconds
        known = [
            deed
            for deed in self._written[who.chat]
            if deed.meant
            and now - deed.moment.timestamp() < _EDIT_SECONDS
            and all(not isinstance(one, Said) or one.unit for one in deed.meant)
        ]
        if not known:
            return
        deed = self._random.choice(known)
        if who.role is Role.INSPECTOR:
            text, *meant = self._finding(who)
        else:
            said = [self._counts(one.unit) for one in deed.meant if one.unit]
            text = "\n".join(f"{one.unit}: {self._line(one)}" for one in said)
            meant = list(said)  # type: ignore[arg-type]
        before = self._telegram.store.message(who.chat, deed.message)
        if before is None or before.get("text") == text:
            return
        phones.edit(self._telegram, who.chat, deed.message, text)
        self._note(who, "edit", deed.message, int(deed.moment.timestamp()), text, tuple(meant))

    def _tap(self, who: Citizen) -> None:
        found = [
            (sent, label, data)
            for sent in self._shown[who.chat]
            for label, data in sent.buttons
            if data.partition(":")[0] in ("undo", "mode", "draft")
        ]
        if not found:
            return
        # A question is answered rather than a booking undone.
        asked = [one for one in found if one[2].startswith("draft")]
        sent, label, data = self._random.choice(asked if asked and self._random.random() < 0.6 else found)
        for _ in range(2 if self._random.random() < 0.1 else 1):  # who waits, taps again
            try:
                phones.tap(self._telegram, who.chat, sent.number, data)
            except Problem:
                return
            self._note(who, "tap", sent.number, self._telegram.seconds, data, label=label)

    def _note(
        self,
        who: Citizen,
        kind: str,
        message: int,
        seconds: int,
        text: str,
        meant: tuple[Said | Checked, ...] = (),
        label: str = "",
    ) -> None:
        row = self._telegram.store.row("SELECT value FROM counters WHERE name = 'update'")
        assert row is not None
        moment = datetime.fromtimestamp(seconds, self._telegram.zone)
        deed = Deed(int(row[0]), who.chat, kind, message, moment, text, meant, label)
        self.deeds.append(deed)
        if kind in ("text", "edit"):
            self._written[who.chat].append(deed)
