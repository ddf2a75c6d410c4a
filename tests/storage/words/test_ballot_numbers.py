"""The number printed on a form, and the character at its end that catches slips of the hand."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.words.ballot_numbers import BadBallotNumber, Ballot, agrees, ballot_number, parse
from storage.words.units import UnitCode

NUMBERS = st.builds(
    ballot_number,
    st.integers(2017, 2030),
    st.builds("{:02d}-{}{:02d}".format, st.integers(1, 96), st.sampled_from("SHX"), st.integers(1, 40)),
    st.integers(1, 999),
)


def is_right(number: str) -> bool:
    """Whether a full number has the check character of what stands before it."""
    ballot = parse(number)
    assert ballot.year is not None
    return agrees(ballot.check, ballot.year, UnitCode(ballot.unit), ballot.serial)


def test_a_number_is_year_unit_serial_and_check_character() -> None:
    assert ballot_number(2019, "01-H03", 7) == "19-01-H03-007-9"
    assert parse("19-01-H03-007-9") == Ballot("01-H03", 7, 2019, "9")


@pytest.mark.parametrize(
    ("typed", "ballot"),
    [
        ("h3-7", Ballot("H03", 7)),
        ("01-h03-007", Ballot("01-H03", 7)),
        ("H03-0007", Ballot("H03", 7)),
        ("h03-007-k", Ballot("H03", 7, None, "K")),
        (" 19-01-X12-120-a ", Ballot("01-X12", 120, 2019, "A")),
    ],
)
def test_parts_may_be_left_out(typed: str, ballot: Ballot) -> None:
    assert parse(typed) == ballot


@pytest.mark.parametrize(
    "typed", ["", "7", "H03", "H03-", "1-H03-007", "19-01-H03-007-KK", "H03-12345", "Đ03-007"]
)
def test_other_texts_are_no_numbers(typed: str) -> None:
    with pytest.raises(BadBallotNumber):
        parse(typed)


def test_who_leaves_the_check_character_out_is_believed() -> None:
    assert agrees(None, 2019, UnitCode("01-H03"), 7)


@given(NUMBERS)
def test_every_number_is_read_back_and_agrees(number: str) -> None:
    assert is_right(number)
    assert is_right(number.lower())


@given(NUMBERS, st.data())
def test_one_wrong_character_is_always_caught(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([at for at, sign in enumerate(number) if sign != "-"]))
    pool = string.ascii_uppercase if number[place].isalpha() and place < len(number) - 1 else string.digits
    wrong = number[:place] + data.draw(st.sampled_from(pool)) + number[place + 1 :]
    assume(wrong != number)
    assert not is_right(wrong)


def test_nearly_all_swapped_digits_are_caught() -> None:
    """The scheme that never ends in a sign hard to type pays for it with a few swaps."""
    swapped = caught = 0
    for serial in range(1000):
        number = ballot_number(2019, f"01-H{serial % 30 + 1:02d}", serial)
        for place in range(len(number) - 2):
            first, second = number[place], number[place + 1]
            if first.isdigit() and second.isdigit() and first != second:
                swapped += 1
                caught += not is_right(number[:place] + second + first + number[place + 2 :])
    assert 0.97 < caught / swapped < 1
