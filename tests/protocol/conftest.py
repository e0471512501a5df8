"""One server for the suite: ours, bare, in its own process; or any CouchDB by ``COUCHDB_URL``.

Clients do not verify certificates only because loading them takes longer than a test does; it is all http.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import uuid
from pathlib import Path

import httpx
import pytest

from tests.protocol.server import ROOT, BareServer

NODE = Path(__file__).parent / "node"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory):
    """The server under test, without a slash at the end."""
    if url := os.environ.get("COUCHDB_URL"):
        yield url.rstrip("/")
        return
    server = BareServer(tmp_path_factory.mktemp("bare")).start()
    yield server.url
    said = server.stop()
    assert "Traceback" not in said, f"the server complained:\n{said}"


@pytest.fixture(scope="session")
def ours() -> bool:
    """Whether the server is ours: what CouchDB leaves open, ours answers in one way."""
    return "COUCHDB_URL" not in os.environ


@pytest.fixture
def root(server_url):
    with httpx.Client(base_url=server_url, timeout=30, verify=False) as client:
        yield client


@pytest.fixture
def db_name() -> str:
    return f"t{next(_numbers)}-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def db(server_url, db_name):
    """A client whose paths begin in a new, empty database."""
    with httpx.Client(base_url=f"{server_url}/{db_name}", timeout=30, verify=False) as client:
        assert client.put(f"{server_url}/{db_name}").status_code == 201
        yield client
        client.delete(f"{server_url}/{db_name}")


@pytest.fixture(scope="session")
def pouch():
    """``pouch(scenario, url, ...)`` runs a function of ``node/scenarios.cjs``, with real PouchDB 9."""
    modules = ROOT / "pwa" / "node_modules"
    if not (modules / "pouchdb-adapter-memory").is_dir():
        pytest.fail("PouchDB is not installed: run `npm --prefix pwa install`")

    def run(scenario: str, *arguments: object, timeout: float = 90) -> dict:
        done = subprocess.run(
            ["node", str(NODE / "scenarios.cjs"), scenario, *map(json.dumps, arguments)],
            capture_output=True, text=True, timeout=timeout, check=False,
            env={**os.environ, "NODE_PATH": str(modules)},
        )  # fmt: skip
        assert done.returncode == 0, f"{scenario}: {done.stderr[-3000:]}"
        return json.loads(done.stdout.splitlines()[-1])

    return run
