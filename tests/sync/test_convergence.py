"""Several stores, edited apart and replicated in any order, with cuts: the same trees and winners everywhere.

The stores and who replicates with whom:

    chain   one ─── two ─── three ─── four        star        one
                                                            / | \\
    ring    one ──> two                                  two three four
             ^       |
            four <─ three      full    each with each       random  drawn, connected by a chain
"""

from __future__ import annotations

import asyncio
from itertools import pairwise, permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import revtree
from sync.errors import NotFound
from sync.revtree import Node
from sync.sqlite import SqliteStore
from sync.store import ChangesQuery, Form
from tests.examples import examples
from tests.sync.replicator import replicate

DB = "case-0f3a"
IDS = ("a", "b", "c")
STORES = 4
CHAIN = [*pairwise(range(STORES)), *((two, one) for one, two in pairwise(range(STORES)))]
TOPOLOGIES = {
    "chain": CHAIN,
    "star": [edge for leaf in range(1, STORES) for edge in ((0, leaf), (leaf, 0))],
    "ring": [(0, 1), (1, 2), (2, 3), (3, 0)],
    "full": list(permutations(range(STORES), 2)),
}
LONG = 1000
"""A revs_limit that no history here reaches."""

which = st.integers(0, STORES - 1)
doc_id = st.sampled_from(IDS)
number = st.integers(0, 5)
edit = st.tuples(st.just("edit"), which, doc_id, st.integers(0, 3), number)
delete = st.tuples(st.just("delete"), which, doc_id, number, number)
attach = st.tuples(st.just("attach"), which, doc_id, st.integers(0, 2), number)
compact = st.tuples(st.just("compact"), which, doc_id, number, number)
cut = st.one_of(st.none(), st.integers(1, 4))


def histories(edges):
    """Actions at any store, and replications along the edges, cut or not, by either kind of replicator."""
    along = st.tuples(st.just("replicate"), st.sampled_from(edges), cut, st.booleans(), number)
    return st.lists(st.one_of(edit, edit, delete, attach, compact, along, along), min_size=1, max_size=40)


FOR_EVER = st.just(LONG)


@st.composite
def worlds(draw, limits=FOR_EVER):
    """A topology, each store's revs_limit, and a history."""
    name = draw(st.sampled_from([*TOPOLOGIES, "random"]))
    edges = TOPOLOGIES.get(name) or [
        *CHAIN,
        *draw(st.lists(st.sampled_from(TOPOLOGIES["full"]), max_size=4)),
    ]
    order = draw(st.permutations(edges))
    return order, [draw(limits) for _ in range(STORES)], draw(histories(edges))


class World:
    """The stores, the checkpoints of their replications, and every edit that anybody made."""

    def __init__(self, stores, edges):
        self.stores = stores
        self.edges = edges
        self.checkpoints = {}
        self.truth = {doc_id: {} for doc_id in IDS}
        """each document's tree as somebody would know it who sees all"""

    async def act(self, action, where, one, two, three):
        if action == "replicate":
            await self.replicate(where, one, as_couchdb=two)
            return
        store = self.stores[where]
        if action == "compact":
            await store.compact(DB)
            return
        leaves = [leaf for leaf in await leaves_of(store, one) if not leaf.get("_deleted")]
        leaf = leaves[three % len(leaves)] if leaves else {"_id": one}
        if action == "attach":
            file = {"content_type": "a/b", "data": bytes([two]) * 10}
            leaf["_attachments"] = {**leaf.get("_attachments", {}), f"x{two}": file}
            await self.write(store, leaf)
        elif action == "edit":
            await self.write(store, {**leaf, "v": two})
        elif leaves:
            await self.write(store, {"_id": one, "_rev": leaf["_rev"], "_deleted": True})

    async def write(self, store, doc):
        parent = doc.get("_rev") or await self.tombstone(store, doc["_id"])
        (row,) = await store.write(DB, [doc])
        if row.ok:
            self.truth[doc["_id"]][row.rev] = Node(parent, bool(doc.get("_deleted")))

    async def tombstone(self, store, doc_id):
        """On what a document that is written again after its deletion stands."""
        leaves = await leaves_of(store, doc_id)
        return leaves[0]["_rev"] if leaves else None

    async def replicate(self, edge, cut_after=None, *, as_couchdb=False):
        source, target = (self.stores[end] for end in edge)
        since = self.checkpoints.get(edge, 0)
        self.checkpoints[edge] = await replicate(
            source, target, DB, since=since, cut_after=cut_after, as_couchdb=as_couchdb
        )

    async def settle(self):
        """Replicate along all edges, in their order, until nothing is new anywhere."""
        for _ in range(4 * STORES):
            before = [(await store.info(DB)).update_seq for store in self.stores]
            for edge in self.edges:
                await self.replicate(edge)
            if before == [(await store.info(DB)).update_seq for store in self.stores]:
                return
        pytest.fail("replication does not come to an end")


