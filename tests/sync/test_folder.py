"""The data folder: one process at a time, only what this version knows, and a disk that may rot."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import httpx

from sync.errors import Unavailable
from sync.sqlite import SqliteStore
from tests.protocol.server import ROOT, BareServer


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
