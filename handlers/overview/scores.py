"""``/diem``: the score of a scope with its parts. It is computed after a quick answer, when it is sent."""

from __future__ import annotations

from handlers.overview.progress import wanted_scope
from handlers.registry import command
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.words.replies import Attachment, Reply
from storage.words.roles import Role


@command("diem", role=(Role.COORDINATOR, Role.POSTAL_SUPERVISOR), reads=True)
async def score(db: Connection, message: Message) -> Reply:
    """Says that it is being computed; the score follows."""
    scope = wanted_scope(message)
    return Reply("score.computing", attachments=[Attachment("view", "score", {"scope": list(scope)})])
