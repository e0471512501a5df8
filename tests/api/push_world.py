"""A small world for the tests of push, minors and invitations: an office, one case, its people, real parts.

The store is the real one, push services are the receiver on loopback. Only the clock can be moved.
"""

import asyncio
import datetime as dt
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from api.accounts import REGISTRY
from api.accounts.accounts import Account, Accounts
from api.clock import rfc3339
from api.minors.keeping import Minors
from api.push.requests import ask
from api.push.service import Push
from api.push.subscriptions import Subscription, SubscriptionKeys
from api.sessions.sessions import Sessions, SignedIn
from schemas.ids import case_database, minor_database
from sync.sqlite import SqliteStore
from tests.api.push_receiver import Phone, PushReceiver

CASE = "0f0e0d0c0b0a09080706050403020100"
OTHER_CASE = "1f0e0d0c0b0a09080706050403020100"
ZONE = "Asia/Almaty"
OFFICE = "oskemen"

T = TypeVar("T")


class MovedClock:
    """The real time, plus what the test has added to it."""

    def __init__(self) -> None:
        self.shift = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.shift

    def forward(self, **span: float) -> None:
        self.shift += dt.timedelta(**span)


def case_documents(case: str, now: dt.datetime) -> list[dict[str, Any]]:
    """An invented minor under restricted freedom: a curfew and check-ins, one inspector."""
    begin = rfc3339(now - dt.timedelta(days=10))
    return [
        {
            "_id": f"case:{case}",
            "kind": "case",
            "schema": 1,
            "number": "ӨСК-000",
            "name": {"family": "Ойдан", "given": "Шығарылған", "patronymic": "Кейіпкер"},
            "born": "2010-02-14",
            "office": OFFICE,
            "guardians": [{"name": "Ойдан Анасы", "phone": "+7 700 000 00 00"}],
            "residence": {"address": "Жоқ көше, 1", "lat": 49.9483, "lon": 82.6275, "radius_m": 50},
            "status": "active",
        },
        {
            "_id": "order:1",
            "kind": "order",
            "schema": 1,
            "measure": "restricted_freedom",
            "from": str((now - dt.timedelta(days=30)).date()),
            "until": str((now + dt.timedelta(days=300)).date()),
        },
        {
            "_id": "condition:ask",
            "kind": "condition",
            "schema": 1,
            "order": "order:1",
            "type": "check_in",
            "from": begin,
            "params": {"window_s": 1800},
        },
        {
            "_id": "condition:curfew",
            "kind": "condition",
            "schema": 1,
            "order": "order:1",
            "type": "curfew",
            "from": begin,
            "params": {
                "windows": [
                    {
                        "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
                        "from": "22:00",
                        "to": "06:00",
                    }
                ]
            },
        },
        {
            "_id": f"assignment:aigul:{begin}",
            "kind": "assignment",
            "schema": 1,
            "user": "aigul",
            "role": "inspector",
            "from": begin,
        },
    ]


class World:
    """One server's parts, without HTTP."""

    def __init__(self, folder: Path, receiver: PushReceiver | None, environment: dict[str, str]) -> None:
        self.folder = folder
        self.clock = MovedClock()
        self.environment = {
            "QADAM_PUSH_HOSTS": receiver.origin if receiver else "",
            "QADAM_PUSH_CONTACT": "mailto:operator@example.org",
            "QADAM_QUIET_HOURS": "none",
            **environment,
        }
        self.store: SqliteStore
        self.push: Push

    async def start(self) -> None:
        self.store = await SqliteStore.open(self.folder / "qadam.sqlite")
        self.accounts = Accounts(self.store, self.clock)
        await self.accounts.prepare()
        self.sessions = Sessions(self.store, self.clock)
        self.push = await Push.open(self.store, self.clock, self.environment)
        self.minors = Minors(self.store, self.push, self.clock)

    async def stop(self) -> None:
        self.push.close()
        await self.store.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def add_case(self, case: str = CASE) -> None:
        await self.store.create(case_database(case))
        await self.store.write(case_database(case), case_documents(case, self.clock()))

    async def minor(self, case: str = CASE, device: str = "phone-0001") -> SignedIn:
        user = f"minor-{case}"
        account = await self.accounts.get(user)
        if account is None:
            account = await self.accounts.add(
                Account(user=user, role="minor", name="", office=OFFICE, case=case)
            )
        _token, reader = await self.sessions.open(account, device)
        return reader

    async def subscribe(self, phone: Phone, reader: SignedIn) -> Subscription:
        told = phone.subscription
        keys = SubscriptionKeys(**told["keys"])
        assert reader.case is not None
        return await self.push.subscriptions.put(reader, reader.case, told["endpoint"], keys, self.clock())

    async def documents(self, case: str = CASE) -> list[dict[str, Any]]:
        return (await self.store.documents(case_database(case))).rows

    async def minors_documents(self, case: str = CASE) -> dict[str, dict[str, Any]]:
        return {doc["_id"]: doc for doc in (await self.store.documents(minor_database(case))).rows}

    async def registry(self, prefix: str) -> list[dict[str, Any]]:
        return (await self.store.documents(REGISTRY, prefix=prefix)).rows

    async def turn(self) -> dt.datetime | None:
        """Let the worker do everything that is due, and wait until nothing is on its way."""
        moment = await self.push.worker.turn()
        await self.push.worker.idle()
        return moment


@asynccontextmanager
async def opened(
    folder: Path, receiver: PushReceiver | None = None, **environment: str
) -> AsyncIterator[World]:
    world = World(folder, receiver, environment)
    await world.start()
    try:
        yield world
    finally:
        await world.stop()


@pytest.fixture
def receiver() -> Iterator[PushReceiver]:
    with PushReceiver() as server:
        yield server


@pytest.fixture
async def world(tmp_path: Path, receiver: PushReceiver) -> AsyncIterator[World]:
    async with opened(tmp_path, receiver) as world:
        await world.add_case()
        receiver.application_server_key = world.push.public_key
        yield world


async def eventually(true: Callable[[], Any], timeout_s: float = 10.0) -> None:
    """Wait until something async or not becomes true."""
    end = asyncio.get_running_loop().time() + timeout_s
    while True:
        value = true()
        if inspect.isawaitable(value):
            value = await value
        if value:
            return
        assert asyncio.get_running_loop().time() < end, "it never became true"
        await asyncio.sleep(0.02)


async def asked(world: World, window_s: int | None = None, case: str = CASE) -> dict[str, Any]:
    """Ask for a check-in, as the inspector does."""
    return await ask(
        world.store, world.push, case, zone=ZONE, now=world.clock(), asked_by="aigul", window_s=window_s
    )


async def request_of(world: World, request: dict[str, Any]) -> dict[str, Any]:
    """The request as the case file has it now."""
    found = await world.store.get(case_database(CASE), request["_id"])
    assert found is not None
    return found


@asynccontextmanager
async def in_one_task(context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """Enter and leave a context in the same task: pytest-asyncio's fixtures end in another one."""
    entered: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def hold() -> None:
        async with context as value:
            entered.set_result(value)
            await over.wait()

    holding = asyncio.create_task(hold())
    await asyncio.wait({holding, entered}, return_when=asyncio.FIRST_COMPLETED)
    if holding.done():
        holding.result()
    try:
        yield entered.result()
    finally:
        over.set()
        await holding
