"""A disk without room: 507 or 503 and half of nothing; reading goes on; then it writes as before."""

from __future__ import annotations

import base64
import os
import resource
import threading

import httpx
import pytest

from tests.protocol.server import BareServer
from tests.sync.soundness import troubles
from tests.tiny_disk import tiny_disk

REFUSED = {503, 507}


@pytest.fixture
def disk(tmp_path):
    """With 6 MB free, and 6 more when others make room."""
    with tiny_disk(tmp_path / "disk", 12) as disk:
        disk.fill(leave=6_000_000)
        yield disk


def refused(answer):
    """It says so in CouchDB's words."""
    assert answer.status_code in REFUSED, answer.text
    assert set(answer.json()) == {"error", "reason"}
    return True


def test_a_full_disk_refuses_and_recovers(disk):
    """Four clients write until nothing fits: what was acknowledged is there, and nothing else.

    With room again everything is written, by the same process.
    """
    server = BareServer(disk.path / "data").start()
    stored = {"before"}

    def write_until_full(name):
        with server.client() as client:
            for number in range(1000):
                docs = [{"_id": f"{name}-{number}-{n}", "text": os.urandom(400).hex()} for n in range(50)]
                answer = client.post("/db/_bulk_docs", json={"docs": docs})
                if answer.status_code != 201:
                    return refused(answer)
                stored.update(row["id"] for row in answer.json() if row.get("ok"))
        pytest.fail("the disk never filled up")

    with server.client() as client:
        client.put("/db").raise_for_status()
        client.put("/db/before", json={"here": True}).raise_for_status()
        clients = [threading.Thread(target=write_until_full, args=(name,)) for name in range(4)]
        for one in clients:
            one.start()
        for one in clients:
            one.join()
        disk.fill()
        big = os.urandom(300_000)
        photo = {"x": {"content_type": "a/b", "data": base64.b64encode(big).decode()}}
        sent = {"new_edits": False, "docs": [{"_id": "new", "_rev": "1-a", "_attachments": photo}]}
        writes = [
            lambda: client.put("/db/big", json={"text": big.hex()}),
            lambda: client.put(
                f"/db/before/photo?rev={client.get('/db/before').json()['_rev']}", content=big
            ),
            lambda: client.post("/db/_bulk_docs", json=sent),
            lambda: client.put("/db/_local/big", json={"text": big.hex()}),
        ]
        for write in writes:
            refused(write())
        assert client.get("/db/before").json()["here"] is True
        assert client.post("/db/_revs_diff", json={"before": ["1-x"]}).status_code == 200
        there = {row["id"] for row in client.get("/db/_all_docs?include_docs=true").json()["rows"]}
        assert there == stored
        assert {row["id"] for row in client.get("/db/_changes").json()["results"]} == stored
        disk.make_room()
        for write in [*writes, lambda: client.put("/other")]:
            assert write().status_code == 201
        assert client.get("/db").json()["doc_count"] == len(stored) + 2
    assert server.stop() == "", "nothing went wrong that the server did not expect"
    assert troubles(disk.path / "data" / "qadam.sqlite") == []


def test_killed_on_a_full_disk_and_started_on_it(disk):
    """The store opens where there is no room, and reads; what was acknowledged last is there."""
    server = BareServer(disk.path / "data").start()
    httpx.put(f"{server.url}/db").raise_for_status()
    httpx.put(f"{server.url}/db/before", json={}).raise_for_status()
    for number in range(1000):
        answer = httpx.put(f"{server.url}/db/{number}", json={"text": os.urandom(20_000).hex()})
        if answer.status_code != 201:
            break
    server.kill()
    disk.fill()
    server.start()
    assert httpx.get(f"{server.url}/db").json()["doc_count"] == number + 1
    disk.make_room()
    assert httpx.put(f"{server.url}/db/after", json={}).status_code == 201
    server.stop()
    assert troubles(disk.path / "data" / "qadam.sqlite") == []


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can take a process's room away")
def test_a_log_that_cannot_grow_refuses_and_recovers(tmp_path):
    """SQLite's WAL meets a limit, with an error that is not the full disk's: the same promises."""
    server = BareServer(tmp_path).start()
    with server.client() as client:
        client.put("/db").raise_for_status()
        size = (tmp_path / "qadam.sqlite-wal").stat().st_size + 200_000
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        stored = set()
        for number in range(40):
            docs = [{"_id": f"{number}-{n}", "text": "x" * 1000} for n in range(50)]
            answer = client.post("/db/_bulk_docs", json={"docs": docs})
            if answer.status_code == 201:
                stored |= {row["id"] for row in answer.json()}
            else:
                refused(answer)
        refused(answer)
        assert client.get("/db").status_code == 200
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert client.put("/db/after", json={}).status_code == 201
        there = {row["id"] for row in client.get("/db/_all_docs").json()["rows"]}
    assert there == stored | {"after"}
    server.stop()
    assert troubles(tmp_path / "qadam.sqlite") == []


async def test_sqlite_full_is_507(store):
    """What SQLite calls FULL, the protocol calls insufficient storage."""
    await store.create("db")
    pages = store._writing.execute("PRAGMA page_count").fetchone()[0]
    store._writing.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Exception, match="full") as raised:
        await store.write("db", [{"_id": f"{n}", "text": "x" * 3000} for n in range(50)])
    assert (raised.value.status, raised.value.error) == (507, "insufficient_storage")
    store._writing.execute("PRAGMA max_page_count = 1000000")
    assert (await store.write("db", [{"_id": "after"}]))[0].ok
    assert (await store.info("db")).doc_count == 1
