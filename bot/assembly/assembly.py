"""The assembly: settings in, a running bot out. Everything that lives as long as the process is made here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from bot.assembly.campaign_reload import CampaignReload
from bot.assembly.leader import Duty, Leadership
from bot.assembly.nightly_backup import AT, LOOK_SECONDS, Vault, back_up, catch_up
from bot.assembly.pruning import KEEP, NIGHT, prune
from bot.assembly.supervisor import Part, first_of, run_parts, whenever
from bot.assembly.watchdog import Watchdog
from bot.attachments.makers import MAKERS
from bot.channels.channel import Channel, Channels, by_name
from bot.channels.errors import BadToken, ChannelError, Refused, TooMany
from bot.channels.telegram.account import bot_of
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.rate_limits import TelegramLimits
from bot.clock import Clock
from bot.inbound.context import Context
from bot.inbound.endpoint import Endpoint
from bot.inbound.flood import Flood
from bot.inbound.handling import Handling
from bot.inbound.intake import BOUND, Intake
from bot.inbound.lanes import Lanes
from bot.inbound.shared_lanes import LOOKOUT, SharedLanes
from bot.observing.health import Health, Pulse, Sign
from bot.observing.metrics import Metrics
from bot.outbound.sender import IDLE, Sender
from bot.outbound.worker_process import WorkerProcess
from bot.reminding import remind
from bot.web.address import Address
from handlers.declared import registry
from scheduler.ticks import Ticks
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.campaign.types import Campaign
from storage.engine.database import Database
from storage.engine.leader import Term, term
from storage.messaging.inbox import Stored
from storage.messaging.parcels import DeliveryResult, Parcel, ParcelState
from storage.planning import campaign_editions, milestones
from storage.planning.campaign_editions import Edition

log = structlog.get_logger(__name__)

TICK_SECONDS = 60.0


class WebhookRefused(Exception):
    """Telegram does not take the webhook's address; its own words say why."""


class CannotListen(Exception):
    """The bot's own web address cannot be used: which one and why."""


@dataclass(frozen=True, slots=True)
class BotConfig:
    """What a bot is made of. ``api`` is a Bot API server's root; without ``web`` nothing is served.

    ``hooked``: a webhook brings updates to some process, so that none polls. ``bound``: unhandled updates
    beyond which a webhook is told to come later. ``keep_raw``: how long the payloads of updates and
    messages are kept. ``vault``: where the nightly backups go. ``others``: channels beside Telegram.
    """

    token: str
    api: str
    campaign: Campaign
    clock: Clock
    zone: ZoneInfo
    pace: TelegramLimits = field(default_factory=TelegramLimits)
    flood: Flood = field(default_factory=Flood)
    duty: Duty = Duty.ALL
    hooked: bool = False
    web: Address | None = None
    bound: int = BOUND
    keep_raw: timedelta = KEEP
    vault: Vault | None = None
    others: Sequence[Channel] = ()
    pulse: Pulse = field(default_factory=Pulse)
    metrics: Metrics = field(default_factory=Metrics)


