from __future__ import annotations

import pytest

from sync.cluster import CouchStore
from sync.sqlite import SqliteStore
from tests import couch
from tests.protocol.conftest import pouch
from tests.protocol.server import BareServer
from tests.sync.gated import gated_server

__all__ = ["pouch"]

CASE, OTHER = "case-0f3a", "case-77b1"


@pytest.fixture
async def store(tmp_path):
    opened = await SqliteStore.open(tmp_path / "qadam.sqlite")
    yield opened
    await opened.close()


@pytest.fixture
def gated(tmp_path):
    """Two cases: ``aliya`` works in the first, ``other`` in the second, ``reader`` only reads the first."""
    with gated_server(tmp_path) as server:
        server.create(CASE)
        server.create(OTHER)
        for user in ("aliya", "other", "reader"):
            server.log_in(user)
        server.allow("aliya", CASE)
        server.allow("other", OTHER)
        server.allow("reader", CASE, writes=frozenset())
        yield server


@pytest.fixture(scope="session")
def bare_url(tmp_path_factory):
    server = BareServer(tmp_path_factory.mktemp("behind")).start()
    yield server.url
    said = server.stop()
    assert "Traceback" not in said, f"the server complained:\n{said}"


@pytest.fixture(params=["sqlite", "cluster before python -m sync", "cluster before a CouchDB"])
async def any_store(request, tmp_path):
    """Each of the stores in turn."""
    if request.param == "sqlite":
        opened = await SqliteStore.open(tmp_path / "qadam.sqlite")
        yield opened
        await opened.close()
        return
    url = couch.given() if "CouchDB" in request.param else request.getfixturevalue("bare_url")
    opened = await CouchStore.open(couch.apart(url))
    yield opened
    await couch.emptied(opened)
