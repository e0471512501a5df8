"""Real PouchDB 9 and real servers, replicating over HTTP in any order, with cuts: one tree, PouchDB's winner.

phone ─── server ─── phone        servers: `python -m sync`, one process, two databases
            │                     phones:  PouchDB in memory, each with its own revs_limit
         server ─── phone         every replication is PouchDB's own, between servers too

With ``COUCHDB_URL`` the second server is that one: then CouchDB, too, must hold the same.
"""

from __future__ import annotations

import itertools
import os

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import revtree
from sync.revtree import Node
from tests.examples import examples
from tests.protocol.server import BareServer
from tests.sync.pouchdb import pouchdb

IDS = ("a", "b")
SERVERS, PHONES = ("server one", "server two"), ("phone one", "phone two", "phone three")
PEERS = (*SERVERS, *PHONES)
LINES = [
    ("phone one", "server one"),
    ("phone two", "server one"),
    ("server one", "server two"),
    ("server two", "phone three"),
]
EDGES = [*LINES, *((two, one) for one, two in LINES)]

peer, doc_id, number = st.sampled_from(PEERS), st.sampled_from(IDS), st.integers(0, 3)
edit = st.builds(
    lambda name, id_, value, which: ("edit", {"name": name, "id": id_, "value": value, "which": which}),
    peer, doc_id, number, number,
)  # fmt: skip
attach = st.builds(
    lambda action, content: ("edit", {**action[1], "attachment": content}),
    edit,
    st.sampled_from(["AAEC", "c8OkbGVt", "////"]),
)
remove = st.builds(
    lambda name, id_, which: ("remove", {"name": name, "id": id_, "which": which}), peer, doc_id, number
)
compact = st.builds(lambda name: ("compact", {"name": name}), peer)
cut = st.one_of(
    st.none(), st.builds(lambda at, sent: {"at": at, "sent": sent}, st.integers(1, 8), st.booleans())
)
replicate = st.builds(
    lambda edge, broken, batch: (
        "replicate",
        {"source": edge[0], "target": edge[1], "cut": broken, "batch": batch},
    ),
    st.sampled_from(EDGES), cut, st.sampled_from([1, 2, 100]),
)  # fmt: skip
histories = st.lists(st.one_of(edit, edit, attach, remove, compact, replicate, replicate), max_size=30)

_databases = itertools.count()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The judge, which is also every peer's driver, and where the two servers are."""
    server = BareServer(tmp_path_factory.mktemp("server")).start()
    with pouchdb() as judge:
        yield judge, (server.url, os.environ.get("COUCHDB_URL", server.url).rstrip("/"))
    assert "Traceback" not in server.stop()


@examples(20)
@given(history=histories, limits=st.tuples(*[st.sampled_from([31, 50, 1000])] * len(PHONES)))
def test_pouchdb_and_the_server_hold_the_same(world, history, limits):
    """Leaves, deletions, bodies, attachments; and the winner is the one that PouchDB picks of the leaves."""
    judge, urls = world
    made = [f"{url}/proofs-{os.getpid()}-{next(_databases)}" for url in urls]
    with httpx.Client(verify=False) as client:
        for name, url in zip(SERVERS, made, strict=True):
            client.put(url).raise_for_status()
            judge.ask("peer", name=name, url=url)
        try:
            converges(judge, history, limits)
        finally:
            for url in made:
                client.delete(url)


def converges(judge, history, limits):
    for name, limit in zip(PHONES, limits, strict=True):
        judge.ask("peer", name=name, limit=limit)
    for what, arguments in history:
        judge.ask(what, **arguments)
    while sum(judge.ask("replicate", source=one, target=two)["written"] for one, two in EDGES):
        pass
    views = {name: judge.ask("seen", name=name, ids=IDS) for name in PEERS}
    judge.ask("forget")
    for name in PEERS[1:]:
        assert views[name] == views[PEERS[0]], name
    for document in views[PEERS[0]]["view"].values():
        tree = {leaf["rev"]: Node(None, leaf["deleted"]) for leaf in document["leaves"]}
        assert revtree.winner(tree) == document["judged"]
        winner, conflicts = document["winner"]
        assert winner == ("deleted" if tree[document["judged"]].deleted else document["judged"])
        assert conflicts == sorted(revtree.conflicts(tree) if winner != "deleted" else [])
