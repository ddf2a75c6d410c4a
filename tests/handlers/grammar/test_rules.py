"""The agreed examples and a table of our own, rule by rule."""

import json
from pathlib import Path

import pytest

from handlers.grammar import Intent, ProblemCode, parse
from handlers.grammar.text.lines import MOST_CHARACTERS, MOST_LINES
from tests.handlers.grammar.senders import HANOI, OwnUnit

DATA = Path(__file__).parents[2] / "data" / "grammar"


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


EXAMPLES = cases("examples.jsonl")
RULES = cases("rules.jsonl")


@pytest.mark.parametrize("case", EXAMPLES, ids=[case["text"] for case in EXAMPLES])
def test_agreed_examples(case: dict) -> None:
    units = [OwnUnit(**unit) for unit in case.get("context", {}).get("units", [])]
    assert parse(case["text"], units).as_json() == case["expect"]


@pytest.mark.parametrize("case", RULES, ids=[f"{case['rule']}: {case['text']}" for case in RULES])
def test_rules(case: dict) -> None:
    units = HANOI if case.get("sender") == "hanoi" else ()
    assert parse(case["text"], units).as_json() == case["expect"]


def test_windows_lines_and_tabs() -> None:
    parsed = parse("phát:\t30\r\nthu:\t25\r\n", ())
    assert parsed.as_json()["entries"][0]["counts"] == {"distributed": 30, "collected": 25}


@pytest.mark.parametrize("text", ["phát 30 " * MOST_CHARACTERS, "phát 30\n" * (MOST_LINES + 1)])
def test_a_message_beyond_the_bounds_books_nothing(text: str) -> None:
    parsed = parse(text, ())
    assert (parsed.entries, [problem.code for problem in parsed.problems]) == ((), [ProblemCode.TOO_LONG])


def test_the_bounds_themselves_are_read() -> None:
    text = ("phát 30" + "\n" * (MOST_LINES - 1)).ljust(MOST_CHARACTERS)
    assert parse(text, ()).reports[0].counts == {"distributed": 30}


def test_a_problem_tells_the_words_and_the_unit() -> None:
    [problem] = parse("H03 phát 30 thu\nX07 phát 10", HANOI).problems
    assert (problem.code, problem.text, problem.unit) == (ProblemCode.MISSING_NUMBER, "thu", "01-H03")


def test_passed_over_words_and_days_are_echoed() -> None:
    assert parse("hôm qua phát 30, đường trơn trượt", ()).ignored == ("hôm qua", "trơn trượt")


def test_a_comment_goes_to_the_counts_before_it() -> None:
    parsed = parse("tổng phát 120, thu thêm 6 // nhà ông Tư", ())
    assert [entry.comment for entry in parsed.reports] == [None, "nhà ông Tư"]


def test_a_bare_note_marker_takes_the_lines_below_up_to_the_next_unit() -> None:
    parsed = parse("H03 phát 30\nGhi chú:\n- 2 hộ vắng 3\nX07 phát 10", HANOI)
    assert [(entry.unit, dict(entry.counts), entry.comment) for entry in parsed.reports] == [
        ("01-H03", {"distributed": 30}, "- 2 hộ vắng 3"),
        ("01-X07", {"distributed": 10}, None),
    ]


def test_the_only_unit_need_not_be_named_each_time() -> None:
    parsed = parse("H03 phát 30\nthu 25", HANOI[:1])
    assert [(entry.unit, dict(entry.counts)) for entry in parsed.reports] == [
        ("01-H03", {"distributed": 30, "collected": 25})
    ]
    assert [p.code for p in parse("phát 30\nH03 phát 20", HANOI[:1]).problems] == [ProblemCode.REPEATED_COUNT]


def test_the_check_character_is_kept_beside_the_ballot() -> None:
    [entry] = parse("pt 19-01-H03-007-k khớp", HANOI).rechecks
    assert (entry.ballot, entry.check) == ("01-H03-007", "K")


def test_intents() -> None:
    said = {
        text: parse(text, HANOI).intent
        for text in ("H03 phát 3", "pt H03-007 khớp", "kiểm tra H03: đủ", "dạ")
    }
    assert list(said.values()) == [Intent.REPORT, Intent.RECHECK, Intent.INSPECTION, Intent.UNKNOWN]
