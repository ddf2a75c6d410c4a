import html
import inspect
import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import ast as fluent
from hypothesis import given
from hypothesis import strategies as st

from bot import console
from bot.channels.telegram.keyboards import LONGEST, Renderer
from bot.outbound.pieces import cut
from bot.simulator.markup import parse_html
from bot.texts.locale_files import locale_files
from bot.texts.texts import LANGUAGES, MissingText, Texts, message_id
from handlers.declared import registry
from handlers.people import help_and_language
from scheduler.reminders import TaskRole
from scheduler.slots import slots
from storage.campaign import load as campaigns
from storage.campaign.calendar import WorkCalendar
from storage.campaign.file import available
from storage.campaign.types import PARTS
from storage.tables import outbox
from storage.words.counts import Count, Mode, Outcome
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Agency, Role
from storage.words.tasks import Change, Tracks
from tests.bot.texts.text_keys import LABELS, entries, literals, matching, messages, placeholders, uses

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
COMMON = {"bot"}
"""What a Renderer gives to every text."""
DUMMIES = (0, 1, 2, 33_900, "<b>&", date(2019, 9, 30), datetime(2019, 9, 30, 1, 5, tzinfo=UTC))
PROBLEMS = [
    "missing_number",
    "bad_number",
    "missing_keyword",
    "missing_outcome",
    "unknown_word",
    "unknown_unit",
    "which_unit",
    "repeated_count",
    "negated_count",
    "which_meaning",
    "outcomes_do_not_add_up",
    "too_long",
]
"""The codes of the agreed examples, and that of a message beyond the grammar's bounds."""
_TAG = re.compile(r"<(/?)(b|i|u|s|a|code|pre|blockquote|tg-spoiler)\b[^<>]*>")


def slot_names() -> set[str]:
    """Every slot that a task of a shipped campaign can come to, on whatever weekday it is due."""
    names: set[str] = set()
    for campaign in map(campaigns.load, available()):
        calendar = WorkCalendar(campaign.calendar)
        for days in range(60):
            due = date(2019, 8, 1) + timedelta(days)
            planned = slots(due - timedelta(120), due, campaign.reminders, calendar)
            names |= {str(slot.slot) for slot in planned}
    return names


def outbox_states() -> set[str]:
    """The states that the database allows, and that of a reminder without a parcel."""
    checks = " ".join(str(getattr(item, "sqltext", "")) for item in outbox.constraints)
    return {*re.findall(r"'(\w+)'", checks.partition("state IN")[2].partition(")")[0]), "none"}


FAMILIES = {
    "count.{}": [*Count, "outstanding", "in_hand"],
    "outcome.{}": list(Outcome),
    "role.{}": list(Role),
    "agency.{}": list(Agency),
    "campaign.agency.{}": list(Agency),
    "tracks.{}": list(Tracks),
    "mode.{}": list(Mode),
    "problem.{}": PROBLEMS,
    "reminder.{}": list(TaskRole),
    "slot.{}": sorted(slot_names()),
    "change.{}": list(Change),
    "sent.{}": sorted(outbox_states()),
    "menu.{}": list(registry.commands),
    "help.{}": list(Role),
    "start.{}": list(Role),
    "language.{}": list(help_and_language.LANGUAGES),
    "weekday.{}": range(1, 8),
    "score.part_{}": PARTS,
    "plan.{}": ["late", "running", "coming", "far", "done"],
    "progress.by_{}": ["province", "unit"],
    "breach.{}": ["in_hand", "outstanding", "below_zero"],
}
"""What the code can put for ``{}``; families that are not here may be any key of their form."""

ENGLISH, VIETNAMESE = messages("en"), messages("vi")