async def leaves_of(store, doc_id, form=Form()):  # noqa: B008 - frozen
    """All leaves of a document, decoded, the winner first."""
    try:
        found = await store.leaves(DB, doc_id, "all", form)
    except NotFound:
        return []
    return [msgspec.json.decode(bytes(leaf.doc)) for leaf in found]


async def seen(store, *, histories):
    """Everything a reader can see, but for the order in which it came."""
    trees = {}
    for doc_id in IDS:
        leaves = await leaves_of(store, doc_id, Form(revs=True, attachments=True))
        if not histories:
            for leaf in leaves:
                del leaf["_revisions"]
        trees[doc_id] = leaves
    winners = {doc_id: await store.get(DB, doc_id) for doc_id in IDS}
    info = await store.info(DB)
    return trees, winners, info.doc_count, info.doc_del_count


async def recounted(store):
    """The counters as a recount gives them, and as they are kept."""
    rows = (await store.changes(DB, ChangesQuery())).rows
    info = await store.info(DB)
    deleted = sum(row.deleted for row in rows)
    return (len(rows) - deleted, deleted), (info.doc_count, info.doc_del_count)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """``lived(world, look)``: a history from beginning to end, in the same stores as all the others."""
    folder = tmp_path_factory.mktemp("stores")
    with asyncio.Runner() as runner:
        stores = [runner.run(SqliteStore.open(folder / f"{place}.sqlite")) for place in range(STORES)]
        for store in stores:
            store._writing.execute(
                "PRAGMA synchronous = OFF"
            )  # what is proved here has nothing to do with disks
        yield lambda world, look: runner.run(live(stores, world, look))
        for store in stores:
            runner.run(store.close())


async def live(stores, world, look):
    edges, limits, history = world
    for store, limit in zip(stores, limits, strict=True):
        if await store.exists(DB):
            await store.delete(DB)
        await store.create(DB)
        await store.set_revs_limit(DB, limit)
    world = World(stores, edges)
    for action in history:
        await world.act(*action)
    await world.settle()
    for store in stores:
        counted, kept = await recounted(store)
        assert counted == kept
        await every_revision_is_readable(store)
    await look(world)


async def every_revision_is_readable(store):
    """What is named is there, or said to be missing; nothing is a mistake of the server's."""
    for doc_id in IDS:
        for leaf in await leaves_of(store, doc_id, Form(revs_info=True)):
            for step in leaf["_revs_info"]:
                (found,) = await store.leaves(DB, doc_id, [step["rev"]], Form(revs=True, attachments=True))
                assert (found.doc is None) == (step["status"] == "missing")


@examples(60)
@given(world=worlds())
def test_any_history_converges(lived, world):
    """Trees, winners, bodies, attachments and counts are equal in the end; nobody's edit is lost.

    The leaves are those of the one tree that all edits together make, and the winner is that tree's.
    """

    async def look(world):
        views = [await seen(store, histories=True) for store in world.stores]
        for view in views[1:]:
            assert view == views[0]
        trees, winners, _, _ = views[0]
        for doc_id, truth in world.truth.items():
            assert [leaf["_rev"] for leaf in trees[doc_id]] == (revtree.ranked(truth) if truth else [])
            winner = winners[doc_id]
            if winner is not None:
                assert winner["_rev"] == revtree.winner(truth)

    lived(world, look)


@examples(40)
@given(world=worlds(limits=st.sampled_from([1, 2, 3, 5, LONG])))
def test_any_history_keeps_every_leaf_at_any_revs_limit(lived, world):
    """However short the histories that stores remember: every leaf there is comes to every store, whole.

    More cannot be promised, by CouchDB neither: where more was edited between two replications than a store
    remembers, an old revision that comes back cannot be recognised, and stands as a conflict.
    """

    async def look(world):
        for store in world.stores:
            trees, *_ = await seen(store, histories=False)
            for doc_id, truth in world.truth.items():
                here = {leaf["_rev"]: bool(leaf.get("_deleted")) for leaf in trees[doc_id]}
                assert revtree.leaves(truth) <= set(here)
                assert set(here) <= set(truth)
                assert {rev: truth[rev].deleted for rev in here} == here

    lived(world, look)


@examples(25)
@given(world=worlds(limits=st.sampled_from([41, 60, LONG])))
def test_limits_that_no_history_reaches_change_nothing(lived, world):
    """Stores with different limits, all longer than what was edited: equal, the histories too."""

    async def look(world):
        views = [await seen(store, histories=True) for store in world.stores]
        assert all(view == views[0] for view in views)

    lived(world, look)
