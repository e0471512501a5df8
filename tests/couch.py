"""A CouchDB to test with: given by ``COUCHDB_URL``, or none, which is said loudly."""

from __future__ import annotations

import itertools
import os
import uuid

import httpx
import pytest

from sync.cluster import Address

GIVEN = os.environ.get("COUCHDB_URL", "").rstrip("/")

_numbers = itertools.count(1)

NONE = "no CouchDB: COUCHDB_URL is not set (as http://admin:secret@127.0.0.1:5984)"


def given() -> str:
    """The URL of the CouchDB that was given, without a slash at the end; skips the test when none was."""
    if not GIVEN:
        pytest.skip(NONE)
    return GIVEN


def apart(url: str) -> Address:
    """An address whose databases nobody else has."""
    return Address.read(f"{url}/cluster-t{next(_numbers)}-{uuid.uuid4().hex[:6]}-")


async def emptied(store) -> None:
    """Take away everything that a store has made, its own database too."""
    for db in [*await store.databases(), "cluster"]:
        await store.delete(db)
    await store.close()


def cleared(address: Address) -> None:
    """The same for what a process has made that is gone."""
    with httpx.Client(
        base_url=address.nodes[0], auth=(address.user, address.password), timeout=60, verify=False
    ) as server:
        for name in server.get("/_all_dbs").json():
            if name.startswith(address.prefix):
                server.delete(f"/{name}")
