"""What a verb is given: the exchange, the store, what the path names, and who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.http.exchange import Exchange
    from sync.http.router import Target
    from sync.http.shared import Shared
    from sync.store import Document, Row, Store


class Permit(Protocol):
    """What the gate found about a request; the verbs of a bare store get ``OPEN``."""

    @property
    def user(self) -> str | None: ...

    @property
    def roles(self) -> tuple[str, ...]: ...

    async def write(self, store: Store, db: str, docs: Sequence[Document], *, new_edits: bool) -> list[Row]:
        """``Store.write`` as far as this caller may."""
        ...

    def local_key(self, key: str) -> str:
        """Under which key this caller's local document is kept."""
        ...

    async def renew(self) -> None:
        """Raise ``Unauthorized`` or ``Forbidden`` if what was granted no longer is."""
        ...


class Open(NamedTuple):
    """No gate: everything is allowed."""

    user: str | None = None
    roles: tuple[str, ...] = ("_admin",)

    async def write(self, store: Store, db: str, docs: Sequence[Document], *, new_edits: bool) -> list[Row]:
        return await store.write(db, docs, new_edits=new_edits)

    def local_key(self, key: str) -> str:
        return key

    async def renew(self) -> None:
        return None


OPEN = Open()


class Gatekeeper(Protocol):
    """The gate, as the protocol knows it."""

    async def permit(self, headers: Mapping[str, str], db: str, needs: str) -> Permit:
        """Raise ``Unauthorized``, ``Forbidden`` or ``NotFound``."""
        ...


class Call(NamedTuple):
    exchange: Exchange
    store: Store
    target: Target
    permit: Permit
    shared: Shared

    @property
    def db(self) -> str:
        return self.target.db

    async def write(self, docs: Sequence[Document], *, new_edits: bool = True) -> list[Row]:
        """Write to the database that the path names, as far as the caller may; see ``Store.write``."""
        return await self.permit.write(self.store, self.db, docs, new_edits=new_edits)
