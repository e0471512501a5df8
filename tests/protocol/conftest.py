"""One suite for several servers; see README.md beside it.

By itself it runs against ours, bare, in its own process. ``COUCHDB_URL`` or ``POUCHDB_SERVER_URL`` name
another server to run it against. Where that one is known to depart, ``departures.py`` says so, and why;
such a test must fail there, or the table is wrong. Clients do not verify certificates only because loading
them takes longer than a test does; it is all http.
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

from tests.protocol.departures import DEPARTURES
from tests.protocol.server import ROOT, BareServer

NODE = Path(__file__).parent / "node"
_numbers = itertools.count(1)

PEERS = {"couchdb": "COUCHDB_URL", "pouchdb-server": "POUCHDB_SERVER_URL"}
"""Servers of others, and the variables that say where they are."""

PEER = next((peer for peer, variable in PEERS.items() if os.environ.get(variable)), "bare")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        for test, reason in DEPARTURES.get(PEER, {}).items():
            if item.nodeid.endswith(test):
                item.add_marker(pytest.mark.xfail(reason=f"{PEER}: {reason}", strict=True))


@pytest.fixture(scope="session")
def server_url(tmp_path_factory):
    """The server under test, without a slash at the end."""
    if PEER != "bare":
        yield os.environ[PEERS[PEER]].rstrip("/")
        return
    server = BareServer(tmp_path_factory.mktemp("bare")).start()
    yield server.url
    said = server.stop()
    assert "Traceback" not in said, f"the server complained:\n{said}"


@pytest.fixture(scope="session")
def ours() -> bool:
    """Whether the server is ours: what CouchDB leaves open, ours answers in one way."""
    return PEER == "bare"


@pytest.fixture
def root(server_url):
    with httpx.Client(base_url=server_url, timeout=30, verify=False) as client:
        yield client


@pytest.fixture
def db_name() -> str:
    return f"protocol-{next(_numbers)}-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def db(server_url, db_name):
    """A client whose paths begin in a new, empty database."""
    with httpx.Client(base_url=f"{server_url}/{db_name}", timeout=30, verify=False) as client:
        # q: of one piece, as a case file is; the pieces of a cluster tell their changes in any order.
        assert client.put(f"{server_url}/{db_name}", params={"q": 1}).status_code == 201
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
