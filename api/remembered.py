"""What was worked out from a database's documents, kept for as long as nothing is written there.

Sessions and assignments are asked for at every request, and must end at once when they end. So nothing is
kept for a time: before each use the store tells, without I/O, whether the database still is what it was. A
store that cannot tell (a cluster, where others write too) is asked every time.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from sync.store import Store

T = TypeVar("T")

MOST = 10_000
"""answers kept"""


class Remembered(Generic[T]):
    """Answers by key, each with the mark of its database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[tuple[str, str], tuple[object, T]] = {}

    async def get(self, db: str, key: str, work_out: Callable[[], Awaitable[T]]) -> T:
        """Tell what was worked out of this database, or work it out.

        Raises:
            NoDatabase: when there is no such database.

        """
        mark = self._store.mark(db)
        if mark is None:
            return await work_out()
        kept = self._kept.get((db, key))
        if kept is not None and kept[0] == mark:
            return kept[1]
        found = await work_out()
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[db, key] = mark, found
        return found
