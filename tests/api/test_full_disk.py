"""The whole application on a disk without room: it says so, loses nothing, and goes on when there is room."""

import asyncio
import datetime as dt
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.clock import rfc3339, utc_now
from schemas.ids import case_database
from sync.sqlite import SqliteStore
from tests.api.process import furnish, serving
from tests.api.town import CASE, check, problem
from tests.sync.soundness import troubles
from tests.tiny_disk import tiny_disk

DB = f"/db/{case_database(CASE)}"


async def push(phone: httpx.AsyncClient, doc: dict[str, Any], note: str = "") -> httpx.Response:
    """As a phone sends a record."""
    docs = [{**doc, "note": note, "_rev": f"1-{'a' * 32}"}]
    return await phone.post(f"{DB}/_bulk_docs", json={"docs": docs, "new_edits": False})


async def test_a_full_disk_under_the_application(tmp_path: Path) -> None:
    """Records are refused with CouchDB's words and people's acts with a problem; both can be read meanwhile.

    With room again the same process takes the phone's second try, judges everything that was acknowledged,
    lists it, and has entered in the audit log what was done while nothing could be written.
    """
    with tiny_disk(tmp_path / "data", 24) as disk:
        data = disk.path
        tokens = await furnish(data)
        with serving(data) as process:
            await process.ready()
            async with (
                process.client(tokens["inspector"]) as phone,
                process.client(tokens["supervisor"]) as desk,
            ):
                acknowledged = []
                disk.fill(leave=600_000)
                for _ in range(400):
                    doc = check(utc_now())
                    answer = await push(phone, doc, os.urandom(900).hex())
                    if answer.status_code != 201:
                        break
                    assert answer.json() == [], answer.text
                    acknowledged.append(doc["_id"])
                else:
                    pytest.fail("the disk never filled up")
                disk.fill()
                kept = check(utc_now())
                for _ in range(3):
                    answer = await push(phone, kept, os.urandom(900).hex())
                    assert answer.status_code in {503, 507}, answer.text
                    assert set(answer.json()) == {"error", "reason"}
                assert acknowledged

                # What people do is refused as a problem in words; what they read is there.
                now = utc_now()
                task = {"type": "visit", "from": rfc3339(now), "until": rfc3339(now + dt.timedelta(hours=1))}
                planned = 0
                for _ in range(200):  # some still fit where a refused write had made room in the log
                    told = await desk.post(f"/api/cases/{CASE}/tasks", json=task)
                    if told.status_code != 201:
                        break
                    planned += 1
                assert problem(told) == "unavailable"
                assert told.status_code in {503, 507}
                assert "Retry-After" in told.headers
                assert (await phone.get("/health")).status_code == 200
                assert (await phone.get("/api/heads")).status_code == 200
                assert (await desk.get("/api/queue?state=open")).status_code == 200
                rows = (await phone.get(f"{DB}/_all_docs")).json()["rows"]
                assert set(acknowledged) <= {row["id"] for row in rows}

                disk.make_room()
                told = await desk.post(f"/api/cases/{CASE}/tasks", json=task)
                assert told.status_code == 201
                answer = await push(phone, kept)
                assert (answer.status_code, answer.json()) == (201, [])
                facts = {*acknowledged, kept["_id"]}
                judged: set[str] = set()
                for _ in range(400):
                    page = (await desk.get(f"/api/cases/{CASE}")).json()
                    judged = {
                        fact for doc in page["documents"] if doc["kind"] == "flag" for fact in doc["facts"]
                    }
                    if facts <= judged:
                        break
                    await asyncio.sleep(0.05)
                assert facts <= judged, "the pipeline goes on where it was"
                assert (await desk.get("/api/queue?state=open")).json()
            process.stop()
        log = process.log.read_text()
        assert "Traceback" not in log
        assert "stopped and starts again" not in log
        store = await SqliteStore.open(data / "qadam.sqlite")
        try:
            stored = (await store.documents(case_database(CASE))).rows
            receipted = {fact for doc in stored if doc["kind"] == "receipt" for fact in doc["documents"]}
            assert facts <= receipted
            assert sum(doc["kind"] == "task" for doc in stored) >= planned + 1
            (month,) = await store.databases("audit-", "audit.")
            entries = (await store.documents(month)).rows
            assert len([one for one in entries if one["verb"] == "write"]) >= len(acknowledged)
        finally:
            await store.close()
        assert troubles(data / "qadam.sqlite") == []