def meant(key: str) -> set[str]:
    """The message ids that a key of the code stands for."""
    if "{}" not in key:
        return {message_id(key)}
    if key in FAMILIES:
        return {message_id(key.format(member)) for member in FAMILIES[key]}
    return matching(key, set(VIETNAMESE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_locale_file_is_fluent_without_junk_and_no_key_stands_twice(language: str) -> None:
    found = [(file.name, entry) for file in locale_files(language) for entry in entries(file)]
    junk = [f"{name}: {entry.content}" for name, entry in found if isinstance(entry, fluent.Junk)]
    keys = Counter(entry.id.name for _, entry in found if isinstance(entry, fluent.Message))
    assert not junk
    assert [key for key, times in keys.items() if times > 1] == []


def test_both_languages_have_the_same_files_with_the_same_keys_and_placeholders() -> None:
    def shape(language: str) -> dict[str, dict[str, set[str]]]:
        return {
            file.name: {
                entry.id.name: placeholders(entry)
                for entry in entries(file)
                if isinstance(entry, fluent.Message)
            }
            for file in locale_files(language)
        }

    ours, theirs = shape("vi"), shape("en")
    assert sorted(ours) == sorted(theirs)
    for name, texts in ours.items():
        assert sorted(texts) == sorted(theirs[name]), name
        assert texts == theirs[name], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_code_names_exists(language: str) -> None:
    known = set(messages(language))
    missing = sorted(
        f"{use.place}: {key}" for use in uses() for key in (meant(use.key) or {use.key}) if key not in known
    )
    assert not missing, "\n".join(missing)


def test_no_placeholder_collides_with_an_argument_of_what_takes_the_text() -> None:
    takers = (Texts.say, console.say, console.fail, console.bad_call, Refusal)
    named = {
        name
        for taker in takers
        for name, parameter in inspect.signature(taker).parameters.items()
        if parameter.kind in (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    }
    assert sorted(key for key, text in VIETNAMESE.items() if placeholders(text) & named) == []


def test_every_member_of_a_family_has_its_text_and_every_family_is_asked_for() -> None:
    asked = {use.key for use in uses()}
    assert sorted(set(FAMILIES) - asked) == []
    for family in FAMILIES:
        assert sorted(meant(family) - set(VIETNAMESE)) == [], family


def test_no_text_lies_unused() -> None:
    named = literals().union(*(meant(use.key) for use in uses()))
    unused = sorted(set(VIETNAMESE) - named)
    assert not unused, "\n".join(unused)


def test_the_code_gives_each_text_the_values_that_it_wants() -> None:
    wanting = sorted(
        f"{use.place}: {key} lacks {', '.join(sorted(lacking))}"
        for use in uses()
        for key in meant(use.key) & set(VIETNAMESE)
        if use.values is not None and (lacking := placeholders(VIETNAMESE[key]) - COMMON - use.values)
    )
    assert not wanting, "\n".join(wanting)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dummy", DUMMIES, ids=str)
def test_every_text_renders_with_no_tag_across_lines(language: str, dummy: object) -> None:
    texts = Texts(language, ZONE)
    for key, message in messages(language).items():
        rendered = texts.render(Text(key, dict.fromkeys(placeholders(message), dummy)))
        assert "{" not in rendered, key
        assert not [line for line in rendered.splitlines() if not is_closed(line)], key


def is_closed(line: str) -> bool:
    """Whether the tags of a line nest and end within it: a long message may be cut after any line."""
    tags: list[str] = []
    for closing, name in _TAG.findall(line):
        if not closing:
            tags.append(name)
        elif not tags or tags.pop() != name:
            return False
    return not tags


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_can_read_every_text_of_a_reply(language: str) -> None:
    texts, known = Texts(language, ZONE), messages(language)
    shown = {key for use in uses() if use.by in ("Text", "Reply", "Refusal") for key in meant(use.key)}
    for key in shown & set(known):
        parse_html(texts.render(Text(key, dict.fromkeys(placeholders(known[key]), "<b>&"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_buttons_carry_no_markup_for_it_would_show(language: str) -> None:
    known = messages(language)
    labels = {key for use in uses() if use.by in LABELS for key in meant(use.key)} | meant("menu.{}")
    texts = Texts(language, ZONE)
    for key in labels & set(known):
        label = texts.render(Text(key, dict.fromkeys(placeholders(known[key]), "x")))
        assert label == html.unescape(label)
        assert not _TAG.search(label), key


def test_a_name_with_markup_is_shown_as_it_was_typed() -> None:
    unit = {"code": "01-H03", "name": "<b>&"}
    reply = Reply("lines", {"lines": [Text("unit.heading", unit), Text("count.issued")]})
    renderer = Renderer("sipas_bot", ZONE)

    [piece] = renderer.pieces(reply, "vi")

    assert piece == "<b>01-H03</b> &lt;b&gt;&amp;\nnhận"
    assert parse_html(piece)[0] == "01-H03 <b>&\nnhận"
    label = Button("draft.of_unit", "draft:1:0", {"code": "01-H03", "label": Text("draft.unit", unit)})
    keyboard = renderer.keyboard([[label]], "vi")
    assert keyboard is not None
    assert json.loads(keyboard)["inline_keyboard"][0][0]["text"] == "01-H03: 01-H03 <b>&"
    assert Texts("vi", escape=False).say("unit.heading", **unit).endswith("<b>&")


def test_numbers_days_and_moments_are_told_in_the_readers_manner() -> None:
    moment = datetime(2019, 8, 29, 18, 30, tzinfo=UTC)
    vietnamese, english = Texts("vi", ZONE), Texts("en", ZONE)
    assert vietnamese.say("count.said", count="phát", value=1200) == "phát 1.200"
    assert english.say("count.said", count="phát", value=1200) == "phát 1,200"
    assert vietnamese.say("reminder.start", start=date(2019, 8, 29)) == "Bắt đầu từ 29/08/2019."
    assert english.say("reminder.start", start=date(2019, 8, 29)) == "Starts on 29 Aug 2019."
    assert vietnamese.say("progress.title", scope="Hà Nội", at=moment).endswith("· 01:30 30/08/2019")


def test_english_says_one_day_and_two_days() -> None:
    english = Texts("en", ZONE)
    told = [english.say("due.left", weekday="Monday", due=date(2019, 9, 30), days=days) for days in (1, 2)]
    assert told == ["Due Monday 30 Sep 2019, 1 day left", "Due Monday 30 Sep 2019, 2 days left"]


def test_a_text_that_is_not_there_or_lacks_a_value_is_an_error() -> None:
    with pytest.raises(MissingText):
        Texts("vi").say("no.such_text")
    with pytest.raises(MissingText):
        Texts("vi").say("unit.heading", code="01-H03")


def test_who_reads_a_language_that_we_do_not_have_reads_vietnamese() -> None:
    assert Renderer("sipas_bot", ZONE).pieces(Reply("role.postal_worker"), "km") == ["Bưu tá"]


def test_a_reply_too_long_for_telegram_comes_in_pieces_that_each_can_be_read() -> None:
    units = [Text("unit.heading", {"code": f"01-X{i:03}", "name": "Xã <A> & B " * 3}) for i in range(300)]

    pieces = Renderer("sipas_bot", ZONE).pieces(Reply("lines", {"lines": units}), "vi")

    assert len(pieces) > 1
    assert max(map(len, pieces)) <= LONGEST
    read = [parse_html(piece)[0].splitlines() for piece in pieces]
    assert sum(map(len, read)) == 300


LINES = st.lists(st.text(st.sampled_from("ab ệ<&;\t"), min_size=1, max_size=30), min_size=1, max_size=20)


@given(LINES, st.integers(1, 40))
def test_pieces_are_short_enough_and_lose_nothing_but_blanks_between_them(
    lines: list[str], longest: int
) -> None:
    text = "\n".join(lines)
    pieces = cut(text, longest)
    assert all(len(piece) <= longest for piece in pieces)
    rest = text
    for piece in pieces:
        gap, _, rest = rest.partition(piece) if piece else ("", "", rest)
        assert gap.strip() == ""
    assert rest.strip() == ""


@given(LINES, st.integers(30, 60))
def test_lines_that_fit_stay_whole(lines: list[str], longest: int) -> None:
    pieces = cut("\n".join(lines), longest)
    kept = [line for piece in pieces for line in piece.split("\n")]
    assert [line for line in kept if line.strip()] == [line for line in lines if line.strip()]
