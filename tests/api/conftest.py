"""An office with its people and strangers, in a real application on a real store."""

import datetime as dt
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests import couch
from tests.api.town import Town, founded


@pytest.fixture(autouse=True)
def couchdb(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """With `COUCHDB_URL` every test of the application runs on that CouchDB, in databases of its own."""
    url = os.environ.get("COUCHDB_URL", "")
    if not url:
        yield ""
        return
    address = couch.apart(url)
    ours = f"{url.rstrip('/')}/{address.prefix}"
    monkeypatch.setenv("COUCHDB_URL", ours)
    yield ours
    couch.cleared(address)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """The application as `serve` runs it, reached without a network; a test sets its clock."""
    async with founded(tmp_path) as built:
        yield built


@pytest.fixture
def nobody(town: Town) -> httpx.AsyncClient:
    """Somebody without a session."""
    return town.client(None)


@pytest.fixture
def night() -> dt.datetime:
    """Half past eleven of a Friday in Öskemen, inside the curfew."""
    return dt.datetime.fromisoformat("2026-10-02T23:30:00+05:00")
