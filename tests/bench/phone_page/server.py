"""The least server that the phone's storage can synchronise with: real protocol, gate and store, no accounts.

Serves `/db` by sync/http behind the gate, `/bare` the same without one (for what the server itself would
write), the few people's endpoints that the sync asks, and a folder of built files. Whoever asks is the
inspector that the header `Bench-User` names. A document `assignment:ended` in a file ends their assignment,
`assignment:none` says that there never was one.

    python -m tests.bench.phone_page.server --data DIR --files BUILT --port N --cases 60 --documents 60
"""

import argparse
import asyncio
import datetime as dt
import json
import mimetypes
import random
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvicorn

from api.access import INSPECTOR_WRITES
from api.audit import Audit
from api.cases.caseload import Assigned
from api.quarantine.deciding import Deciding
from api.quarantine.keeping import Keeping
from api.readmodel import ReadModel
from api.rules.catalogue import catalogue
from api.rules.intervals import FAR_PAST
from api.tenure import Tenure
from sync import bundle
from sync.gate import Gate, Grant, Session
from sync.heads import named
from sync.http import ProtocolApp
from sync.http.exchange import Exchange, headers_of
from sync.http.limits import GATED
from sync.sqlite import SqliteStore
from sync.store import Document

FAMILIES = ("Ахметова", "Сәрсенов", "Қасымова", "Жұмабек", "Тілеу", "Омарова")
WORDS = [
    begin + end
    for begin in ("бала", "үй", "мектеп", "кеш", "сабақ", "ана", "есік", "көрші", "жол", "сөз", "күн", "түн")
    for end in ("", "да", "ға", "ның", "лар", "мен", "сыз", "дан", "ым", "ы")
]
STREETS = ("Көктем көшесі", "улица Садовая", "Абылай даңғылы")


def invented(case: str, number: int, count: int, now: dt.datetime) -> list[Document]:
    """Make a case file of `count` documents about an invented person."""
    by = {"user": "bench", "role": "inspector", "device": "bench"}
    chance = random.Random(case)
    docs: list[Document] = [
        {
            "_id": f"case:{case}",
            "kind": "case",
            "number": f"{number:04d}",
            "name": {"family": FAMILIES[number % 6], "given": f"Аты {number}", "patronymic": "Әкесі"},
            "born": "2010-03-04",
            "school": "№ 12 мектеп",
            "guardians": [{"name": "Анасы", "relation": "анасы", "phone": "+7 700 000 00 00"}],
            "residence": {
                "address": f"{STREETS[number % 3]}, {number}",
                "lat": 49.95,
                "lon": 82.61,
                "radius_m": 60,
            },
        },
        {"_id": f"order:{case}", "kind": "order", "measure": "restricted_freedom", "from": "2026-01-01"},
    ]
    every = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    params: dict[str, Any] = {"windows": [{"days": every, "from": "22:00", "to": "06:00"}]}
    duties = {"curfew": params, "registration": {"every": {"weekday": "mon"}}, "residence": {}}
    for kind, value in duties.items():
        docs.append(
            {
                "_id": f"condition:{case}-{kind}",
                "kind": "condition",
                "order": f"order:{case}",
                "type": kind,
                "params": value,
                "from": "2026-01-01T00:00:00+05:00",
            }
        )
    for step in range(count - len(docs)):
        at = now - dt.timedelta(hours=12 * step, seconds=chance.randrange(20_000))
        fact = f"curfew_check:{uuid.uuid5(uuid.NAMESPACE_OID, f'{case}{step // 2}')}"
        if step % 2:
            docs.append(
                {
                    "_id": f"receipt:{case}-{step}",
                    "kind": "receipt",
                    "documents": [fact],
                    "received_at": at.isoformat(),
                    "device": "bench",
                }
            )
        else:
            docs.append(
                {
                    "_id": fact,
                    "kind": "curfew_check",
                    "by": by,
                    "at": at.isoformat(),
                    "result": "present",
                    "place": {
                        "lat": round(49.95 + chance.uniform(-0.001, 0.001), 6),
                        "lon": round(82.61 + chance.uniform(-0.001, 0.001), 6),
                        "accuracy_m": round(chance.uniform(4, 60), 1),
                    },
                    "note": "Есікті анасы ашты: " + " ".join(chance.choices(WORDS, k=12)) + ".",
                }
            )
    return [{**doc, "schema": 1} for doc in docs]


