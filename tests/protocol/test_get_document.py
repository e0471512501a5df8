"""``GET /{db}/{docid}``: revisions, conflicts, what is missing and what was deleted."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def forked(db):
    """1-a ── 2-b ── 3-d (winner), and 2-c beside it; and 2-x, a tombstone."""
    docs = [
        {"_id": "doc", "_rev": "3-d", "_revisions": {"start": 3, "ids": ["d", "b", "a"]}, "v": "d"},
        {"_id": "doc", "_rev": "2-c", "_revisions": {"start": 2, "ids": ["c", "a"]}, "v": "c"},
        {"_id": "doc", "_rev": "2-x", "_revisions": {"start": 2, "ids": ["x", "a"]}, "_deleted": True},
    ]
    assert db.post("/_bulk_docs", json={"docs": docs, "new_edits": False}).json() == []
    return db


def test_missing_and_deleted_are_told_apart(db):
    assert db.get("/none").json() == {"error": "not_found", "reason": "missing"}
    rev = db.put("/a", json={}).json()["rev"]
    gone = db.delete("/a", params={"rev": rev}).json()["rev"]
    answer = db.get("/a")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "reason": "deleted"})
    assert db.get("/a", params={"rev": gone}).json() == {"_id": "a", "_rev": gone, "_deleted": True}


def test_the_winner_is_the_longest_living_branch(forked):
    assert forked.get("/doc").json() == {"_id": "doc", "_rev": "3-d", "v": "d"}


def test_a_revision_by_name(forked):
    assert forked.get("/doc", params={"rev": "2-c"}).json()["v"] == "c"
    assert forked.get("/doc", params={"rev": "2-b"}).status_code == 404
    assert forked.get("/doc", params={"rev": "9-z"}).status_code == 404
    assert forked.get("/doc", params={"rev": "2-b", "latest": "true"}).json()["_rev"] == "3-d"
    assert forked.get("/doc", params={"rev": "zz"}).status_code == 400


def test_the_story_of_a_revision(forked):
    doc = forked.get("/doc", params={"revs": "true", "revs_info": "true"}).json()
    assert doc["_revisions"] == {"start": 3, "ids": ["d", "b", "a"]}
    assert doc["_revs_info"] == [
        {"rev": "3-d", "status": "available"},
        {"rev": "2-b", "status": "missing"},
        {"rev": "1-a", "status": "missing"},
    ]


def test_conflicts_living_and_dead(forked):
    doc = forked.get("/doc", params={"conflicts": "true", "deleted_conflicts": "true"}).json()
    assert doc["_conflicts"] == ["2-c"]
    assert doc["_deleted_conflicts"] == ["2-x"]
    meta = forked.get("/doc", params={"meta": "true"}).json()
    assert {"_conflicts", "_deleted_conflicts", "_revs_info"} <= set(meta)


def test_open_revs(forked):
    accept = {"accept": "application/json"}
    rows = forked.get("/doc", params={"open_revs": "all"}, headers=accept).json()
    assert sorted(row["ok"]["_rev"] for row in rows) == ["2-c", "2-x", "3-d"]
    asked = {"open_revs": json.dumps(["2-c", "9-z", "2-b"]), "revs": "true"}
    rows = forked.get("/doc", params=asked, headers=accept).json()
    assert rows[0]["ok"]["_revisions"] == {"start": 2, "ids": ["c", "a"]}
    assert {"missing": "9-z"} in rows
    assert {"missing": "2-b"} in rows
    latest = {"open_revs": json.dumps(["2-b"]), "latest": "true"}
    rows = forked.get("/doc", params=latest, headers=accept).json()
    assert [row["ok"]["_rev"] for row in rows] == ["3-d"]
    rows = forked.get("/none", params={"open_revs": json.dumps(["1-a"])}, headers=accept)
    assert (rows.status_code, rows.json()) == (200, [{"missing": "1-a"}])


def test_local_seq_counts(db):
    db.put("/a", json={})
    db.put("/b", json={})
    one = db.get("/a", params={"local_seq": "true"}).json()["_local_seq"]
    two = db.get("/b", params={"local_seq": "true"}).json()["_local_seq"]
    assert one != two


def test_an_etag_saves_the_body(db):
    rev = db.put("/a", json={"v": 1}).json()["rev"]
    answer = db.get("/a", headers={"if-none-match": f'"{rev}"'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert db.head("/a").headers["etag"] == f'"{rev}"'


@pytest.mark.parametrize(
    "query", ["revs=maybe", "open_revs=[", "open_revs=7", 'open_revs=["x"]', "atts_since=7", "revs=%ff"]
)
def test_parameters_that_make_no_sense(db, query):
    db.put("/a", json={})
    assert db.get(f"/a?{query}").status_code == 400
