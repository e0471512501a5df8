"""What a phone's contact takes on a slow line: by bundle, by plain replication, and PouchDB against others.

    python -m tests.bench.phone_sync [--runs 3] [--files 60] [--documents 50] [--kbit 400] [--ms 300]

A real Chromium whose line is slowed by its own tools (the DevTools protocol's network emulation). Ours is the
phone's real storage with encryption and summaries, against the real protocol behind a gate. The others, when
COUCHDB_URL and POUCHDB_SERVER_URL are given, are stock PouchDB without either: from as many databases six at
a time, and from a single one with all documents. Each replicates three times: into an empty phone, with
nothing new, and with one new document in each of five files. Prints seconds, requests and bytes on the wire,
the ratio to ours, and what each encoding makes of a bundle of these files at which cost.
"""

import argparse
import contextlib
import datetime as dt
import os
import statistics
import sys
import tempfile
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import zstandard
from playwright.sync_api import Page, sync_playwright

from sync.http.encodings import ZSTD
from tests.bench.phone import PIN, built, server
from tests.bench.phone_page.server import invented
from tests.e2e.conftest import FLAGS, chromium

AIMS = {"first fill": 10.5, "nothing new": 1.1, "5 new in 5 files": 1.2}
"""seconds, of the issue, at 400 kbit/s and 300 ms"""
PREFIX = "bundle-bench-"


class Line(NamedTuple):
    kbit: int
    ms: int


class Took(NamedTuple):
    seconds: float
    requests: int
    kilobytes: float


class Meter:
    """Counts what a page asks and gets, on a slowed line."""

    def __init__(self, page: Page, line: Line) -> None:
        self.requests, self.received = 0, 0.0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._got)
        speed = line.kbit * 1_000 / 8
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": line.ms, "downloadThroughput": speed, "uploadThroughput": speed},
        )

    def _asked(self, _event: dict[str, Any]) -> None:
        self.requests += 1

    def _got(self, event: dict[str, Any]) -> None:
        self.received += event["encodedDataLength"]

    def took(self, page: Page, work: str, argument: Any = None) -> Took:
        page.wait_for_timeout(200)
        self.requests, self.received = 0, 0.0
        told = page.evaluate(work, argument)
        assert told.get("phase", "idle") == "idle", told
        page.wait_for_timeout(100)
        return Took(told["ms"] / 1_000, self.requests, self.received / 1_000)


