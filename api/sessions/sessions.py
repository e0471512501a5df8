"""Sessions: `session:<sha256 of the token>` in `registry`.

They survive a restart, and end at once when they are revoked: every request reads its session from the store.
The token (256 random bits) is only in the person's cookie; what lies here cannot be used to log in. A session
is bound to the device named at login: documents recorded with it carry that device.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any

import msgspec
from litestar.di import NamedDependency

from api.accounts import REGISTRY
from api.accounts.accounts import Account, Accounts
from api.clock import Clock, rfc3339, utc_now
from api.remembered import Remembered
from api.settings import lifetime
from schemas.parts import Language, Role
from sync.gate import Session
from sync.store import Document, Store

SEEN_PARTS = 24
"""`seen_at` is written once per this part of the idle lifetime: reading must not cost a write"""


class SignedIn(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="session"):
    """A session as it is stored, and what a request knows about its reader."""

    id: str = msgspec.field(name="_id")
    rev: str | None = msgspec.field(name="_rev", default=None)
    user: str
    role: Role
    device: str
    office: str | None = None
    case: str | None = None
    language: Language = "kk"
    opened_at: dt.datetime
    seen_at: dt.datetime

    @property
    def gate(self) -> Session:
        """What the gate knows of a session."""
        return Session(user=self.user, role=self.role, device=self.device, office=self.office, case=self.case)

    def alive(self, now: dt.datetime) -> bool:
        """Tell whether neither lifetime is over."""
        life = lifetime(self.role)
        return now < self.opened_at + life.absolute and now < self.seen_at + life.idle


Reader = NamedDependency[SignedIn]
"""how a handler asks for its reader"""


class Sessions:
    """The sessions in a store."""

    def __init__(self, store: Store, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._accounts = Accounts(store, clock)
        self._remembered: Remembered[SignedIn | None] = Remembered(store)

    async def open(self, account: Account, device: str) -> tuple[str, SignedIn]:
        """Begin a session; the token is told here and never again. Others of this user and device end."""
        now = self._clock()
        token = secrets.token_urlsafe(32)
        signed_in = SignedIn(
            id=_id(token),
            user=account.user,
            role=account.role,
            device=device,
            office=account.office,
            case=account.case,
            language=account.language,
            opened_at=now,
            seen_at=now,
        )
        before = [old for old in await self.of(account.user) if old.device == device]
        await self._store.write(REGISTRY, [*(_tombstone(old) for old in before), _doc(signed_in)])
        return token, signed_in

    async def find(self, token: str) -> SignedIn | None:
        """Read the living session of a token; None when there is none (any more). This counts as use."""
        signed_in = await self.peek(token)
        if signed_in is None:
            return None
        now = self._clock()
        if not signed_in.alive(now):
            await self.close(signed_in)
            return None
        if now - signed_in.seen_at >= lifetime(signed_in.role).idle / SEEN_PARTS:
            seen = msgspec.structs.replace(signed_in, seen_at=now)
            # A conflict means that another request has just written the same: nothing is lost.
            await self._store.write(REGISTRY, [_doc(seen)])
            return seen
        return signed_in

    async def peek(self, token: str) -> SignedIn | None:
        """Read the session of a token, living or not yet swept, without counting that as use."""
        key = _id(token)
        return await self._remembered.get(REGISTRY, key, lambda: self._read(key))

    async def _read(self, key: str) -> SignedIn | None:
        doc = await self._store.get(REGISTRY, key)
        return None if doc is None else await self._of_today(msgspec.convert(doc, SignedIn))

    async def still(self, signed_in: SignedIn) -> bool:
        """Tell whether a session that was found earlier still stands, and in its office: for open streams."""
        doc = await self._store.get(REGISTRY, signed_in.id)
        if doc is None:
            return False
        now = await self._of_today(msgspec.convert(doc, SignedIn))
        return now.alive(self._clock()) and now.office == signed_in.office

    async def close(self, signed_in: SignedIn) -> None:
        """End one session."""
        await self._remove([signed_in])

    async def of(self, user: str) -> list[SignedIn]:
        """Read a user's sessions, living or not yet swept."""
        return [one for one in await self._all() if one.user == user]

    async def revoke(self, user: str, *, keep: SignedIn | None = None) -> int:
        """End all sessions of a user, but the one kept; tell how many."""
        ended = [one for one in await self.of(user) if keep is None or one.id != keep.id]
        await self._remove(ended)
        return len(ended)

    async def speak(self, user: str, language: Language) -> None:
        """Let the user's sessions answer in another language."""
        for one in await self.of(user):
            await self._store.write(REGISTRY, [_doc(msgspec.structs.replace(one, language=language))])

    async def sweep(self) -> int:
        """Remove the sessions whose lifetime is over; tell how many."""
        now = self._clock()
        dead = [one for one in await self._all() if not one.alive(now)]
        await self._remove(dead)
        return len(dead)

    async def _of_today(self, signed_in: SignedIn) -> SignedIn:
        """Put the account's office of now into a session: who moves on leaves the old office's files."""
        account = await self._accounts.get(signed_in.user)
        if account is None or account.office == signed_in.office:
            return signed_in
        return msgspec.structs.replace(signed_in, office=account.office)

    async def _all(self) -> list[SignedIn]:
        found = await self._store.documents(REGISTRY, prefix="session:")
        return [msgspec.convert(doc, SignedIn) for doc in found.rows]

    async def _remove(self, ended: list[SignedIn]) -> None:
        for one in ended:
            current: Document | None = msgspec.to_builtins(one)
            while current is not None:
                deletion = {"_id": one.id, "_rev": current["_rev"], "_deleted": True}
                (row,) = await self._store.write(REGISTRY, [deletion])
                if row.ok:
                    break
                # Written meanwhile (`seen_at`): a revoked session must not live on because of that.
                current = await self._store.get(REGISTRY, one.id)


def _id(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"


def _doc(signed_in: SignedIn) -> Document:
    doc: dict[str, Any] = msgspec.to_builtins(signed_in)
    if doc["_rev"] is None:
        del doc["_rev"]
    doc["opened_at"], doc["seen_at"] = rfc3339(signed_in.opened_at), rfc3339(signed_in.seen_at)
    return doc


def _tombstone(signed_in: SignedIn) -> Document:
    return {"_id": signed_in.id, "_rev": signed_in.rev, "_deleted": True}