class Service:
    """One bot: takes in, handles, sends and reminds until it is told to stop."""

    def __init__(self, plan: BotConfig, database: Database) -> None:
        self._plan, self._database = plan, database
        self._name = plan.token.partition(":")[0]
        bot = bot_of(plan.token, plan.api)
        self._telegram = TelegramChannel(bot, registry, plan.zone, plan.pace)
        self._channels: Channels = by_name(self._telegram, *plan.others)
        self._arrived: Callable[[], None] = lambda: None
        self._due: Callable[[], None] = lambda: None
        self._leading: Leadership | None = None
        self._sole: Term | None = None
        self._moved = asyncio.Event()
        plan.clock.on_move(self._moved.set)
        self._intake = Intake(
            self._name,
            database,
            plan.clock,
            lambda: self._arrived(),
            plan.bound,
            pulse=plan.pulse,
            metrics=plan.metrics,
        )

    async def run(self, stop: asyncio.Event, ready: Callable[[str], None] = lambda _name: None) -> None:
        """Runs until ``stop``; ``ready`` gets the bot's username.

        Raises BadToken, WebhookRefused and CannotListen; Occupied where another process runs on a
        database that serves one.
        """
        async with AsyncExitStack() as house, AsyncExitStack() as web:
            if not self._database.shared:
                self._sole = await house.enter_async_context(term(self._database, self._name))
            if self._plan.web is not None:
                try:
                    await web.enter_async_context(self._listening(self._plan.web))
                except OSError as error:
                    raise CannotListen(str(error)) from None
            reaching = asyncio.create_task(self._reach_telegram())
            try:
                await first_of(stop, [reaching])
                if reaching.done():
                    await reaching
                    await self._live(stop, ready, web)
            finally:
                reaching.cancel()
                await asyncio.gather(reaching, return_exceptions=True)
                await self._telegram.close()

    def _listening(self, web: Address) -> AbstractAsyncContextManager[str]:
        from bot.web.app import Desk, create_app  # a bot that polls needs no server
        from bot.web.server import serve

        plan = self._plan
        health = Health(self._name, self._database, plan.clock, plan.pulse, plan.bound, self._is_leading)
        webhook = None if web.hook is None else self._telegram.webhook(web.hook.path, web.hook.secret)
        desk = Desk(self._intake, health, plan.metrics, plan.pulse, webhook)
        return serve(create_app(desk), web.host, web.port)

    async def _reach_telegram(self) -> None:
        self._plan.pulse.watch(Sign.TELEGRAM)
        pause = 1.0
        while True:
            try:
                await self._telegram.connect()
                await self._set_webhook()
                self._plan.pulse.unwatch(Sign.TELEGRAM)
                return
            except BadToken:
                raise
            except ChannelError as error:
                asked = error.seconds if isinstance(error, TooMany) else None
                seconds = pause if asked is None else asked
                log.warning("telegram.unreachable", error=str(error), pause=seconds)
                await asyncio.sleep(seconds)
                pause = min(30.0, pause * 2)

    async def _set_webhook(self) -> None:
        hook = self._plan.web.hook if self._plan.web else None
        if hook is None or not self._plan.duty.listens:
            return
        try:
            await self._telegram.bring(hook.url, hook.secret)
        except Refused as error:
            raise WebhookRefused(str(error)) from None

    async def _live(self, stop: asyncio.Event, ready: Callable[[str], None], web: AsyncExitStack) -> None:
        plan, database, name = self._plan, self._database, self._name
        edition = await self._begin()
        workshop = WorkerProcess(database, edition.campaign, plan.clock, plan.zone, MAKERS)
        frame = Context(
            name,
            database,
            edition.campaign,
            plan.clock,
            plan.zone,
            registry,
            self._channels,
            plan.metrics,
        )
        editions = CampaignReload(database, edition, frame, workshop)
        endpoint = Endpoint(frame, plan.flood)
        lanes = self._lanes(Handling(self._channels, name, endpoint, database, plan.clock, plan.metrics))
        self._arrived = lanes.wake
        leading = self._leading = Leadership(
            database, name, lambda won: self._leader(won, frame, editions), plan.metrics, self._sole
        )
        for channel in self._channels.values():
            await channel.open(workshop, self._intake)
        try:
            parts = [*self._parts(web, lanes, leading), Part("campaign", editions.run)]
            await run_parts(parts, stop, plan.metrics, lambda: ready(self._telegram.username))
        finally:
            workshop.close()

    async def _begin(self) -> Edition:
        """Notes the first start, and which edition of the campaign holds: not always that of the file."""
        plan, now = self._plan, self._plan.clock.now()
        async with self._database.usable(), self._database.write() as db:
            audit_log.attribute(db, Origin(Via.SYSTEM, now))
            await milestones.activate(db, plan.campaign.code, now)
            demo = await milestones.is_demo(db, plan.campaign.code)
            edition = await campaign_editions.begin(db, plan.campaign, now, fresh=demo)
        if edition.campaign != plan.campaign:
            log.warning("campaign.file_differs", campaign=plan.campaign.code, number=edition.number)
        return edition

    def _is_leading(self) -> bool:
        return self._leading is not None and self._leading.leads

    def _lanes(self, handling: Handling) -> Lanes | SharedLanes:
        def handled() -> None:
            self._due()

        async def handle(stored: Stored) -> None:
            await handling.handle(stored)
            handled()

        if self._database.shared:
            return SharedLanes(self._database, self._name, handling.attempt, handling.fail, handled)
        return Lanes(self._database, self._name, handle)

    def _parts(self, web: AsyncExitStack, lanes: Lanes | SharedLanes, leading: Leadership) -> list[Part]:
        """This process's duties, in the order in which they end: what brings work first."""

        async def close(_seconds: float) -> None:
            await web.aclose()

        duty = self._plan.duty
        parts = [Part("web", asyncio.Event().wait, close)] if duty.listens else []
        if duty.works:
            parts.append(Part("lanes", lanes.run, lanes.drain))
        if duty.sends:
            parts.append(Part("leader", leading.run))
        return parts

    def _leader(self, won: Term, frame: Context, editions: CampaignReload) -> list[Part]:
        """What the leader does; its senders write where losing the lead means losing the connection."""
        plan = self._plan
        senders = [self._sender(channel, won) for channel in self._channels.values()]

        def wake() -> None:
            for sender in senders:
                sender.wake()

        self._due = wake
        hooked = plan.hooked or (plan.web is not None and plan.web.hook is not None)
        polling = [] if hooked else [self._polling()]
        sending = [
            Part(f"{name}-sender" if name != self._telegram.name else "sender", sender.run, sender.drain)
            for name, sender in zip(self._channels, senders, strict=True)
        ]
        return [*polling, *self._ticking(frame, editions, wake), *sending]

    def _sender(self, channel: Channel, won: Term) -> Sender:
        return Sender(
            channel,
            won.write,
            self._database.read,
            self._name,
            self._plan.clock,
            self._note_sending,
            # Other processes fill the outbox, and cannot call.
            idle=LOOKOUT if self._database.shared else IDLE,
        )

    def _note_sending(self, parcel: Parcel, outcome: DeliveryResult) -> None:
        plan = self._plan
        plan.metrics.sent(parcel.kind, outcome.state)
        if outcome.state is not ParcelState.SENT:
            return
        plan.pulse.beat(Sign.SEND)
        if parcel.received_at is not None and parcel.payload.stands:
            plan.metrics.replied_after((plan.clock.now() - parcel.received_at).total_seconds())

    def _polling(self) -> Part:
        plan, telegram = self._plan, self._telegram
        poll = telegram.polling(self._intake, plan.pulse, plan.metrics)
        return Part("poller", Watchdog(Sign.POLL, poll, plan.pulse, plan.metrics).run)

    def _ticking(self, frame: Context, editions: CampaignReload, wake: Callable[[], None]) -> list[Part]:
        """What looks for due reminders: each minute, and whenever the clock is moved."""
        plan, moved = self._plan, self._moved
        moved.set()
        ticks = Ticks(plan.zone, lambda error: log.error("tick.failed", exc_info=error))

        async def tick() -> None:
            await editions.look()
            await remind(frame)
            plan.pulse.beat(Sign.TICK)
            wake()

        async def keep_time() -> None:
            plan.pulse.watch(Sign.TICK)
            ticks.every(TICK_SECONDS, tick)
            ticks.daily(NIGHT, partial(prune, self._database, plan.clock, plan.keep_raw))
            if plan.vault is not None:
                ticks.daily(AT, partial(back_up, self._database, plan.vault, plan.clock, plan.pulse))
                ticks.every(
                    LOOK_SECONDS, partial(catch_up, self._database, plan.vault, plan.clock, plan.pulse)
                )
            ticks.start()
            try:
                await asyncio.Event().wait()
            finally:
                plan.pulse.unwatch(Sign.TICK)
                await ticks.stop()

        return [Part("ticks", keep_time), Part("clock", partial(whenever, moved, tick))]