class OneInspector:
    """Access of whoever the header names, to every file that has not been taken from them."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def session(self, headers: Mapping[str, str]) -> Session | None:
        """Everybody is an inspector on the device `bench`."""
        return Session(user=headers.get("bench-user", "bench"), role="inspector", device="bench")

    async def grant(self, session: Session, db: str) -> Grant | None:
        """As api/access.py grants to the assigned, and to those who were."""
        if not db.startswith("case-") or not await self._store.exists(db):
            return None
        if await self._store.get(db, "assignment:none") is not None:
            return None
        ended = await self._store.get(db, "assignment:ended")
        if ended is None:
            return Grant(read=True, writes=INSPECTOR_WRITES)
        until = dt.datetime.fromisoformat(ended["until"])
        held = Assigned(db, session.user, "inspector", FAR_PAST, until, id="assignment:ended")
        tenure = Tenure([held], dt.datetime.now(dt.UTC), catalogue())
        return Grant(read=False, writes=INSPECTOR_WRITES, late=True, tenure=tenure)


class World:
    """What the phone asks beside replication, answered from the store."""

    def __init__(self, store: SqliteStore, made_as: str, files: Path, *, bundles: bool) -> None:
        self._store = store
        self._made_as = made_as
        self._files = files
        self._bundles = bundles
        self._deciding = Deciding(store)
        gate = Gate(OneInspector(store), quarantine=Keeping(store, Audit(store)))
        self._gated = ProtocolApp(store, gate, prefix="/db")
        self._bare = ProtocolApp(store, prefix="/bare")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/db/"):
            await self._gated(scope, receive, send)
            return
        if scope["path"].startswith("/bare/"):
            await self._bare(scope, receive, send)
            return
        if scope["path"] == "/api/bundle" and self._bundles:
            await self._bundle(Exchange(scope, receive, send, limits=GATED))
            return
        if scope["path"] == "/api/heads" and scope["method"] == "HEAD":
            await self._wait(Exchange(scope, receive, send))
            return
        body = (await receive()).get("body", b"") if scope["method"] == "POST" else b""
        status, kind, body = await self._answer(
            scope["path"], body, headers_of(scope["headers"]).get("bench-only", "")
        )
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        if scope["path"] == "/api/heads":
            headers.append((b"qadam-store", self._made_as.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _contacts(self, cases: list[str]) -> tuple[int, str, bytes]:
        """Note a contact in each file, as api/contacts.py does."""
        for case in cases:
            now = dt.datetime.now(dt.UTC).isoformat()
            contact: Document = {"_id": "contact:bench", "kind": "contact", "device": "bench", "at": now}
            before = await self._store.get(f"case-{case}", contact["_id"])
            await self._store.write(f"case-{case}", [contact | ({"_rev": before["_rev"]} if before else {})])
        return _json({"cases": cases})

    async def _names(self, only: str) -> list[str]:
        """List the files that are assigned; `only`: of a test that has one file of its own."""
        return [
            name
            for name in await self._store.databases("case-", "case.")
            if only in name
            and await self._store.get(name, "assignment:ended") is None
            and await self._store.get(name, "assignment:none") is None
        ]

    async def _wait(self, x: Exchange) -> None:
        """Answer as api/heads.py does those who wait."""
        asked, tag = x.headers.get("if-none-match"), ""
        for _ in range(550):
            tag = f'"{named(await self._store.heads(await self._names(x.headers.get("bench-only", ""))))}"'
            if tag != asked:
                break
            await asyncio.sleep(0.1)
        await x.send(304 if tag == asked else 200, b"", "application/json", [("etag", tag)])

    async def _bundle(self, x: Exchange) -> None:
        """Answer as api/bundle.py does."""
        asked = await x.json_object()
        ours = asked.get("store") in {None, self._made_as}
        names = await self._names(x.headers.get("bench-only", ""))
        complete = asked.get("complete", [])
        if ours and complete:
            mine = [name.removeprefix("case-") for name in names]
            await self._contacts(mine if complete == "all" else [case for case in complete if case in mine])
        heads = dict(await self._store.heads(names))
        gone = [db for db in asked["files"] if db not in heads]
        heads = heads if ours else {}
        due = [one.db for one in bundle.due(heads, asked["files"])]
        await x.stream(bundle.CONTENT_TYPE)
        await x.part(bundle.first(self._made_as, due, gone))

        async def readable(db: str) -> bool:
            return db in await self._names("")

        async for piece in bundle.told(self._store, heads, asked["files"], readable):
            await x.part(piece)
        await x.end()

    async def _receipts(self, cases: list[str]) -> tuple[int, str, bytes]:
        """Tell what is kept apart, as api/quarantine/routes.py does."""
        held = [(case, one) for case in cases for one in await self._deciding.held(case)]
        return _json(
            [
                {
                    "case": case,
                    "document": one.document,
                    "received_at": one.received_at.isoformat(),
                    "state": one.state,
                    "decided_at": None,
                }
                for case, one in held
            ]
        )

    async def _answer(self, path: str, body: bytes, only: str) -> tuple[int, str, bytes]:
        names = await self._names(only)
        if path == "/api/heads":
            return _json(await self._store.heads(names))
        if path == "/api/assignments":
            return _json([{"case": name.removeprefix("case-"), "db": name} for name in names])
        if path == "/api/contacts/ended":
            return _json({"cases": json.loads(body)["cases"]})
        if path == "/api/receipts":
            return await self._receipts(json.loads(body)["cases"])
        if path == "/api/contacts":
            return await self._contacts(json.loads(body)["cases"])
        file = (self._files / path.lstrip("/")).resolve()
        if path == "/":
            file = self._files / "index.html"
        if file.is_file() and file.is_relative_to(self._files):
            return 200, mimetypes.guess_type(file.name)[0] or "text/plain", file.read_bytes()
        return 404, "application/problem+json", b'{"status": 404}'


def _json(value: object) -> tuple[int, str, bytes]:
    return 200, "application/json", json.dumps(value).encode()


async def serve(asked: argparse.Namespace) -> None:
    asked.data.mkdir(parents=True, exist_ok=True)
    store = await SqliteStore.open(asked.data / "qadam.sqlite")
    now = dt.datetime.now(dt.UTC)
    for number in range(asked.cases):
        case = uuid.uuid5(uuid.NAMESPACE_OID, str(number)).hex
        if not await store.exists(f"case-{case}"):
            await store.create(f"case-{case}")
            await store.write(f"case-{case}", invented(case, number, asked.documents, now))
    lists = await ReadModel.open(asked.data / "readmodel.sqlite")
    world = World(store, lists.made_as, asked.files.resolve(), bundles=not asked.plain)
    config = uvicorn.Config(world, host="127.0.0.1", port=asked.port, log_level="warning", lifespan="off")
    try:
        await uvicorn.Server(config).serve()
    finally:
        await lists.close()
        await store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--files", type=Path, default=Path())
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--plain", action="store_true", help="know no bundles, as an older server")
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--documents", type=int, default=60)
    asyncio.run(serve(parser.parse_args()))
