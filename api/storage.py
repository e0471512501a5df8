"""Which store this installation has: the file in its folder, or with `COUCHDB_URL` a CouchDB.

With a CouchDB the folder still holds what belongs to one process: the read model and the operator's socket.
"""

import contextlib
import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from api.folder import DataFolder, UnusableFolder
from sync.cluster import Address, CouchStore
from sync.cluster.provision import Unfit
from sync.errors import Unavailable
from sync.sqlite import SqliteStore
from sync.sqlite.connection import Lock
from sync.store import Store

log = logging.getLogger("qadam")

VARIABLE = "COUCHDB_URL"


def couchdb_url(environ: Mapping[str, str] = os.environ) -> str:
    """Say which CouchDB was named; empty: none.

    Raises:
        ValueError: with a sentence, when it cannot be read.

    """
    url = environ.get(VARIABLE, "").strip()
    if url:
        Address.read(url)
    return url


@asynccontextmanager
async def opened(folder: DataFolder, couchdb: str, *, alone: bool = False) -> AsyncIterator[Store]:
    """Open the store, and close it again. `alone`: nobody else may use the folder meanwhile.

    Raises:
        FolderInUse: another process holds the folder.
        UnusableFolder: the CouchDB is away or cannot be used; the message says why.

    """
    async with contextlib.AsyncExitStack() as stack:
        if not couchdb:
            store = await SqliteStore.open(folder.store)
            stack.push_async_callback(store.close)
            yield store
            return
        if alone:
            stack.callback(Lock(folder.store).release)
        yield await stack.enter_async_context(_couchdb(couchdb))


@asynccontextmanager
async def _couchdb(url: str) -> AsyncIterator[CouchStore]:
    address = Address.read(url)
    try:
        store = await CouchStore.open(address)
    except Unfit as unfit:
        raise UnusableFolder(str(unfit)) from None
    except Unavailable as away:
        raise UnusableFolder(f"{away.reason}: {address!r} ({VARIABLE}).") from None
    try:
        for warning in store.warnings:
            log.warning("CouchDB: %s", warning)
        yield store
    finally:
        await store.close()


def is_installed(folder: DataFolder, couchdb: str) -> bool:
    """Tell whether there is a store already, as far as the folder alone can tell."""
    return bool(couchdb) or folder.store.exists()
