"""The embedded store: what it promises beyond what both stores do (test_stores.py)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time

import pytest

from sync.errors import (
    DatabaseExists,
    FolderInUse,
    MissingStub,
    Unavailable,
)
from sync.sqlite import SqliteStore, reading


@pytest.fixture
async def db(store):
    await store.create("case-1")
    return store


async def test_a_stub_is_looked_for_once_in_each_ancestor(db, monkeypatch):
    """A history of a thousand revisions, sent again whole: not each revision's whole history."""
    path = [f"{n:x}" for n in range(1000)]
    await db.write("case-1", [{"_id": "a", "_revisions": {"start": 1000, "ids": path}}], new_edits=False)
    asked = []
    enclosed = reading.enclosed
    monkeypatch.setattr(
        reading, "enclosed", lambda connection, doc, rev: asked.append(rev) or enclosed(connection, doc, rev)
    )
    stubs = {"x": {"stub": True}, "y": {"stub": True}}
    doc = {"_id": "a", "_revisions": {"start": 1001, "ids": ["new", *path]}, "_attachments": stubs}
    with pytest.raises(MissingStub):
        await db.write("case-1", [doc], new_edits=False)
    assert len(asked) == 1000


async def test_behind_the_last_generation_there_is_none(db):
    """An edit on it conflicts: its revision would be one that nobody may ask for."""
    last = f"{2**31 - 1}-a"
    await db.write("case-1", [{"_id": "a", "_rev": last}], new_edits=False)
    await db.write("case-1", [{"_id": "b", "_rev": last, "_deleted": True}], new_edits=False)
    rows = await db.write("case-1", [{"_id": "a", "_rev": last}, {"_id": "b"}])
    assert [row.error for row in rows] == ["conflict", "conflict"]


async def test_the_feed_and_everything_else_survive_a_restart(tmp_path):
    """Numbers go on growing, a reader's last number still means the same."""
    path = tmp_path / "q.sqlite"
    store = await SqliteStore.open(path)
    await store.create("case-1")
    await store.write("case-1", [{"_id": "a", "_attachments": {"x": {"data": b"content"}}}])
    await store.put_local("case-1", "checkpoint", {"n": 1})
    number, uuid = await store.last_update(), store.uuid
    waiting = asyncio.ensure_future(anext(store.updates(), None))
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.wait_for(waiting, 5) is None, "who waits is let go"
    store = await SqliteStore.open(path)
    assert store.uuid == uuid
    assert await store.last_update() == number
    await store.write("case-1", [{"_id": "b"}])
    assert await anext(store.updates(number)) == (number + 1, "case-1")
    assert (await store.attachment("case-1", "a", "x")).data == b"content"
    assert (await store.get_local("case-1", "checkpoint"))["n"] == 1
    await store.close()


async def test_one_process_and_one_store_for_a_file(tmp_path):
    store = await SqliteStore.open(tmp_path / "q.sqlite")
    with pytest.raises(FolderInUse):
        await SqliteStore.open(tmp_path / "q.sqlite")
    await store.close()
    await (await SqliteStore.open(tmp_path / "q.sqlite")).close()


async def blobs(store):
    return store._reader.execute("SELECT count(*) FROM blobs").fetchone()[0]


async def test_the_same_content_is_kept_once(store):
    """In two databases, in two documents, under two names; gone with the last that needs it."""
    await store.create("case-1")
    await store.create("case-2")
    picture = {"content_type": "image/jpeg", "data": b"\xff\xd8" * 1000}
    for db in ("case-1", "case-2"):
        await store.write(db, [{"_id": n, "_attachments": {"x": picture, "y": picture}} for n in ("a", "b")])
    assert await blobs(store) == 1
    await store.delete("case-1")
    await emptied(store)
    assert await blobs(store) == 1
    assert (await store.attachment("case-2", "b", "y")).data == picture["data"]
    await store.delete("case-2")
    await emptied(store)
    assert await blobs(store) == 0


async def emptied(store):
    """Wait until what dropped databases left is removed."""
    deadline = time.monotonic() + 10
    while store._reader.execute("SELECT 1 FROM databases WHERE name IS NULL").fetchone():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_what_a_crash_left_of_a_dropped_database_is_removed_at_the_next_start(tmp_path):
    store = await SqliteStore.open(tmp_path / "q.sqlite")
    await store.create("case-1")
    await store.write("case-1", [{"_id": f"{n}"} for n in range(1000)])
    store._writing.execute("UPDATE databases SET name = NULL")
    await store.close()
    store = await SqliteStore.open(tmp_path / "q.sqlite")
    await emptied(store)
    assert store._reader.execute("SELECT count(*) FROM documents").fetchone() == (0,)
    await store.close()


