"""The sender's units by code, name, part of a name, abbreviation, or a slip of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA

from handlers.grammar.text.fold import clean
from handlers.grammar.text.lexicon import REPORT, SLIPS
from handlers.grammar.text.numbers import scales_number, starts_number
from handlers.grammar.text.opening import counts_follow
from handlers.grammar.text.tokens import HARD, Form, Token, cut
from handlers.grammar.text.words import WordKind


class KnownUnit(Protocol):
    """What the grammar needs to know of a unit: ``01-H03``, ``UBND quận Ba Đình``."""

    @property
    def code(self) -> str:
        """The unit's full code."""

    @property
    def name(self) -> str:
        """The unit's name, with or without its level."""


class Hit(NamedTuple):
    """Units that some words can mean, and how many tokens they take. Several units: the words are ambiguous.

    No unit: the words name one that the sender does not have.
    """

    codes: tuple[str, ...]
    length: int


_LEVELS: dict[tuple[str, ...], str] = {
    ("xa",): "xã", ("x",): "xã", ("phuong",): "phường", ("p",): "phường", ("f",): "phường",
    ("thi", "tran"): "thị trấn", ("tt",): "thị trấn", ("quan",): "quận", ("q",): "quận",
    ("huyen",): "huyện", ("h",): "huyện", ("thi", "xa"): "thị xã", ("tx",): "thị xã",
    ("thanh", "pho"): "thành phố", ("tp",): "thành phố", ("so",): "sở", ("s",): "sở",
}  # fmt: skip
_COMMITTEES = (("ubnd",), ("uy", "ban", "nhan", "dan"), ("uy", "ban"))
_LINKS = {"va", "v"}
_CODE = re.compile(r"(?:(\d\d)[-._]?)?([a-zđ])-?(\d{1,3})")
_APOSTROPHES = re.compile("['`‘’]")
_LONGEST_NAME = 9
"""Words of a name that are looked at, in tokens."""


class _Alias(NamedTuple):
    folds: tuple[str, ...]
    keys: tuple[str, ...]
    code: str
    level: str | None
    needs_level: bool
    whole: bool
    numeral: bool


