"""The rows of the table that are throughput: what each does, the same for every server.

A row is measured by turns: once on each server, and again, so that what else the machine does hits all alike.
Every measurement writes into a database of its own; bodies are prepared before the clock starts.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, NamedTuple

from tests.bench.documents import batch, body, replicated, visit
from tests.bench.wire import Refused, in_path, talk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.bench.peers import Peer

BIG = 100_000
"""documents of the database that is read"""
FILL = 500
FOUND_AT_ONCE = 1_000
COMPARED_AT_ONCE = 10_000


class Row(NamedTuple):
    name: str
    unit: str
    aim: float | None
    """times CouchDB"""
    aim_pouchdb: float | None
    run: Callable[[Peer, str], float]
    """a peer and the name of a database; a rate"""
    rounds: int = 3


def bulk(
    peer: Peer,
    dbs: Sequence[str],
    total: int,
    tag: str = "",
    make: Callable[[str, int], bytes] = batch,
    clients: int | None = None,
) -> float:
    """Documents a second, in batches of 100. The clients (as many as databases) go round the databases."""
    server, size = peer.server, 100
    together = clients or len(dbs)
    scripts = [
        [
            server.request(
                "POST",
                f"/{dbs[(number + n * together) % len(dbs)]}/_bulk_docs",
                make(f"{tag}-{number}-{n}", size),
            )
            for n in range(total // size // together)
        ]
        for number in range(together)
    ]
    done = talk(server, scripts)
    if any(b'"error"' in answer for answers in done.answers for answer in answers):
        raise Refused(done.answers[0][0][:300].decode())
    return sum(map(len, scripts)) * size / done.seconds


def puts(peer: Peer, dbs: Sequence[str], each: int, tag: str = "put") -> float:
    server = peer.server
    scripts = [
        [
            server.request("PUT", f"/{db}/{in_path(doc['_id'])}", body(doc))
            for doc in (visit(f"{tag}-{number}-{n:06}") for n in range(each))
        ]
        for number, db in enumerate(dbs)
    ]
    return len(dbs) * each / talk(server, scripts, keep=False).seconds


def fill(peer: Peer, db: str, count: int = BIG, clients: int = 4) -> None:
    server = peer.server
    scripts = [
        [
            server.request("POST", f"/{db}/_bulk_docs", replicated(f"{number}-{n}", FILL))
            for n in range(count // FILL // clients)
        ]
        for number in range(clients)
    ]
    talk(server, scripts, keep=False)


def filled_ids(count: int = BIG, clients: int = 4) -> list[tuple[str, str]]:
    """Ids and revisions of what ``fill`` writes."""
    return [
        (f"visit:{number}-{n}-{k:06}", f"1-{k:032x}")
        for number in range(clients)
        for n in range(count // FILL // clients)
        for k in range(FILL)
    ]


def changes(peer: Peer, db: str, count: int = BIG) -> float:
    server = peer.server
    done = talk(server, [[server.request("GET", f"/{db}/_changes?include_docs=true")]])
    rows = done.answers[0][0].count(b'"seq":')
    if rows != count:
        raise Refused(f"{rows} changes, not {count}")
    return rows / done.seconds


def gets(peer: Peer, pairs: Sequence[tuple[str, str]], each: int, clients: int = 16) -> float:
    """``pairs``: databases and ids."""
    chosen, server = random.Random(each), peer.server
    scripts = [
        [server.request("GET", f"/{db}/{in_path(doc_id)}") for db, doc_id in chosen.sample(pairs, each)]
        for _ in range(clients)
    ]
    return each * clients / talk(server, scripts, keep=False).seconds


def bulk_get(peer: Peer, db: str, ids: Sequence[tuple[str, str]], times: int) -> float:
    wanted = random.Random(1).sample(list(ids), min(FOUND_AT_ONCE, len(ids)))
    asked = body({"docs": [{"id": doc_id, "rev": rev} for doc_id, rev in wanted]})
    request = peer.server.request("POST", f"/{db}/_bulk_get?revs=true", asked)
    done = talk(peer.server, [[request] * times])
    if done.answers[0][0].count(b'"ok"') != len(wanted):
        raise Refused("not all documents were found")
    return times * len(wanted) / done.seconds


def revs_diff(peer: Peer, db: str, ids: Sequence[tuple[str, str]], times: int) -> float:
    """Half of the revisions are there, half are not."""
    half = COMPARED_AT_ONCE // 2
    known = random.Random(2).sample(list(ids), min(half, len(ids)))
    asked = {doc_id: [rev] for doc_id, rev in known} | {f"visit:no-{n}": [f"1-{n:032x}"] for n in range(half)}
    request = peer.server.request("POST", f"/{db}/_revs_diff", body(asked))
    done = talk(peer.server, [[request] * times])
    if len(json.loads(done.answers[0][0])) != half:
        raise Refused("the missing ones were not told")
    return times * len(asked) / done.seconds


def table() -> list[Row]:
    """In the order of the issue. ``db`` of what is read is filled before."""
    ids = filled_ids()

    def bulk_of(clients: int, total: int) -> Callable[[Peer, str], float]:
        return lambda peer, db: bulk(peer, [db] * clients, total)

    return [
        Row("`_bulk_docs` of 100, 1 client", "docs/s", 4, 10, bulk_of(1, 3_000)),
        Row("`_bulk_docs` of 100, 4 clients", "docs/s", 4, 10, bulk_of(4, 6_000)),
        Row("`_bulk_docs` of 100, 16 clients", "docs/s", 4, 10, bulk_of(16, 9_600)),
        Row("PUT, 16 connections, each durable", "docs/s", 3, None, lambda p, db: puts(p, [db] * 16, 50)),
        Row("`_changes?include_docs=true`", "docs/s", 10, None, changes, 2),
        Row("GET, 16 connections", "docs/s", 4, None, lambda p, db: gets(p, [(db, i) for i, _ in ids], 100)),
        Row("`_bulk_get` of 1,000", "docs/s", 4, None, lambda p, db: bulk_get(p, db, ids, 3)),
        Row("`_revs_diff` of 10,000", "revs/s", 4, None, lambda p, db: revs_diff(p, db, ids, 2)),
    ]


GATED_FILES = 200
"""case files of the application: none grows beyond what a case file has, some hundred documents"""


class GatedRow(NamedTuple):
    name: str
    unit: str
    run: Callable[[Peer, int], float]
    """a peer and the number of the turn; a rate"""
    reads: bool = False


def gated_table(dbs: Sequence[str]) -> list[GatedRow]:
    """The same with case files, each its phone's; at each turn others. What is read was written before."""

    def some(first: int, turn: int, count: int = 16) -> Sequence[str]:
        return dbs[first + turn * count :][:count]

    def read(peer: Peer, turn: int) -> float:
        server = peer.server
        scripts = [[server.request("GET", f"/{db}/_changes?include_docs=true")] * 4 for db in some(0, turn)]
        done = talk(server, scripts)
        return sum(answer.count(b'"seq":') for answers in done.answers for answer in answers) / done.seconds

    pairs = [(db, f"visit:p0-{number}-{k:06}") for number, db in enumerate(some(96, 0)) for k in range(50)]
    return [
        GatedRow(
            "`_bulk_docs` of 100, 1 client",
            "docs/s",
            lambda p, t: bulk(p, some(144, t), 1_600, f"a{t}", clients=1),
        ),
        GatedRow(
            "`_bulk_docs` of 100, 16 phones", "docs/s", lambda p, t: bulk(p, some(0, t), 3_200, f"b{t}")
        ),
        GatedRow(
            "the same with `new_edits=false`",
            "docs/s",
            lambda p, t: bulk(p, some(48, t), 3_200, f"c{t}", replicated),
        ),
        GatedRow("PUT, 16 phones", "docs/s", lambda p, t: puts(p, some(96, t), 50, f"p{t}")),
        GatedRow("`_changes?include_docs=true`, 16 phones", "docs/s", read, reads=True),
        GatedRow("GET, 16 connections", "docs/s", lambda p, t: gets(p, pairs, 100), reads=True),
        GatedRow(
            "`_bulk_get` of 1,000",
            "docs/s",
            lambda p, t: bulk_get(p, dbs[-1], known(p, dbs[-1]), 3),
            reads=True,
        ),
        GatedRow(
            "`_revs_diff` of 10,000",
            "revs/s",
            lambda p, t: revs_diff(p, dbs[-1], known(p, dbs[-1]), 2),
            reads=True,
        ),
    ]


def known(peer: Peer, db: str) -> list[tuple[str, str]]:
    """Ids and revisions of 1,000 documents, written if they are not there yet."""
    bulk(peer, [db], 1_000, "r", replicated)
    return [(f"visit:r-0-{n}-{k:06}", f"1-{k:032x}") for n in range(10) for k in range(100)]


READING = ("`_changes", "GET", "`_bulk_get", "`_revs_diff")
"""rows that read the big database"""
