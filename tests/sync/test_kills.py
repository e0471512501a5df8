"""``kill -9`` of the server, again and again, while 16 clients write all there is to write.

`make soak` kills it 200 times (`QADAM_KILLS`).
"""

from __future__ import annotations

import os
import random
import statistics
import time

import httpx
import pytest

from tests.protocol.server import BareServer
from tests.sync.load import Load
from tests.sync.soundness import troubles

KILLS = int(os.environ.get("QADAM_KILLS", "25"))


@pytest.mark.timeout(60 + 6 * KILLS)
def test_kill_9_under_load_loses_nothing_acknowledged(tmp_path, capsys):
    """All that was acknowledged is there; it opens at once; batches are whole; the file is sound."""
    randomly = random.Random(7)
    server = BareServer(tmp_path).start()
    httpx.put(f"{server.url}/db").raise_for_status()
    load = Load(seed=7)
    opened = []
    for round_ in range(KILLS):
        load.start(server.url)
        time.sleep(randomly.uniform(0.05, 0.5))
        server.kill()
        load.wait()
        began = time.monotonic()
        server.start()
        assert httpx.get(f"{server.url}/db").status_code == 200
        opened.append(time.monotonic() - began)
        with server.client() as client:
            for writer in load.clients if round_ % 8 == 0 else load.clients[:: len(load.clients) - 1]:
                assert writer.lost(client) == []
    assert load.answers > 20 * KILLS, "the clients did get something done"
    assert max(opened) < 20, "it opens at once, even on a busy machine"
    with server.client() as client:
        for writer in load.clients:
            assert writer.lost(client) == []
            assert writer.damaged(client) == []
        changes = client.get("/db/_changes").json()["results"]
        info = client.get("/db").json()
        assert info["doc_count"] + info["doc_del_count"] == len(changes)
    server.stop()
    assert troubles(tmp_path / "qadam.sqlite") == []
    with capsys.disabled():
        if KILLS > 25:
            print(
                f"\n{KILLS} kills, {load.answers} answers; the first answer after one: median"
                f" {statistics.median(opened):.2f} s, worst {max(opened):.2f} s, with the process's start"
            )
