"""Write what was planned: each row one transaction, interruptible between any two instructions.

A row's database is created first and its documents follow in one transaction. Killed in between, an empty
database is left, which the next import finds and fills; killed at any other moment, whole rows are there and
whole rows are not. Several rows are on their way at once, so that they share the disk's time.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator

from api.register.examination import Examined
from api.register.installation import enter_offices
from api.register.plan import Plan
from schemas.ids import case_database
from sync.errors import DatabaseExists
from sync.store import Store

_AT_ONCE = 16


class NotWritten(Exception):
    """The store refused a document that was planned: somebody else writes at the same time."""


async def commit(store: Store, examined: Examined, done: Callable[[], object]) -> bool:
    """Write the offices and the rows, calling `done` after each; False when stopped by Ctrl-C before the end.

    Raises:
        NotWritten: when a document changed under the import. Importing again compares anew.

    """
    waiting = iter([plan for plan in examined.plans if plan.docs])
    with _ctrl_c() as stop:
        await enter_offices(store, examined.offices)

        async def work() -> None:
            for plan in waiting:
                if stop.is_set():
                    return
                await _write(store, plan)
                done()

        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(work())
    return not stop.is_set()


async def _write(store: Store, plan: Plan) -> None:
    database = case_database(plan.case)
    if plan.outcome == "created":
        with contextlib.suppress(DatabaseExists):
            await store.create(database)
    rows = await store.write(database, plan.docs)
    if refused := [row for row in rows if not row.ok]:
        raise NotWritten(f"Row {plan.row} was not written ({refused[0].error}): import again.")


@contextlib.contextmanager
def _ctrl_c() -> Iterator[asyncio.Event]:
    """Turn Ctrl-C into an event, so that what is being written is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    handled = True
    try:
        loop.add_signal_handler(signal.SIGINT, stop.set)
    except (NotImplementedError, RuntimeError, ValueError):  # not the main thread, or Windows
        handled = False
    try:
        yield stop
    finally:
        if handled:
            loop.remove_signal_handler(signal.SIGINT)
