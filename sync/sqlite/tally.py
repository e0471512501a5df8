"""The numbers of each database inside a transaction, and who is told when they have changed.

A group of writes touches a few databases many times; their counters are read once, kept here, and written
once before ``COMMIT``. What waits for changes is woken after it, all in one pass.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sync.errors import NoDatabase, Unavailable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from sync.store import DatabaseInfo


class Head:
    """One database's row of ``databases`` while a transaction is open."""

    __slots__ = ("db", "doc_count", "doc_del_count", "happened", "name", "revs_limit", "size", "update_seq")

    def __init__(self, row: tuple[int, str, int, int, int, int, int], happened: str) -> None:
        (
            self.db,
            self.name,
            self.update_seq,
            self.doc_count,
            self.doc_del_count,
            self.size,
            self.revs_limit,
        ) = row
        self.happened = happened


MAX_KNOWN = 10_000
"""Databases whose numbers stay in memory."""


class Tally:
    def __init__(self, writer: sqlite3.Connection) -> None:
        self._writer = writer
        self._heads: dict[str, Head] = {}
        self._happened: dict[str, str] = {}
        self._told: dict[str, int | None] = {}
        self.number: int = writer.execute("SELECT coalesce(max(number), 0) FROM updates").fetchone()[0]
        """the newest number of the global feed that is durable"""
        self._next = self.number
        self.known: dict[str, tuple[int, DatabaseInfo]] = {}
        """what a reader has found of databases that no transaction has touched since"""
        self._waiting: dict[str, list[tuple[int, asyncio.Future[None]]]] = {}
        self._waiting_any: list[asyncio.Future[None]] = []

    # -- inside a transaction ---------------------------------------------------------------------------

    def head(self, name: str) -> Head:
        """The database's numbers, to be changed in place; raise ``NoDatabase``."""
        head = self._heads.get(name)
        if head is None:
            row = self._writer.execute(
                "SELECT db, name, update_seq, doc_count, doc_del_count, size, revs_limit FROM databases"
                " WHERE name = ?",
                (name,),
            ).fetchone()
            if row is None:
                raise NoDatabase
            head = self._heads[name] = Head(row, "updated")
        return head

    def happened(self, name: str, what: str) -> None:
        """Note ``created``, ``updated`` or ``deleted`` for the global feed."""
        self._happened[name] = what
        if what == "deleted":
            self._heads.pop(name, None)

    def write(self) -> None:
        """Last thing before ``COMMIT``."""
        for name, what in self._happened.items():
            head = self._heads.get(name)
            if head is not None:
                self._writer.execute(
                    "UPDATE databases SET update_seq = ?, doc_count = ?, doc_del_count = ?, size = ?"
                    " WHERE db = ?",
                    (head.update_seq, head.doc_count, head.doc_del_count, head.size, head.db),
                )
            self._next += 1
            self._writer.execute("DELETE FROM updates WHERE name = ?", (name,))
            self._writer.execute("INSERT INTO updates VALUES (?, ?, ?)", (self._next, name, what))
            self._told[name] = head.update_seq if head is not None and what != "deleted" else None

    # -- after it ---------------------------------------------------------------------------------------

    def committed(self) -> None:
        told, self._told = self._told, {}
        for name in (*self._heads, *told):
            self.known.pop(name, None)
        self.number = self._next
        self._forget()
        if not told:
            return
        for name, update_seq in told.items():
            waiting = self._waiting.pop(name, [])
            left = []
            for since, waiter in waiting:
                if waiter.done():
                    continue
                if update_seq is None:
                    waiter.set_exception(NoDatabase())
                elif update_seq > since:
                    waiter.set_result(None)
                else:
                    left.append((since, waiter))
            if left:
                self._waiting[name] = left
        self._release(self._waiting_any)

    def undone(self) -> None:
        self._told = {}
        self._next = self.number
        self._forget()

    def _forget(self) -> None:
        self._heads = {}
        self._happened = {}

    def remember(self, name: str, known: tuple[int, DatabaseInfo]) -> None:
        if len(self.known) >= MAX_KNOWN:
            self.known.clear()
        self.known[name] = known

    # -- waiting ----------------------------------------------------------------------------------------

    async def beyond(self, name: str, since: int, current: Callable[[], int]) -> None:
        """Return once ``update_seq`` is greater than ``since``; ``current`` reads it, or raises."""
        if current() > since:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (since, waiter)
        self._waiting.setdefault(name, []).append(entry)
        try:
            await waiter
        finally:
            waiting = self._waiting.get(name)
            if waiting is not None and entry in waiting:
                waiting.remove(entry)
                if not waiting:
                    del self._waiting[name]

    async def any(self) -> None:
        """Return after the next change of any database (or when the store closes)."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting_any.append(waiter)
        await waiter

    def close(self) -> None:
        """Let everybody go who still waits. Not as if their database were gone: they are to come again."""
        self.known.clear()
        for waiting in self._waiting.values():
            for _, waiter in waiting:
                if not waiter.done():
                    waiter.set_exception(Unavailable("The store is closing"))
        self._waiting = {}
        self._release(self._waiting_any)

    @staticmethod
    def _release(waiters: list[asyncio.Future[None]]) -> None:
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
        waiters.clear()
