"""What must hold for any message, not only for the agreed ones."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.grammar import parse
from handlers.grammar.text.fold import clean, fold
from handlers.grammar.text.lexicon import SLIPS
from handlers.grammar.text.lines import MOST_CHARACTERS
from handlers.grammar.text.numbers import continues_number, read_digits, read_words
from handlers.grammar.text.tokens import Form, cut
from tests.handlers.grammar.senders import HANOI, OwnUnit

EXAMPLES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "grammar" / "examples.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
KEYWORDS = (
    "phát",
    "thu",
    "nhận",
    "hỏng",
    "mất",
    "trắng",
    "từ chối",
    "không gặp",
    "thay thế",
    "phat",
    "p",
    "t",
)
NUMBERS = ("30", "25", "5", "1.200", "ba mươi", "hai lăm", "một trăm linh năm", "3 chục", "0")
WORDS = (
    "phiếu", "được", "thêm", "đã", "chưa", "không", "còn", "tổng", "lũy kế", "hôm nay", "mai", "và", ",", ".",
    "\n", ":", "-", "/", "?", "H03", "x7", "Trúc Bạch", "Z99", "ngày 12/9", "lúc 9h30", "thứ 5", "xoài",
    "nhà", "tổ", "số", "p30", "t5", "h2", "do", "trong đó", "nào", "phiếu nào", "đến", "khoảng", "anh", "bà",
)  # fmt: skip
MESSAGES = st.lists(st.sampled_from(KEYWORDS + NUMBERS + WORDS), max_size=14).map(" ".join)
UNKNOWN = ("xoài", "abcxyz", "gà", "blah", "quýt")


def said_numbers(text: str) -> set[int]:
    """All values that some run of figures or number words of a text can stand for."""
    values: set[int] = set()
    for line in clean(unicodedata.normalize("NFC", text)).splitlines():
        tokens = cut(line, SLIPS)
        for start, token in enumerate(tokens):
            first = None
            if token.form in (Form.FIGURE, Form.CODE):
                first = read_digits(re.sub(r"^\D+", "", token.text) or "-").value
                values |= {first} if first is not None else set()
            for end in range(start + 1, len(tokens) + 1):
                words = tokens[start + 1 : end] if first is not None else tokens[start:end]
                if not all(continues_number(word) for word in words):
                    break
                value = read_words(words, first) if words else None
                values |= {value} if value is not None else set()
    return values


@settings(max_examples=400)
@given(st.text(max_size=5000) | MESSAGES)
def test_any_text_is_answered_and_nothing_is_raised(text: str) -> None:
    for units in ((), HANOI[:1], HANOI):
        parse(text, units).as_json()


@settings(max_examples=800)
@given(MESSAGES)
def test_a_booked_count_stood_in_the_text(text: str) -> None:
    said = said_numbers(text)
    none = "nào" in fold(text) or "nao" in fold(text)
    for units in ((), HANOI[:1], HANOI):
        for entry in parse(text, units).reports:
            for value in entry.counts.values():
                assert value in said or (value == 0 and none)


@settings(max_examples=400)
@given(MESSAGES)
def test_nobody_else_gets_counts(text: str) -> None:
    codes = {unit.code for unit in HANOI}
    assert {entry.unit for entry in parse(text, HANOI).reports} <= codes
    assert {entry.unit for entry in parse(text, ()).reports} <= {None}


NOISES = {
    "capitals": str.upper,
    "small": str.lower,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "spaced": lambda text: "  " + text.replace(" ", "   ") + " \t",
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "windows lines": lambda text: text.replace("\n", "\r\n"),
    "zero width": lambda text: "\u200b".join(text),
    "polite": lambda text: f"dạ {text}",
    "formal": lambda text: f"Em xin báo cáo ạ: {text}",
    "empty lines": lambda text: f"\n\n{text}\n\n",
    "emoji": lambda text: f"{text} 😊👍",
    "full stop": lambda text: f"{text}.",
    "exclamation": lambda text: f"{text}!",
    "full width": lambda text: re.sub(r"\d", lambda digit: chr(ord(digit[0]) + 0xFEE0), text),
}
PLAIN = [
    case for case in EXAMPLES if "comment" not in json.dumps(case["expect"]) and case["text"] != "xin chào"
]


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("case", PLAIN, ids=[case["text"] for case in PLAIN])
def test_form_never_changes_the_meaning(case: dict, noise: str) -> None:
    text = NOISES[noise](case["text"])
    units = [OwnUnit(**unit) for unit in case.get("context", {}).get("units", [])]
    assert parse(text, units).as_json() == case["expect"]


BOOKED = [
    "phát 30 thu 25", "30 phát, 25 thu", "thu 20, trắng 2, mất 1", "p 30 t 25 h 2", "tổng phát 120 thu 96",
    "đã phát 30 phiếu", "phát ba mươi", "từ chối 3 không gặp 4",
]  # fmt: skip


@given(st.sampled_from(BOOKED), st.sampled_from(UNKNOWN), st.booleans(), st.data())
def test_an_unknown_word_beside_a_number_asks(
    text: str, word: str, before: bool, data: st.DataObject
) -> None:
    words = text.split()
    places = [place for place, item in enumerate(words) if item.strip(",").isdigit()] or [len(words) - 1]
    place = data.draw(st.sampled_from(places))
    if before and place and not words[place - 1].endswith(",") and not words[place].isalpha():
        words.insert(place, word)
    elif not words[place].endswith(","):
        words.insert(place + 1, word)
    else:
        words[place] = f"{words[place].strip(',')} {word},"
    parsed = parse(" ".join(words), ())
    assert parsed.entries == ()
    assert "unknown_word" in [problem.code for problem in parsed.problems]


@given(st.sampled_from(UNKNOWN), st.sampled_from(BOOKED))
def test_an_unknown_word_apart_is_echoed(word: str, text: str) -> None:
    parsed = parse(f"{text}, {word}", ())
    assert parsed.entries == parse(text, ()).entries
    assert word in parsed.ignored


@pytest.mark.parametrize(
    "piece",
    [
        "phát 30 ", "chưa ", "H03 ", "trúc bahc ", "xoài ", "1.", "0912 ", "-5 ", "ba mươi ", "p30t25", "((",
        "hai ", "1,", "tổng ", "phát ", "01-H03-007 ", "đến ", "a1", "9h30", "\u0301", "không có ", "??",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", "pt ", "kiểm tra "])
def test_the_longest_message_of_one_piece_is_answered(piece: str, head: str) -> None:
    text = (head + piece * MOST_CHARACTERS)[:MOST_CHARACTERS]
    assert parse(text, HANOI).as_json()
