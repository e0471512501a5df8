"""A part of `registry` held in memory and brought up to date by reading only what changed."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from api.accounts import REGISTRY
from sync.store import Seq, Store

T = TypeVar("T", bound=msgspec.Struct)


class Mirror(Generic[T]):
    """The documents whose id begins with `prefix`, as `T`; those that `keep` refuses are not held."""

    def __init__(
        self, store: Store, prefix: str, type_: type[T], keep: Callable[[T], bool] = lambda _: True
    ) -> None:
        self._store = store
        self._prefix = prefix
        self._type = type_
        self._keep = keep
        self._since: Seq = 0
        self._held: dict[str, T] = {}
        self._reading = asyncio.Lock()

    async def refreshed(self) -> dict[str, T]:
        """Read the news; the dict is by `_id` and must not be changed."""
        async with self._reading:
            news = await self._store.documents(REGISTRY, prefix=self._prefix, since=self._since)
            for doc_id in news.deleted:
                self._held.pop(doc_id, None)
            for doc in news.rows:
                record = msgspec.convert(doc, self._type)
                if self._keep(record):
                    self._held[doc["_id"]] = record
                else:
                    self._held.pop(doc["_id"], None)
            self._since = news.update_seq
        return self._held
