"""Both stores through their one interface: what others of this project build on.

The second store runs against ``python -m sync``, which is a real server over real HTTP, and, when
``COUCHDB_URL`` names one, against a CouchDB.
"""

from __future__ import annotations

import asyncio
import json

import pytest

from sync.errors import (
    BadDocument,
    DatabaseExists,
    DocumentTooLarge,
    MissingStub,
    NoDatabase,
    NotFound,
)
from sync.store import ChangesQuery, Form


@pytest.fixture
def store(any_store):
    return any_store


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
    assert (info.doc_count, info.doc_del_count, info.size) == (0, 0, 0)
    assert not (await db.changes("case-1", ChangesQuery())).rows


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
    assert {db for _, db in first} == {"case-1", "case-2"}
    waiting = asyncio.ensure_future(anext(feed))
    while (await asyncio.wait({waiting}, timeout=1))[0]:
        place, _ = waiting.result()  # a feed may tell again what it has told
        waiting = asyncio.ensure_future(anext(feed))
    await store.write("case-2", [{"_id": "a"}])
    place, name = await asyncio.wait_for(waiting, 5)
    assert name == "case-2"
    assert await store.last_update() == place
    later = store.updates(place)
    waiting = asyncio.ensure_future(anext(later))
    while (await asyncio.wait({waiting}, timeout=1))[0]:
        place, again = waiting.result()
        assert again == "case-2", "what came before that place is not told again"
        waiting = asyncio.ensure_future(anext(later))
    waiting.cancel()


async def test_updates_from_now_on(db):
    feed = db.updates()
    await db.write("case-1", [{"_id": "a"}])
    assert (await asyncio.wait_for(anext(feed), 5))[1] == "case-1"


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

    found = await db.read("case-1", "a", form=Form(revs=True))
    assert len(json.loads(bytes(found.doc))["_revisions"]["ids"]) == 1000


async def test_attachments_of_what_is_not_there(db):
    with pytest.raises(NotFound):
        await db.attachment("case-1", "a", "x")
    await db.write("case-1", [{"_id": "a"}])
    with pytest.raises(NotFound):
        await db.attachment("case-1", "a", "x")


async def test_heads_in_one_read(db):
    """Equal while nothing changes, another one after each change; of a database that is not, none."""
    await db.create("case-2")
    await db.write("case-1", [{"_id": "a"}, {"_id": "b"}])
    heads = await db.heads(["case-1", "case-2", "case-3"])
    assert set(heads) == {"case-1", "case-2"}
    assert await db.heads(["case-2", "case-1"]) == heads
    await db.write("case-1", [{"_id": "c"}])
    later = await db.heads(["case-1", "case-2"])
    assert later["case-1"] != heads["case-1"]
    assert later["case-2"] == heads["case-2"]
    await db.delete("case-2")
    assert set(await db.heads(["case-1", "case-2"])) == {"case-1"}
