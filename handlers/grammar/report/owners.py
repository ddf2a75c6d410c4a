"""Whose counts they are: a unit stands before or after its counts, or above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from handlers.grammar.result import ProblemCode
from handlers.grammar.terms.pairs import Event, Flaw, Pair
from handlers.grammar.terms.terms import Term


@dataclass(slots=True, eq=False)
class Owner:
    """A unit as the message names it. ``fault``: the name says no unit, or several. ``text``: the words."""

    code: str | None
    text: str = ""
    fault: ProblemCode | None = None
    at: tuple[int, int] = (0, 0)


@dataclass(slots=True, eq=False)
class Group:
    """What was said of one owner in one place. ``owner`` None: nobody is named."""

    owner: Owner | None
    statements: list[tuple[int, Pair | Flaw]] = field(default_factory=list)


_Mention = tuple[Owner | None, list[Pair | Flaw]]


class Owners:
    """Reads lines in order and tells the groups. ``many``: the sender has several units."""

    def __init__(self, *, many: bool) -> None:
        self._many = many
        self._current: Owner | None = None
        self._fresh = False
        """The current owner is a heading that has no counts yet."""
        self._claimed: Group | None = None
        """Counts that a unit named below them may own."""
        self._known: dict[str, Owner] = {}
        self.groups: list[Group] = []
        self.faulty: list[Owner] = []

    @property
    def current(self) -> Owner | None:
        """Who owns what comes next."""
        return self._current

    def read(self, number: int, events: Sequence[Event]) -> None:
        """Takes the events of line ``number``."""
        parts = self._parts(number, events)
        owners = [owner for owner, _ in parts if owner]
        statements = [statement for _, part in parts for statement in part]
        if not owners:
            if statements:
                self._continue(number, statements)
        elif not statements:
            self._head(owners)
        elif parts[0][0] and not parts[-1][0]:
            self._lead(number, parts)
        elif parts[-1][0] and not parts[0][0]:
            self._follow(number, parts)
        else:
            self._doubt(number, owners, statements)

    def _parts(self, number: int, events: Sequence[Event]) -> list[_Mention]:
        """Owners and statements in turn; the same unit named twice in a row is one."""
        parts: list[_Mention] = []
        for is_unit, some in groupby(events, key=lambda event: isinstance(event, Term)):
            if not is_unit:
                parts.append((None, [event for event in some if not isinstance(event, Term)]))
                continue
            for event in some:
                owner = self._owner(number, event) if isinstance(event, Term) else None
                if not parts or parts[-1][0] is not owner:
                    parts.append((owner, []))
        return parts

    def _owner(self, number: int, term: Term) -> Owner:
        codes = term.hit.codes if term.hit else ()
        if len(codes) == 1:
            return self._known.setdefault(codes[0], Owner(codes[0], term.text, at=(number, term.at)))
        word = term.text.casefold()
        if word not in self._known:
            fault = ProblemCode.WHICH_UNIT if codes else ProblemCode.UNKNOWN_UNIT
            self._known[word] = Owner(None, term.text, fault, (number, term.at))
            self.faulty.append(self._known[word])
        return self._known[word]

    def _add(self, owner: Owner | None, number: int, statements: Sequence[Pair | Flaw]) -> Group:
        group = Group(owner, [(number, statement) for statement in statements])
        self.groups.append(group)
        return group

    def _continue(self, number: int, statements: Sequence[Pair | Flaw]) -> None:
        if self._claimed and self._many:
            self._claimed.owner = self._current = None  # phát 30 / H03 / thu 25: whose is which?
        self._claimed, self._fresh = None, False
        last = self.groups[-1] if self.groups else None
        if self._current is None and last and last.owner is None:
            last.statements += [(number, statement) for statement in statements]
        else:
            self._add(self._current, number, statements)

    def _head(self, owners: Sequence[Owner]) -> None:
        last = self.groups[-1] if self.groups else None
        if len(owners) > 1:
            owner = Owner(
                None, " ".join(owner.text for owner in owners), ProblemCode.WHICH_UNIT, owners[0].at
            )
            self._current, self._fresh, self._claimed = owner, True, None
        elif last and last.owner is None and self._current is None and self._many:
            last.owner, self._claimed = owners[0], last
            self._current, self._fresh = None, False
        else:
            self._current, self._fresh, self._claimed = owners[0], True, None

    def _lead(self, number: int, parts: Sequence[_Mention]) -> None:
        """``H03 phát 30 X07 phát 10``; two units in a row leave open whose the counts are."""
        self._claimed, self._fresh = None, False
        names: list[Owner] = []
        for owner, statements in parts:
            if owner:
                names.append(owner)
                continue
            self._current = names[0] if len(names) == 1 else _torn(names, self.faulty)
            self._add(self._current, number, statements)
            names = []

    def _follow(self, number: int, parts: Sequence[_Mention]) -> None:
        """``phát 30 H03, phát 10 X07``; below a heading that waits for counts this is in doubt."""
        if self._fresh and self._current and self._many:
            self._doubt(
                number,
                [owner for owner, _ in parts if owner],
                [statement for _, part in parts for statement in part],
            )
            return
        pending: list[Pair | Flaw] = []
        names: list[Owner] = []
        for owner, statements in [*parts, (None, [])]:
            if owner:
                names.append(owner)
                continue
            if names:
                self._add(names[0] if len(names) == 1 else _torn(names, self.faulty), number, pending)
            pending, names = statements, []
        self._current, self._claimed, self._fresh = None, None, False

    def _doubt(self, number: int, owners: Sequence[Owner], statements: Sequence[Pair | Flaw]) -> None:
        distinct = list(dict.fromkeys(owners))
        only = not self._many and len(distinct) == 1
        owner = distinct[0] if only or distinct[0].fault else _torn(distinct, self.faulty)
        self._add(owner, number, statements)
        self._current, self._claimed, self._fresh = (owner if only else None), None, False


def _torn(owners: Sequence[Owner], faulty: list[Owner]) -> Owner:
    """The owner of counts that several units may own; the fault is told once."""
    bad = next((owner for owner in owners if owner.fault), None)
    if bad:
        return bad
    owner = Owner(None, " ".join(owner.text for owner in owners), ProblemCode.WHICH_UNIT, owners[0].at)
    faulty.append(owner)
    return owner
