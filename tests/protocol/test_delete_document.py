"""``DELETE /{db}/{docid}``."""

from __future__ import annotations


def test_a_tombstone_with_a_revision_of_its_own(db):
    rev = db.put("/a", json={"v": 1}).json()["rev"]
    gone = db.delete("/a", params={"rev": rev})
    assert (gone.status_code, gone.json()["ok"]) == (200, True)
    assert gone.json()["rev"].startswith("2-")
    (row,) = db.get("/_changes").json()["results"]
    assert row["deleted"] is True


def test_only_with_the_revision_that_there_is(db):
    db.put("/a", json={})
    assert db.delete("/a").status_code == 409
    assert db.delete("/a", params={"rev": "1-wrong"}).status_code == 409
    assert db.delete("/none").status_code == 404
    assert db.get("/a").status_code == 200


def test_deleting_the_winner_brings_the_conflict_forward(db):
    docs = [{"_id": "a", "_rev": "1-b", "v": "b"}, {"_id": "a", "_rev": "1-c", "v": "c"}]
    db.post("/_bulk_docs", json={"docs": docs, "new_edits": False})
    assert db.get("/a").json()["v"] == "c"
    db.delete("/a", params={"rev": "1-c"})
    assert db.get("/a").json() == {"_id": "a", "_rev": "1-b", "v": "b"}
    info = db.get("").json()
    assert (info["doc_count"], info["doc_del_count"]) == (1, 0)


def test_a_tombstone_may_say_why(db):
    rev = db.put("/a", json={}).json()["rev"]
    gone = db.put("/a", json={"_rev": rev, "_deleted": True, "why": "by court order"}).json()["rev"]
    assert db.get("/a", params={"rev": gone}).json()["why"] == "by court order"
    assert db.get("/a").status_code == 404
