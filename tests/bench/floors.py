"""How fast this machine could be, asked of each part alone, in the same run.

- *disk*: plain SQLite on the same disk, prepared statements, one table with the two indexes that the protocol
  needs, ``synchronous=FULL``, as many documents in one transaction as there are in flight. Reading: the rows.
- *JSON*: msgspec reads what is asked, and writes what is answered.
- *wire*: uvicorn with an application of ten lines that takes the same bytes and answers as many.
- *client*: the measuring client against a server that does not even read HTTP: what it can do at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import uvicorn
import uvloop

from sync.__main__ import _listening
from tests.bench.documents import batch, body, visit
from tests.bench.wire import Server, talk
from tests.protocol.server import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ROWS = 10_000
ANSWER_OF_ONE = 90
"""bytes that a written document's answer takes"""


class Floor(NamedTuple):
    """Units of the row a second; None where that part has nothing to do."""

    disk: float | None
    json: float | None
    wire: float | None


def _timed(count: int, work: Any) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


class Disk:
    """One SQLite file with so many documents in it."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "floor.sqlite", isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -64000"):
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute("CREATE TABLE d (seq INTEGER PRIMARY KEY, id TEXT, rev TEXT, body BLOB)")
        self._connection.execute("CREATE UNIQUE INDEX i ON d (id, rev)")
        self._written = 0
        self._doc = body(visit("x"))

    def write(self, count: int, together: int) -> float:
        def work() -> None:
            for _ in range(0, count, together):
                rows = [
                    (f"visit:{self._written + n:09}", "1-" + "a" * 32, self._doc) for n in range(together)
                ]
                self._written += together
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany("INSERT INTO d (id, rev, body) VALUES (?, ?, ?)", rows)
                self._connection.execute("COMMIT")

        return _timed(count, work)

    def walk(self) -> float:
        sql = "SELECT seq, id, rev, body FROM d ORDER BY seq LIMIT ?"
        return _timed(ROWS, lambda: self._connection.execute(sql, (ROWS,)).fetchall())

    def look_up(self, content: str) -> float:
        def work() -> None:
            for n in range(ROWS):
                sql = f"SELECT {content} FROM d WHERE id = ?"
                self._connection.execute(sql, (f"visit:{n:09}",)).fetchone()

        return _timed(ROWS, work)

    def close(self) -> None:
        self._connection.close()


class Wire:
    """The servers of ten lines, in a process of their own."""

    def __init__(self, url: str) -> None:
        self._server = Server.at(url)

    def exchange(self, clients: int, each: int, sent: int, answered: int) -> float:
        """Requests a second."""
        method = "POST" if sent else "GET"
        request = self._server.request(method, f"/{answered}", b"x" * sent)
        return clients * each / talk(self._server, [[request] * each] * clients, keep=False).seconds


@contextlib.contextmanager
def wire(kind: str) -> Iterator[Wire]:
    """``asgi``: through uvicorn; ``bytes``: without reading HTTP."""
    command = [sys.executable, "-m", "tests.bench.floors", kind]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Wire(process.stdout.readline().strip())
        finally:
            process.terminate()


def floors(disk: Disk, asgi: Wire) -> dict[str, Floor]:
    """By the beginning of a row's name."""
    doc, hundred = body(visit("x")), batch("x", 100)
    decode, encode = msgspec.json.decode, msgspec.json.Encoder().encode
    raw = msgspec.Raw(doc)

    def json_of(asked: bytes, answer: Any, units: int, times: int) -> float:
        def work() -> None:
            for _ in range(times):
                if asked:
                    decode(asked)
                encode(answer)

        return _timed(times * units, work)

    def bulk(clients: int) -> Floor:
        answer = [{"ok": True, "id": f"visit:{n:09}", "rev": "1-" + "a" * 32} for n in range(100)]
        return Floor(
            disk.write(9_600, 100 * clients),
            json_of(hundred, answer, 100, 50),
            asgi.exchange(clients, 160 // clients, len(hundred), len(encode(answer))) * 100,
        )

    found = {f"bulk {clients}": bulk(clients) for clients in (1, 4, 16)}
    change = {"seq": 1, "id": "visit:000000001", "changes": [{"rev": "1-" + "a" * 32}], "doc": raw}
    page = [change] * 400
    asked = body({"docs": [{"id": f"visit:{n:09}", "rev": "1-" + "a" * 32} for n in range(1_000)]})
    revs = body({f"visit:{n:09}": ["1-" + "a" * 32] for n in range(10_000)})
    lacking = {f"visit:{n:09}": {"missing": ["1-" + "a" * 32]} for n in range(5_000)}
    return found | {
        "put": Floor(
            disk.write(1_600, 16),
            json_of(doc, {"ok": True, "id": "visit:000000001", "rev": "1-" + "a" * 32}, 1, 3_000),
            asgi.exchange(16, 100, len(doc), ANSWER_OF_ONE),
        ),
        "changes": Floor(
            disk.walk(),
            json_of(b"", page, 400, 30),
            asgi.exchange(1, 1, 0, 20_000 * len(encode(change))) * 20_000,
        ),
        "get": Floor(disk.look_up("rev, body"), None, asgi.exchange(16, 150, 0, len(doc))),
        "bulk_get": Floor(
            disk.look_up("rev, body"),
            json_of(asked, [{"id": "visit:000000001", "docs": [{"ok": raw}]}] * 1_000, 1_000, 5),
            asgi.exchange(1, 10, len(asked), 1_000 * (len(doc) + 120)) * 1_000,
        ),
        "revs_diff": Floor(
            disk.look_up("rev"),
            json_of(revs, lacking, 10_000, 3),
            asgi.exchange(1, 10, len(revs), len(encode(lacking))) * 10_000,
        ),
    }


# -- the servers of ten lines --------------------------------------------------------------------------------


async def _application(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    left = int(scope["path"][1:])
    length = (b"content-length", b"%d" % left)
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    while left > 0:
        part = min(left, 1_000_000)
        left -= part
        await send({"type": "http.response.body", "body": b"x" * part, "more_body": left > 0})


class _Bytes(asyncio.Protocol):
    """Answers whatever comes with as little as an answer may be."""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")


async def _serve(kind: str) -> None:
    listening = _listening(0)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    if kind == "bytes":
        server = await asyncio.get_running_loop().create_server(_Bytes, sock=listening)
        await server.serve_forever()
    options = {"http": "httptools", "lifespan": "off", "log_level": "warning", "access_log": False}
    await uvicorn.Server(uvicorn.Config(_application, **options)).serve(sockets=[listening])


def lowest(floor: Sequence[float | None]) -> float:
    return min(one for one in floor if one is not None)


if __name__ == "__main__":
    uvloop.run(_serve(sys.argv[1]))
