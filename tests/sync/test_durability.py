"""What was acknowledged is there: on a full disk, on one that rots, with a second process."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys

import httpx
import pytest

from sync.errors import Unavailable
from sync.sqlite import SqliteStore
from tests.protocol.server import ROOT, BareServer


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can take a process's room away")
def test_a_full_disk_refuses_and_recovers(tmp_path):
    """No room: 507 or 503 and nothing half done; reading goes on; with room again it writes as before."""
    server = BareServer(tmp_path).start()
    with server.client() as client:
        client.put("/db").raise_for_status()
        client.put("/db/before", json={}).raise_for_status()
        size = (tmp_path / "qadam.sqlite-wal").stat().st_size + 200_000
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        statuses, stored = [], {"before"}
        for number in range(40):
            docs = [{"_id": f"{number}-{n}", "text": "x" * 1000} for n in range(50)]
            answer = client.post("/db/_bulk_docs", json={"docs": docs})
            statuses.append(answer.status_code)
            if answer.status_code == 201:
                stored |= {row["id"] for row in answer.json()}
            else:
                assert set(answer.json()) == {"error", "reason"}
        assert set(statuses) <= {201, 503, 507}
        assert statuses[-1] in {503, 507}
        assert client.get("/db/before").status_code == 200
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert client.put("/db/after", json={}).status_code == 201
        there = {row["id"] for row in client.get("/db/_all_docs").json()["rows"]}
    assert there == stored | {"after"}
    server.stop()
    with sqlite3.connect(tmp_path / "qadam.sqlite") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


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


def run_sync(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sync", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


def test_a_second_process_on_the_folder_says_so_and_stops(tmp_path):
    """One sentence, exit 1; the first goes on; when it has gone, however it went, the next may."""
    server = BareServer(tmp_path).start()
    second = run_sync("--data", tmp_path, "--port", 0)
    assert second.returncode == 1
    assert second.stderr.startswith("Another process is using")
    assert second.stderr.count("\n") == 1
    assert httpx.get(server.url).status_code == 200
    server.kill()
    server.start()
    assert httpx.get(server.url).status_code == 200
    assert "Traceback" not in server.stop()


def test_a_busy_port_is_one_sentence(tmp_path):
    server = BareServer(tmp_path / "a").start()
    busy = run_sync("--data", tmp_path / "b", "--port", server.port)
    assert busy.returncode == 1
    assert busy.stderr == f"Port {server.port} is in use: stop what listens there, or choose another.\n"
    assert not (tmp_path / "b").exists(), "nothing is made before it is known to be of use"
    server.stop()


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    told = run_sync("--data", tmp_path / "file" / "data", "--port", 0)
    assert told.returncode == 1
    assert told.stderr.startswith("The folder ")
    assert told.stderr.count("\n") == 1


def test_a_file_of_a_newer_version_is_left_alone(tmp_path):
    server = BareServer(tmp_path).start()
    server.stop()
    with sqlite3.connect(tmp_path / "qadam.sqlite") as file:
        file.execute("PRAGMA user_version = 99")
    told = run_sync("--data", tmp_path, "--port", 0)
    assert told.returncode == 1
    assert "schema 99" in told.stderr
    assert "Traceback" not in told.stderr


async def test_a_disk_that_cannot_be_read_is_503(tmp_path):
    """Pages of the file have rotted: what they hold answers 503, the rest is served."""
    path = tmp_path / "qadam.sqlite"
    store = await SqliteStore.open(path)
    await store.create("db")
    await store.write("db", [{"_id": f"{n:05}", "text": "x" * 3000} for n in range(500)])
    await store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size * 4 // 5 // 4096 * 4096)
        file.write(b"\xa5" * 8 * 4096)
    store = await SqliteStore.open(path)
    failed = 0
    for number in range(500):
        try:
            await store.get("db", f"{number:05}")
        except Unavailable:
            failed += 1
    assert 0 < failed < 500
    await store.close()
