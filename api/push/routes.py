"""People's endpoints about push: ask, subscribe, unsubscribe, prove."""

from typing import Annotated

import msgspec
from litestar import Controller, delete, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta

from api.guards import only
from api.problems import not_allowed, not_found, unreadable
from api.push.endpoints import is_admitted
from api.push.requests import ask
from api.push.subscriptions import SubscriptionKeys, UnusableKeys, check_keys, subscription_id
from api.running import Here
from api.sessions.sessions import Reader
from sync.errors import NoDatabase
from sync.store import Document

CaseId = Annotated[str, Meta(pattern=r"^[0-9a-f\-]{8,64}$")]
Endpoint = Annotated[str, Meta(min_length=1, max_length=1_000)]
Key = Annotated[str, Meta(min_length=1, max_length=200)]


class Asking(msgspec.Struct, frozen=True):
    """How long the minor has to answer, if not as the condition says; and whether it may be at night."""

    window_s: Annotated[int, Meta(ge=60, le=86_400)] | None = None
    urgent: bool = False


class BrowserKeys(msgspec.Struct, frozen=True):
    """As `PushSubscription.toJSON()` tells them."""

    p256dh: Key
    auth: Key


class BrowserSubscription(msgspec.Struct, frozen=True):
    """As `PushSubscription.toJSON()` tells it."""

    endpoint: Endpoint
    keys: BrowserKeys


class Forgotten(msgspec.Struct, frozen=True):
    """The subscription that the browser has given up."""

    endpoint: Endpoint


class Acknowledgement(msgspec.Struct, frozen=True):
    """The message that the service worker was woken by: `m` of its plaintext."""

    message: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]


class Requests(Controller):
    """Check-ins asked of a minor."""

    path = "/api/cases/{case:str}/requests"

    @post(guards=[only("supervisor", "inspector")])
    async def ask(self, case: CaseId, data: JSONBody[Asking], running: Here, reader: Reader) -> Document:
        """Ask for a check-in now; `reachable`: some phone of the minor has messages allowed."""
        if not await running.access.may_read(reader.gate, case):
            raise not_allowed()
        try:
            request = await ask(
                running.store,
                running.push,
                case,
                zone=await running.offices.zone(await running.access.office(case)),
                now=running.clock(),
                asked_by=reader.user,
                window_s=data.window_s,
                urgent=data.urgent,
            )
        except NoDatabase:
            raise not_found() from None
        running.audit.note(reader.gate, "ask", case=case, what=request["_id"])
        return {**request, "reachable": await running.push.reaches(case)}


class PushSubscriptions(Controller):
    """Where a minor's browsers take messages."""

    path = "/api/push/subscriptions"

    @post(status_code=204, guards=[only("minor")])
    async def subscribe(self, data: JSONBody[BrowserSubscription], running: Here, reader: Reader) -> None:
        """Send messages to this browser, for as long as this session lives."""
        if reader.case is None:
            raise not_allowed()
        if not is_admitted(data.endpoint, running.push.settings.trusted):
            raise unreadable("endpoint", "unknown_push_service")
        keys = SubscriptionKeys(data.keys.p256dh, data.keys.auth)
        try:
            check_keys(keys)
        except UnusableKeys as error:
            raise unreadable(f"keys.{error.field}", "unusable") from None
        await running.push.subscriptions.put(reader, reader.case, data.endpoint, keys, running.clock())

    @delete(status_code=204, guards=[only("minor")])
    async def unsubscribe(self, data: JSONBody[Forgotten], running: Here, reader: Reader) -> None:
        """Send nothing more to this browser. What is not there or another's is left alone."""
        known = await running.push.subscriptions.get(subscription_id(data.endpoint))
        if known is not None and known.user == reader.user:
            await running.push.subscriptions.retire(known.id)


class Acknowledgements(Controller):
    """Proofs of delivery, by the minor's service worker."""

    path = "/api/push/acks"

    @post(status_code=204, guards=[only("minor")])
    async def acknowledge(self, data: JSONBody[Acknowledgement], running: Here, reader: Reader) -> None:
        """Note that the message arrived."""
        if not await running.push.acknowledge(data.message, reader):
            raise not_found()


routes: list[ControllerRouterHandler] = [Requests, PushSubscriptions, Acknowledgements]
