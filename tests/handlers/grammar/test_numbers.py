"""Numbers in words, north and south, up to 99,999; and what is no number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.grammar import parse
from handlers.grammar.text.fold import fold
from handlers.grammar.text.numbers import read_digits

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
NORTH = {"zero": "linh", "thousand": "nghìn", 4: "tư", 5: "nhăm"}
SOUTH = {"zero": "lẻ", "thousand": "ngàn", 4: "bốn", 5: "lăm"}


def say(number: int, manner: dict) -> str:
    """A number as people say it, without 'và'."""
    if number < 10:
        return DIGITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
        if unit == 0:
            return head
        if unit == 5:
            return f"{head} {'lăm' if tens == 1 else manner[5]}"
        if tens > 1 and unit in (1, 4):
            return f"{head} {'mốt' if unit == 1 else manner[4]}"
        return f"{head} {DIGITS[unit]}"
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        head = f"{DIGITS[hundreds]} trăm"
        if rest == 0:
            return head
        return f"{head} {manner['zero']} {DIGITS[rest]}" if rest < 10 else f"{head} {say(rest, manner)}"
    thousands, rest = divmod(number, 1000)
    head = f"{say(thousands, manner)} {manner['thousand']}"
    if rest == 0:
        return head
    hundreds, below = divmod(rest, 100)
    if hundreds:
        return f"{head} {say(rest, manner)}"
    tail = f"{manner['zero']} {DIGITS[below]}" if below < 10 else say(below, manner)
    return f"{head} không trăm {tail}"


@given(st.integers(1, 99_999), st.sampled_from([NORTH, SOUTH]))
def test_numbers_in_words(number: int, manner: dict) -> None:
    [entry] = parse(f"phát {say(number, manner)} phiếu", ()).reports
    assert entry.counts == {"distributed": number}


@given(st.integers(1, 99_999), st.sampled_from([NORTH, SOUTH]))
def test_without_marks_they_are_the_same_or_asked_about(number: int, manner: dict) -> None:
    for entry in parse(f"phat {fold(say(number, manner))} phieu", ()).reports:
        assert entry.counts == {"distributed": number}


@pytest.mark.parametrize(
    "words",
    ["nghìn rưỡi", "hai trăm rưỡi", "trăm hai", "một trăm hai", "chục", "mươi", "mười năm", "hai mươi năm",
     "hai hai", "hai nghìn năm", "một triệu", "hai vạn", "mười mốt tư", "hai ba", "ba năm", "năm bảy",
     "bốn một", "hăm", "một trăm bốn năm"],
)  # fmt: skip
def test_doubtful_words_are_no_number(words: str) -> None:
    parsed = parse(f"phát {words} phiếu", ())
    assert (parsed.entries, [problem.code for problem in parsed.problems]) == ((), ["bad_number"])


@pytest.mark.parametrize(
    ("words", "value"),
    [("hai bốn", 24), ("ba bảy", 37), ("hăm lăm", 25), ("hăm mốt", 21), ("hai trăm linh tư", 204),
     ("một trăm hai bốn", 124), ("hai nghìn ba trăm bốn bảy", 2347)],
)  # fmt: skip
def test_short_numbers(words: str, value: int) -> None:
    assert parse(f"phát {words} phiếu", ()).reports[0].counts == {"distributed": value}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30", 30),
        ("05", 5),
        ("0", 0),
        ("1.200", 1200),
        ("1,200", 1200),
        ("100.000", 100_000),
        ("100000", 100_000),
    ],
)
def test_digits(text: str, value: int) -> None:
    assert read_digits(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "2,5",
        "12.5",
        "1.2000",
        "1.200,5",
        "1.200,300",
        "0.500",
        "030",
        "100001",
        "100.001",
        "5-7",
        "30/40",
        "9" * 4000,
    ],
)
def test_no_counts(text: str) -> None:
    assert read_digits(text).value is None


@pytest.mark.parametrize("text", ["12/9/2019", "12-9-2019", "12.9.2019", "2019-09-12", "12/9/19"])
def test_dates(text: str) -> None:
    assert read_digits(text).date


@pytest.mark.parametrize("text", ["30/2", "12/9", "31-12"])
def test_days_of_a_month(text: str) -> None:
    assert read_digits(text).day


@pytest.mark.parametrize("text", ["40/9", "12/13", "0/5", "12.9.19"])
def test_no_days(text: str) -> None:
    figure = read_digits(text)
    assert not figure.day
    assert not figure.date
