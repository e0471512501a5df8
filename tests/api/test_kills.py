"""``kill -9`` of the whole application while 16 phones push through its gate; `make soak`: more often."""

import asyncio
import base64
import contextlib
import hashlib
import os
import random
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.clock import utc_now
from schemas.ids import case_database
from sync.sqlite import SqliteStore
from sync.store import Form
from tests.api.process import furnish, serving
from tests.api.town import CASE, check
from tests.sync.soundness import troubles

KILLS = max(3, int(os.environ.get("QADAM_KILLS", "0")) // 10)
PHONES = 16
DB = case_database(CASE)
RECORDED = {"curfew_check", "photo"}

Contents = dict[str, bytes | None]
"""What was acknowledged, with the content of the photographs."""


def photo(content: bytes) -> dict[str, Any]:
    """A photograph as a phone sends it, named by its content."""
    fact = check(utc_now())
    del fact["result"], fact["method"], fact["place"]
    return {
        **fact,
        "_id": f"photo:{hashlib.sha256(content).hexdigest()}",
        "kind": "photo",
        "content_type": "image/jpeg",
        "size": len(content),
        "_attachments": {"photo": {"content_type": "image/jpeg", "data": base64.b64encode(content).decode()}},
    }


async def push(
    phone: httpx.AsyncClient, randomly: random.Random, acknowledged: dict[str, bytes | None]
) -> None:
    """Send records and photographs, each until it is acknowledged, until the server is gone."""
    with contextlib.suppress(httpx.TransportError):
        while True:
            content = randomly.randbytes(2_000) if randomly.random() < 0.3 else None
            docs = [check(utc_now()) for _ in range(3)] if content is None else [photo(content)]
            sent = [{**doc, "_rev": f"1-{'a' * 32}"} for doc in docs]
            answer = await phone.post(f"/db/{DB}/_bulk_docs", json={"docs": sent, "new_edits": False})
            assert (answer.status_code, answer.json()) == (201, [])
            acknowledged.update({doc["_id"]: content for doc in docs})


@pytest.mark.timeout(120 + 20 * KILLS)
async def test_kill_9_loses_nothing_that_a_phone_was_told_is_stored(tmp_path: Path) -> None:
    """Each record is there once, with a receipt that names it once, and each photograph whole."""
    data, randomly = tmp_path / "data", random.Random(11)
    tokens = await furnish(data)
    acknowledged: Contents = {}
    opened = []
    for _ in range(KILLS):
        began = time.monotonic()
        with serving(data) as process:
            await process.ready()
            opened.append(time.monotonic() - began)
            async with contextlib.AsyncExitStack() as stack:
                phones = [
                    await stack.enter_async_context(process.client(tokens["inspector"]))
                    for _ in range(PHONES)
                ]
                pushing = asyncio.gather(*(push(phone, randomly, acknowledged) for phone in phones))
                await asyncio.sleep(randomly.uniform(0.3, 1.0))
                process.kill()
                await pushing
    assert len(acknowledged) > 10 * KILLS
    assert max(opened) < 20
    store = await SqliteStore.open(data / "qadam.sqlite")
    try:
        stored = {doc["_id"]: doc for doc in (await store.documents(DB)).rows}
        received = [fact for doc in stored.values() if doc["kind"] == "receipt" for fact in doc["documents"]]
        assert acknowledged.keys() <= stored.keys()
        assert sorted(received) == sorted(set(received)), "one receipt for each"
        assert set(received) == {
            doc_id for doc_id, doc in stored.items() if doc["kind"] in {"curfew_check", "photo"}
        }
        for doc_id, content in acknowledged.items():
            (leaf,) = await store.leaves(DB, doc_id, "all", Form(conflicts=True))
            assert leaf.rev == f"1-{'a' * 32}"
            if content is not None:
                assert (await store.attachment(DB, doc_id, "photo")).data == content
    finally:
        await store.close()
    assert troubles(data / "qadam.sqlite") == []
