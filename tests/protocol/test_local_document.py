"""``/{db}/_local/{key}``: checkpoints."""

from __future__ import annotations


def test_written_read_and_removed(db):
    made = db.put("/_local/check%2Fpoint", json={"last_seq": 7})
    assert made.status_code == 201
    assert made.json() == {"ok": True, "id": "_local/check/point", "rev": "0-1"}
    assert db.get("/_local/check%2Fpoint").json() == {
        "_id": "_local/check/point",
        "_rev": "0-1",
        "last_seq": 7,
    }
    again = db.put("/_local/check%2Fpoint", json={"last_seq": 8, "_rev": "0-1"})
    assert again.json()["rev"] == "0-2"
    assert db.delete("/_local/check%2Fpoint", params={"rev": "0-2"}).status_code == 200
    assert db.get("/_local/check%2Fpoint").json() == {"error": "not_found", "reason": "missing"}


def test_an_old_revision_conflicts(db, ours):
    """Two replications that share a name see each other; PouchDB reads again and goes on."""
    db.put("/_local/x", json={"v": 1})
    if ours:  # CouchDB lets the last one win
        assert db.put("/_local/x", json={"v": 2}).status_code == 409
        assert db.put("/_local/x", json={"v": 2, "_rev": "0-7"}).status_code == 409
        assert db.delete("/_local/x").status_code == 409
        assert db.get("/_local/x").json()["v"] == 1


def test_local_documents_are_not_replicated(db):
    db.put("/_local/x", json={})
    assert db.get("/_changes").json()["results"] == []
    assert db.get("/_all_docs").json()["rows"] == []
    assert db.get("").json()["doc_count"] == 0


def test_of_no_database(root):
    assert root.get("/none-such/_local/x").status_code == 404
    assert root.put("/none-such/_local/x", json={}).status_code == 404
