"""The protocol over HTTP: the bare store, and the same behind the gate, by turns in one run.

Clients are keep-alive connections in this process that do nothing but send bytes and count answers. Two
hundred phones wait in long polls while a write happens every 100 ms: how long until the last has it. And a
real PouchDB 9 in Node pushes and pulls, where the client is the limit.

    python -m tests.bench.sync_http
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import uvloop

from tests.protocol.server import ROOT, BareServer
from tests.sync.gated import curfew_check, gated_server

ROUNDS = 3
FEEDS = int(os.environ.get("QADAM_FEEDS", "200"))
USER = "aliya"
DB = "case-0f3a"


class Connection:
    """One keep-alive connection that understands just enough of HTTP."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self._host, self._port, self._prefix = where.hostname, where.port, where.path
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        head = (
            f"{method} {self._prefix}{path} HTTP/1.1\r\nhost: x\r\ncookie: qadam={USER}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        head_read = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        if not head_read.startswith((b"http/1.1 200", b"http/1.1 201")):
            raise RuntimeError(head_read.decode() + (await self._reader.read(500)).decode())
        if b"content-length:" in head_read:
            length = int(head_read.split(b"content-length:")[1].split(b"\r\n")[0])
            return await self._reader.readexactly(length)
        parts = []
        while size := int(await self._reader.readline(), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readline()
        await self._reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def fact(key: str) -> dict:
    return {**curfew_check(USER, key, note="x" * 600), "_rev": "1-" + "a" * 32}


async def together(url: str, clients: int, work) -> float:
    """Seconds until all clients have done their part."""
    connections = [Connection(url) for _ in range(clients)]
    for connection in connections:
        await connection.ask("GET", f"/{DB}")
    began = time.perf_counter()
    await asyncio.gather(*(work(number, connection) for number, connection in enumerate(connections)))
    took = time.perf_counter() - began
    for connection in connections:
        connection.close()
    return took


async def throughput(url: str, tag: str) -> dict[str, float]:
    rates = {}
    batches = {
        clients: [
            [
                json.dumps(
                    {"docs": [fact(f"{tag}-{clients}-{c}-{b}-{n}") for n in range(100)], "new_edits": False}
                ).encode()
                for b in range(20 // clients)
            ]
            for c in range(clients)
        ]
        for clients in (1, 4)
    }
    for clients, prepared in batches.items():

        async def push(number: int, connection: Connection, prepared=prepared) -> None:
            for body in prepared[number]:
                assert await connection.ask("POST", f"/{DB}/_bulk_docs", body) == b"[]\n"

        rates[f"_bulk_docs of 100, {clients} clients, docs/s"] = 2000 / await together(url, clients, push)

    async def put(number: int, connection: Connection) -> None:
        for n in range(50):
            key = f"{tag}-put-{number}-{n}"
            doc = {name: value for name, value in fact(key).items() if name != "_rev"}
            await connection.ask("PUT", f"/{DB}/curfew_check:{key}", json.dumps(doc).encode())

    rates["PUT, 16 connections, docs/s"] = 800 / await together(url, 16, put)

    async def get(number: int, connection: Connection) -> None:
        for n in range(100):
            await connection.ask("GET", f"/{DB}/curfew_check:{tag}-put-{number}-{n % 50}")

    rates["GET, 16 connections, docs/s"] = 1600 / await together(url, 16, get)

    async def changes(number: int, connection: Connection) -> None:
        nonlocal count
        body = await connection.ask("GET", f"/{DB}/_changes?include_docs=true")
        count += body.count(b'"seq"')

    count = 0
    rates["_changes with documents, docs/s"] = (1 / await together(url, 1, changes)) * count
    return rates


async def feeds(url: str, tag: str) -> tuple[float, float]:
    """Median and p99 (ms) from a write's beginning until each waiting phone has it."""
    write = Connection(url)
    info = json.loads(await write.ask("GET", f"/{DB}"))
    since, arrivals, started, done = info["update_seq"], [], {}, asyncio.Event()

    async def wait() -> None:
        connection, last = Connection(url), since
        while not done.is_set():
            body = await connection.ask(
                "GET", f"/{DB}/_changes?feed=longpoll&include_docs=true&timeout=3000&since={last}"
            )
            now, answer = time.perf_counter(), json.loads(body)
            last = answer["last_seq"]
            arrivals.extend(now - started[row["id"]] for row in answer["results"] if row["id"] in started)
        connection.close()

    phones = [asyncio.ensure_future(wait()) for _ in range(FEEDS)]
    await asyncio.sleep(1)
    for number in range(20):
        doc_id = f"curfew_check:{tag}-feed-{number}"
        started[doc_id] = time.perf_counter()
        body = json.dumps({"docs": [fact(doc_id.partition(":")[2])], "new_edits": False}).encode()
        await write.ask("POST", f"/{DB}/_bulk_docs", body)
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    done.set()
    await asyncio.gather(*phones)
    assert len(arrivals) == FEEDS * 20, f"{len(arrivals)} of {FEEDS * 20} arrived"
    arrivals.sort()
    return statistics.median(arrivals) * 1000, arrivals[int(len(arrivals) * 0.99)] * 1000


def pouch(url: str, size: int) -> tuple[float, float]:
    """Documents a second that PouchDB pushes and pulls."""
    modules = ROOT / "pwa" / "node_modules"
    scenarios = ROOT / "tests" / "protocol" / "node" / "scenarios.cjs"
    command = ["node", str(scenarios), "push_and_pull", json.dumps(url), str(size)]
    environment = {**os.environ, "NODE_PATH": str(modules)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    answer = json.loads(done.stdout.splitlines()[-1])
    return size / answer["push_s"], size / answer["pull_s"]


def main() -> None:
    rates: dict[str, dict[str, list[float]]] = {}
    waits: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        bare = BareServer(Path(name) / "bare").start()
        uvloop.run(Connection(bare.url).ask("PUT", f"/{DB}"))
        with subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sync_http", "--gated", str(Path(name) / "gated")],
            stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT,
        ) as gated:  # fmt: skip
            urls = {"bare": bare.url, "gated": gated.stdout.readline().strip()}
            for round_ in range(ROUNDS):
                for which, url in urls.items():
                    for what, rate in uvloop.run(throughput(url, f"r{round_}")).items():
                        rates.setdefault(what, {}).setdefault(which, []).append(rate)
            for which, url in urls.items():
                waits[which] = uvloop.run(feeds(url, "w"))
            gated.stdin.close()
        print(f"{'':44}{'bare':>10}{'gated':>10}{'ratio':>8}")
        for what, by in rates.items():
            one, two = (statistics.median(by[which]) for which in urls)
            print(f"{what:44}{one:10,.0f}{two:10,.0f}{two / one:8.0%}")
        for which, (median, worst) in waits.items():
            print(f"{FEEDS} long polls, {which}: p50 {median:.0f} ms, p99 {worst:.0f} ms")
        pushed, pulled = pouch(f"{bare.url}/pouch", 10_000)
        print(f"PouchDB 9, 10,000 documents: pushes {pushed:,.0f}/s, pulls {pulled:,.0f}/s")
        bare.stop()


def serve_gated(folder: Path) -> None:
    """The gated server in a process of its own, until stdin closes."""
    folder.mkdir()
    with gated_server(folder) as server:
        server.create(DB)
        server.log_in(USER)
        server.allow(USER, DB)
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--gated"]:
        serve_gated(Path(sys.argv[2]))
    else:
        main()