class UnitIndex:
    """The names and codes of one sender's units. Build it through ``index_of``, which remembers it."""

    def __init__(self, named: Sequence[tuple[str, str]]) -> None:
        self.codes = tuple(code for code, _ in named)
        self._by_number: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_first: dict[str, list[_Alias]] = defaultdict(list)
        self._joined: dict[str, list[_Alias]] = defaultdict(list)
        self._initials: dict[str, list[str]] = defaultdict(list)
        self.numerals: list[_Alias] = []
        """Names of several words that are all numbers: Bảy Ngàn."""
        for code, name in named:
            if match := _CODE.fullmatch(code.casefold()):
                self._by_number[match[2], int(match[3])].append(code)
            for alias in _aliases(code, name, self._initials):
                self._by_first[alias.folds[0]].append(alias)
                if alias.numeral:
                    self.numerals.append(alias)
                if alias.whole and not alias.needs_level:
                    self._joined["".join(alias.folds)].append(alias)

    def by_code(self, text: str) -> tuple[str, ...]:
        """The units of ``h03``, ``H3`` or ``01-H03``; with a province only that province's."""
        match = _CODE.fullmatch(text.casefold())
        if match is None:
            return ()
        codes = self._by_number.get((match[2], int(match[3])), [])
        return tuple(code for code in codes if match[1] in (None, code[:2]))

    def ward(self, letter: str, number: str) -> tuple[str, ...]:
        """Units named by a number, as ``q1`` or ``p12`` write them."""
        level = _LEVELS.get((letter,))
        found = self._by_first.get(str(int(number)), [])
        return tuple(alias.code for alias in found if len(alias.folds) == 1 and alias.level == level)

    def match(self, tokens: Sequence[Token], start: int) -> Hit | None:
        """The unit named by the tokens from ``start`` on; the longest name wins."""
        place, level = _skip_level(tokens, start)
        best = self._at(tokens, start, None, place=start)
        if place > start:
            with_level = self._at(tokens, place, level, place=start)
            best = max((hit for hit in (best, with_level) if hit), key=lambda hit: hit.length, default=None)
            other = None if best else self._at(tokens, place, None, place=start)
            best = Hit((), other.length) if other else best
        return best

    def match_numeral(self, tokens: Sequence[Token], start: int) -> Hit | None:
        """``Bảy Ngàn phát 12``: a name that is a number, where the number would leave words over."""
        if start and tokens[start].gap < HARD:
            return None
        for alias in self.numerals:
            end = start + len(alias.folds)
            named = tokens[start].fold == alias.folds[0] and _fit(alias, tokens, start)
            if named and (end == len(tokens) or counts_follow(tokens, end)):
                return Hit((alias.code,), len(alias.folds))
        return None

    def _at(self, tokens: Sequence[Token], at: int, level: str | None, *, place: int) -> Hit | None:
        if at >= len(tokens):
            return None
        candidates: list[tuple[int, int, _Alias]] = []
        for alias in self._by_first.get(_plain(tokens[at]), ()):
            if (level and alias.level and level != alias.level) or (alias.needs_level and not level):
                continue
            fit = _fit(alias, tokens, at)
            if fit is not None:
                candidates.append((len(alias.folds), fit, alias))
        if not candidates:
            return self._abbreviated(tokens, at, place) if level == "sở" or at == place else None
        length, exact, _ = max(candidates, key=lambda candidate: candidate[:2])
        codes = {alias.code for size, fit, alias in candidates if (size, fit) == (length, exact)}
        return Hit(tuple(sorted(codes)), at - place + length)

    def _abbreviated(self, tokens: Sequence[Token], at: int, place: int) -> Hit | None:
        """``Sở GTVT``, ``sở TN&MT``, ``sgtvt``; bare ``GTVT`` from three letters on."""
        joined = ""
        best = None
        for end in range(at, min(at + 5, len(tokens))):
            token = tokens[end]
            if token.form is not Form.WORD or (end > at and not (token.glued or tokens[end].gap)):
                break
            joined += "" if token.fold in _LINKS and joined else token.fold
            bare = at == place
            name = joined[1:] if bare and joined.startswith("s") and joined not in self._initials else joined
            codes = self._initials.get(name)
            if codes and (not bare or len(joined) >= 3 or _stands_for_a_name(tokens, at, end)):
                best = Hit(tuple(sorted(set(codes))), end - place + 1)
        return best

    def similar(self, words: Sequence[str]) -> tuple[str, ...]:
        """Units whose name is one slip away from folded words (two in a long name); equals are all told."""
        typed = "".join(words)
        if len(typed) < 5 or not self._joined:
            return ()
        allowed = 1 if len(typed) < 9 else 2
        nearest: dict[str, int] = {}
        for joined, aliases in self._joined.items():
            if abs(len(joined) - len(typed)) > allowed or len(joined) < 5:
                continue
            distance = OSA.distance(typed, joined, score_cutoff=allowed)
            for alias in aliases if distance <= allowed else ():
                nearest[alias.code] = min(distance, nearest.get(alias.code, distance))
        least = min(nearest.values(), default=0)
        return tuple(sorted(code for code, distance in nearest.items() if distance <= least + 1))


