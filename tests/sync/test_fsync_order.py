"""What no kill shows: that each acknowledgement leaves the machine after the disk has confirmed its write.

``kill -9`` leaves the system's cache alive; a power cut does not, and cannot be tried here. What can be seen
is the order of system calls, by strace: the log is written, synced, and only then the answer is sent.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import threading
import time

import httpx
import pytest

from tests.protocol.server import ROOT, BareServer

CALLS = "read,pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync"
_CALL = re.compile(
    r"^(?P<thread>\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<call>\w+)\(\d+<(?P<at>[^>]*)>)"
)

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


class Trace:
    """The calls as (name, on what, line): reads and syncs where they ended, writes where they began."""

    def __init__(self, text: str) -> None:
        self.calls: list[tuple[str, str, str]] = []
        begun: dict[str, tuple[str, str]] = {}
        for line in text.splitlines():
            if (match := _CALL.match(line)) is None:
                continue
            thread = match["thread"]
            if match["resumed"]:
                name, at = begun.pop(thread, (match["resumed"], ""))
            else:
                name, at = match["call"], match["at"]
                if line.endswith("<unfinished ...>"):
                    begun[thread] = name, at
            at_its_end = name in {"read", "fsync", "fdatasync"}
            begins, ends = not match["resumed"], not line.endswith("<unfinished ...>")
            if ends if at_its_end else begins:
                self.calls.append((name, at, line))

    def acknowledgements(self) -> int:
        """How many answers to writes there are; fails at one that left before its write was on the disk."""
        count = 0
        written = synced = 0  # writes to the log so far, and how many of them the disk has confirmed
        asked: dict[str, int] = {}
        for name, at, line in self.calls:
            if at.endswith("-wal"):
                if name == "pwrite64":
                    written += 1
                elif line.endswith("= 0"):
                    synced = written
            elif name == "read" and re.search(r'"(PUT|POST|DELETE) ', line):
                asked[at] = written
            elif at.startswith("socket:") and re.search(r'"HTTP/1.1 20[01] ', line) and at in asked:
                assert synced > asked.pop(at), f"acknowledged before it was on the disk: {line}"
                count += 1
        return count


@contextlib.contextmanager
def traced(pid, to):
    """Watch a process for as long as the context lasts; skips where that is not allowed."""
    strace = subprocess.Popen(
        ["strace", "-f", "-y", "-s", "30", "-e", f"trace={CALLS}", "-o", str(to), "-p", str(pid)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    said = strace.stderr.readline()
    if "attached" not in said:
        strace.wait(5)
        pytest.skip(f"strace may not attach here: {said.strip()}")
    yield
    strace.terminate()
    strace.wait(10)
    strace.stderr.close()


def test_every_acknowledgement_follows_its_fsync(tmp_path):
    """One client, each kind of write: between a request and its answer the log is written and synced."""
    with (
        BareServer(tmp_path / "data") as server,
        server.client() as client,
        traced(server.pid, tmp_path / "trace"),
    ):
        answers = [client.put("/db"), client.put("/db/a", json={})]
        rev = answers[1].json()["rev"]
        answers += [
            client.put(f"/db/a/photo?rev={rev}", content=b"x" * 5000),
            client.post("/db/_bulk_docs", json={"docs": [{"_id": f"b{n}"} for n in range(300)]}),
            client.post("/db/_bulk_docs", json={"docs": [{"_id": "r", "_rev": "1-a"}], "new_edits": False}),
            client.put("/db/_local/checkpoint", json={}),
            client.post("/db", json={"_id": "posted"}),
            client.delete("/db/posted?rev=" + client.get("/db/posted").json()["_rev"]),
            client.delete("/db"),
        ]
        time.sleep(0.2)
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert Trace((tmp_path / "trace").read_text()).acknowledgements() == len(answers)


def test_shared_fsyncs_are_waited_for_by_all(tmp_path):
    """Twelve clients whose writes share transactions: none is answered before a sync after its request."""
    with BareServer(tmp_path / "data") as server:
        httpx.put(f"{server.url}/db").raise_for_status()

        def write(name):
            with server.client() as client:
                for number in range(15):
                    client.put(f"/db/{name}-{number}", json={"text": "x" * 500}).raise_for_status()

        with traced(server.pid, tmp_path / "trace"):
            clients = [threading.Thread(target=write, args=(name,)) for name in range(12)]
            for one in clients:
                one.start()
            for one in clients:
                one.join()
            time.sleep(0.2)
    trace = Trace((tmp_path / "trace").read_text())
    assert trace.acknowledgements() == 12 * 15
    syncs = sum(name == "fdatasync" for name, _, _ in trace.calls)
    assert 0 < syncs < 12 * 15, "the clients do share"


OPENING = """
import asyncio, sys, pathlib
from sync.sqlite import SqliteStore
async def main():
    path = pathlib.Path(sys.argv[1])
    path.parent.mkdir(parents=True)
    store = await SqliteStore.open(path)
    print("opened", flush=True)
    await store.close()
asyncio.run(main())
"""


def test_a_new_folder_is_on_the_disk_with_all_that_leads_to_it(tmp_path):
    """Before anything is served: a power cut must not take the folder with everything acknowledged in it."""
    data = tmp_path / "new" / "data"
    strace = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o", str(tmp_path / "trace")]
    command = [*strace, sys.executable, "-c", OPENING, str(data / "qadam.sqlite")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    if "opened" not in done.stdout:
        pytest.skip(f"strace may not run a program here: {done.stderr.strip()[:200]}")
    calls = Trace((tmp_path / "trace").read_text()).calls
    opened = next(place for place, (_, _, line) in enumerate(calls) if '"opened' in line)
    synced = {at for name, at, _ in calls[:opened] if name == "fsync"}
    assert {str(data), str(data.parent), str(tmp_path)} <= synced
