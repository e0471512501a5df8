"""A real server process on a real folder, for what only a process shows: durability, streams, signals."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx

from api.accounts.accounts import Account, Accounts
from api.accounts.offices import Office, Offices
from api.cases.caseload import assign
from api.clock import utc_now
from api.folder import open_folder
from api.sessions.sessions import Sessions
from schemas.ids import case_database
from sync.sqlite import SqliteStore
from tests.api.town import CASE, DEVICE, PEOPLE, case_file

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def furnish(data: Path, *, cases: int = 1) -> dict[str, str]:
    """Fill a folder with the town of tests/api/town.py, by the real clock; the tokens of its people.

    The curfew holds at any hour, so that the tests do.
    """
    store = await SqliteStore.open(open_folder(data).store)
    try:
        accounts, sessions = Accounts(store), Sessions(store)
        await accounts.prepare()
        await Offices(store).put(Office(key="osk", name="osk"))
        for n in range(cases):
            case = CASE if n == 0 else f"{n:032x}"
            await store.create(case_database(case))
            await store.write(case_database(case), case_file(case, "osk", always=True))
            await assign(store, case, "berik", "inspector", utc_now())
        tokens = {}
        for person in ("inspector", "supervisor"):
            account: Account = await accounts.add(PEOPLE[person])
            tokens[person], _ = await sessions.open(account, DEVICE[person])
        return tokens
    finally:
        await store.close()


class Process:
    """`python -m api serve`, running."""

    def __init__(self, data: Path, port: int, *more: str) -> None:
        self.port = port
        self.log = data.parent / f"serve-{port}.log"
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "api", "serve", "--data", str(data), "--port", str(port), *more],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def client(self, token: str | None = None) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            cookies={"qadam": token} if token else None,
            headers={"Qadam": "1"},
            timeout=20,
        )

    async def ready(self) -> "Process":
        """Wait until it answers."""
        async with self.client() as client:
            for _ in range(400):
                if self.popen.poll() is not None:
                    raise AssertionError(self.log.read_text())
                try:
                    if (await client.get("/health")).status_code == 200:
                        return self
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """As the kernel does when there is no memory left, or a plug is pulled."""
        os.kill(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self) -> float:
        """Ask it to stop; the seconds it took."""
        began = time.perf_counter()
        self.popen.send_signal(signal.SIGTERM)
        assert self.popen.wait(20) == 0, self.log.read_text()
        return time.perf_counter() - began


@contextmanager
def serving(data: Path, port: int | None = None, *more: str) -> Iterator[Process]:
    """Run a server for as long as the context lasts."""
    process = Process(data, port or free_port(), *more)
    try:
        yield process
    finally:
        if process.popen.poll() is None:
            process.kill()


class Stream:
    """The events of one reader, as they come."""

    def __init__(self, lines: AsyncIterator[str], status: int, headers: Any) -> None:
        self._lines = lines
        self.status = status
        self.headers = headers
        self.last_id = ""

    async def next(self) -> tuple[str, str]:
        """The next event: name and data; a heartbeat is (":", text)."""
        name, data = "", ""
        async for line in self._lines:
            if line.startswith(":"):
                return ":", line
            if line.startswith("id: "):
                self.last_id = line[4:]
            elif line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                data = line[6:]
            elif not line and name:
                return name, data
        return "end", ""


@asynccontextmanager
async def listening(client: httpx.AsyncClient, last_id: str = "") -> AsyncIterator[Stream]:
    """Open /api/events."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    async with client.stream("GET", "/api/events", headers=headers) as answer:
        yield Stream(answer.aiter_lines(), answer.status_code, answer.headers)
