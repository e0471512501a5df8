from __future__ import annotations

import pytest

from sync.sqlite import SqliteStore
from tests.protocol.conftest import pouch
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
