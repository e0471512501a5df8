"""``/{db}``: create, describe, delete."""

from __future__ import annotations

import pytest


def test_created_described_and_deleted(root, db_name):
    assert root.get(f"/{db_name}").json() == {"error": "not_found", "reason": "Database does not exist."}
    made = root.put(f"/{db_name}")
    assert (made.status_code, made.json()) == (201, {"ok": True})
    again = root.put(f"/{db_name}")
    assert (again.status_code, again.json()["error"]) == (412, "file_exists")
    info = root.get(f"/{db_name}").json()
    assert (info["db_name"], info["doc_count"], info["doc_del_count"]) == (db_name, 0, 0)
    assert root.head(f"/{db_name}").status_code == 200
    assert root.delete(f"/{db_name}").json() == {"ok": True}
    assert root.get(f"/{db_name}").status_code == 404
    assert root.head(f"/{db_name}").status_code == 404
    assert root.delete(f"/{db_name}").status_code == 404


@pytest.mark.parametrize(
    "name", ["Capital", "1digit", "sp%20ace", "..", "%2e%2e", "..%2f..%2fetc", "a%00", "x" * 300, "ә"]
)
def test_names_that_no_database_may_have(root, name):
    """CouchDB's rule; nothing of it ever becomes a path on a disk."""
    answer = root.put(f"/{name}")
    assert answer.status_code in {400, 404, 405}
    assert "error" in answer.json()


def test_a_name_with_a_slash(root, db_name):
    assert root.put(f"/{db_name}%2Fpart").status_code == 201
    assert root.put(f"/{db_name}%2Fpart/doc", json={"a": 1}).status_code == 201
    assert root.get(f"/{db_name}%2Fpart").json()["doc_count"] == 1
    assert root.delete(f"/{db_name}%2Fpart").status_code == 200


def test_counts_follow_what_is_written(db):
    first = db.put("/a", json={}).json()
    db.put("/b", json={})
    db.delete("/a", params={"rev": first["rev"]})
    info = db.get("").json()
    assert (info["doc_count"], info["doc_del_count"]) == (1, 1)


def test_a_database_made_anew_is_empty(root, db, db_name):
    """Nothing of the old one is left: documents, local documents, numbers, attachments."""
    db.put("/a", json={"_attachments": {"x": {"content_type": "a/b", "data": "aGk="}}})
    db.put("/_local/checkpoint", json={})
    before = db.get("").json()["instance_start_time"]
    root.delete(f"/{db_name}")
    root.put(f"/{db_name}")
    info = db.get("").json()
    assert (info["doc_count"], info["doc_del_count"]) == (0, 0)
    assert info["instance_start_time"] != before
    assert db.get("/a").status_code == 404
    assert db.get("/_local/checkpoint").status_code == 404
    assert db.get("/_changes").json()["results"] == []


def test_full_commit_has_always_happened(db):
    answer = db.post("/_ensure_full_commit", json={})
    assert (answer.status_code, answer.json()["ok"]) == (201, True)


def test_compaction_forgets_old_bodies_and_nothing_else(db, ours):
    attached = {"_attachments": {"x": {"content_type": "a/b", "data": "aGk="}}}
    old = db.put("/a", json={"v": 1, **attached}).json()["rev"]
    new = db.put("/a", json={"v": 2, "_rev": old}).json()["rev"]
    db.post("/_bulk_docs", json={"docs": [{"_id": "a", "_rev": "1-x", "v": "other"}], "new_edits": False})
    assert db.get("/a", params={"rev": old}).json()["v"] == 1
    assert db.post("/_compact", json={}).status_code == 202
    if ours:  # CouchDB compacts when it comes to it
        assert db.get("/a", params={"rev": old}).status_code == 404
    assert db.get("/a").json() == {"_id": "a", "_rev": new, "v": 2}
    assert db.get("/a", params={"rev": "1-x"}).json()["v"] == "other"


def test_other_methods_are_not_allowed(db):
    answer = db.patch("")
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]
