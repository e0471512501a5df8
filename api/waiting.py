"""Who waits for their heads is woken by their case files, and by a case file that is given to them."""

from collections.abc import Iterable

from api.accounts import REGISTRY
from sync.heads import Wakes
from sync.store import ChangesQuery, Seq, Store


class Waiting(Wakes):
    """Wakes those who wait for their heads, also for a case file that was assigned to them meanwhile."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, self._assigned)
        self._read: Seq | None = None

    async def _assigned(self, db: str) -> Iterable[str]:
        """Name the caseloads that a change of the registry has touched; sessions are written there too."""
        if db != REGISTRY:
            return ()
        if self._read is None:
            self._read = (await self._store.info(REGISTRY)).update_seq
            self.wake_all()
            return ()
        changes = await self._store.changes(REGISTRY, ChangesQuery(since=self._read))
        self._read = changes.last_seq
        pointers = (row.id.split(":") for row in changes.rows if row.id.startswith("caseload:"))
        return {caseload_of(parts[1]) for parts in pointers}


def caseload_of(user: str) -> str:
    """What wakes somebody whose list of case files changed; no database is named so."""
    return f"caseload:{user}"
