"""The forms in which people in Vietnam write a telephone number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.words.phones import e164

SAME = [
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "091-234-5678",
    "(091) 2345678",
    "+84912345678",
    "+84 91 234 5678",
    "84912345678",
    "912345678",
    "'+84912345678",
]


@pytest.mark.parametrize("typed", SAME)
def test_all_forms_are_one_number(typed: str) -> None:
    assert e164(typed) == "+84912345678"


def test_a_landline_and_a_number_from_abroad() -> None:
    assert e164("024 3825 1234") == "+842438251234"
    assert e164("+1 202 555 0123") == "+12025550123"


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "113", "0912", "09123456789012", "+84", "+0912345678", "９１２３４５６７８", "0112345678"],
)
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(ValueError):
        e164(typed)


@given(st.sampled_from("35789"), st.integers(0, 99_999_999), st.sampled_from(["0", "84", "+84", ""]))
def test_a_number_is_the_same_however_it_begins(first: str, rest: int, head: str) -> None:
    digits = f"{first}{rest:08}"
    assert e164(head + digits) == f"+84{digits}"
    assert e164(e164(head + digits)) == e164(head + digits)
