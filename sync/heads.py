"""The heads of many files as one name, and waiting until one of them changes.

A phone on somebody's desk would need a feed for each of its files to know when something is new, and browsers
open six connections. So it waits once, for all of them; a change wakes those whom it concerns in one pass.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

    from sync.store import Seq, Store


def named(heads: Mapping[str, Seq]) -> str:
    """The same text for the same heads, and another for others: fit for an entity tag."""
    return hashlib.blake2b(msgspec.json.encode(sorted(heads.items())), digest_size=12).hexdigest()


class Wakes:
    """Those who wait for a change of any of some databases.

    ``further``: what else a change of a database means, by names of the caller's own; asked once a change.
    """

    def __init__(
        self, store: Store, further: Callable[[str], Awaitable[Iterable[str]]] | None = None
    ) -> None:
        self._store = store
        self._further = further
        self._waiting: dict[str, set[asyncio.Event]] = {}

    async def run(self) -> None:
        """Wake, for as long as the store lives."""
        self.wake_all()  # what changed before the feed began was told to nobody
        async for _, name in self._store.updates():
            self.wake(name)
            if self._further is not None:
                for other in await self._further(name):
                    self.wake(other)

    def wake(self, name: str) -> None:
        for woken in self._waiting.get(name, ()):
            woken.set()

    def wake_all(self) -> None:
        for name in self._waiting:
            self.wake(name)

    @contextmanager
    def waiting(self, names: Iterable[str]) -> Iterator[asyncio.Event]:
        """An event that is set once one of these changes. Enter first, then look: nothing is missed."""
        woken = asyncio.Event()
        watched = set(names)
        for name in watched:
            self._waiting.setdefault(name, set()).add(woken)
        try:
            yield woken
        finally:
            for name in watched:
                self._waiting[name].discard(woken)
                if not self._waiting[name]:
                    del self._waiting[name]
