"""Finds phrases of the closed vocabulary in tokens."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from handlers.grammar.text import words
from handlers.grammar.text.fold import fold, spell
from handlers.grammar.text.tokens import Token
from handlers.grammar.text.words import WordKind


class Sense(NamedTuple):
    """What a phrase means: its kind and, for a keyword, which count or outcome."""

    kind: WordKind
    value: Enum | None = None


class _Phrase(NamedTuple):
    keys: tuple[str, ...]
    folds: tuple[str, ...]
    exact: bool
    sense: Sense


class Lexicon:
    """Phrases by their first word, longest first; of equals the one named first."""

    def __init__(self, senses: Iterable[tuple[Sense, str]]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        for sense, listed in senses:
            for phrase in _phrases(listed):
                spelt = [spell(word) for word in phrase.lstrip("=").split()]
                folds, keys = tuple(fold for fold, _ in spelt), tuple(key for _, key in spelt)
                entry = _Phrase(keys, folds, phrase.startswith("="), sense)
                self._by_first.setdefault(folds[0], []).append(entry)
        for phrases in self._by_first.values():
            phrases.sort(key=lambda phrase: -len(phrase.keys))

    def match(self, tokens: Sequence[Token], start: int) -> tuple[Sense, int] | None:
        """The longest phrase that begins at a token, and its length in tokens."""
        room = len(tokens) - start
        for phrase in self._by_first.get(tokens[start].fold, ()):
            if len(phrase.keys) <= room and _fits(phrase, tokens, start):
                return phrase.sense, len(phrase.keys)
        return None


def _fits(phrase: _Phrase, tokens: Sequence[Token], start: int) -> bool:
    for offset, key in enumerate(phrase.keys):
        token = tokens[start + offset]
        if token.fold != phrase.folds[offset] or (offset and token.gap):
            return False
        if token.key != key and (phrase.exact or token.key != token.fold):
            return False
    return True


def _phrases(listed: str) -> Iterator[str]:
    for part in listed.split(","):
        phrase = part.strip()
        if "~" not in phrase:
            yield phrase
            continue
        for word in words.NOTS.split(","):
            yield phrase.replace("~", word.strip())


def _table(
    common: Iterable[WordKind], keywords: Mapping[WordKind, Mapping[Enum, str]]
) -> list[tuple[Sense, str]]:
    table = [
        (Sense(kind, value), listed) for kind, group in keywords.items() for value, listed in group.items()
    ]
    return table + [(Sense(kind), words.COMMON[kind]) for kind in common]


_HEADS = (WordKind.RECHECK, WordKind.INSPECT, WordKind.AGENCY)
_TALK = (
    WordKind.NOT,
    WordKind.NOUN,
    WordKind.LABEL,
    WordKind.DURATION,
    WordKind.TIME,
    WordKind.TITLE,
    WordKind.PLAN,
    WordKind.ASK,
    WordKind.REASON,
    WordKind.APPROX,
    WordKind.UNTIL,
    WordKind.OVER,
    WordKind.REMAIN,
    WordKind.LEVEL,
    WordKind.SOFT,
)

REPORT = Lexicon(
    _table(
        [kind for kind in words.COMMON if kind not in _HEADS], {WordKind.COUNT: dict(words.COUNTS.items())}
    )
)
RECHECK = Lexicon(
    [
        *_table(_TALK, {WordKind.OUTCOME: dict(words.OUTCOMES.items())}),
        (Sense(WordKind.CHECKED), "kiểm, kiểm tra, phúc tra, đã kiểm, đã phúc tra, tổng, tổng số, tổng cộng"),
    ]
)
_BEFORE_HEADS = (WordKind.SOFT, WordKind.TODAY, WordKind.TIME, WordKind.LABEL)
HEADS = Lexicon([(Sense(kind), words.COMMON[kind]) for kind in (*_HEADS, *_BEFORE_HEADS)])


def _typed_marks(word: str) -> Iterator[str]:
    """A word as Telex and VNI keyboards leave it when they do not compose: phats, phast, phat1, pha1t."""
    telex_shapes = {"\u0302": "", "\u0306": "w", "\u031b": "w"}
    vni_shapes = {"\u0302": "6", "\u0306": "8", "\u031b": "7"}
    telex_tones = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
    vni_tones = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
    letters = unicodedata.normalize("NFD", word)
    for shapes, tones, stroke in ((telex_shapes, telex_tones, "dd"), (vni_shapes, vni_tones, "d9")):
        bare, tone, place = "", "", 0
        for letter in letters:
            if letter in tones:
                tone, place = tones[letter], len(bare)
            elif letter in shapes:
                bare += shapes[letter] or bare[-1]
            else:
                bare += stroke if letter == "đ" else letter
        yield bare + tone
        yield bare[:place] + tone + bare[place:]


def _slips() -> dict[str, tuple[str, str]]:
    listed = [*words.COMMON.values(), *words.COUNTS.values(), *words.OUTCOMES.values()]
    vocabulary = {word for part in listed for phrase in _phrases(part) for word in phrase.lstrip("=").split()}
    vocabulary |= {*words.DIGITS, *words.SCALES, *words.FILLS, *words.TWENTIES}
    taken = {fold(word) for word in vocabulary}
    slips = {typed: spell(word) for word, typed in _typings(sorted(vocabulary)) if typed not in taken}
    return slips | {typed: spell(word) for typed, word in words.SLIPS.items()}


def _typings(vocabulary: Iterable[str]) -> Iterator[tuple[str, str]]:
    for word in vocabulary:
        if len(word) > 1 and spell(word)[0] != spell(word)[1]:
            yield from ((word, typed) for typed in _typed_marks(word))


SLIPS = _slips()
"""Mistyped words in lower case, and what they were meant to be (folded word, key)."""
