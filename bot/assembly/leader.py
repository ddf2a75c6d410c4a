"""What only one process of a bot does, while it leads: polling, sending, looking for due reminders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import structlog

from bot.assembly import supervisor
from bot.assembly.supervisor import Part, run_parts
from bot.observing.metrics import Metrics
from storage.engine.database import Database
from storage.engine.leader import LeadershipLost, Term, term

log = structlog.get_logger(__name__)


class Duty(StrEnum):
    """What a process does; ``sipas run --role``. Whoever sends also polls, where there is no webhook."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"
    SENDER = "sender"

    @property
    def listens(self) -> bool:
        """Takes in what the webhook brings."""
        return self in (Duty.ALL, Duty.WEB)

    @property
    def works(self) -> bool:
        """Handles updates."""
        return self in (Duty.ALL, Duty.WORKER)

    @property
    def sends(self) -> bool:
        """Is ready to lead."""
        return self in (Duty.ALL, Duty.SENDER)


class Leadership:
    """Waits for its turn to lead; runs the parts of ``begin`` then, and until the lead is lost.

    ``sole``: the term of the only process, where the database serves one.
    """

    def __init__(
        self,
        database: Database,
        bot: str,
        begin: Callable[[Term], Sequence[Part]],
        metrics: Metrics,
        sole: Term | None = None,
    ) -> None:
        self._database, self._bot = database, bot
        self._begin, self._metrics, self._sole = begin, metrics, sole
        self.leads = False

    async def run(self) -> None:
        """Leads whenever nobody else does, until cancelled."""
        if self._sole is not None:
            await self._lead(self._sole)
        while True:
            try:
                async with term(self._database, self._bot) as won:
                    await self._lead(won)
            except LeadershipLost:
                log.warning("leadership.over", bot=self._bot)

    async def _lead(self, won: Term) -> None:
        self.leads = True
        try:
            # Who has lost the lead cannot store what came of a call, and another may make it again.
            await run_parts(
                self._begin(won),
                won.lost,
                self._metrics,
                grace=lambda: 0.0 if won.lost.is_set() else supervisor.GRACE,
            )
        finally:
            self.leads = False
