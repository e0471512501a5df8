"""``POST /{db}/_purge``: as if it had never been."""

from __future__ import annotations

import time

import pytest


def purge(db, revs):
    answer = db.post("/_purge", json=revs)
    assert answer.status_code == 201, answer.text
    return answer.json()["purged"]


def counts(db):
    info = db.get("").json()
    return info["doc_count"], info["doc_del_count"]


def purge_seq(db):
    return int(str(db.get("").json()["purge_seq"]).partition("-")[0])


def test_a_document_is_gone_without_a_tombstone(db):
    one = db.put("/a", json={"v": 1}).json()["rev"]
    two = db.put("/a", json={"_rev": one, "v": 2}).json()["rev"]
    db.put("/b", json={})
    assert purge(db, {"a": [two]}) == {"a": [two]}
    assert db.get("/a").json() == {"error": "not_found", "reason": "missing"}
    assert counts(db) == (1, 0)
    assert [row["id"] for row in db.get("/_changes").json()["results"]] == ["b"]
    assert db.post("/_revs_diff", json={"a": [two]}).json()["a"]["missing"] == [two]
    assert db.get("/_purged_infos").json() == {"purged_infos": [{"id": "a", "revs": [two]}]}
    assert purge_seq(db) == 1


def test_what_is_no_leaf_stays(db):
    one = db.put("/a", json={"v": 1}).json()["rev"]
    two = db.put("/a", json={"_rev": one, "v": 2}).json()["rev"]
    assert purge(db, {"a": [one, "2-none"], "none": ["1-a"]}) == {"a": [], "none": []}
    assert db.get("/a").json()["_rev"] == two


def test_of_several_leaves_the_others_stay(db):
    """The next best wins, its history stays whole, and who follows the feed hears of it."""
    docs = [
        {"_id": "a", "_revisions": {"start": 3, "ids": ["d", "b", "r"]}, "_rev": "3-d", "v": "d"},
        {"_id": "a", "_revisions": {"start": 2, "ids": ["c", "r"]}, "_rev": "2-c", "v": "c"},
        {"_id": "a", "_revisions": {"start": 2, "ids": ["x", "r"]}, "_rev": "2-x", "_deleted": True},
    ]
    db.post("/_bulk_docs", json={"docs": docs, "new_edits": False})
    since = db.get("/_changes").json()["last_seq"]
    assert purge(db, {"a": ["3-d"]}) == {"a": ["3-d"]}
    doc = db.get("/a", params={"revs": "true", "conflicts": "true", "deleted_conflicts": "true"}).json()
    assert (doc["v"], doc["_revisions"]["ids"], doc["_deleted_conflicts"]) == ("c", ["c", "r"], ["2-x"])
    assert db.get("/a", params={"rev": "2-b"}).status_code == 404
    (row,) = db.get("/_changes", params={"since": since, "style": "all_docs"}).json()["results"]
    assert [leaf["rev"] for leaf in row["changes"]] == ["2-c", "2-x"]
    assert purge(db, {"a": ["2-c"]}) == {"a": ["2-c"]}
    assert db.get("/a").json()["reason"] == "deleted"
    assert counts(db) == (0, 1)
    assert purge(db, {"a": ["2-x"]}) == {"a": ["2-x"]}
    assert counts(db) == (0, 0)


def test_a_tombstone_can_be_purged_and_the_id_used_again(db):
    rev = db.put("/a", json={}).json()["rev"]
    gone = db.delete("/a", params={"rev": rev}).json()["rev"]
    assert purge(db, {"a": [gone]}) == {"a": [gone]}
    assert db.put("/a", json={"v": "new"}).json()["rev"].startswith("1-")


def test_what_was_purged_may_come_back_by_replication(db):
    doc = {"_id": "a", "_rev": "1-a", "v": 1}
    db.post("/_bulk_docs", json={"docs": [doc], "new_edits": False})
    purge(db, {"a": ["1-a"]})
    assert db.post("/_bulk_docs", json={"docs": [doc], "new_edits": False}).json() == []
    assert db.get("/a").json()["v"] == 1


def test_attachments_go_with_it(db):
    rev = db.put("/a/x", content=b"hi", headers={"content-type": "image/png"}).json()["rev"]
    purge(db, {"a": [rev]})
    assert db.get("/a/x").status_code == 404
    stub = {"x": {"stub": True, "revpos": 1, "digest": "md5-SfaKXIST7CwL9ImCHCH8Ow=="}}
    assert db.put("/a", json={"_attachments": stub}).status_code == 412


def test_only_the_last_are_remembered(db, ours):
    assert db.get("/_purged_infos_limit").json() == 1000
    assert db.put("/_purged_infos_limit", json=3).json() == {"ok": True}
    assert db.get("/_purged_infos_limit").json() == 3
    for n in range(5):
        rev = db.put(f"/d{n}", json={}).json()["rev"]
        purge(db, {f"d{n}": [rev]})
    assert purge_seq(db) == 5
    if ours:  # CouchDB forgets them when it compacts
        assert [info["id"] for info in db.get("/_purged_infos").json()["purged_infos"]] == ["d2", "d3", "d4"]


def test_a_checkpoint_still_leads_on(pouch, db, server_url, db_name):
    """A phone that had pulled before goes on from where it was."""
    done = pouch("purged_between", f"{server_url}/{db_name}")
    assert done["before"] == ["a", "b"]
    assert done["read"] == 1
    assert done["after"] == ["a", "b", "c"]  # what it has is its own


@pytest.mark.parametrize("count", [101])
def test_a_hundred_at_a_time(db, count):
    answer = db.post("/_purge", json={f"d{n}": ["1-a"] for n in range(count)})
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


def test_a_long_poll_wakes_with_it(db):
    """The number of the database moves, and with it everything that waits for the database to be the same."""
    rev = db.put("/a", json={}).json()["rev"]
    before = db.get("").json()["update_seq"]
    purge(db, {"a": [rev]})
    began = time.monotonic()
    assert db.get("").json()["update_seq"] != before
    assert time.monotonic() - began < 5
