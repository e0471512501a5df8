"""An office with its people and strangers, in a real application on a real store."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from api.accounts import REGISTRY
from sync.sqlite import SqliteStore
from tests import couch
from tests.api.pipeline_world import DB, NIGHT, World
from tests.api.town import CASE, Clock, Town, case_file, founded
from tests.protocol.server import BareServer


@pytest.fixture(autouse=True)
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test gets a CouchDB by asking for it, not from the environment of whoever runs it."""
    monkeypatch.delenv("COUCHDB_URL", raising=False)


@pytest.fixture
def couchdb() -> Iterator[str]:
    """With `COUCHDB_URL` the town lives on that CouchDB, in databases of its own; without, in a file."""
    if not couch.GIVEN:
        yield ""
        return
    address = couch.apart(couch.GIVEN)
    yield f"{couch.GIVEN}/{address.prefix}"
    couch.cleared(address)


@pytest.fixture(params=["python -m sync", "a CouchDB"])
def couchdb_like(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty CouchDB: ours, which speaks its protocol, and a real one when it is given."""
    if request.param == "a CouchDB":
        address = couch.apart(couch.given())
        yield f"{couch.GIVEN}/{address.prefix}"
        couch.cleared(address)
        return
    server = BareServer(tmp_path / "behind").start()
    yield server.url
    server.stop()


@pytest.fixture
async def town(tmp_path: Path, couchdb: str) -> AsyncIterator[Town]:
    """The application as `serve` runs it, reached without a network; a test sets its clock."""
    async with founded(tmp_path, couchdb=couchdb) as built:
        yield built


@pytest.fixture
def nobody(town: Town) -> httpx.AsyncClient:
    """Somebody without a session."""
    return town.client(None)


@pytest.fixture
def night() -> dt.datetime:
    """Half past eleven of a Friday in Öskemen, inside the curfew."""
    return dt.datetime.fromisoformat("2026-10-02T23:30:00+05:00")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A store with one case file and a pipeline that has not begun."""
    store = await SqliteStore.open(tmp_path / "qadam.sqlite")
    await store.create(REGISTRY)
    await store.create(DB)
    await store.write(DB, case_file(CASE, "osk"))
    built = World(store, Clock(NIGHT + dt.timedelta(minutes=1)))
    yield built
    if built.task is not None:
        await built.stop()
    await store.close()
