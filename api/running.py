"""Everything that a running server holds, put together once; handlers get it as `running`.

Opened and closed in one place and in one order: the store first and last, what writes to it in between.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import msgspec
from litestar.di import NamedDependency

from api.access import CaseAccess
from api.accounts.accounts import Accounts
from api.accounts.offices import Offices
from api.accounts.orders import ORDERS as ACCOUNTS
from api.audit import Audit
from api.calendars.command import ORDERS as CALENDARS
from api.cases.command import ORDERS as ASSIGNMENTS
from api.clock import Clock, utc_now
from api.events import Events
from api.folder import DataFolder, open_folder
from api.fortnight import Fortnight
from api.minors.keeping import Minors
from api.orders import Orders, taking
from api.photos.uploads import Uploads
from api.pipeline.following import Following
from api.pipeline.judgement import Judgement
from api.pipeline.pipeline import Pipeline
from api.problems import report
from api.push.service import Push
from api.quarantine.deciding import Deciding
from api.quarantine.keeping import Keeping
from api.readmodel import ReadModel
from api.readmodel.rebuild import rebuild
from api.regional import Elsewhere, Work, divided, lists_of
from api.sessions.sessions import Sessions
from api.sessions.throttle import Throttle
from api.settings import Settings
from api.storage import opened
from api.traffic import Traffic
from api.turns import Turns
from api.waiting import Waiting
from sync.cluster import CouchStore
from sync.cluster.forwarding import verbs as passing
from sync.errors import SyncError
from sync.gate import Gate
from sync.http import ProtocolApp
from sync.http.verbs import VERBS
from sync.store import Store

log = logging.getLogger("qadam")

SWEEP_S = 3_600.0
AGAIN_S = 1.0
ORDERS: Orders = {**ACCOUNTS, **ASSIGNMENTS, **CALENDARS}


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """One server process, from its first request to its last."""

    settings: Settings
    folder: DataFolder
    clock: Clock
    store: Store
    accounts: Accounts
    offices: Offices
    sessions: Sessions
    throttle: Throttle
    access: CaseAccess
    audit: Audit
    gate: Gate
    deciding: Deciding
    protocol: ProtocolApp
    events: Events
    turns: Turns
    waiting: Waiting
    uploads: Uploads
    read_model: ReadModel
    push: Push
    judgement: Judgement
    pipeline: Pipeline
    traffic: Traffic
    following: Following | None
    """where the pipeline may run in another process"""
    fortnight: Fortnight

    @property
    def vapid_public_key(self) -> str | None:
        """With what a browser subscribes to push messages."""
        return self.push.public_key


Here = NamedDependency[Running]
"""how a handler asks for it"""


@asynccontextmanager
async def run(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Running]:
    """Open the data folder, start what works in the background, and close it all again.

    Raises:
        UnusableFolder, FolderInUse, OSError: when the folder cannot be used.

    """
    folder = open_folder(settings.data)
    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(opened(folder, settings.couchdb, alone=True))
        await Accounts(store, clock).prepare()
        push = await Push.open(store, clock)
        stack.callback(push.close)
        read_model = await ReadModel.open(folder.read_model, clock)
        if isinstance(store, CouchStore):
            read_model = await lists_of(store, read_model)
        stack.push_async_callback(read_model.close)
        running = _together(settings, folder, clock, store, push=push, read_model=read_model)
        stack.callback(running.events.close)
        stack.push_async_callback(_last, running)
        await stack.enter_async_context(_background(running))
        await stack.enter_async_context(
            taking(folder.operator_socket, store, clock, ORDERS, running.events.recheck)
        )
        yield running


def _together(
    settings: Settings,
    folder: DataFolder,
    clock: Clock,
    store: Store,
    *,
    push: Push,
    read_model: ReadModel,
) -> Running:
    sessions = Sessions(store, clock)
    access = CaseAccess(store, sessions, clock)
    offices = Offices(store)
    events, traffic = Events(), Traffic()
    judgement = Judgement(store)
    audit = Audit(store, clock)
    gate = Gate(access, clock, Keeping(store, audit, clock))
    deciding = Deciding(store, clock)
    following, verbs = None, VERBS
    if clustered := isinstance(store, CouchStore):
        verbs = passing(VERBS, store.wire)
        begins = read_model.place or 0
        poke = push.worker.poke
        following = Following(
            store, read_model, events, judgement=judgement, begins=begins, poke=poke, clock=clock
        )
    fortnight = Fortnight(store, offices, read_model, clock)
    return Running(
        settings=settings,
        folder=folder,
        clock=clock,
        store=store,
        accounts=Accounts(store, clock),
        offices=offices,
        sessions=sessions,
        throttle=Throttle(settings.login_free, settings.login_wait_max),
        access=access,
        audit=audit,
        gate=gate,
        deciding=deciding,
        protocol=ProtocolApp(store, gate, "/db", verbs),
        events=events,
        turns=Turns(),
        waiting=Waiting(store),
        uploads=Uploads(folder.uploads, lambda: clock().timestamp()),
        read_model=read_model,
        push=push,
        judgement=judgement,
        pipeline=Pipeline(
            store,
            rules=judgement,
            basis=judgement,
            offices=offices,
            read_model=Elsewhere() if clustered else read_model,
            minors=Minors(store, push, clock),
            quarantine=deciding,
            events=Events() if clustered else events,
            traffic=traffic,
            tasks=fortnight,
            clock=clock,
        ),
        traffic=traffic,
        following=following,
        fortnight=fortnight,
    )


async def _last(running: Running) -> None:
    """Write down what is only in memory, before the store closes."""
    try:
        await running.audit.flush()
        if running.following is None:
            await running.pipeline.keep_cursor()
        else:
            await running.following.keep_place()
    except (SyncError, OSError) as error:
        report(log, "the last entries could not be written", error)


@asynccontextmanager
async def _background(running: Running) -> AsyncIterator[None]:
    """Run what works beside the requests; each is started again should it ever end by a mistake."""
    tasks = [asyncio.create_task(_rebuilt(running))]
    works: dict[str, Work] = {
        "pipeline": running.pipeline.run,
        "push": running.push.run,
        "fortnight": running.fortnight.run,
        "audit": running.audit.run,
        "heads": running.waiting.run,
        "sweep": lambda: _sweep(running.sessions),
        "uploads": lambda: _swept(running.uploads),
    }
    if isinstance(running.store, CouchStore) and running.following is not None:
        works = divided(running.store, running.pipeline, running.following, works)
    tasks += [asyncio.create_task(_kept_up(name, work)) for name, work in works.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _kept_up(name: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - a server whose pipeline has silently died is worse than a log line
            report(log, f"{name} stopped and starts again", error, logging.CRITICAL)
        await asyncio.sleep(AGAIN_S)


async def _rebuilt(running: Running) -> None:
    """Fill an empty or outdated read model, while the pipeline goes on with what is new."""
    if running.read_model.needs_rebuild:
        await running.judgement.read()
        store, model, clock = running.store, running.read_model, running.clock
        count = await rebuild(store, model, running.judgement, clock(), lambda: None)
        log.info("the lists were made anew from %d case files", count)


async def _sweep(sessions: Sessions) -> None:
    while True:
        await sessions.sweep()
        await asyncio.sleep(SWEEP_S)


async def _swept(uploads: Uploads) -> None:
    """In each process: what has arrived of photographs lies in its own folder."""
    while True:
        uploads.sweep()
        await asyncio.sleep(SWEEP_S)