def _stands_for_a_name(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Two letters are a department's only in capitals, at the head of a clause, before its counts: XD p20."""
    token = tokens[start]
    known = (token.fold,) in _LEVELS or REPORT.match(tokens, start) is not None
    heads = start == end and (not start or token.gap == HARD)
    return heads and token.text.isupper() and not known and counts_follow(tokens, end + 1)


def _skip_level(tokens: Sequence[Token], start: int) -> tuple[int, str | None]:
    """Where the name after ``UBND``, ``P.``, ``thị trấn`` begins, and the level that was said."""
    place = start
    folds = [token.fold for token in tokens[start : start + 6]]
    for committee in _COMMITTEES:
        if tuple(folds[: len(committee)]) == committee:
            place += len(committee)
            break
    rest = folds[place - start :]
    for size in (2, 1):
        level = _LEVELS.get(tuple(rest[:size]))
        if level and len(rest) > size - 1:
            return place + size, level
    return place, None


def _fit(alias: _Alias, tokens: Sequence[Token], at: int) -> int | None:
    """None: another name. 0: other marks; 1: some marks were not typed; 2: written just so."""
    if at + len(alias.folds) > len(tokens):
        return None
    exact, same, marked = True, True, False
    for offset, fold in enumerate(alias.folds):
        token = tokens[at + offset]
        if _plain(token) != fold:
            return None
        exact = exact and token.key in (alias.keys[offset], token.fold)
        same = same and token.key == alias.keys[offset]
        marked = marked or token.key != token.fold
    if not exact:
        return 0 if len(alias.folds) > 1 else None
    return 2 if same and marked else 1


def _plain(token: Token) -> str:
    if token.form is Form.FIGURE and token.text.isdigit():
        return str(int(token.text[:9]))
    return token.fold


def _aliases(code: str, name: str, initials: dict[str, list[str]]) -> Iterator[_Alias]:
    name = clean(name)
    tokens = cut(name, {})[:_LONGEST_NAME]
    place, level = _skip_level(tokens, 0)
    core = tokens[place:] or tokens
    _abbreviate(code, core, level, initials)
    yield from _parts(code, core, level)
    if _APOSTROPHES.search(name):  # Cư M'gar is typed cu mgar too
        yield from _parts(code, cut(_APOSTROPHES.sub("", name), {})[place:_LONGEST_NAME], level)


def _abbreviate(code: str, core: Sequence[Token], level: str | None, initials: dict[str, list[str]]) -> None:
    if level in (None, "sở"):
        letters = [token.fold[0] for token in core if token.fold not in _LINKS]
        if len(letters) > 1:
            initials["".join(letters)].append(code)
        whole = "".join(token.fold[0] for token in core)
        if len(whole) > len(letters) > 1:
            initials[whole].append(code)


def _parts(code: str, core: Sequence[Token], level: str | None) -> Iterator[_Alias]:
    sizes = range(len(core), 0 if len(core) == 1 else 1, -1)
    for size in sizes:
        for first in range(len(core) - size + 1):
            part = core[first : first + size]
            if level == "sở" and first:
                break
            spelt = [
                (_plain(token), _plain(token) if token.form is Form.FIGURE else token.key) for token in part
            ]
            folds, keys = tuple(fold for fold, _ in spelt), tuple(key for _, key in spelt)
            spoken = all(starts_number(token) or scales_number(token) for token in part)
            numeral = spoken and size == len(core) > 1
            yield _Alias(folds, keys, code, level, numeral or _is_common(part), size == len(core), numeral)


def _is_common(part: Sequence[Token]) -> bool:
    """Whether words of a name are vocabulary or numbers: then they name a unit only after its level."""
    first = part[0]
    if len(part) == 1:
        return first.form is not Form.WORD or starts_number(first) or REPORT.match(part, 0) is not None
    found = REPORT.match(part, 0)
    named = found is not None and found[1] == len(part) and found[0].kind is not WordKind.SOFT
    return named or all(starts_number(token) for token in part)


@lru_cache(maxsize=512)
def _build(named: tuple[tuple[str, str], ...]) -> UnitIndex:
    return UnitIndex(named)


def index_of(units: Sequence[KnownUnit]) -> UnitIndex:
    """The index of some units, built once for the same codes and names."""
    return _build(tuple([(unit.code, unit.name) for unit in units]))


def find_units(text: str, units: Sequence[KnownUnit]) -> tuple[str, ...]:
    """The codes that a text can mean: none, one, or several where a name is shared."""
    index = index_of(units)
    tokens = cut(clean(text), SLIPS)[: 2 * _LONGEST_NAME]
    if not tokens:
        return ()
    if len(tokens) == 1 and tokens[0].form is Form.CODE:
        fold = tokens[0].fold
        return index.by_code(fold) or (index.ward(fold[0], fold[1:]) if fold[1:].isdigit() else ())
    hit = index.match(tokens, 0)
    if hit and hit.length == len(tokens):
        return hit.codes
    return index.similar([token.fold for token in tokens[_skip_level(tokens, 0)[0] :]])


def find_unit(text: str, units: Sequence[KnownUnit]) -> str | None:
    """The code of the one unit that a text names; None where it names none or several (``find_units``)."""
    codes = find_units(text, units)
    return codes[0] if len(codes) == 1 else None
