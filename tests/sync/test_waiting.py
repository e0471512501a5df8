"""Who waits is not forgotten, and who has gone is."""

from __future__ import annotations

import contextlib
import threading
import time

import httpx

from tests.sync.conftest import CASE
from tests.sync.gated import curfew_check


def waiting(gated) -> int:
    """How many wait for a change, by the server's own list."""
    return gated.app._shared._watchers.total()


def eventually(true) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_a_phone_that_hangs_up_is_not_waited_for(gated):
    """Its long poll ends on the server at once, not with the next change or heartbeat."""
    for feed in ("longpoll", "continuous"):
        with gated.client("aliya") as client:
            params = {"feed": feed, "since": "now", "timeout": "60000"}
            with contextlib.suppress(httpx.ReadTimeout):
                client.get(f"/{CASE}/_changes", params=params, timeout=0.4)
            assert eventually(lambda: waiting(gated) == 0), feed


def test_all_who_wait_are_told_by_one_reading(gated):
    """Thirty phones, one change: the rows are read and encoded once."""
    reads = []
    read = gated.store.changes

    async def counted(db, query):
        reads.append(query)
        return await read(db, query)

    answers = []

    def wait() -> None:
        with gated.client("aliya") as client:
            params = {"feed": "longpoll", "since": "0", "include_docs": "true"}
            answers.append(client.get(f"/{CASE}/_changes", params=params).content)

    phones = [threading.Thread(target=wait) for _ in range(30)]
    for phone in phones:
        phone.start()
    assert eventually(lambda: waiting(gated) == 30)
    gated.store.changes = counted
    gated.write(CASE, [curfew_check("aliya", "0001")])
    for phone in phones:
        phone.join(20)
    assert len(answers) == 30
    assert len(set(answers)) == 1
    assert b"curfew_check:0001" in answers[0]
    assert len(reads) == 1