@contextlib.contextmanager
def opened(address: str) -> Iterator[Page]:
    """A page of a browser that has never been here; CORS is nobody's handicap."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playing:
        context = playing.chromium.launch_persistent_context(
            profile, executable_path=chromium(), args=[*FLAGS, "--disable-web-security"]
        )
        page = context.new_page()
        # Contacts when this asks for them, and no others: a phone out of sight neither waits nor asks.
        page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => true})")
        page.on("pageerror", lambda error: print(f"page: {error}", file=sys.stderr))
        page.goto(address)
        page.wait_for_function("window.bench")
        # Before the line is slow: the app's own files are on a phone.
        page.evaluate("bench.stock([], 0)")
        yield page
        context.close()


def news(number: int) -> dict[str, Any]:
    return {"_id": f"task:{uuid.uuid4()}", "kind": "task", "type": "visit", "state": "planned", "n": number}


def ours(address: str, names: list[str], line: Line) -> list[Took]:
    """Our phone."""
    with opened(address) as page, httpx.Client() as desk:
        page.evaluate(f"bench.create('{PIN}')")
        meter = Meter(page, line)
        took = [meter.took(page, "bench.sync()") for _ in range(2)]
        for number, name in enumerate(names[:5]):
            desk.post(f"{address}/bare/{name}", json=news(number)).raise_for_status()
        took.append(meter.took(page, "bench.sync()"))
        return took


def stock(address: str, root: str, databases: list[str], width: int, line: Line) -> list[Took]:
    """Stock PouchDB, from these databases of another server."""
    with opened(address) as page, httpx.Client() as desk:
        meter = Meter(page, line)
        asked = [f"{root}/{name}" for name in databases]
        work = f"urls => bench.stock(urls, {width})"
        took = [meter.took(page, work, asked) for _ in range(2)]
        for number in range(5):
            target = databases[number % len(databases)]
            desk.post(f"{root}/{target}", json=news(number)).raise_for_status()
        took.append(meter.took(page, work, asked))
        return took


@contextlib.contextmanager
def furnished(root: str, files: list[list[dict[str, Any]]], *, single: bool) -> Iterator[list[str]]:
    """The same documents on another server, in a database each or all in one; removed afterwards."""
    with httpx.Client(timeout=60) as desk:
        groups = [[doc for docs in files for doc in docs]] if single else files
        names = [f"{PREFIX}{uuid.uuid4().hex[:8]}-{number}" for number in range(len(groups))]
        try:
            for name, docs in zip(names, groups, strict=True):
                desk.put(f"{root}/{name}").raise_for_status()
                desk.post(f"{root}/{name}/_bulk_docs", json={"docs": docs}).raise_for_status()
            yield names
        finally:
            for name in names:
                desk.delete(f"{root}/{name}")


def encodings(address: str, names: list[str]) -> None:
    """Pack one bundle of everything, as the server does, and by its alternatives."""
    with httpx.Client(timeout=60, headers={"accept-encoding": "identity"}) as phone:
        pieces = phone.post(f"{address}/api/bundle", json={"files": {}}).content.splitlines(keepends=True)
    chunks = [b"".join(pieces[at : at + 100]) for at in range(0, len(pieces), 100)]
    size = sum(map(len, chunks))
    print(f"\nA bundle of {len(names)} files, {size / 1e3:.0f} kB:")
    packers: dict[str, Callable[[], Any]] = {
        "gzip 1": lambda: zlib.compressobj(1, wbits=31),
        "gzip 4 (served)": lambda: zlib.compressobj(4, wbits=31),
        "gzip 9": lambda: zlib.compressobj(9, wbits=31),
        "zstd (served)": lambda: zstandard.ZstdCompressor(compression_params=ZSTD).compressobj(),
        "zstd 3": lambda: zstandard.ZstdCompressor(level=3).compressobj(),
        "zstd 9": lambda: zstandard.ZstdCompressor(level=9).compressobj(),
    }
    for name, made in packers.items():
        times = []
        for _ in range(5):
            pack, began = made(), time.process_time()
            packed = sum(len(pack.compress(chunk)) for chunk in chunks) + len(pack.flush())
            times.append(time.process_time() - began)
        print(f"  {name:16} {packed / 1e3:7.1f} kB {min(times) * 1e3:6.1f} ms")


def shown(rows: dict[str, list[list[Took]]]) -> None:
    """The table: medians of the runs, and ratios to the first row."""
    medians = {
        name: [statistics.median(run[at].seconds for run in runs) for at in range(3)]
        for name, runs in rows.items()
    }
    first = next(iter(medians.values()))
    print(f"{'seconds (requests, kB), times ours':44}" + "".join(f"{work:>30}" for work in AIMS))
    for name, runs in rows.items():
        cells = []
        for at, seconds in enumerate(medians[name]):
            one = runs[-1][at]
            cells.append(f"{seconds:6.2f} ({one.requests}, {one.kilobytes:.0f}) {seconds / first[at]:5.1f}×")
        print(f"{name:44}" + "".join(f"{cell:>30}" for cell in cells))
    print(f"{'aim':44}" + "".join(f"{f'{aim} s':>30}" for aim in AIMS.values()))


def main() -> None:
    """Measure all that is there to be measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--documents", type=int, default=50)
    parser.add_argument("--kbit", type=int, default=400)
    parser.add_argument("--ms", type=int, default=300)
    asked = parser.parse_args()
    line = Line(asked.kbit, asked.ms)
    cases = [uuid.uuid5(uuid.NAMESPACE_OID, str(n)).hex for n in range(asked.files)]
    names = [f"case-{case}" for case in cases]
    now = dt.datetime.now(dt.UTC)
    files = [invented(case, n, asked.documents, now) for n, case in enumerate(cases)]
    rows: dict[str, list[list[Took]]] = {}
    size = {"cases": asked.files, "documents": asked.documents}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        built(here / "page")
        for run in range(asked.runs):
            for name, more in (("ours, by bundle", ()), ("ours, by plain replication", ("--plain",))):
                with server(here / f"data-{run}-{len(more)}", here / "page", *more, **size) as address:
                    rows.setdefault(name, []).append(ours(address, names, line))
                    if run == 0 and not more:
                        encodings(address, names)
            with server(here / "none", here / "page", cases=0) as address:
                for who, setting in (("CouchDB", "COUCHDB_URL"), ("pouchdb-server", "POUCHDB_SERVER_URL")):
                    root = os.environ.get(setting, "").rstrip("/")
                    for single in (False, True) if root else ():
                        how = "one database" if single else f"{asked.files} databases, 6 at a time"
                        with furnished(root, files, single=single) as theirs:
                            took = stock(address, root, theirs, 1 if single else 6, line)
                        rows.setdefault(f"PouchDB, {who}, {how}", []).append(took)
    print()
    shown(rows)


if __name__ == "__main__":
    main()
