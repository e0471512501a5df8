"""Stock PouchDB 9 in Node replicates with the server: the client that every phone is."""

from __future__ import annotations

import pytest


def test_pushes_and_pulls_everything_once(pouch, server_url, db_name):
    """250 documents there and back; a second push finds nothing to do."""
    done = pouch("push_and_pull", f"{server_url}/{db_name}", 250)
    assert done["pushed"]["docs_written"] == 250
    assert done["pulled"]["docs_written"] == 250
    assert done["again"]["docs_read"] == 0
    assert done["equal"]
    assert done["count"] == 250


def test_conflicts_and_deletions_converge(pouch, server_url, db_name):
    """Phones and server hold the same tree and the same winner, before and after a conflict is resolved."""
    done = pouch("conflicts", f"{server_url}/{db_name}")
    assert done["before"][0] == done["before"][1] == done["before"][2]
    assert len(done["before"][0]["conflicts"]) == 1
    assert done["after"][0] == done["after"][1] == done["after"][2]
    assert done["after"][0]["conflicts"] == []
    assert done["gone"] == {"status": 404, "reason": "deleted"}


def test_live_both_ways(pouch, server_url, db_name):
    """An edit on one phone reaches the other over the server while both are live."""
    done = pouch("live", f"{server_url}/{db_name}")
    assert done["docs"] == 2
    assert done["ms"] < 5_000


def test_attachments_travel_and_stay(pouch, server_url, db_name):
    """Contents arrive byte for byte, survive an edit as stubs, keep digest and revpos."""
    done = pouch("attachments", f"{server_url}/{db_name}")
    assert done["same"]
    assert done["kept"]
    assert done["names"] == ["photo.jpg"]
    assert done["digests"][0] == done["digests"][1]
    assert done["revpos"] == 1
    assert done["other"] == "AAH/"


@pytest.mark.parametrize("cut_after", [3_000, 20_000])
def test_cut_connections_lose_and_double_nothing(pouch, server_url, db_name, db, cut_after):
    """Connections break in the middle of requests and answers; tried again, everything is there once."""
    done = pouch("cuts", f"{server_url}/{db_name}", 300, cut_after)
    assert done["failures"] >= 2
    assert done["equal"]
    assert done["count"] == 300
    assert db.get("").json()["doc_count"] == 300


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_histories_give_pouchdbs_trees_and_winners(pouch, server_url, db_name, seed):
    """Random edits, deletions and syncs among three phones: the server agrees with PouchDB on every tree."""
    done = pouch("random_histories", f"{server_url}/{db_name}", seed, 60)
    for trees in done["trees"].values():
        for other in trees[1:]:
            assert other == trees[0]
