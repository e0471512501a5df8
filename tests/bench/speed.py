"""``make bench``: every row of the table in docs/speed.md, measured in one run, and the page written anew.

    python -m tests.bench.speed [--only peers,gate,feeds,files,pouch,floors] [--files N] [--dry]

With ``COUCHDB_URL`` and ``POUCHDB_SERVER_URL`` beside those peers; without them beside pouchdb-server from
npm where that can be installed, and always beside this machine's own floors. About ten minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import feeds, files, floors, pouch, rows
from tests.bench.page import Page
from tests.bench.peers import Peer, bare, case_files, couchdb, gated, pouchdb_server
from tests.protocol.server import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARTS = ("peers", "pouch", "feeds", "gate", "files", "floors")
POUCH_DOCS = 10_000
WRITES = 60
"""while phones wait; a peer that needs seconds for one gets fewer"""
GATED_FILES = rows.GATED_FILES


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def by_turns(peers: list[Peer], rounds: int, run: Callable[[Peer, int], float]) -> dict[str, float]:
    """Medians by peer. The order turns with each round, so that nobody is always the first."""
    taken: dict[str, list[float]] = {peer.name: [] for peer in peers}
    for turn in range(rounds):
        for peer in peers if turn % 2 == 0 else peers[::-1]:
            taken[peer.name].append(run(peer, turn))
    return {name: statistics.median(values) for name, values in taken.items()}


def beside_peers(page: Page, peers: list[Peer]) -> None:
    """The rows of throughput."""
    say("filling a database of 100,000 documents for each")
    big = {peer.name: peer.create("big") for peer in peers}
    for peer in peers:
        rows.fill(peer, big[peer.name])
    made: list[tuple[Peer, str]] = [(peer, big[peer.name]) for peer in peers]
    for number, row in enumerate(rows.table()):

        def run(peer: Peer, turn: int, row: rows.Row = row, number: int = number) -> float:
            if row.name.startswith(rows.READING):
                return row.run(peer, big[peer.name])
            db = peer.create(f"{number}-{turn}")
            made.append((peer, db))
            return row.run(peer, db)

        rates = by_turns(peers, row.rounds, run)
        say(f"{row.name}: " + ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items()))
        page.row(row, rates)
    for peer, db in made:
        peer.drop(db)


def beside_pouch(page: Page, peers: list[Peer]) -> None:
    if not pouch.there():
        say("pwa/node_modules is not there: no PouchDB in Node")
        return
    pushed: dict[str, list[float]] = {}
    pulled: dict[str, list[float]] = {}
    for turn in range(3):
        for peer in peers:
            if peer.name == "pouchdb-server" and turn:
                continue  # once: it needs minutes
            db = peer.create(f"pouch-{turn}")
            push, pull = pouch.pushed_and_pulled(peer, db, POUCH_DOCS)
            pushed.setdefault(peer.name, []).append(push)
            pulled.setdefault(peer.name, []).append(pull)
            say(f"PouchDB in Node and {peer.name}: pushes {push:,.0f}/s, pulls {pull:,.0f}/s")
            peer.drop(db)
    for what, taken in (("pushes", pushed), ("pulls", pulled)):
        row = rows.Row(f"PouchDB 9 in Node {what} 10,000", "docs/s", 1.6, None, lambda *_: 0.0)
        page.row(row, {name: statistics.median(values) for name, values in taken.items()})


def waiting(page: Page, folder: Path, peers: list[Peer]) -> None:
    for phones in (200, 1_000):
        for continuous in (True, False):
            found = {}
            # A server of its own: memory that an earlier row has left behind would hide what a phone takes.
            with bare(folder / f"feeds-{phones}-{continuous}") as ours:
                for peer in [ours, *(peers if phones == 200 else [])]:
                    name = f"feeds-{phones}-{int(continuous)}"
                    writes = WRITES if peer is ours else 20
                    with contextlib.suppress(TimeoutError):
                        found[peer.name] = feeds.waiting(peer, name, phones, writes, continuous=continuous)
                    if peer is not ours:
                        peer.drop(f"qadam-bench-{name}")
            for name, waited in found.items():
                say(f"{phones} phones, continuous {continuous}, {name}: p99 {waited.p99 * 1000:.0f} ms")
            page.feed(phones, continuous, found)


def behind_the_gate(page: Page, folder: Path) -> None:
    """The same requests to the bare store and to the application; a phone for each case file."""
    names = case_files(GATED_FILES)
    with bare(folder / "ungated") as ours, gated(folder / "gated", GATED_FILES) as application:
        for name in names:
            ours.server.ask("PUT", f"/{name}")
        for row in rows.gated_table(names):
            if row.reads:
                _settle(application)
            rates = by_turns([ours, application], 3, row.run)
            say(f"{row.name}: " + ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items()))
            page.gate(row, rates[ours.name], rates[application.name])


def _settle(application: Peer) -> None:
    """Wait until the rules have looked at what was written."""
    for _ in range(100):
        used = application.processor()
        time.sleep(0.5)
        if application.processor() - used < 0.05:
            return


@contextlib.contextmanager
def everybody(folder: Path, *, wanted: bool) -> Iterator[tuple[Peer | None, list[Peer]]]:
    if not wanted:
        yield None, []
        return
    with bare(folder / "bare") as ours, pouchdb_server(folder / "pouchdb-server") as server:
        yield ours, [peer for peer in (couchdb(), server) if peer is not None]


def machine() -> str:
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return (
        f"{os.cpu_count()} cores ({cpu}), Linux {platform.release()}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, Node {node}; load {os.getloadavg()[0]:.1f} when it began"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speed")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, by comma")
    parser.add_argument("--files", type=int, default=20_000, metavar="N", help="case files in the full store")
    parser.add_argument("--dry", action="store_true", help="print the table, leave docs/speed.md as it is")
    given = parser.parse_args()
    only = set(given.only.split(","))
    began = dt.datetime.now(dt.UTC)
    page = Page(machine(), began)
    # In the working folder: /tmp may lie in memory, where nothing has to be waited for.
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-") as made:
        folder = Path(made)
        with everybody(folder, wanted=bool(only & {"peers", "pouch", "feeds"})) as (ours, peers):
            if ours is not None:
                page.peers = {peer.name: peer.version for peer in peers}
                if "peers" in only:
                    beside_peers(page, [ours, *peers])
                if "pouch" in only:
                    beside_pouch(page, [ours, *peers])
                if "feeds" in only:
                    waiting(page, folder, peers)
        if "gate" in only:
            behind_the_gate(page, folder)
        if "files" in only:
            say(f"writing {given.files:,} case files")
            page.town(given.files, files.measure(folder, given.files))
        if "floors" in only:
            with floors.wire("asgi") as asgi, floors.wire("bytes") as client:
                page.floors(floors.floors(floors.Disk(folder), asgi), client.exchange(16, 500, 0, 0))
    text = page.text(dt.datetime.now(dt.UTC) - began)
    print(text)
    if not given.dry and only == set(PARTS):
        page.write(text)


if __name__ == "__main__":
    main()
