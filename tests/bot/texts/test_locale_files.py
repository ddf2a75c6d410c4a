"""Messages cut out without parsing are those that Fluent's parser finds, to the letter."""

from __future__ import annotations

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast as fluent

from bot.texts.locale_files import locale_files, patterns, plain
from bot.texts.texts import LANGUAGES
from tests.bot.texts.text_keys import messages


def by_fluent(pattern: str) -> str:
    bundle = FluentBundle(["vi"], use_isolating=False)
    bundle.add_resource(FluentResource(f"name ={pattern}\n"))
    value = bundle.get_message("name").value
    assert value is not None
    text, errors = bundle.format_pattern(value)
    assert errors == []
    return str(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_is_cut_out_whole(language: str) -> None:
    found = messages(language)
    assert set(patterns(language)) == set(found)
    for name, pattern in patterns(language).items():
        (cut,) = FluentResource(f"{name} ={pattern}\n").body
        assert isinstance(cut, fluent.Message)
        assert cut.equals(found[name], ["span", "comment"]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_without_placeholders_reads_as_fluent_reads_it(language: str) -> None:
    alone = {name: text for name, pattern in patterns(language).items() if (text := plain(pattern))}
    assert len(alone) > 300
    for name, text in alone.items():
        assert text == by_fluent(patterns(language)[name]), name


@pytest.mark.parametrize(
    "pattern",
    [
        " one line",
        "   blanks around  ",
        "\n    first\n    second",
        " first\n    second\n      deeper\n    third",
        "\n\n    after a blank line\n\n    and another\n\n",
        "\n      deep\n    less deep",
        "\n    blanks at the end of a line  \n    go on",
        " first\n        all deep\n        the same",
    ],
)
def test_lines_are_joined_as_fluent_joins_them(pattern: str) -> None:
    assert plain(pattern) == by_fluent(pattern)


@pytest.mark.parametrize("pattern", [" { $count }", "\n    { $n ->\n       *[other] x\n    }", ' {"x"}'])
def test_what_has_something_to_fill_in_is_left_to_fluent(pattern: str) -> None:
    assert plain(pattern) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_refers_to_another_for_each_is_parsed_alone(language: str) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in locale_files(language))
    bodies = FluentResource(text).body
    assert not [entry for entry in bodies if isinstance(entry, fluent.Term)]
    kinds = {type(part).__name__ for entry in bodies for part in _parts(entry)}
    assert "VariableReference" in kinds
    assert not kinds & {"MessageReference", "TermReference", "Attribute"}


def _parts(node: object) -> list[object]:
    """A node of a syntax tree and all below it."""
    if isinstance(node, list):
        return [part for one in node for part in _parts(one)]
    if isinstance(node, fluent.BaseNode):
        return [node, *(part for value in vars(node).values() for part in _parts(value))]
    return []
