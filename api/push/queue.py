"""From a request in a case file to messages in the outbox, exactly once."""

import datetime as dt
from collections.abc import Iterable

from api.accounts import REGISTRY
from api.push.deliveries import Delivery
from api.push.keys import Keys
from api.push.message import message_id, topic
from api.push.outbox import Message, document
from api.push.settings import PushSettings
from api.push.subscriptions import Subscriptions
from api.push.window import default_window_s
from sync.store import Document, Store


class Queue:
    """Puts requests on their way."""

    def __init__(
        self, store: Store, keys: Keys, subscriptions: Subscriptions, settings: PushSettings
    ) -> None:
        self._store = store
        self._keys = keys
        self._subscriptions = subscriptions
        self._settings = settings

    async def follow(self, case: str, documents: Iterable[Document], now: dt.datetime) -> bool:
        """See that each open request of a case file is on its way; tell whether one was added.

        For the endpoint that has just asked, and for the pipeline, which finds what a crash left undone. The
        delivery and its messages are written in one transaction under computed ids: whoever comes second
        changes nothing.
        """
        added = False
        for request in documents:
            if request.get("kind") == "request" and request.get("delivered") is None:
                added |= await self._put(case, request, now)
        return added

    async def _put(self, case: str, request: Document, now: dt.datetime) -> bool:
        delivery_id = f"delivery:{self._keys.derive('delivery', case, request['_id']).hex()[:32]}"
        if await self._store.get(REGISTRY, delivery_id) is not None:
            return False
        due = dt.datetime.fromisoformat(request["due"])
        window = dt.timedelta(seconds=request.get("window_s") or default_window_s(due.date()))
        until = due + window
        messages = [
            Message(
                id=f"push:{message_id(self._keys, case, request['_id'], one.id)}",
                case=case,
                request=request["_id"],
                delivery=delivery_id,
                subscription=one.id,
                topic=topic(self._keys, case, "request"),
                queued_at=now,
                next_at=now,
                expires_at=until,
            )
            for one in await self._subscriptions.live(case, now)
        ]
        delivery = Delivery(
            id=delivery_id,
            case=case,
            request=request["_id"],
            asked_by=request.get("asked_by"),
            fallback_at=due + window * self._settings.fallback_part,
            until=until,
            messages=[message.id for message in messages],
        )
        rows = await self._store.write(
            REGISTRY, [document(delivery), *(document(message) for message in messages)]
        )
        return rows[0].ok
