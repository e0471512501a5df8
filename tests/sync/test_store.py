"""The embedded store through its interface: what others of this project build on."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from sync.errors import (
    BadDocument,
    DatabaseExists,
    DocumentTooLarge,
    FolderInUse,
    MissingStub,
    NoDatabase,
    NotFound,
    Unavailable,
)
from sync.sqlite import SqliteStore, reading
from sync.store import ChangesQuery, Form


@pytest.fixture
async def db(store):
    await store.create("case-1")
    return store


async def test_databases_are_made_listed_and_dropped(store):
    for name in ("case-2", "case-1", "minor-1", "registry"):
        await store.create(name)
    with pytest.raises(DatabaseExists):
        await store.create("case-1")
    assert await store.databases() == ["case-1", "case-2", "minor-1", "registry"]
    assert await store.databases("case-", "case.") == ["case-1", "case-2"]
    await store.delete("case-1")
    assert not await store.exists("case-1")
    with pytest.raises(NoDatabase):
        await store.delete("case-1")
    with pytest.raises(NoDatabase):
        await store.write("case-1", [{"_id": "a"}])


async def test_documents_are_winners_by_id(db):
    """By prefix, since a number, with what was deleted meanwhile."""
    await db.write("case-1", [{"_id": "flag:b", "n": 1}, {"_id": "visit:a"}, {"_id": "flag:a", "n": 2}])
    found = await db.documents("case-1", prefix="flag:")
    assert [doc["_id"] for doc in found.rows] == ["flag:a", "flag:b"]
    assert found.update_seq == 3
    rev = found.rows[0]["_rev"]
    await db.write("case-1", [{"_id": "flag:a", "_rev": rev, "_deleted": True}, {"_id": "flag:c"}])
    later = await db.documents("case-1", prefix="flag:", since=found.update_seq)
    assert [doc["_id"] for doc in later.rows] == ["flag:c"]
    assert later.deleted == ["flag:a"]


async def test_a_thousand_documents_come_whole(db):
    await db.write("case-1", [{"_id": f"{n:05}"} for n in range(1111)])
    assert [doc["_id"] for doc in (await db.documents("case-1")).rows] == [f"{n:05}" for n in range(1111)]


async def test_missing_and_deleted_are_none(db):
    assert await db.get("case-1", "a") is None
    (row,) = await db.write("case-1", [{"_id": "a"}])
    await db.write("case-1", [{"_id": "a", "_rev": row.rev, "_deleted": True}])
    assert await db.get("case-1", "a") is None
    with pytest.raises(NoDatabase):
        await db.get("case-2", "a")


async def test_conflicts_are_rows(db):
    (first,) = await db.write("case-1", [{"_id": "a"}])
    assert first.ok
    (second,) = await db.write("case-1", [{"_id": "a"}])
    assert (second.ok, second.error) == (False, "conflict")


async def test_what_cannot_be_read_raises_before_anything_is_written(db):
    with pytest.raises(BadDocument):
        await db.write("case-1", [{"_id": "a"}, {"_id": "b", "_wrong": 1}])
    with pytest.raises(MissingStub):
        await db.write("case-1", [{"_id": "a"}, {"_id": "b", "_attachments": {"x": {"stub": True}}}])
    info = await db.info("case-1")
    assert (info.doc_count, info.update_seq, info.size) == (0, 0, 0)


class Sealed:
    """Refuses documents that say so, and adds one that counts the rest."""

    def judge(self, view, arrival):
        earlier = view.get("earlier")
        return "no: told so" if arrival.doc.get("refuse") else None if earlier else "no: too early"

    def judge_attachments(self, view, arrival):
        return "no: a picture" if arrival.attachments else None

    def seal(self, view, written):
        return [{"_id": "seal", "count": len(written), "ids": [arrival.id for arrival in written]}]


async def test_admit_judges_and_adds_in_the_same_transaction(db):
    await db.write("case-1", [{"_id": "earlier"}])
    before = (await db.info("case-1")).update_seq
    rows = await db.write(
        "case-1", [{"_id": "a"}, {"_id": "b", "refuse": True}, {"_id": "c"}], admit=Sealed()
    )
    assert [(row.id, row.error, row.reason) for row in rows] == [
        ("a", None, None),
        ("b", "forbidden", "no: told so"),
        ("c", None, None),
    ]
    assert (await db.get("case-1", "seal"))["ids"] == ["a", "c"]
    changes = await db.changes("case-1", ChangesQuery(since=before))
    assert [row.id for row in changes.rows] == ["a", "c", "seal"]


GROWN = [
    ({"start": 2, "ids": ["b", "evil"]}, "another parent"),
    ({"start": 9, "ids": ["z", "y", "x", "w", "v", "u", "t", "b", "evil"]}, "a new leaf, refused"),
    ({"start": 1, "ids": ["a"]}, "an inner revision"),
    ({"start": 3, "ids": ["c", "b", "a"]}, "the whole history"),
    ({"start": 5, "ids": ["s", "q", "c"]}, "a stemmed leaf, refused"),
]


@pytest.mark.parametrize("revisions", [case[0] for case in GROWN], ids=[case[1] for case in GROWN])
async def test_who_is_judged_never_changes_a_tree_by_what_is_known(db, revisions):
    """A known revision with an invented history is as if it had not been sent."""
    await db.write("case-1", [{"_id": "earlier"}])
    whole = {"_id": "d", "_revisions": {"start": 3, "ids": ["c", "b", "a"]}}
    stemmed = {"_id": "e", "_revisions": {"start": 3, "ids": ["c", "b"]}}
    await db.write("case-1", [whole, stemmed], new_edits=False)
    form = Form(revs=True, conflicts=True, deleted_conflicts=True)
    before = [bytes((await db.read("case-1", doc_id, None, form)).doc) for doc_id in "de"]
    sent = [{"_id": doc_id, "_revisions": revisions, "refuse": True} for doc_id in "de"]
    rows = await db.write("case-1", sent, new_edits=False, admit=Sealed())
    assert all(row.ok == (revisions["start"] < 5) for row in rows if row.id == "d")
    assert [bytes((await db.read("case-1", doc_id, None, form)).doc) for doc_id in "de"] == before
    assert await db.get("case-1", "seal") is None


async def test_a_refusal_comes_before_a_search_for_attachments(db):
    """A stub that nobody has, in a document that is refused: a row, not the end of the batch."""
    await db.write("case-1", [{"_id": "earlier"}])
    stub = {"_id": "a", "refuse": True, "_attachments": {"x": {"stub": True}}}
    picture = {"_id": "b", "_attachments": {"x": {"data": "aGk="}}}
    rows = await db.write("case-1", [stub, picture, {"_id": "c"}], admit=Sealed())
    assert [(row.error, row.reason) for row in rows] == [
        ("forbidden", "no: told so"),
        ("forbidden", "no: a picture"),
        (None, None),
    ]


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


async def test_a_history_without_end_is_refused(db):
    doc = {"_id": "a", "_revisions": {"start": 10_001, "ids": ["a"] * 10_001}}
    with pytest.raises(DocumentTooLarge):
        await db.write("case-1", [doc], new_edits=False)


async def test_admit_that_breaks_writes_nothing_and_hurts_nobody_else(db):
    class Broken:
        def judge(self, view, arrival):
            raise ZeroDivisionError

        def seal(self, view, written):
            return []

    results = await asyncio.gather(
        db.write("case-1", [{"_id": "a"}]),
        db.write("case-1", [{"_id": "b"}], admit=Broken()),
        db.write("case-1", [{"_id": "c"}]),
        return_exceptions=True,
    )
    assert isinstance(results[1], ZeroDivisionError)
    assert [doc["_id"] for doc in (await db.documents("case-1")).rows] == ["a", "c"]
    assert (await db.info("case-1")).doc_count == 2


async def test_updates_tell_what_there_is_then_wait(store):
    await store.create("case-1")
    await store.create("case-2")
    await store.write("case-1", [{"_id": "a"}])
    feed = store.updates(0)
    first = [await anext(feed), await anext(feed)]
    assert [db for _, db in first] == ["case-2", "case-1"]
    waiting = asyncio.ensure_future(anext(feed))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await store.write("case-2", [{"_id": "a"}])
    number, name = await asyncio.wait_for(waiting, 5)
    assert name == "case-2"
    assert number > first[-1][0]
    assert await store.last_update() == number


async def test_updates_from_now_on(db):
    feed = db.updates()
    await db.write("case-1", [{"_id": "a"}])
    assert (await asyncio.wait_for(anext(feed), 5))[1] == "case-1"


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


async def test_old_history_is_stemmed(db):
    """A document edited more often than is remembered keeps its latest 1,000 revisions."""
    rev = None
    for start in range(0, 1200, 100):
        path = [f"{n}" for n in range(start + 100, start, -1)]
        known = [f"{n}" for n in range(start, 0, -1)]
        doc = {"_id": "a", "_rev": f"{start + 100}-{path[0]}"}
        doc["_revisions"] = {"start": start + 100, "ids": [*path, *known]}
        (row,) = await db.write("case-1", [doc], new_edits=False)
        rev = row.rev
    assert rev == "1200-1200"
    import json

    found = await db.read("case-1", "a", form=Form(revs=True))
    assert len(json.loads(bytes(found.doc))["_revisions"]["ids"]) == 1000


async def test_attachments_of_what_is_not_there(db):
    with pytest.raises(NotFound):
        await db.attachment("case-1", "a", "x")
    await db.write("case-1", [{"_id": "a"}])
    with pytest.raises(NotFound):
        await db.attachment("case-1", "a", "x")


async def test_heads_in_one_read(db):
    await db.create("case-2")
    await db.write("case-1", [{"_id": "a"}, {"_id": "b"}])
    assert await db.heads(["case-1", "case-2", "case-3"]) == {"case-1": 2, "case-2": 0}


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
