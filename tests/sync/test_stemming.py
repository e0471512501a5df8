"""A store that remembers few generations: what it has forgotten is gone, and may come again."""

from __future__ import annotations

import pytest

from sync import revtree
from sync.errors import NotFound

DB = "db"


@pytest.fixture
async def forgetful(store):
    await store.create(DB)
    await store.set_revs_limit(DB, 1)
    return store


async def test_a_forgotten_revision_comes_again(forgetful):
    """From a store that remembers more: it stands beside what grew from it, with its content."""
    (first,) = await forgetful.write(DB, [{"_id": "a", "v": 1}])
    await forgetful.write(DB, [{"_id": "a", "_rev": first.rev, "v": 2}])
    (again,) = await forgetful.write(DB, [{"_id": "a", "_rev": first.rev, "v": 1}], new_edits=False)
    assert again.ok
    assert (await forgetful.get(DB, "a"))["v"] == 2
    assert (await forgetful.get(DB, "a", first.rev))["v"] == 1


async def test_a_forgotten_revision_is_missing(forgetful):
    """Its body goes with its name, and contents that only it had; asking for it is no mistake."""
    photo = {"x": {"content_type": "a/b", "data": b"picture"}}
    (first,) = await forgetful.write(DB, [{"_id": "a", "_attachments": photo}])
    await forgetful.write(DB, [{"_id": "a", "_rev": first.rev}])
    assert await forgetful.get(DB, "a", first.rev) is None
    with pytest.raises(NotFound):
        await forgetful.read(DB, "a", first.rev)
    (found,) = await forgetful.leaves(DB, "a", [first.rev])
    assert found.doc is None
    assert forgetful._reader.execute("SELECT count(*) FROM blobs").fetchone() == (0,)


async def test_a_history_longer_than_the_limit_arrives_at_once(store):
    """A replicator brings more generations than CouchDB's default remembers behind a known revision."""
    await store.create(DB)
    (first,) = await store.write(DB, [{"_id": "a", "v": 0}])
    newest = revtree.REVS_LIMIT + 2
    ids = [f"{number:x}" for number in range(newest, 1, -1)] + [first.rev.partition("-")[2]]
    grown = {"_id": "a", "_rev": f"{newest}-{ids[0]}", "_revisions": {"start": newest, "ids": ids}, "v": 1}
    (row,) = await store.write(DB, [grown], new_edits=False)
    assert row.ok
    assert (await store.get(DB, "a"))["v"] == 1
    (found,) = await store.leaves(DB, "a", [first.rev])
    assert found.doc is None
