"""The application with its gate, as ``python -m api serve`` runs it, for an inspector and an assigned case.

The case file holds what the questions are about, put there past the gate, as a restored backup would be: with
``GATED_COUCHDB_URL`` into the CouchDB that the application then stands in front of, otherwise into its own
store. That needs nothing of the gate's: what it lets through and what it refuses is what the suite asks.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import httpx

from schemas.ids import case_database
from tests.api.process import furnish, serving
from tests.api.town import CASE
from tests.protocol.questions import filled
from tests.protocol.server import BareServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEHIND = "GATED_COUCHDB_URL"

QUIET_S = 2.0


class Gated(NamedTuple):
    url: str
    """of the protocol, without a slash at the end"""
    db: str
    headers: dict[str, str]
    """of somebody who may read and record in that database"""
    revs: dict[str, str]
    """of the documents that the questions name"""

    def client(self, **options: object) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, verify=False, headers=self.headers, **options)


@contextmanager
def gated_application(data: Path) -> Iterator[Gated]:
    tokens = asyncio.run(furnish(data))
    db = case_database(CASE)
    if behind := os.environ.get(BEHIND):
        os.environ.setdefault("COUCHDB_URL", behind)
        with httpx.Client(base_url=behind, timeout=30) as client:
            revs = filled(client, db, create=False)
    else:
        bare = BareServer(data).start()
        with bare.client() as client:
            revs = filled(client, db, create=False)
        bare.stop()
    with serving(data) as process:
        asyncio.run(process.ready())
        headers = {"cookie": f"qadam={tokens['inspector']}", "qadam": "1"}
        gated = Gated(f"http://127.0.0.1:{process.port}/db", db, headers, revs)
        _still(gated)
        yield gated
        process.stop()


def _still(gated: Gated) -> None:
    """Wait until the server writes nothing of its own any more: flags, the day's plan."""
    with gated.client() as client:
        seen, since = None, time.monotonic()
        while time.monotonic() - since < QUIET_S:
            now = client.get(f"/{gated.db}").json()["update_seq"]
            if now != seen:
                seen, since = now, time.monotonic()
            time.sleep(0.1)
