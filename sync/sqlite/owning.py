"""What only the owner of a database does with it: its settings, and purging."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sync.sqlite import packing, purging

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from sync.sqlite.tally import Tally
    from sync.sqlite.writer import Writer
    from sync.store import Document, Purged

_NOBODY_SET_IT = {"members": {"roles": ["_admin"]}, "admins": {"roles": ["_admin"]}}
"""CouchDB 3's default. The bare store takes everybody for ``_admin``."""


class Owning:
    """A part of ``SqliteStore``."""

    _writing: sqlite3.Connection
    _reader: sqlite3.Connection
    _tally: Tally
    _writer: Writer

    def _place(self, db: str) -> tuple[int, int]:
        raise NotImplementedError

    async def purge(self, db: str, revs: Mapping[str, Sequence[str]]) -> Purged:
        return await self._writer.do_in_steps(partial(purging.purge, self._writing, self._tally, db, revs))

    async def purged_infos(self, db: str) -> list[tuple[str, list[str]]]:
        return purging.infos(self._reader, self._place(db)[0])

    async def revs_limit(self, db: str) -> int:
        return int(self._setting(db, "revs_limit") or 0)

    async def set_revs_limit(self, db: str, limit: int) -> None:
        def job() -> None:
            head = self._tally.head(db)
            head.revs_limit = limit
            self._writing.execute("UPDATE databases SET revs_limit = ? WHERE db = ?", (limit, head.db))

        await self._writer.do(job)

    async def purged_infos_limit(self, db: str) -> int:
        return int(self._setting(db, "purged_infos_limit") or 0)

    async def set_purged_infos_limit(self, db: str, limit: int) -> None:
        def job() -> None:
            number = self._tally.head(db).db
            self._writing.execute("UPDATE databases SET purged_infos_limit = ? WHERE db = ?", (limit, number))
            purging.trim(self._writing, number)

        await self._writer.do(job)

    async def security(self, db: str) -> Document:
        told = self._setting(db, "security")
        return dict(_NOBODY_SET_IT) if told is None else packing.decode_object(str(told))

    async def set_security(self, db: str, security: Document) -> None:
        text = packing.encode(security).decode()

        def job() -> None:
            self._writing.execute(
                "UPDATE databases SET security = ? WHERE db = ?", (text, self._tally.head(db).db)
            )

        await self._writer.do(job)

    def _setting(self, db: str, name: str) -> int | str | None:
        number, _ = self._place(db)
        value: int | str | None = self._reader.execute(
            f"SELECT {name} FROM databases WHERE db = ?",  # noqa: S608 - a column of this module's choice
            (number,),
        ).fetchone()[0]
        return value
