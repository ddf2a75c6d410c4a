import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from storage.audit.chain import (
    GENESIS,
    Break,
    Follower,
    Head,
    LogEntry,
    canonical,
    digest,
    disguised,
    figures,
    sealed,
)

MOMENTS = st.integers(0, 10**15).map(
    lambda micros: datetime(2018, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
)
NUMBERS = st.none() | st.integers(1, 10_000)
IMAGES = st.none() | st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5)).map(canonical)
CHANGES = st.builds(
    LogEntry,
    campaign=st.just("2019"),
    chain=st.just("01"),
    number=st.just(0),
    at=st.none() | MOMENTS,
    via=st.sampled_from(["chat", "command"]),
    person=NUMBERS,
    action=st.sampled_from(["report.book", "report.void"]),
    subject=st.integers(1, 50).map("reports:{}".format),
    before=IMAGES,
    after=IMAGES,
    cause=NUMBERS,
    message=NUMBERS,
)
CHAINS = st.lists(CHANGES, min_size=2, max_size=8)
FIELDS = [item.name for item in fields(LogEntry)]


def chained(changes: list[LogEntry]) -> list[LogEntry]:
    head, entries = Head(), []
    for change in changes:
        entries.append(sealed(change, head))
        head = Head(entries[-1].number, entries[-1].digest)
    return entries


def breaks(entries: list[LogEntry]) -> list[tuple[int, Break]]:
    follower = Follower()
    return [(place, broken) for place, entry in enumerate(entries) for broken in follower.follow(entry)]


@given(CHAINS)
def test_a_chain_as_it_was_made_has_no_break(changes: list[LogEntry]) -> None:
    entries = chained(changes)
    assert breaks(entries) == []
    assert [entry.number for entry in entries] == [*range(1, len(entries) + 1)]
    assert entries[0].previous == GENESIS


@given(CHAINS, st.data())
def test_no_field_can_be_changed(changes: list[LogEntry], data: st.DataObject) -> None:
    entries = chained(changes)
    place = data.draw(st.integers(0, len(entries) - 1))
    others = {
        "number": 77,
        "person": 10_001,
        "cause": 10_001,
        "message": 10_001,
        "at": datetime(2001, 1, 1, tzinfo=UTC),
    }
    for name in FIELDS:
        changed = replace(entries[place], **{name: others.get(name, "other")})
        assert changed != entries[place]
        with_it = [*entries[:place], changed, *entries[place + 1 :]]
        assert breaks(with_it)[0] == (place, Break.CHANGED), name


@given(CHAINS, st.data())
def test_what_is_taken_out_leaves_a_break(changes: list[LogEntry], data: st.DataObject) -> None:
    entries = chained(changes)
    place = data.draw(st.integers(0, len(entries) - 2))
    del entries[place]
    assert breaks(entries) == [(place, Break.MISSING)]


@given(CHAINS, st.data())
def test_renumbering_does_not_hide_what_was_taken_out(changes: list[LogEntry], data: st.DataObject) -> None:
    entries = chained(changes)
    place = data.draw(st.integers(0, len(entries) - 2))
    del entries[place]
    mended = replace(entries[place], number=place + 1)
    entries[place] = replace(mended, digest=digest(mended))
    assert breaks(entries)[0] == (place, Break.MOVED)


@given(CHAINS, CHANGES, st.data())
def test_what_is_put_in_leaves_a_break_behind_it(
    changes: list[LogEntry], forged: LogEntry, data: st.DataObject
) -> None:
    entries = chained(changes)
    place = data.draw(st.integers(0, len(entries) - 1))
    before = entries[place - 1] if place else None
    head = Head(before.number, before.digest) if before else Head()
    entries.insert(place, sealed(forged, head))
    if entries[place] != entries[place + 1]:
        assert breaks(entries)[0] == (place + 1, Break.MISSING)


@given(CHAINS, st.data())
def test_two_entries_cannot_change_places(changes: list[LogEntry], data: st.DataObject) -> None:
    entries = chained(changes)
    place = data.draw(st.integers(0, len(entries) - 2))
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert breaks(entries)[0] == (place, Break.MISSING)


def test_the_same_moment_has_one_form_in_any_zone() -> None:
    hanoi = datetime(2019, 8, 29, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    assert canonical({"b": hanoi, "a": 1}) == canonical({"a": 1, "b": hanoi.astimezone(UTC)})
    assert json.loads(canonical([hanoi])) == ["2019-08-29T01:30:00.000000+00:00"]


def test_a_text_is_disguised_by_its_salt() -> None:
    assert disguised("Lan", "salt") == disguised("Lan", "salt")
    assert disguised("Lan", "salt") != disguised("Lan", "pepper")
    assert disguised("Lan", "salt") != disguised("Làn", "salt")
    assert figures({"comment": disguised("Lan", "salt"), "collected": 3}) == {"collected": 3}
