"""Push as the application holds it: opened once with the store, asked by the handlers and the pipeline."""

import asyncio
import os
from collections.abc import Iterable, Mapping
from typing import Self

import msgspec

from api.accounts import REGISTRY
from api.clock import Clock, utc_now
from api.minors.opening import keep_open
from api.push.deliveries import Deliveries
from api.push.keys import Keys, keys
from api.push.outbox import Message, acknowledged, document
from api.push.queue import Queue
from api.push.sender import Sender
from api.push.settings import PushSettings, settings
from api.push.subscriptions import Subscriptions
from api.push.worker import Worker
from api.sessions.sessions import SignedIn
from sync.store import Document, Store


class Push:
    """Open with `await Push.open(store, clock)`; `run()` sends until cancelled; `close()` at the end."""

    def __init__(self, store: Store, own: Keys, settings: PushSettings, clock: Clock) -> None:
        self.settings = settings
        self.subscriptions = Subscriptions(store)
        self._store = store
        self._keys = own
        self._clock = clock
        self._deliveries = Deliveries(store)
        self._queue = Queue(store, own, self.subscriptions, settings)
        self._sender = Sender(own, settings, clock)
        self.worker = Worker(store, self._sender, self.subscriptions, settings, clock)

    @classmethod
    async def open(
        cls, store: Store, clock: Clock = utc_now, environment: Mapping[str, str] = os.environ
    ) -> Self:
        """Read the settings and the keys, making the keys at the first start.

        Raises:
            settings.Unusable: with one sentence for the operator.

        """
        return cls(store, await keys(store), settings(environment), clock)

    @property
    def public_key(self) -> str:
        """The `applicationServerKey` that browsers subscribe with."""
        return self._keys.public

    async def run(self) -> None:
        """Send, keep promises, and keep open what minors sign in to, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.worker.run(), name="push: worker")
            tasks.create_task(keep_open(self._store, self._clock), name="push: minors' databases")

    def close(self) -> None:
        """Let the threads go."""
        self._sender.close()

    async def follow(self, case: str, documents: Iterable[Document]) -> None:
        """See that the open requests among a case file's documents are on their way; for the pipeline."""
        if await self._queue.follow(case, documents, self._clock()):
            self.worker.poke()

    async def reaches(self, case: str) -> bool:
        """Tell whether some phone of the minor, signed in, takes messages."""
        return bool(await self.subscriptions.live(case, self._clock()))

    async def acknowledge(self, key: str, reader: SignedIn) -> bool:
        """Take the service worker's proof that a message arrived; False: no message of this reader's.

        Inside the window the request counts as delivered from now on; later it does not any more.
        """
        while True:
            doc = await self._store.get(REGISTRY, f"push:{key}")
            if doc is None:
                return False
            message = msgspec.convert(doc, Message)
            if message.case != reader.case:
                return False
            proved = acknowledged(message, self._clock())
            (row,) = await self._store.write(REGISTRY, [document(proved)])
            if row.ok:
                break
        delivery = await self._deliveries.get(message.delivery)
        at = proved.acknowledged_at
        if delivery is not None and at is not None and at < delivery.until:
            await self._deliveries.prove(delivery, self._clock())
            self.worker.poke()
        return True