async def waits_beside_a_long_write(db, name: str) -> tuple[list[float], float]:
    """Seconds that each read waited while 20,000 documents were written, and what the write took."""
    await db.create(name)
    long = asyncio.ensure_future(db.write(name, [{"_id": f"{n:06}", "t": "x" * 300} for n in range(20_000)]))
    waits, started = [], time.perf_counter()
    while not long.done():
        began = time.perf_counter()
        assert await db.get("case-1", "a") is not None
        await asyncio.sleep(0)
        waits.append(time.perf_counter() - began)
    assert (await db.info(name)).doc_count == 20_000
    return waits, time.perf_counter() - started


async def test_readers_do_not_wait_for_a_long_write(db):
    """While 20,000 documents are written, readers have their turn again and again.

    The slowest turn is asked of up to three writes: another program may take a core away from one of them. A
    writer that holds the loop does so every time.
    """
    await db.write("case-1", [{"_id": "a"}])
    slowest, took = 0.0, 0.0
    for attempt in range(3):
        waits, took = await waits_beside_a_long_write(db, f"case-2{attempt}")
        slowest = max(waits)
        assert len(waits) > 60
        assert sorted(waits)[int(len(waits) * 0.95)] < took / 20
        if slowest < max(0.25, took / 4):
            return
    pytest.fail(f"somebody waited {slowest:.3f} s of {took:.3f} s, three times out of three")


async def test_another_programs_lock_is_waited_for(db, tmp_path):
    """An operator's shell holds the write lock for a moment: a write waits, reads do not, nobody fails."""
    import sqlite3

    shell = sqlite3.connect(tmp_path / "qadam.sqlite", isolation_level=None)
    shell.execute("BEGIN IMMEDIATE")
    writing = asyncio.ensure_future(db.write("case-1", [{"_id": "a"}]))
    await asyncio.sleep(0.1)
    assert not writing.done()
    assert (await db.info("case-1")).doc_count == 0
    shell.execute("COMMIT")
    shell.close()
    assert (await asyncio.wait_for(writing, 5))[0].ok


async def test_a_document_edited_for_ever_does_not_grow_for_ever(db):
    """Outgrown bodies and their attachments go by themselves; a conflict and the latest bodies stay."""
    await db.write("case-1", [{"_id": "a", "_rev": "1-x", "v": "other side"}], new_edits=False)
    (row,) = await db.write("case-1", [{"_id": "a", "_rev": "1-0", "v": 0}], new_edits=False)
    await db.write("case-1", [{"_id": "a", "_rev": "1-x", "v": "edited there"}])
    (first,) = await db.write("case-1", [{"_id": "b"}])
    rev = first.rev
    for number in range(100):
        attachment = {"x": {"data": b"%d" % number}}
        (row,) = await db.write(
            "case-1", [{"_id": "b", "_rev": rev, "n": number, "_attachments": attachment}]
        )
        rev = row.rev
    kept = db._reader.execute("SELECT count(*) FROM revisions").fetchone()[0]
    assert 2 <= kept <= 20
    assert await blobs(db) <= 20
    assert (await db.get("case-1", "b"))["n"] == 99
    leaves = await db.leaves("case-1", "a", "all")
    assert sorted(leaf.rev[:2] for leaf in leaves) == ["1-", "2-"]
    assert all(leaf.doc is not None for leaf in leaves)


async def test_who_waits_when_the_store_closes_is_told_to_come_again(tmp_path):
    """503, not 404: a phone must not take a restart for the loss of its case."""
    store = await SqliteStore.open(tmp_path / "q.sqlite")
    await store.create("case-1")
    waiting = asyncio.ensure_future(store.beyond("case-1", 0))
    await asyncio.sleep(0)
    await store.close()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(waiting, 5)
    for asked in (store.get("case-1", "a"), store.write("case-1", [{"_id": "a"}]), store.info("case-1")):
        with pytest.raises(Unavailable):
            await asked


@pytest.mark.parametrize("existing", [False, True])
async def test_the_files_are_private_in_any_folder(tmp_path, existing):
    """Also where the folder is open to others, the umask allows it, and a file was made so before."""
    folder = tmp_path / "volume"
    folder.mkdir(mode=0o755)
    path = folder / "qadam.sqlite"
    before = os.umask(0o022)
    try:
        if existing:
            opened = await SqliteStore.open(path)
            await opened.close()
            path.chmod(0o644)
        opened = await SqliteStore.open(path)
        await opened.create("case-1")
        modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
        await opened.close()
    finally:
        os.umask(before)
    names = {"qadam.sqlite", "qadam.sqlite-wal", "qadam.sqlite-shm", "qadam.sqlite.lock"}
    assert modes == dict.fromkeys(names, 0o600)


async def test_a_refusal_is_told_when_its_reason_is_there(store):
    """Of two who create a database at once the second hears of it when it can be read by everybody."""

    async def made() -> int:
        with contextlib.suppress(DatabaseExists):
            await store.create("case-new")
        return (await store.info("case-new")).doc_count

    assert await asyncio.gather(*(made() for _ in range(5))) == [0] * 5
