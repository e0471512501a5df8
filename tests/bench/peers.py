"""Who is measured: this store bare and behind the application, and the peers where they can be had.

``COUCHDB_URL`` and ``POUCHDB_SERVER_URL`` name running peers. Without the second, pouchdb-server is installed
from npm into ``.bench/`` (ignored by git) and started from there; where that does not work it is left out.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from schemas.ids import case_database
from tests.api.process import free_port, furnish, serving
from tests.api.town import CASE
from tests.bench.wire import Refused, Server
from tests.protocol.server import ROOT, BareServer

if TYPE_CHECKING:
    from collections.abc import Iterator

CACHE = ROOT / ".bench"
POUCHDB_SERVER = "pouchdb-server@4.2.0"
PREFIX = "qadam-bench"
COUCHDB_URL = os.environ.pop("COUCHDB_URL", "").rstrip("/")
"""taken out of the environment: an application that is started here would keep its case files there"""


class Peer(NamedTuple):
    name: str
    server: Server
    url: str
    version: str
    pid: int | None = None
    """of a server that was started here"""

    def create(self, name: str) -> str:
        """A new database; its name. One left by a run that was cut off is dropped first."""
        db = f"{PREFIX}-{name}"
        self.server.ask("DELETE", f"/{db}", fine=(404,))
        self.server.ask("PUT", f"/{db}")
        return db

    def drop(self, db: str) -> None:
        self.server.ask("DELETE", f"/{db}", fine=(404,))

    def memory(self) -> int:
        """Resident bytes of a server that was started here."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def processor(self) -> float:
        """Seconds of processor that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def bare(folder: Path, name: str = "Qadam, bare store") -> Iterator[Peer]:
    server = BareServer(folder).start()
    try:
        yield Peer(name, Server.at(server.url), server.url, "this tree", server.pid)
    finally:
        server.stop()


@contextlib.contextmanager
def gated(folder: Path, cases: int) -> Iterator[Peer]:
    """``python -m api serve`` with case files, and its inspector's session on every request."""
    tokens = asyncio.run(furnish(folder, cases=cases))
    session = f"cookie: qadam={tokens['inspector']}\r\nqadam: 1\r\n".encode()
    with serving(folder) as process:
        asyncio.run(process.ready())
        url = f"http://127.0.0.1:{process.port}/db"
        peer = Peer("Qadam, application", Server.at(url, session), url, "this tree", process.popen.pid)
        peer.server.ask("GET", f"/{case_files(1)[0]}")  # it is ours: somebody else's knows no such session
        yield peer


def case_files(count: int) -> list[str]:
    """The databases that ``gated`` has."""
    return [case_database(CASE if n == 0 else f"{n:032x}") for n in range(count)]


def couchdb() -> Peer | None:
    if not COUCHDB_URL:
        return None
    server = Server.at(COUCHDB_URL)
    return Peer("CouchDB", server, COUCHDB_URL, server.ask("GET", "/")["version"])


@contextlib.contextmanager
def pouchdb_server(folder: Path) -> Iterator[Peer | None]:
    url = os.environ.get("POUCHDB_SERVER_URL", "").rstrip("/")
    if url:
        yield _pouchdb_server(url)
        return
    program = CACHE / "node_modules" / "pouchdb-server" / "bin" / "pouchdb-server"
    if not program.exists() and not _installed():
        yield None
        return
    port = free_port()
    folder.mkdir()
    (folder / "config.json").write_text('{"log": {"level": "warning"}}')
    command = ["node", str(program), "--port", str(port), "--dir", str(folder), "--config", "config.json"]
    with subprocess.Popen(
        [*command, "--no-stdout-logs"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield _awaited(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()


def _pouchdb_server(url: str) -> Peer:
    server = Server.at(url)
    return Peer("pouchdb-server", server, url, server.ask("GET", "/")["version"])


def _awaited(url: str, process: subprocess.Popen[bytes]) -> Peer | None:
    for _ in range(200):
        with contextlib.suppress(OSError, Refused):
            return _pouchdb_server(url)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    print("pouchdb-server does not start here; it is left out", file=sys.stderr)
    return None


def _installed() -> bool:
    CACHE.mkdir(exist_ok=True)
    print(f"Installing {POUCHDB_SERVER} from npm into {CACHE}", file=sys.stderr)
    command = [
        "npm",
        "install",
        "--ignore-scripts",  # its databases come built; what would be compiled is not used
        "--prefix",
        str(CACHE),
        "--no-save",
        "--no-fund",
        "--no-audit",
        POUCHDB_SERVER,
    ]
    try:
        subprocess.run([*command, "--loglevel=error"], check=True, capture_output=True, timeout=180)
    except (OSError, subprocess.SubprocessError):
        print("pouchdb-server cannot be installed here; it is left out", file=sys.stderr)
        return False
    return True
