"""`python -m api migrate-store`: there and back, killed in the middle, refused where it must be.

The CouchDB is `python -m sync`, which speaks its protocol, and a real one when `COUCHDB_URL` names it.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.migrate import MARK, main
from sync.cluster import Address, CouchStore
from sync.copying import digest
from sync.sqlite import SqliteStore
from sync.store import Store
from tests.protocol.server import ROOT


@pytest.fixture
def url(couchdb_like: str) -> str:
    """The URL of an empty CouchDB."""
    return couchdb_like


async def fill(store: Store, files: int = 6) -> None:
    """An installation with everything that could get lost: conflicts, tombstones, photographs, schedules."""
    chance = random.Random(7)
    await store.create("registry")
    await store.write("registry", [{"_id": "account:a", "kind": "account"}, {"_id": "vapid", "private": "x"}])
    await store.put_local("registry", "due-case-1", {"at": "2026-10-02T12:00:00Z", "failures": 0})
    await store.put_local("registry", "pipeline", {"since": 17})
    for number in range(files):
        db = f"case-{number:032x}"
        await store.create(db)
        await store.write(db, [{"_id": f"visit:{n:03}", "n": n, "text": "Әлі — ё"} for n in range(60)])
        rows = await store.write(db, [{"_id": "task:a", "state": "planned"}, {"_id": "task:b"}])
        await store.write(db, [{"_id": "task:a", "_rev": rows[0].rev, "state": "done"}])
        await store.write(db, [{"_id": "task:b", "_rev": rows[1].rev, "_deleted": True}])
        fork = {"_id": "task:a", "_rev": "2-fffe", "_revisions": {"start": 2, "ids": ["fffe", "0a"]}}
        await store.write(db, [{**fork, "state": "elsewhere"}], new_edits=False)
        picture = {"content_type": "image/jpeg", "data": chance.randbytes(200_000)}
        page = {"content_type": "text/plain", "data": b"compresses " * 500}
        await store.write(db, [{"_id": "photo:x", "_attachments": {"p.jpg": picture, "a/b.txt": page}}])


async def seen(store: Store) -> dict[str, tuple[int, str]]:
    return {db: await digest(store, db, lambda _: None) for db in await store.databases()}


async def in_folder(path: Path, *, filled: bool = False) -> dict[str, tuple[int, str]]:
    store = await SqliteStore.open(path / "qadam.sqlite")
    if filled:
        await fill(store)
    told = await seen(store)
    await store.close()
    return told


def test_there_and_back(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Three stores, one digest; schedules come along, the source's own places in a feed do not."""
    here, back = tmp_path / "here", tmp_path / "back"
    here.mkdir()
    before = asyncio.run(in_folder(here, filled=True))
    assert main(["--from", str(here), "--to", url]) == 0
    assert main(["--from", url, "--to", str(back)]) == 0
    printed = capsys.readouterr()
    assert "visit" not in printed.out + printed.err
    assert "case-" not in printed.out + printed.err
    assert asyncio.run(in_folder(back)) == asyncio.run(in_folder(here)) == before

    async def locals_there() -> set[str]:
        store = await CouchStore.open(Address.read(url))
        found = {doc["_id"].removeprefix("_local/") for doc in await store.locals("registry")}
        assert (await store.get("case-" + "0" * 32, "task:a")) is not None
        await store.close()
        return found

    assert asyncio.run(locals_there()) == {"due-case-1", MARK}


def test_killed_again_and_again_it_comes_to_its_end(tmp_path: Path, url: str) -> None:
    """`kill -9` at any moment; the next run goes on, the source is as it was, the copy is whole."""
    here = tmp_path / "here"
    here.mkdir()
    before = asyncio.run(in_folder(here, filled=True))
    command = [sys.executable, "-m", "api", "migrate-store", "--from", str(here), "--to", url]
    killed = 0
    for attempt in range(12):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if attempt < 6:
            time.sleep(0.5 + 0.15 * attempt)
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                killed += 1
        _, said = process.communicate(timeout=120)
        # Killed between its last write and its exit it had come to its end, and the next run says so.
        if process.returncode == 0 or (killed and b"holds the whole copy already" in said):
            break
        assert process.returncode == -signal.SIGKILL, said.decode()
    else:
        raise AssertionError("it does not come to its end")
    assert killed > 0

    async def there() -> dict[str, tuple[int, str]]:
        store = await CouchStore.open(Address.read(url))
        told = await seen(store)
        await store.close()
        return told

    assert asyncio.run(there()) == asyncio.run(in_folder(here)) == before


def test_a_target_with_other_data_is_refused(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another installation, a whole copy that may be in use, the source itself: one sentence."""
    here, other = tmp_path / "here", tmp_path / "other"
    here.mkdir()
    asyncio.run(in_folder(here, filled=True))

    async def begun() -> None:
        store = await SqliteStore.open(other / "qadam.sqlite")
        await store.create("case-77")
        await store.close()

    other.mkdir()
    asyncio.run(begun())
    assert main(["--from", str(here), "--to", str(other)]) == 1
    assert "other databases" in capsys.readouterr().err
    assert list(asyncio.run(in_folder(other))) == ["case-77"]
    assert main(["--from", str(here), "--to", url]) == 0
    assert main(["--from", str(here), "--to", url]) == 1
    assert "whole copy already" in capsys.readouterr().err
    assert main(["--from", str(here), "--to", str(here)]) == 1
    assert main(["--from", str(tmp_path / "none"), "--to", url]) == 1
    assert not (tmp_path / "none").exists()


def test_a_source_that_is_served_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = tmp_path / "here"
    here.mkdir()
    asyncio.run(in_folder(here, filled=True))

    async def served() -> int:
        store = await SqliteStore.open(here / "qadam.sqlite")
        done = await asyncio.to_thread(main, ["--from", str(here), "--to", str(tmp_path / "there")])
        await store.close()
        return done

    assert asyncio.run(served()) == 1
    assert "Another process" in capsys.readouterr().err
