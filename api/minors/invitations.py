"""The invitation that lets a child in: a link that is also a QR code, for one use within three days.

`invitation:<sha256 of the token>` in `registry` says for which case and until when, and never changes.
`invited:<case>` says which invitation counts and whether it was used. That second document is the only
truth about use: it is replaced against its revision, so of two phones that open the link at one moment one
succeeds, and a newer invitation ends an older one by standing in its place.

The token travels in the link's fragment, which browsers send to nobody: not to a proxy, not to a log.
"""

import datetime as dt
import hashlib
import secrets
from typing import Literal

import msgspec

from api.accounts import REGISTRY
from api.accounts.accounts import Account, Accounts, UserExists
from api.push.outbox import document
from schemas.ids import case_database
from schemas.parts import Language
from sync.errors import NoDatabase
from sync.store import Store

LIFE = dt.timedelta(hours=72)


class Invitation(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="invitation"):
    """Made by somebody of the office for one case."""

    id: str = msgspec.field(name="_id")
    rev: str | None = msgspec.field(name="_rev", default=None)
    case: str
    by: str
    created_at: dt.datetime
    expires_at: dt.datetime


class Invited(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="invited"):
    """Which invitation of a case counts. `user` is the account that the first use made or found."""

    id: str = msgspec.field(name="_id")
    rev: str | None = msgspec.field(name="_rev", default=None)
    invitation: str
    state: Literal["open", "used"] = "open"
    used_at: dt.datetime | None = None
    user: str | None = None


class Invitations:
    """The invitations in a store."""

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self._store = store
        self._accounts = accounts

    async def invite(self, case: str, by: str, now: dt.datetime) -> tuple[str, dt.datetime]:
        """Make an invitation, ending any earlier one of this case; tell the token, once, and its end."""
        token = secrets.token_urlsafe(32)
        made = Invitation(id=invitation_id(token), case=case, by=by, created_at=now, expires_at=now + LIFE)
        await self._store.write(REGISTRY, [document(made)])
        while True:
            before = await self._invited(case)
            current = Invited(
                id=_invited_id(case),
                rev=before.rev if before else None,
                invitation=made.id,
                user=before.user if before else None,
            )
            (row,) = await self._store.write(REGISTRY, [document(current)])
            if row.ok:
                break
        if before is not None:
            await self._forget(before.invitation)
        return token, made.expires_at

    async def accept(self, token: str, language: Language, now: dt.datetime) -> Account | None:
        """Use an invitation up and tell whose it was; None when there is nothing to use.

        One answer for a token that is used, expired, cancelled, or never was.
        """
        doc = await self._store.get(REGISTRY, invitation_id(token))
        if doc is None:
            return None
        invitation = msgspec.convert(doc, Invitation)
        invited = await self._invited(invitation.case)
        if (
            invited is None
            or invited.invitation != invitation.id
            or invited.state != "open"
            or now >= invitation.expires_at
        ):
            return None
        try:
            account = await self._account(invitation.case, invited, language)
        except NoDatabase:  # the case file was expunged meanwhile
            return None
        if account.disabled:
            return None
        used = msgspec.structs.replace(invited, state="used", used_at=now, user=account.user)
        (row,) = await self._store.write(REGISTRY, [document(used)])
        if not row.ok:
            return None
        if account.language == language:
            return account
        return await self._accounts.change(account.user, language=language)

    async def inviter(self, token: str) -> str | None:
        """Name who made an invitation; None when it was never made, or forgotten."""
        doc = await self._store.get(REGISTRY, invitation_id(token))
        return None if doc is None else msgspec.convert(doc, Invitation).by

    async def _account(self, case: str, invited: Invited, language: Language) -> Account:
        """Find the minor's account, or make it: harmless if the invitation is then lost to another phone."""
        if invited.user and (known := await self._accounts.get(invited.user)):
            return known
        for account in await self._accounts.all():
            if account.role == "minor" and account.case == case:
                return account
        user = f"minor-{case}"
        doc = await self._store.get(case_database(case), f"case:{case}")
        office = doc.get("office") if doc is not None else None
        try:
            # No name here: what the child's page greets them by stands in their own database.
            return await self._accounts.add(
                Account(user=user, role="minor", name="", language=language, office=office, case=case)
            )
        except UserExists:
            made = await self._accounts.get(user)
            if made is None:
                raise
            return made

    async def _invited(self, case: str) -> Invited | None:
        doc = await self._store.get(REGISTRY, _invited_id(case))
        return None if doc is None else msgspec.convert(doc, Invited)

    async def _forget(self, invitation: str) -> None:
        doc = await self._store.get(REGISTRY, invitation)
        if doc is not None:
            await self._store.write(REGISTRY, [{"_id": invitation, "_rev": doc["_rev"], "_deleted": True}])


def invitation_id(token: str) -> str:
    """Name an invitation; the token cannot be read out of it."""
    return f"invitation:{hashlib.sha256(token.encode()).hexdigest()}"


def _invited_id(case: str) -> str:
    return f"invited:{case}"
