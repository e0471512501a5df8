"""The protocol behind the gate on a real port, with sessions and grants in two tables that a test changes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import hashlib
import socket
import threading
from typing import TYPE_CHECKING

import httpx
import uvicorn
import uvloop

from api.audit import Audit
from api.quarantine.keeping import Keeping
from sync.gate import Gate, Grant, Session
from sync.http import ProtocolApp
from sync.quarantine import Outside
from sync.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NOW = dt.datetime(2026, 10, 2, 18, 30, tzinfo=dt.UTC)

INSPECTOR_WRITES = frozenset({"visit", "curfew_check", "sighting", "attendance", "photo", "explanation"})


class TableAccess:
    """A session is named by the cookie; a grant by session and database."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.grants: dict[tuple[str, str], Grant] = {}

    async def session(self, headers: Mapping[str, str]) -> Session | None:
        return self.sessions.get(headers.get("cookie", "").removeprefix("qadam="))

    async def grant(self, session: Session, db: str) -> Grant | None:
        return self.grants.get((session.user, db))


class Until:
    """Assigned until a moment, by the device's own clock; the real one is ``api.tenure``."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def outside(self, doc: Mapping, measured: float | None, view: object) -> Outside | None:
        late = dt.datetime.fromisoformat(doc["at"]) >= self.moment
        return Outside("after_assignment", self.moment) if late else None


class GatedServer:
    """``client(user)`` speaks with that user's cookie; the clock stands at ``NOW``."""

    def __init__(
        self,
        url: str,
        access: TableAccess,
        loop: asyncio.AbstractEventLoop,
        store: SqliteStore,
        app: ProtocolApp,
    ) -> None:
        self.url = url
        self.access = access
        self._loop = loop
        self.store = store
        self.app = app

    def client(self, user: str | None, **headers: str) -> httpx.Client:
        cookie = {"cookie": f"qadam={user}"} if user else {}
        return httpx.Client(base_url=self.url, timeout=30, verify=False, headers={**cookie, **headers})

    def headers(self, user: str) -> dict[str, str]:
        return {"cookie": f"qadam={user}"}

    def log_in(self, user: str, role: str = "inspector", device: str | None = None) -> None:
        self.access.sessions[user] = Session(user=user, role=role, device=device or f"device-of-{user}")

    def allow(self, user: str, db: str, **grant: object) -> None:
        allowed = {"read": True, "writes": INSPECTOR_WRITES, **grant}
        self.access.grants[user, db] = Grant(**allowed)

    def stored(self, db: str) -> dict[str, dict]:
        """Everything in a database, by id, past the gate."""
        found = asyncio.run_coroutine_threadsafe(self.store.documents(db), self._loop).result(10)
        return {doc["_id"]: doc for doc in found.rows}

    def write(self, db: str, docs: list[dict]) -> None:
        """As the server itself does."""
        rows = asyncio.run_coroutine_threadsafe(self.store.write(db, docs), self._loop).result(10)
        assert all(row.ok for row in rows)

    def create(self, db: str) -> None:
        asyncio.run_coroutine_threadsafe(self.store.create(db), self._loop).result(10)


@contextlib.contextmanager
def gated_server(data: Path) -> Iterator[GatedServer]:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    access = TableAccess()
    ready = threading.Event()
    running: list[GatedServer] = []
    servers: list[uvicorn.Server] = []

    async def serve() -> None:
        store = await SqliteStore.open(data / "qadam.sqlite")
        keeping = Keeping(store, Audit(store, lambda: NOW), lambda: NOW)
        app = ProtocolApp(store, Gate(access, lambda: NOW, keeping), "/db")
        config = uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
        servers.append(uvicorn.Server(config))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/db"
        running.append(GatedServer(url, access, asyncio.get_running_loop(), store, app))
        ready.set()
        await servers[0].serve(sockets=[listening])
        await store.close()

    thread = threading.Thread(target=lambda: uvloop.run(serve()))
    thread.start()
    assert ready.wait(20)
    try:
        yield running[0]
    finally:
        servers[0].should_exit = True
        thread.join(20)


def curfew_check(user: str, key: str, **changes: object) -> dict:
    """A fact as the phone of ``user`` makes it; ``None`` takes a member away."""
    doc = {
        "_id": f"curfew_check:{key}",
        "kind": "curfew_check",
        "schema": 1,
        "by": {"user": user, "role": "inspector", "device": f"device-of-{user}"},
        "at": "2026-10-02T23:10:00+05:00",
        "clock_offset_s": 0.0,
        "result": "absent",
        "method": "in_person",
        **changes,
    }
    return {name: value for name, value in doc.items() if value is not None}


def rev_of(doc: dict) -> str:
    return f"1-{hashlib.md5(repr(sorted(doc.items())).encode()).hexdigest()}"


def push(client, db, *docs):
    """As a replicator does; the answer holds the rows that were refused."""
    sent = [{"_rev": rev_of(doc), **doc} for doc in docs]
    answer = client.post(f"/{db}/_bulk_docs", json={"docs": sent, "new_edits": False})
    assert answer.status_code == 201, answer.text
    return answer.json()


def receipts(stored: dict) -> list[dict]:
    return [doc for doc in stored.values() if doc["kind"] == "receipt"]


def photo(content: bytes, named: bytes | None = None, **changes: object) -> dict:
    digest = hashlib.sha256(named or content).hexdigest()
    attached = {"photo.jpg": {"content_type": "image/jpeg", "data": base64.b64encode(content).decode()}}
    common = curfew_check("aliya", "x", result=None, method=None)
    return {**common, "_id": f"photo:{digest}", "kind": "photo", "_attachments": attached, **changes}
