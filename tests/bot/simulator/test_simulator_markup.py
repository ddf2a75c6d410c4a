"""Tags become entities whose offsets count as Telegram counts: in UTF-16 units."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.images import picture_size
from bot.simulator.markup import find_entities, parse_html, trim, units
from bot.simulator.problems import Problem

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(before=words, bold=words.filter(bool), after=words)
def test_the_marked_part_is_found_again(before: str, bold: str, after: str) -> None:
    source = f"{html.escape(before)}<b>{html.escape(bold)}</b>{html.escape(after)}"
    text, entities = parse_html(source.replace("&#x27;", "'"))
    assert text == before + bold + after
    (entity,) = entities
    coded = text.encode("utf-16-le")
    start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
    assert coded[start:end].decode("utf-16-le") == bold


@given(text=words, lead=st.sampled_from(["", " ", "\n "]))
def test_trimming_moves_entities_with_their_words(text: str, lead: str) -> None:
    source = f"{lead}{text}"
    bare, kept = trim(source, [{"type": "bold", "offset": 0, "length": units(source)}])
    assert bare == source.strip()
    assert all(entity["offset"] >= 0 and entity["length"] <= units(bare) for entity in kept)


@given(text=st.text(alphabet="<>/ab\"'=& ế;", max_size=30))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        plain, entities = parse_html(text)
    except Problem as problem:
        if not problem.description.startswith("Bad Request: can't parse entities: "):
            raise
        return
    assert all(entity["offset"] + entity["length"] <= units(plain) for entity in entities)


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", "python")]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", None)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", None)]),
        ("<b><i>x</i></b>", "x", [("bold", None), ("italic", None)]),
        ("<b></b>x", "x", []),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ("&lt;b&gt; &#7871; &copy;", "<b> ế &copy;", []),
    ],
)
def test_tags_as_telegram_knows_them(source: str, text: str, kinds: list[tuple[str, str | None]]) -> None:
    plain, entities = parse_html(source)
    assert plain == text
    assert sorted((entity["type"], entity.get("language")) for entity in entities) == sorted(kinds)


def test_links_and_commands_are_found_without_tags() -> None:
    text = "gõ /huy@sipas_bot hay xem https://example.org/a?b=1. 30/25 và a@b thì không, @sipas_bot"
    found = find_entities(text, [])
    parts = [(entity["type"], text[entity["offset"] :][: entity["length"]]) for entity in found]
    assert parts == [
        ("bot_command", "/huy@sipas_bot"),
        ("url", "https://example.org/a?b=1"),
        ("mention", "@sipas_bot"),
    ]
    assert find_entities("/huy", [{"type": "code", "offset": 0, "length": 4}]) == [
        {"type": "code", "offset": 0, "length": 4}
    ]


def test_the_size_of_pictures() -> None:
    table = b"\xff\xe0\x00\x04ab"
    frame = b"\xff\xff\xc0\x00\x11\x08\x00\x1e\x00\x28\x03"
    assert picture_size(b"\xff\xd8" + table + frame) == (40, 30)
    assert picture_size(b"\xff\xd8" + table) is None
    assert picture_size(b"\xff\xd8" + b"x" * 20) is None
    assert picture_size(b"GIF89a") is None
