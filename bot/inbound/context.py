"""What stands behind every arrival and every reminder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import tzinfo

from bot.channels.channel import Channels
from bot.clock import Clock
from bot.observing.metrics import Metrics
from handlers.registry import Registry
from storage.campaign.types import Campaign
from storage.engine.database import Connection, Database

Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
"""Opens the transaction in which an update is handled, or hands on the one that holds its lane."""


@dataclass(slots=True)
class Context:
    """What stands behind every arrival. ``bot`` is the bot's id, the key of its rows.

    ``campaign`` is exchanged when a changed file is applied (``bot/assembly/campaign_reload.py``).
    """

    bot: str
    database: Database
    campaign: Campaign
    clock: Clock
    zone: tzinfo
    registry: Registry
    channels: Channels = field(default_factory=dict)
    metrics: Metrics = field(default_factory=Metrics)
