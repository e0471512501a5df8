"""Sends what is queued and keeps what was promised, for as long as the server runs.

Everything that it knows is in `registry`; in memory are only the messages that are on their way at this
moment. A server that dies between a push service's answer and the note of it sends that message again: it has
the same id and topic, so the phone shows one.
"""

import asyncio
import contextlib
import datetime as dt
import logging

import msgspec

from api.accounts import REGISTRY
from api.clock import Clock, utc_now
from api.problems import where
from api.push.deliveries import Deliveries, Delivery
from api.push.mirror import Mirror
from api.push.outbox import Message, Outcome, after, document, failed
from api.push.sender import Sender
from api.push.settings import PushSettings
from api.push.subscriptions import Subscriptions
from api.push.sweep import sweep
from sync.errors import SyncError
from sync.store import Store

log = logging.getLogger("qadam.push")

LONGEST_SLEEP_S = 30.0
"""looks again even if nobody pokes: another process may write the same registry"""
AFTER_TROUBLE_S = 2.0
LAST_MOMENT_S = 1.5
SWEEP = dt.timedelta(hours=6)


class Worker:
    """The one that sends."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        subscriptions: Subscriptions,
        settings: PushSettings,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._sender = sender
        self._subscriptions = subscriptions
        self._settings = settings
        self._clock = clock
        self._deliveries = Deliveries(store)
        self._queued = Mirror(store, "push:", Message, lambda message: message.state == "queued")
        self._promised = Mirror(store, "delivery:", Delivery, lambda delivery: delivery.settled_at is None)
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._sweep_at = clock()

    def poke(self) -> None:
        """Tell that something was queued."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                self._wake.clear()
                pause = AFTER_TROUBLE_S
                try:
                    moment = await self.turn()
                    pause = LONGEST_SLEEP_S
                    if moment is not None:
                        pause = min(pause, max(0.0, (moment - self._clock()).total_seconds()))
                except (SyncError, OSError) as error:
                    log.error("push waits for the store: %s", where(error))  # noqa: TRY400  # no values
                # Not wait_for: before Python 3.12 it forgets a cancellation that comes with the poke.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
        finally:
            await self._end()

    async def turn(self) -> dt.datetime | None:
        """Begin everything that is due, and tell the next moment at which something will be."""
        now = self._clock()
        for delivery in list((await self._promised.refreshed()).values()):
            if delivery.next_moment() <= now:
                await self._deliveries.advance(delivery, now)
        moments = [delivery.next_moment() for delivery in (await self._promised.refreshed()).values()]
        for message in list((await self._queued.refreshed()).values()):
            if message.id in self._flying:
                continue
            if message.next_at <= now or message.expires_at <= now:
                self._begin(message)
            else:
                moments.append(min(message.next_at, message.expires_at))
        if self._sweep_at <= now:
            self._sweep_at = now + SWEEP
            await sweep(self._store, now - self._settings.kept)
        return min(moments, default=None)

    async def idle(self) -> None:
        """Wait until nothing is on its way."""
        while self._flying:
            await asyncio.gather(*self._flying.values(), return_exceptions=True)

    async def _end(self) -> None:
        """Give what is on its way a moment to be noted: what is not noted will be sent again."""
        if self._flying:
            await asyncio.wait(self._flying.values(), timeout=LAST_MOMENT_S)
        for task in list(self._flying.values()):
            task.cancel()
        await asyncio.gather(*self._flying.values(), return_exceptions=True)

    def _begin(self, message: Message) -> None:
        task = asyncio.create_task(self._carry(message), name=message.id)
        self._flying[message.id] = task
        task.add_done_callback(lambda done: self._landed(message.id, done))

    def _landed(self, message: str, done: asyncio.Task[None]) -> None:
        self._flying.pop(message, None)
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("push message was not carried: %s", where(error))
        self.poke()

    async def _carry(self, message: Message) -> None:
        reason = await self._hindrance(message)
        if reason is not None:
            await self._note(message, reason)
            return
        subscription = await self._subscriptions.get(message.subscription)
        if subscription is None or not await self._subscriptions.stands(subscription, self._clock()):
            await self._note(message, "gone")
            return
        outcome = await self._sender.send(message, subscription)
        await self._note(message, "expired" if outcome is None else outcome)
        if outcome is not None and outcome.verdict == "gone":
            await self._subscriptions.retire(subscription.id)

    async def _hindrance(self, message: Message) -> str | None:
        if message.expires_at <= self._clock():
            return "expired"
        if await self._deliveries.answered(message.case, message.request):
            return "answered"
        return None

    async def _note(self, message: Message, what: Outcome | str) -> None:
        """Write down what became of it, on top of whatever was written meanwhile."""
        while True:
            doc = await self._store.get(REGISTRY, message.id)
            if doc is None:
                return
            current = msgspec.convert(doc, Message)
            now = self._clock()
            noted = failed(current, what) if isinstance(what, str) else after(current, what, now)
            (row,) = await self._store.write(REGISTRY, [document(noted)])
            if row.ok:
                return
