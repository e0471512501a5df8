"""The embedded store beside its floor: what plain SQLite does on the same disk, in the same run.

The floor of writing is one table with a unique (id, rev) index and an index by sequence, prepared statements,
``synchronous=FULL``, one transaction for each batch. The floor of reading is the same rows by the same index,
put together as JSON by msgspec. Rounds take turns; medians.

    python -m tests.bench.sync_store
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

import msgspec
import uvloop

from sync.sqlite import SqliteStore
from sync.store import ChangesQuery, Form

ROUNDS = 3
DOCS = 4_000
TEXT = "x" * 900


def floor_of_writing(folder: Path, batch: int, count: int) -> float:
    connection = sqlite3.connect(folder / f"floor-{time.time_ns()}.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE d (seq INTEGER PRIMARY KEY, id TEXT, rev TEXT, body BLOB)")
    connection.execute("CREATE UNIQUE INDEX i ON d (id, rev)")
    began = time.perf_counter()
    for start in range(0, count, batch):
        rows = [(f"doc-{start + n:09}", "1-" + "a" * 32, b"%d" % n + TEXT.encode()) for n in range(batch)]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO d (id, rev, body) VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return count / took


async def writing(store: SqliteStore, db: str, batch: int, count: int, clients: int) -> float:
    await store.create(db)

    async def client(number: int) -> None:
        for start in range(0, count // clients, batch):
            docs = [{"_id": f"{number}-{start + n:09}", "n": n, "text": TEXT} for n in range(batch)]
            await store.write(db, docs)

    began = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(clients)))
    return count / (time.perf_counter() - began)


def floor_of_reading(path: Path) -> float:
    connection = sqlite3.connect(path)
    began = time.perf_counter()
    encode = msgspec.json.Encoder().encode
    rows = connection.execute("SELECT seq, id, rev, body FROM documents ORDER BY db, seq").fetchall()
    parts = [
        encode({"seq": seq, "id": doc_id, "rev": rev, "doc": msgspec.Raw(body)})
        for seq, doc_id, rev, body in rows
    ]
    rate = len(parts) / (time.perf_counter() - began)
    connection.close()
    return rate


async def timed(count: int, work) -> float:
    began = time.perf_counter()
    await work
    return count / (time.perf_counter() - began)


async def walk(store: SqliteStore, db: str) -> None:
    async for page in await store.change_pages(db, ChangesQuery(include_docs=True)):
        msgspec.json.encode(page.rows)


async def gets(store: SqliteStore, db: str, ids: list[str]) -> None:
    for doc_id in ids:
        await store.read(db, doc_id)


async def run() -> list[tuple[str, float, float | None]]:
    measured: dict[str, list[tuple[float, float | None]]] = {}
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        store = await SqliteStore.open(folder / "q.sqlite")
        for round_ in range(ROUNDS):
            for batch, clients, count in (
                (1, 1, 300),
                (1, 16, 3200),
                (100, 1, DOCS),
                (100, 4, DOCS),
                (1000, 1, DOCS),
            ):
                what = f"write, batches of {batch}, {clients} clients"
                rate = await writing(store, f"w{round_}-{batch}-{clients}", batch, count, clients)
                # One client and group commit: the floor commits each batch by itself.
                floor = floor_of_writing(folder, batch, min(count, 300) if batch == 1 else count)
                measured.setdefault(what, []).append((rate, floor))
            db = f"w{round_}-1000-1"
            rows = (await store.changes(db, ChangesQuery())).rows
            ids = [row.id for row in rows]
            wanted = [(row.id, row.changes[0].rev) for row in rows]
            read = {
                "changes with documents, encoded": (
                    timed(DOCS, walk(store, db)),
                    floor_of_reading(folder / "q.sqlite"),
                ),
                "get": (timed(DOCS, gets(store, db, ids)), None),
                "bulk_get of all, with revs": (
                    timed(DOCS, store.bulk_get(db, wanted, Form(revs=True))),
                    None,
                ),
                "revs_diff of all, none missing": (
                    timed(DOCS, store.revs_diff(db, {doc_id: [rev] for doc_id, rev in wanted})),
                    None,
                ),
                "documents, decoded": (timed(DOCS, store.documents(db)), None),
            }
            for what, (work, floor) in read.items():
                measured.setdefault(what, []).append((await work, floor))
        await store.close()
    return [
        (
            what,
            statistics.median(rate for rate, _ in rounds),
            None if rounds[0][1] is None else statistics.median(floor for _, floor in rounds if floor),
        )
        for what, rounds in measured.items()
    ]


def main() -> None:
    print(f"{'':38}{'store/s':>12}{'floor/s':>12}{'of floor':>10}")
    for what, rate, floor in uvloop.run(run()):
        beside = f"{floor:12,.0f}{rate / floor:9.0%}" if floor else ""
        print(f"{what:38}{rate:12,.0f}{beside}")


if __name__ == "__main__":
    main()
