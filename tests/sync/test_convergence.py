"""Several stores, edited apart and replicated in any order, with cuts: the same trees and winners everywhere.

one ──── two        any of the three edges, in either direction, at any time,
  \\      /          and only a part of a replication where the line breaks
   three
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.sqlite import SqliteStore
from sync.store import ChangesQuery, Form

DB = "case-0f3a"
IDS = ("a", "b", "c")
STORES = 3

which = st.integers(0, STORES - 1)
doc_id = st.sampled_from(IDS)
edit = st.tuples(st.just("edit"), which, doc_id, st.integers(0, 3), st.integers(0, 5))
delete = st.tuples(st.just("delete"), which, doc_id, st.integers(0, 5), st.just(0))
attach = st.tuples(st.just("attach"), which, doc_id, st.integers(0, 2), st.integers(0, 5))
replicate = st.tuples(st.just("replicate"), which, which, st.integers(0, 4), st.just(0))
compact = st.tuples(st.just("compact"), which, st.just(""), st.just(0), st.just(0))
histories = st.lists(st.one_of(edit, edit, delete, attach, replicate, compact), min_size=1, max_size=25)


async def open_leaves(store, doc_id):
    """Living leaves of a document, decoded, in a stable order."""
    try:
        found = await store.leaves(DB, doc_id, "all")
    except Exception:
        return []
    docs = [msgspec.json.decode(bytes(leaf.doc)) for leaf in found if not leaf.deleted]
    return sorted(docs, key=lambda doc: doc["_rev"])


async def step(stores, action, number, what, one, two):
    store = stores[number]
    if action == "replicate":
        await send(store, stores[what], cut_after=one or None)
    elif action == "compact":
        await store.compact(DB)
    else:
        leaves = await open_leaves(store, what)
        leaf = leaves[two % len(leaves)] if leaves else {"_id": what}
        if action == "edit":
            await store.write(DB, [{**leaf, "v": one}])
        elif action == "attach":
            content = bytes([one]) * 10
            attachments = {
                **leaf.get("_attachments", {}),
                f"x{one}": {"content_type": "a/b", "data": content},
            }
            await store.write(DB, [{**leaf, "_attachments": attachments}])
        elif leaves:
            leaf = leaves[one % len(leaves)]
            await store.write(DB, [{"_id": what, "_rev": leaf["_rev"], "_deleted": True}])


async def send(source, target, cut_after=None):
    """What a replicator does; after so many documents the line breaks."""
    changes = await source.changes(DB, ChangesQuery(all_leaves=True))
    asked = {row.id: [leaf.rev for leaf in row.changes] for row in changes.rows}
    lacking = await target.revs_diff(DB, asked)
    wanted = [(doc_id, rev) for doc_id, (revs, _) in lacking.items() for rev in revs][:cut_after]
    found = await source.bulk_get(DB, wanted, Form(revs=True, attachments=True), latest=True)
    docs = [
        msgspec.json.decode(bytes(leaf.doc)) for leaves in found for leaf in leaves if leaf.doc is not None
    ]
    rows = await target.write(DB, docs, new_edits=False)
    assert all(row.ok for row in rows)


async def seen(store):
    """Everything a reader can see, but for the order in which it came."""
    trees = {}
    for doc_id in IDS:
        try:
            leaves = await store.leaves(DB, doc_id, "all", Form(revs=True, attachments=True))
        except Exception:
            continue
        trees[doc_id] = [msgspec.json.decode(bytes(leaf.doc)) for leaf in leaves]
    winners = {doc_id: await store.get(DB, doc_id) for doc_id in IDS}
    info = await store.info(DB)
    return trees, winners, info.doc_count, info.doc_del_count


async def live(history):
    with tempfile.TemporaryDirectory() as folder:
        stores = []
        for number in range(STORES):
            stores.append(await SqliteStore.open(Path(folder) / f"{number}.sqlite"))
            await stores[-1].create(DB)
        try:
            for action in history:
                await step(stores, *action)
            for _ in range(2):
                for source in stores:
                    for target in stores:
                        if source is not target:
                            await send(source, target)
            views = [await seen(store) for store in stores]
            return views, [await counted(store) for store in stores]
        finally:
            for store in stores:
                await store.close()


async def counted(store):
    """The counters as a recount gives them, and as they are kept."""
    rows = (await store.changes(DB, ChangesQuery())).rows
    info = await store.info(DB)
    deleted = sum(row.deleted for row in rows)
    return (len(rows) - deleted, deleted), (info.doc_count, info.doc_del_count)


@settings(max_examples=30, deadline=None)
@given(histories)
def test_any_history_converges(history):
    """Trees, winners, bodies, attachments and counts are equal in the end, and counters as recounted."""
    views, counts = asyncio.run(live(history))
    assert views[0] == views[1] == views[2]
    for recounted, kept in counts:
        assert recounted == kept
