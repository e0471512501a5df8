"""Several processes before one CouchDB: what each of them does, and what only one does at a time.

The pipeline, the sending of messages and the sweep are one per region, by a lease: run twice they do no harm,
but double work. What each process keeps for its own desks is `api.pipeline.following`.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence

from api.ladder.steps import Proposal
from api.pipeline.following import Following
from api.pipeline.pipeline import Pipeline
from api.readmodel import ReadModel
from api.readmodel.rows import Row
from api.rules.findings import Evaluation
from sync.cluster import CouchStore
from sync.cluster.lease import Lease
from sync.cluster.store import OWN
from sync.errors import SyncError
from sync.store import Document

Work = Callable[[], Coroutine[None, None, None]]

ALONE = frozenset({"pipeline", "push", "fortnight", "sweep"})
"""what only the holder of the lease does"""


class Elsewhere:
    """The pipeline's read model where each process follows the feed for its own."""

    async def refresh_case(
        self,
        case: str,
        documents: Sequence[Document],
        evaluation: Evaluation,
        proposals: Sequence[Proposal],
    ) -> None:
        """Leave it to `Following`."""

    async def remove_case(self, case: str) -> None:
        """Leave it to `Following`."""

    async def refresh_quarantine(self, case: str, rows: Sequence[Row]) -> None:
        """Leave it to `Following`."""


async def lists_of(store: CouchStore, read_model: ReadModel) -> ReadModel:
    """Tie a read model to the store that it is made from, and its id to the store's.

    Every process tells phones the same `Qadam-Store`; a read model made from another store (one that was put
    back from a backup) is made anew.
    """
    if read_model.of_store != store.made_as:
        read_model = await read_model.begun_anew(store.made_as, await store.last_update())
    read_model.made_as = store.made_as
    return read_model


def divided(
    store: CouchStore, pipeline: Pipeline, following: Following, works: Mapping[str, Work]
) -> dict[str, Work]:
    """Divide the background work between what every process does and what the lease's holder does."""
    lease = Lease(store, OWN, "pipeline")

    async def alone() -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                for name in sorted(ALONE & set(works)):
                    tasks.create_task(works[name](), name=name)
        finally:
            with contextlib.suppress(SyncError, OSError):
                await pipeline.keep_cursor()

    return {
        **{name: work for name, work in works.items() if name not in ALONE},
        "following": following.run,
        "lease": lambda: lease.work(alone),
    }
