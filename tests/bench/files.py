"""20,000 case files of 235 documents in one store, beside a store with nothing in it.

Nobody wants to wait an hour for them: one case file is written by the store itself, over HTTP, and its rows
are copied by SQL under 20,000 names, each with ids of its own. What is measured then goes through the server.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

from sync.__main__ import FILE
from tests.bench.documents import body, visit
from tests.bench.peers import Peer, bare
from tests.bench.rows import bulk, gets
from tests.bench.wire import talk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DOCUMENTS = 235
FEW = 64
"""case files of the store that is as good as empty: the same work needs somewhere to be done"""


class Compared(NamedTuple):
    what: str
    unit: str
    empty: float
    full: float

    @property
    def ratio(self) -> float:
        return self.full / self.empty


class Town(NamedTuple):
    compared: list[Compared]
    start_s: float
    bytes_a_file: float
    build_s: float


def case(number: int) -> str:
    return f"case-{number:08x}"


def _doc(n: int) -> dict[str, object]:
    return visit(f"{n:06}", note="Дома, всё спокойно. Үйде, бәрі тыныш. " * 4)


def build(folder: Path, count: int) -> None:
    """A store with so many case files."""
    with bare(folder) as peer:
        server = peer.server
        server.ask("PUT", f"/{case(0)}")
        written = body({"docs": [_doc(n) for n in range(DOCUMENTS)]})
        talk(server, [[server.request("POST", f"/{case(0)}/_bulk_docs", written)]])
    connection = sqlite3.connect(folder / FILE, isolation_level=None)
    for setting in ("journal_mode = DELETE", "synchronous = OFF", "cache_size = -256000"):
        connection.execute(f"PRAGMA {setting}")
    numbers = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) "
    connection.execute("BEGIN")
    (first,) = connection.execute("SELECT db FROM databases").fetchone()
    for sql in (
        "INSERT INTO databases SELECT {columns} FROM n, databases d WHERE d.db = {first}",
        """INSERT INTO updates SELECT (SELECT max(number) FROM updates) + n, printf('case-%08x', n), 'updated'
           FROM n""",
        """INSERT INTO documents (db, id, seq, rev, deleted, tree, attachments, body)
           SELECT {first} + n, id || printf('-%08x', n), seq, rev, deleted, tree, attachments, body
           FROM n, documents d WHERE d.db = {first} ORDER BY n, seq""",
    ):
        columns = ", ".join(
            {"db": f"{first} + n", "name": "printf('case-%08x', n)"}.get(name, f"d.{name}")
            for _, name, *_ in connection.execute("PRAGMA table_info(databases)")
        )
        connection.execute(numbers + sql.format(first=first, columns=columns), (count - 1,))
    connection.execute("COMMIT")
    connection.close()


def measure(folder: Path, count: int, rounds: int = 3) -> Town:
    """Every figure by turns in both stores; ``folder`` must lie on the disk that counts."""
    began = time.perf_counter()
    build(folder / "full", count)
    took = time.perf_counter() - began
    size = (folder / "full" / FILE).stat().st_size / count
    build(folder / "empty", FEW)
    began = time.perf_counter()
    with bare(folder / "full", "full") as full:
        start = time.perf_counter() - began
        with bare(folder / "empty", "empty") as empty:
            found = [_compared(what, unit, work, empty, full, count, rounds) for what, unit, work in WORKS]
    shutil.rmtree(folder / "full")
    return Town(found, start, size, took)


def _compared(
    what: str,
    unit: str,
    work: Callable[[Peer, int, int], float],
    empty: Peer,
    full: Peer,
    count: int,
    rounds: int,
) -> Compared:
    taken: dict[str, list[float]] = {"empty": [], "full": []}
    for turn in range(rounds):
        pair = [(empty, FEW), (full, count)]
        for peer, files in pair if turn % 2 else pair[::-1]:
            taken[peer.name].append(work(peer, files, turn))
    return Compared(what, unit, statistics.median(taken["empty"]), statistics.median(taken["full"]))


def _some(files: int, turn: int, count: int) -> Iterator[int]:
    chosen = random.Random(f"{turn}-{count}")
    return (chosen.randrange(1, files) for _ in range(count))


def _create(peer: Peer, files: int, turn: int) -> float:
    server = peer.server
    script = [server.request("PUT", f"/new-{turn}-{n}") for n in range(300)]
    return len(script) / talk(server, [script], keep=False).seconds


def _bulk(peer: Peer, files: int, turn: int) -> float:
    """Four phones, each into another case file at every turn."""
    return bulk(peer, [case(n) for n in _some(files, turn, 4)], 2_000, f"turn{turn}")


def _puts(peer: Peer, files: int, turn: int) -> float:
    """Sixteen connections, each write into another case file."""
    server, each = peer.server, 60
    where = _some(files, turn, 16 * each)
    scripts = [
        [
            server.request(
                "PUT", f"/{case(next(where))}/visit:{turn}-{number}-{n}", body(visit(f"{turn}-{number}-{n}"))
            )
            for n in range(each)
        ]
        for number in range(16)
    ]
    return 16 * each / talk(server, scripts, keep=False).seconds


def _changes(peer: Peer, files: int, turn: int) -> float:
    """Case files read whole, one after another."""
    server = peer.server
    script = [
        server.request("GET", f"/{case(n)}/_changes?include_docs=true") for n in _some(files, turn + 10, 60)
    ]
    done = talk(server, [script])
    return sum(answer.count(b'"seq":') for answer in done.answers[0]) / done.seconds


def _gets(peer: Peer, files: int, turn: int) -> float:
    some = random.Random(turn)
    pairs = [
        (case(n), f"visit:{some.randrange(DOCUMENTS):06}-{n:08x}") for n in _some(files, turn + 20, 1_000)
    ]
    return gets(peer, pairs, 60)


def _ids(number: int) -> list[tuple[str, str]]:
    return [(f"visit:{n:06}-{number:08x}", "1-" + "a" * 32) for n in range(DOCUMENTS)]


def _bulk_get(peer: Peer, files: int, turn: int) -> float:
    """As a phone asks: everything of a case file at once."""
    server = peer.server
    script = []
    for n in _some(files, turn + 30, 30):
        asked = body({"docs": [{"id": doc_id} for doc_id, _ in _ids(n)]})
        script.append(server.request("POST", f"/{case(n)}/_bulk_get?revs=true", asked))
    return DOCUMENTS * len(script) / talk(server, [script], keep=False).seconds


def _revs_diff(peer: Peer, files: int, turn: int) -> float:
    server = peer.server
    script = []
    for n in _some(files, turn + 40, 60):
        asked = body({doc_id: [rev] for doc_id, rev in _ids(n)})
        script.append(server.request("POST", f"/{case(n)}/_revs_diff", asked))
    return DOCUMENTS * len(script) / talk(server, [script], keep=False).seconds


WORKS: tuple[tuple[str, str, Callable[[Peer, int, int], float]], ...] = (
    ("creating a case file, one after another", "files/s", _create),
    ("`_bulk_docs` of 100, 4 clients, 4 files", "docs/s", _bulk),
    ("PUT, 16 connections, each into another file", "docs/s", _puts),
    ("`_changes?include_docs=true` of whole files", "docs/s", _changes),
    ("GET, 16 connections, anywhere", "docs/s", _gets),
    ("`_bulk_get` of whole files", "docs/s", _bulk_get),
    ("`_revs_diff` of whole files", "revs/s", _revs_diff),
)
