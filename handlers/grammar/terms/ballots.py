"""Re-checked ballots of one line: who shares which outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.grammar.result import Problem, ProblemCode
from handlers.grammar.terms.terms import Term
from handlers.grammar.text.tokens import HARD
from handlers.grammar.text.units import UnitIndex
from handlers.grammar.text.words import WordKind
from storage.words.counts import Outcome

_BALLOT = re.compile(r"(?:(\d\d)-)?(?:(\d\d)-?)?([a-zđ])(\d{1,3})-(\d{1,4})(?:-([a-z0-9]))?", re.IGNORECASE)
_JOINED = re.compile(r"(\d\d)(?=[A-Z])")
_SERIAL = re.compile(r"0\d{1,2}")
_NUMBERED = {"số", "so", "phiếu số", "phieu so"}
DOUBTS = frozenset({WordKind.NOT, WordKind.PLAN, WordKind.ASK, WordKind.APPROX, WordKind.REMAIN})
"""Words beside which an outcome is not certain: chưa khớp, có thể khớp, gần đúng."""


@dataclass(slots=True)
class Ballot:
    """A ballot as it prints, the sender's words for it, and the outcomes said of it (one is right)."""

    name: str
    text: str
    check: str | None = None
    outcomes: list[Outcome] = field(default_factory=list)


def is_serial(term: Term) -> bool:
    """Whether a number is a ballot's serial beyond doubt: 007; 7 may be a count."""
    return term.kind is WordKind.NUMBER and _SERIAL.fullmatch(term.raw) is not None


class Ballots:
    """Walks over ballots and outcomes. ``groups``: ballots that share what was said.

    An outcome is that of the ballots named since the last one; where it stands first, of those after it.
    """

    def __init__(self, index: UnitIndex, heading: Term | None) -> None:
        self._index = index
        self.groups: list[list[Ballot]] = []
        self.ignored: list[str] = []
        self.fault: Problem | None = None
        self._stem = _stem(heading) if heading else ""
        self._leading: Outcome | None = None
        self._open = True

    def walk(self, terms: Sequence[Term]) -> None:
        """Reads the terms of a line; ``fault`` is set where the whole line is in doubt."""
        used: Term | None = None
        for place, term in enumerate(terms):
            following = terms[place + 1] if place + 1 < len(terms) else None
            spans = term.kind is WordKind.UNTIL and place > 0 and terms[place - 1].kind is WordKind.BALLOT
            if spans or term.asked or term.kind in DOUBTS or term.kind is WordKind.CHECKED:
                self._doubt(term)
            elif term.kind is WordKind.BALLOT:
                self._ballot(term.text)
            elif term.kind is WordKind.OUTCOME and isinstance(term.sense, Outcome):
                self._outcome(term.sense)
            elif term.kind is WordKind.UNIT:
                self._stem = _stem(term)
            elif term.kind is WordKind.LABEL and following and following.kind is WordKind.NUMBER:
                used = following
                if term.text.casefold() in _NUMBERED and self._stem:
                    self._ballot(f"{self._stem}-{following.raw}")
            elif term.kind is WordKind.NUMBER and term is not used:
                self._number(term)
            elif term.kind is WordKind.UNKNOWN:
                self.ignored.append(term.text)
        if self._leading and self._open:
            self._doubt(terms[-1])

    def _doubt(self, term: Term, fault: ProblemCode = ProblemCode.WHICH_MEANING) -> None:
        self.fault = self.fault or Problem(fault, term.text)

    def _ballot(self, text: str) -> None:
        match = _BALLOT.fullmatch(text)
        if match is None:
            self.fault = self.fault or Problem(ProblemCode.BAD_NUMBER, text)
            return
        self._stem = text[: match.start(5) - 1]
        unit = f"{match[3]}{match[4]}"
        province = match[2] or match[1]
        codes = self._index.by_code(f"{province}-{unit}" if province else unit)
        head = codes[0] if len(codes) == 1 else _JOINED.sub(r"\1-", self._stem.upper())
        ballot = Ballot(f"{head}-{int(match[5]):03d}", text, match[6].upper() if match[6] else None)
        if self._open:
            self.groups.append([])
            self._open = False
        self.groups[-1].append(ballot)
        if self._leading:
            ballot.outcomes.append(self._leading)

    def _outcome(self, outcome: Outcome) -> None:
        self._open = True
        if not self.groups or self._leading:
            self._leading = outcome
            return
        for ballot in self.groups[-1]:
            ballot.outcomes.append(outcome)

    def _number(self, term: Term) -> None:
        """``H03-007, 008``: another ballot of the same unit; other numbers are in doubt."""
        listed = len(term.raw) == 3 and term.raw.isdigit() and not self._open and term.gap == HARD
        if self._stem and (listed or is_serial(term)):
            self._ballot(f"{self._stem}-{term.raw}")
        else:
            self._doubt(term, ProblemCode.WHICH_MEANING if term.value is not None else ProblemCode.BAD_NUMBER)


def _stem(unit: Term) -> str:
    codes = unit.hit.codes if unit.hit else ()
    return codes[0] if len(codes) == 1 else unit.text
