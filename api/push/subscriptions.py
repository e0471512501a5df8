"""Push subscriptions: `subscription:<sha256 of the endpoint>` in `registry`.

A subscription belongs to whoever brought it, on that device, for as long as they have a session there: when
it ends (logout, revoked, expired) the phone gets nothing more, and whoever signs in on the same browser next
takes the endpoint over. The endpoint is a secret (who has it and the keys can write to the lock screen): it
lies here only and is never logged.
"""

import base64
import binascii
import datetime as dt
import hashlib

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from api.accounts import REGISTRY
from api.push.mirror import Mirror
from api.push.outbox import document
from api.sessions.sessions import SignedIn
from sync.store import Document, Store

PER_MINOR = 5
"""phones and browsers of one minor; the oldest makes room"""


class SubscriptionKeys(msgspec.Struct, frozen=True):
    """As the browser's PushSubscription tells them, base64url."""

    p256dh: str
    auth: str


class Subscription(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="subscription"):
    """Where one browser of one minor takes messages."""

    id: str = msgspec.field(name="_id")
    rev: str | None = msgspec.field(name="_rev", default=None)
    endpoint: str
    keys: SubscriptionKeys
    user: str
    device: str
    case: str
    session: str
    created_at: dt.datetime


class UnusableKeys(ValueError):
    """The keys are not a P-256 point and sixteen bytes; `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def subscription_id(endpoint: str) -> str:
    """Name a subscription."""
    return f"subscription:{hashlib.sha256(endpoint.encode()).hexdigest()}"


def check_keys(keys: SubscriptionKeys) -> None:
    """See that a message can be encrypted for these keys (RFC 8291, 3.1 and 3.2).

    Raises:
        UnusableKeys: naming the field.

    """
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(keys.p256dh))
    except ValueError:
        raise UnusableKeys("p256dh") from None
    try:
        length = len(_decoded(keys.auth))
    except ValueError:
        raise UnusableKeys("auth") from None
    if length != 16:
        raise UnusableKeys("auth")


class Subscriptions:
    """The subscriptions in a store, mirrored in memory because each request asks for those of one case."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._mirror = Mirror(store, "subscription:", Subscription)

    async def of_case(self, case: str) -> list[Subscription]:
        """Read a minor's subscriptions, oldest first."""
        known = await self._mirror.refreshed()
        return sorted((one for one in known.values() if one.case == case), key=lambda one: one.created_at)

    async def live(self, case: str, now: dt.datetime) -> list[Subscription]:
        """Read those whose session still stands."""
        return [one for one in await self.of_case(case) if await self.stands(one, now)]

    async def stands(self, subscription: Subscription, now: dt.datetime) -> bool:
        """Tell whether the session that brought it is alive, or its user has a newer one on that device."""
        doc = await self._store.get(REGISTRY, subscription.session)
        if doc is not None and _carries(doc, subscription, now):
            return True
        sessions = await self._store.documents(REGISTRY, prefix="session:")
        return any(_carries(one, subscription, now) for one in sessions.rows)

    async def get(self, subscription: str) -> Subscription | None:
        """Read one as it stands now; None when it was retired."""
        doc = await self._store.get(REGISTRY, subscription)
        return None if doc is None else msgspec.convert(doc, Subscription)

    async def put(
        self, session: SignedIn, case: str, endpoint: str, keys: SubscriptionKeys, now: dt.datetime
    ) -> Subscription:
        """Bind an endpoint to this session, whoever had it before."""
        wanted = Subscription(
            id=subscription_id(endpoint),
            endpoint=endpoint,
            keys=keys,
            user=session.user,
            device=session.device,
            case=case,
            session=session.id,
            created_at=now,
        )
        while True:
            current = await self._store.get(REGISTRY, wanted.id)
            if current is not None and _same(msgspec.convert(current, Subscription), wanted):
                return wanted  # the app says it at each start
            doc = document(msgspec.structs.replace(wanted, rev=current["_rev"] if current else None))
            (row,) = await self._store.write(REGISTRY, [doc])
            if row.ok:
                break
        for surplus in (await self.of_case(case))[:-PER_MINOR]:
            await self.retire(surplus.id)
        return wanted

    async def retire(self, subscription: str) -> None:
        """Forget one subscription, its endpoint and its keys."""
        while (current := await self._store.get(REGISTRY, subscription)) is not None:
            deletion = {"_id": subscription, "_rev": current["_rev"], "_deleted": True}
            (row,) = await self._store.write(REGISTRY, [deletion])
            if row.ok:
                return


def _carries(doc: Document, subscription: Subscription, now: dt.datetime) -> bool:
    session = msgspec.convert(doc, SignedIn)
    return (
        (session.user, session.device, session.case)
        == (subscription.user, subscription.device, subscription.case)
    ) and session.alive(now)


def _same(stored: Subscription, wanted: Subscription) -> bool:
    return msgspec.structs.replace(wanted, rev=stored.rev, created_at=stored.created_at) == stored


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
