"""The rules are pure, so they may run in several threads at once: also the first time in a process."""

import subprocess
import sys

FIRST_READING = """
import sys, threading
sys.setswitchinterval(1e-6)
from schemas.check import Unreadable, read
from schemas.documents import KINDS
begin = threading.Barrier(8)
DOC = {
    "schema": 1,
    "by": {"user": "a", "role": "inspector", "device": "d"},
    "at": "2026-10-02T23:10:00+05:00",
    "from": "2026-10-02T23:10:00+05:00",
    "place": {"lat": 49.9, "lon": 82.6, "accuracy_m": 5.0},
    "user": "a",
}
def reader():
    begin.wait()
    for kind in KINDS:
        try:
            read({**DOC, "_id": f"{kind}:x", "kind": kind})
        except Unreadable:
            pass
threads = [threading.Thread(target=reader) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_documents_are_first_read_by_several_threads_without_a_crash():
    """msgspec 0.22 crashed the process when two threads met a kind of document for the first time."""
    for _ in range(5):
        command = [sys.executable, "-c", FIRST_READING]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
