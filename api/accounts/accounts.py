"""Accounts: `account:<user>` in `registry`. What a person may do follows from the role and the office."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection
from typing import Any

import msgspec

from api.accounts import REGISTRY
from api.accounts.passwords import hashed
from api.clock import Clock, rfc3339, utc_now
from schemas.parts import Language, Role
from sync.errors import DatabaseExists
from sync.store import Store

_USER = re.compile(r"[a-z0-9][a-z0-9._\-]{1,63}")
KNOWN_DEVICES = 10
"""how many devices of an account are remembered as its own"""


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="account"):
    """One person who can log in. `case` is a minor's own; `devices` are those that logged in before."""

    user: str
    role: Role
    name: str
    language: Language = "kk"
    office: str | None = None
    case: str | None = None
    password: str | None = None
    """argon2id hash; None: only an invitation opens a session"""
    disabled: bool = False
    devices: list[str] = []
    created_at: dt.datetime | None = None


class UnknownUser(LookupError):
    """There is no such account."""


class UserExists(ValueError):
    """The name is taken."""


class BadUser(ValueError):
    """The name cannot be a user's."""


def normal(user: str) -> str:
    """Write a user's name as it is stored: people type capitals and full-width letters."""
    return unicodedata.normalize("NFKC", user).strip().casefold()


class Accounts:
    """The accounts in a store."""

    def __init__(self, store: Store, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock

    async def prepare(self) -> None:
        """Create the registry of a new installation."""
        if not await self._store.exists(REGISTRY):
            try:
                await self._store.create(REGISTRY)
            except DatabaseExists:
                return

    async def get(self, user: str) -> Account | None:
        """Read an account; None when there is none."""
        if not _USER.fullmatch(user):
            return None
        doc = await self._store.get(REGISTRY, _id(user))
        return None if doc is None else _read(doc)

    async def names(self, users: Collection[str]) -> dict[str, str]:
        """Say what people are called; somebody without an account is called by the user's own name."""
        accounts = [await self.get(user) for user in sorted(users)]
        known = {account.user: account.name for account in accounts if account is not None}
        return {user: known.get(user, user) for user in users}

    async def all(self) -> list[Account]:
        """Read every account, by name."""
        found = await self._store.documents(REGISTRY, prefix="account:")
        return [_read(doc) for doc in found.rows]

    async def of_office(self, office: str, role: Role) -> list[Account]:
        """Read the accounts of one role in an office that can work."""
        return [a for a in await self.all() if a.office == office and a.role == role and not a.disabled]

    async def add(self, account: Account, password: str | None = None) -> Account:
        """Write a new account, with the password if there is one.

        Raises:
            BadUser: when the name is not lower-case letters, digits, dot, dash, underscore (2 to 64).
            UserExists: when it is taken.

        """
        if not _USER.fullmatch(account.user):
            raise BadUser(account.user)
        secret = await hashed(password) if password is not None else None
        account = msgspec.structs.replace(account, password=secret, created_at=self._clock())
        (row,) = await self._store.write(REGISTRY, [_doc(account)])
        if not row.ok:
            raise UserExists(account.user)
        return account

    async def change(self, user: str, **fields: Any) -> Account:
        """Change fields of an account, whatever else is changed at the same time.

        Raises:
            UnknownUser: when there is no such account.

        """
        while True:
            doc = await self._store.get(REGISTRY, _id(user)) if _USER.fullmatch(user) else None
            if doc is None:
                raise UnknownUser(user)
            changed = msgspec.structs.replace(_read(doc), **fields)
            (row,) = await self._store.write(REGISTRY, [{**_doc(changed), "_rev": doc["_rev"]}])
            if row.ok:
                return changed

    async def set_password(self, user: str, password: str) -> Account:
        """Hash and store a new password."""
        return await self.change(user, password=await hashed(password))

    async def remember_device(self, account: Account, device: str) -> None:
        """Note that this device logged in, newest last: a known device is throttled apart from strangers."""
        if account.devices[-1:] == [device]:
            return
        others = [known for known in account.devices if known != device]
        await self.change(account.user, devices=[*others, device][-KNOWN_DEVICES:])


def _id(user: str) -> str:
    return f"account:{user}"


def _read(doc: dict[str, Any]) -> Account:
    return msgspec.convert(doc, Account)


def _doc(account: Account) -> dict[str, Any]:
    doc: dict[str, Any] = msgspec.to_builtins(account)
    if account.created_at is not None:
        doc["created_at"] = rfc3339(account.created_at)
    return {"_id": _id(account.user), **doc}
