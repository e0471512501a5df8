"""``_revs_limit``, ``_security``: what the owner of a database sets."""

from __future__ import annotations


def test_history_is_stemmed_to_the_limit(db, ours):
    assert db.get("/_revs_limit").json() == 1000
    assert db.put("/_revs_limit", json=3).json() == {"ok": True}
    assert db.get("/_revs_limit").json() == 3
    rev = None
    for n in range(6):
        rev = db.put("/a", json={"n": n, **({"_rev": rev} if rev else {})}).json()["rev"]
    doc = db.get("/a", params={"revs": "true"}).json()
    assert doc["_revisions"]["start"] == 6
    assert len(doc["_revisions"]["ids"]) == 3
    other = {"_id": "b", "_revisions": {"start": 9, "ids": [str(n) for n in range(9, 0, -1)]}, "_rev": "9-9"}
    db.post("/_bulk_docs", json={"docs": [other], "new_edits": False})
    assert db.get("/b", params={"revs": "true"}).json()["_revisions"]["ids"] == ["9", "8", "7"]


def test_a_stemmed_branch_that_comes_again_joins(db):
    db.put("/_revs_limit", json=2)
    ids = [str(n) for n in range(5, 0, -1)]
    doc = {"_id": "a", "_rev": "5-5", "_revisions": {"start": 5, "ids": ids}, "v": 1}
    for _ in range(2):
        assert db.post("/_bulk_docs", json={"docs": [doc], "new_edits": False}).json() == []
    later = {"_id": "a", "_rev": "6-6", "_revisions": {"start": 6, "ids": ["6", *ids]}, "v": 2}
    assert db.post("/_bulk_docs", json={"docs": [later], "new_edits": False}).json() == []
    read = db.get("/a", params={"conflicts": "true", "revs": "true"}).json()
    assert (read["v"], read["_revisions"]["ids"]) == (2, ["6", "5"])
    assert "_conflicts" not in read


def test_who_may_is_kept_and_told(db):
    admins_only = {"members": {"roles": ["_admin"]}, "admins": {"roles": ["_admin"]}}
    assert db.get("/_security").json() == admins_only
    told = {"admins": {"names": ["a"], "roles": []}, "members": {"names": [], "roles": ["r"]}, "more": 1}
    assert db.put("/_security", json=told).json() == {"ok": True}
    assert db.get("/_security").json() == told


def test_settings_go_with_their_database(root, db, db_name):
    db.put("/_revs_limit", json=7)
    db.put("/_security", json={"more": 1})
    root.delete(f"/{db_name}")
    root.put(f"/{db_name}")
    assert db.get("/_revs_limit").json() == 1000
    assert "more" not in db.get("/_security").json()
