"""Which question of the form a mismatch is about: asked with a keyboard, or typed as ``câu 4``."""

from __future__ import annotations

import re
import unicodedata

from handlers.inspecting import open_questions
from handlers.registry import tap
from handlers.replies import tap_arguments
from storage.engine.database import Connection
from storage.inspecting import rechecks
from storage.inspecting.rechecks import BookedFinding
from storage.messaging.message import Message
from storage.words.ballot_numbers import OVERALL, QUESTIONS
from storage.words.counts import Outcome
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role

PER_ROW = 6
_LIST = r"\d{1,2}(?:(?:\s*[,+&]\s*|\s+(?:và|va)\s+)(?:câu\s*|cau\s*|q)?\d{1,2})*"
_NAMED = re.compile(rf"\b(?:câu|cau)\s*(?:số\s*|so\s*)?({_LIST})\b")
_ANSWER = re.compile(rf"\s*(?:(?P<named>câu|cau|q)\s*(?:số\s*|so\s*)?)?({_LIST})\s*[.!]?\s*")


def named_in(text: str) -> str | None:
    """``sai câu 4`` → ``q4``, ``câu 4 và câu 5`` → ``q4,q5``; None where no question of the form is named."""
    numbers = [number for match in _NAMED.findall(_plain(text)) for number in re.findall(r"\d+", match)]
    return _stored([int(number) for number in numbers])


def answered(text: str, *, bare: bool) -> str | None:
    """The question that a whole text names: ``câu 4``, and ``4`` where ``bare``.

    None where it is another kind of text. Raises Refusal where the form has no such question.
    """
    match = _ANSWER.fullmatch(_plain(text))
    if match is None or not (bare or match["named"]):
        return None
    stored = _stored([int(number) for number in re.findall(r"\d+", match[2])])
    if stored is None:
        raise Refusal("question.unknown", most=QUESTIONS)
    return stored


@tap("question", role=Role.INSPECTOR)
async def choose(db: Connection, message: Message) -> Reply:
    """``question:7`` asks which question, ``question:7:q4`` answers, ``question:7:skip`` leaves it open."""
    booked = await _mine(db, message)
    match message.args[1:]:
        case ():
            await open_questions.listen(db, message, recheck=booked.id, wants="question")
            return _ask(booked)
        case ("skip",):
            await open_questions.heard(db, message)
            return Reply("question.skipped", {"ballot": booked.finding.ballot or ""}, edit=True)
        case (str(question),) if question == OVERALL or _stored_is(question):
            return await settle(db, message, booked, question)
    raise Refusal("tap.unknown")


async def settle(db: Connection, message: Message, booked: BookedFinding, question: str) -> Reply:
    """Stores the question of a mismatch."""
    await rechecks.set_question(db, booked.id, question)
    await open_questions.heard(db, message)
    return Reply(
        "question.stored", {"ballot": booked.finding.ballot or "", "question": words_of(question)}, edit=True
    )


def words_of(question: str) -> Text:
    """``q4,q5`` in words."""
    if question == OVERALL:
        return Text("question.overall")
    return Text("question.numbered", {"numbers": question.replace("q", "").replace(",", ", ")})


def button(booked: BookedFinding) -> Button | None:
    """The button that asks; None where there is nothing to ask."""
    finding = booked.finding
    if finding.ballot is None or finding.outcome is not Outcome.MISMATCH or finding.question:
        return None
    return Button("question.button", f"question:{booked.id}")


def _ask(booked: BookedFinding) -> Reply:
    taps = [
        Button("question.number", f"question:{booked.id}:q{number}", {"number": str(number)})
        for number in range(1, QUESTIONS + 1)
    ]
    rows = [taps[start : start + PER_ROW] for start in range(0, QUESTIONS, PER_ROW)]
    last = [
        Button("question.overall_button", f"question:{booked.id}:{OVERALL}"),
        Button("question.skip", f"question:{booked.id}:skip"),
    ]
    return Reply("question.ask", {"ballot": booked.finding.ballot or ""}, [*rows, last])


async def _mine(db: Connection, message: Message) -> BookedFinding:
    """The mismatch of a button: the sender's own, live, within the scope."""
    booked = await rechecks.find(
        db, message.campaign.code, message.person.id, tap_arguments.number(message, 0)
    )
    if booked is None or booked.finding.outcome is not Outcome.MISMATCH or booked.finding.ballot is None:
        raise Refusal("question.gone")
    if not message.person.covers(booked.finding.unit):
        raise Refusal("recheck.not_in_scope", what=booked.finding.unit)
    return booked


def _stored(numbers: list[int]) -> str | None:
    if not numbers or not all(1 <= number <= QUESTIONS for number in numbers):
        return None
    return ",".join(f"q{number}" for number in dict.fromkeys(numbers))


def _stored_is(question: str) -> bool:
    return question[:1] == "q" and question[1:].isdecimal() and _stored([int(question[1:])]) == question


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
