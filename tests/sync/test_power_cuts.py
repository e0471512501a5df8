"""Power cuts, as near as a machine that stays on can come: stopped at a system call, unsynced bytes lost.

strace kills the store's process at its k-th write or sync of a file. Of what was written since the last sync
of the same file, a part is then wiped out, as a disk that lost power may. What was acknowledged must be there
in a sound file. `make soak` tries more places (`QADAM_KILLS`).
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys

import pytest

from sync.sqlite import SqliteStore
from tests.protocol.server import ROOT
from tests.sync.soundness import troubles

CUTS = max(12, int(os.environ.get("QADAM_KILLS", "0")))

WRITER = """
import asyncio, pathlib, sys
from sync.sqlite import SqliteStore

async def main():
    store = await SqliteStore.open(pathlib.Path(sys.argv[1]))
    store._writing.execute("PRAGMA wal_autocheckpoint = 12")  # checkpoints all the time
    if not await store.exists("db"):
        await store.create("db")
    run = sys.argv[2]
    for number in range(25):
        photo = {"x": {"content_type": "a/b", "data": bytes([number]) * 6000}} if number % 4 == 0 else {}
        docs = [{"_id": f"{run}-{number}-{n}", "_attachments": photo} for n in range(1 + number % 3)]
        rows = await store.write("db", docs)
        print(*[f"{row.id}@{row.rev}" for row in rows], flush=True)
        if number % 5 == 4:
            (row,) = await store.write("db", [{"_id": rows[0].id, "_rev": rows[0].rev, "_deleted": True}])
            print(f"{row.id}@{row.rev}", flush=True)
        if number % 7 == 6:
            await store.compact("db")

asyncio.run(main())
"""

_WRITE = re.compile(r"^\d+ +pwrite64\(\d+<(?P<file>[^>]+)>.*?, (?P<length>\d+), (?P<offset>\d+)(\)| <unf)")
_SYNC = re.compile(r"^\d+ +fdatasync\(\d+<(?P<file>[^>]+)>\) += 0")

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def run_until_cut(path, name, call, number, trace):
    """What was acknowledged before the process was killed at that call of that kind."""
    command = [
        *("strace", "-f", "-y", "-s", "0", "-o", str(trace), "-e", "trace=pwrite64,fdatasync,ftruncate"),
        *("-e", f"inject={call}:signal=SIGKILL:when={number}"),
        *(sys.executable, "-c", WRITER, str(path), name),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    if not trace.exists() or not trace.read_text():
        pytest.skip(f"strace may not run a program here: {done.stderr.strip()[:200]}")
    assert "Traceback" not in done.stderr, done.stderr
    return [tuple(word.split("@")) for word in done.stdout.split()]


def lose_power(trace, randomly):
    """Wipe out some of what was written and not synced; how many writes that were in doubt."""
    doubtful: dict[str, list[tuple[int, int]]] = {}
    for line in trace.read_text().splitlines():
        if match := _SYNC.match(line):
            doubtful.pop(match["file"], None)
        elif match := _WRITE.match(line):
            doubtful.setdefault(match["file"], []).append((int(match["offset"]), int(match["length"])))
    for name, writes in doubtful.items():
        if name.endswith("-shm") or not os.path.exists(name):  # noqa: PTH110 - a name out of a trace
            continue
        with open(name, "r+b") as file:  # noqa: PTH123
            size = file.seek(0, os.SEEK_END)
            for offset, length in writes:
                lost = randomly.choice([0, 0, length // 2, length])
                if lost and offset < size:
                    file.seek(offset + length - lost)
                    file.write(b"\0" * min(lost, size - (offset + length - lost)))
    return sum(map(len, doubtful.values()))


async def check(path, acknowledged):
    store = await SqliteStore.open(path)
    try:
        if acknowledged:
            asked: dict[str, list[str]] = {}
            for doc_id, rev in acknowledged:
                asked.setdefault(doc_id, []).append(rev)
            assert await store.revs_diff("db", asked) == {}
            for doc_id, revs in asked.items():
                (leaf,) = await store.leaves("db", doc_id, "all")
                assert int(leaf.rev[0]) >= int(revs[-1][0])
                assert leaf.doc is not None
    finally:
        await store.close()
    assert troubles(path) == []


@pytest.mark.timeout(120 + 4 * CUTS)
async def test_nothing_acknowledged_is_lost_at_any_call(tmp_path):
    """Cut in the middle of a log, of a checkpoint, of a log begun anew: all is there, and it writes again."""
    randomly = random.Random(CUTS)
    in_doubt = cut = 0
    path, acknowledged = tmp_path / "0.sqlite", []
    for number in range(CUTS):
        if number % 6 == 0:  # from the beginning: the file is made, too
            path, acknowledged = tmp_path / f"{number}.sqlite", []
        call = randomly.choice(["pwrite64", "pwrite64", "fdatasync"])
        place = randomly.randrange(1, 700 if call == "pwrite64" else 60)
        trace = tmp_path / "trace"
        told = run_until_cut(path, f"run{number}", call, place, trace)
        cut += "killed by SIGKILL" in trace.read_text()
        in_doubt += lose_power(trace, randomly)
        acknowledged += told
        await check(path, acknowledged)
    assert cut > CUTS // 3
    assert in_doubt > 0
