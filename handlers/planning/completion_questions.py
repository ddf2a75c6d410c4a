"""A tracked figure has reached its target: whoever leads the task says whether it is done."""

from __future__ import annotations

from handlers.planning import plan_loading, tasks
from handlers.registry import tap
from handlers.replies import phrases, tap_arguments
from scheduler.completions import QuestionToAsk
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.planning import completion_questions
from storage.planning.completion_questions import Question
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.tasks import Change


def question(asked: QuestionToAsk, number: int, campaign_title: Text) -> Reply:
    """What the leaders of a task are asked; ``number`` counts the times that it got there."""
    task, tap_data = asked.task, f"reached:{asked.task.id}:{asked.scope}:{number}"
    return phrases.lines(
        Text("completion.reached", {"id": task.id, "title": task.title, "scope": campaign_title}),
        plan_loading.standing(asked.progress, task),
        Text("completion.ask"),
        buttons=[[Button("completion.yes", f"{tap_data}:yes"), Button("completion.no", f"{tap_data}:no")]],
    )


def withdrawn(task_id: str) -> Reply:
    """What stands in the place of a question whose figure has fallen again."""
    return Reply("completion.withdrawn", {"id": task_id})


@tap("reached", role=tasks.PLANNERS)
async def answer(db: Connection, message: Message) -> Reply:
    """``reached:2019-4.5:VN:1:yes``, ``…:no``."""
    task, scope = tasks.place(message, 0)
    tasks.check(message, task, scope)
    code, number, verb = (
        message.campaign.code,
        tap_arguments.number(message, 2),
        tap_arguments.word(message, 3),
    )
    if verb not in ("yes", "no"):
        raise Refusal("tap.unknown", spent=True)
    asked = Question(task.id, scope, number, "open")
    if not await completion_questions.answer(db, code, asked, "confirmed" if verb == "yes" else "declined"):
        raise Refusal("completion.gone", spent=True, id=task.id)
    values = tasks.titled(message.campaign, task, scope) | {"by": message.person.name}
    if verb == "no":
        again = [[Button("task.key_done", f"task:done:{task.id}:{scope}")]]
        return Reply("completion.declined", values, again, edit=True)
    await tasks.complete(db, message, task, scope, Change.CONFIRMED)
    undo = [[Button("task.key_undone", f"task:undone:{task.id}:{scope}")]]
    return Reply("completion.confirmed", values, undo, edit=True)
