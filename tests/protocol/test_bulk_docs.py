"""``POST /{db}/_bulk_docs``, both ways."""

from __future__ import annotations

import pytest


def bulk(db, docs, **more):
    answer = db.post("/_bulk_docs", json={"docs": docs, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_new_edits_answer_in_order(db):
    """A row for each: stored, in conflict, made an id for."""
    first = bulk(db, [{"_id": "a", "v": 1}])[0]["rev"]
    rows = bulk(db, [{"_id": "b"}, {"_id": "a", "v": 2}, {"_id": "a", "_rev": first, "v": 3}, {"v": "no id"}])
    assert [row.get("ok") for row in rows] == [True, None, True, True]
    assert rows[1] == {"id": "a", "error": "conflict", "reason": "Document update conflict."}
    assert len(rows[3]["id"]) == 32
    assert db.get("/a").json()["v"] == 3


def test_the_same_id_twice_in_a_batch(db):
    rows = bulk(db, [{"_id": "a", "v": 1}, {"_id": "a", "v": 2}])
    assert [row.get("error") for row in rows] == [None, "conflict"]


def test_replicated_revisions_answer_only_errors(db):
    docs = [
        {"_id": f"d{n}", "_rev": "2-b", "_revisions": {"start": 2, "ids": ["b", "a"]}} for n in range(250)
    ]
    assert bulk(db, docs, new_edits=False) == []
    assert db.get("").json()["doc_count"] == 250


def test_replicating_twice_changes_nothing(db):
    docs = [{"_id": "a", "_rev": "1-a", "v": 1}]
    bulk(db, docs, new_edits=False)
    before = db.get("/_changes", params={"style": "all_docs"}).json()["results"]
    bulk(db, docs, new_edits=False)
    assert db.get("/_changes", params={"style": "all_docs"}).json()["results"] == before


def test_leaf_before_its_ancestor(db):
    """Revisions in the wrong order make the same tree; the ancestor's body is of no more use."""
    bulk(
        db, [{"_id": "a", "_rev": "3-c", "_revisions": {"start": 3, "ids": ["c", "b", "a"]}}], new_edits=False
    )
    bulk(db, [{"_id": "a", "_rev": "2-b", "_revisions": {"start": 2, "ids": ["b", "a"]}}], new_edits=False)
    assert "_conflicts" not in db.get("/a", params={"conflicts": "true"}).json()
    (row,) = db.get("/_changes", params={"style": "all_docs"}).json()["results"]
    assert row["changes"] == [{"rev": "3-c"}]


def test_a_whole_history_in_one_batch(db):
    docs = [
        {
            "_id": "a",
            "_rev": f"{n}-{n}",
            "_revisions": {"start": n, "ids": [str(m) for m in range(n, 0, -1)]},
            "n": n,
        }
        for n in range(1, 8)
    ]
    bulk(db, docs, new_edits=False)
    doc = db.get("/a", params={"revs": "true"}).json()
    assert doc["n"] == 7
    assert doc["_revisions"]["start"] == 7
    assert db.get("").json()["doc_count"] == 1


@pytest.mark.parametrize(
    ("doc", "error"),
    [
        ({"_id": "_secret"}, "illegal_docid"),
        ({"_id": ""}, "illegal_docid"),
        ({"_id": 7}, "illegal_docid"),
        ({"_id": "x", "_wrong": 1}, "doc_validation"),
        ({"_id": "x", "_rev": "wrong"}, "bad_request"),
        ({"_id": "x", "_rev": 7}, "bad_request"),
        ({"_id": "x", "_deleted": "yes"}, "doc_validation"),
        ({"_id": "x", "_attachments": []}, "doc_validation"),
        ({"_id": "x", "_attachments": {"a": 7}}, "bad_request"),
        ({"_id": "x", "_attachments": {"a": {"data": "%%%"}}}, "bad_request"),
        ({"_id": "x", "_attachments": {"_a": {"data": ""}}}, "bad_request"),
        ({"_id": "x", "_attachments": {"a": {"stub": True}}}, "missing_stub"),
        ([], "bad_request"),
        ("text", "bad_request"),
        (None, "bad_request"),
    ],
)
def test_a_malformed_document_stops_the_whole_batch(db, ours, doc, error):
    """A 4xx with a reason, and not one of the good documents beside it is stored."""
    docs = [*({"_id": f"good{n}"} for n in range(150)), doc, {"_id": "good-too"}]
    answer = db.post("/_bulk_docs", json={"docs": docs})
    assert 400 <= answer.status_code < 500
    assert answer.json()["reason"]
    if ours:
        assert answer.json()["error"] == error
        assert db.get("").json()["doc_count"] == 0


@pytest.mark.parametrize(
    "revisions",
    [
        {"start": 2, "ids": ["c", "b", "a"]}, {"start": 0, "ids": ["a"]}, {"start": "2", "ids": ["a"]},
        {"start": 2, "ids": []}, {"start": 2, "ids": [7]}, {"start": 2, "ids": [""]},
        {"start": 10**30, "ids": ["a"]},
        {"start": -1, "ids": ["a"]}, {"start": True, "ids": ["a"]}, {"start": 1, "ids": ["x" * 1000]},
        [], "2-a", {},
    ],
)  # fmt: skip
def test_absurd_histories_are_refused(db, revisions):
    doc = {"_id": "x", "_rev": "2-a", "_revisions": revisions}
    answer = db.post("/_bulk_docs", json={"docs": [doc], "new_edits": False})
    assert answer.status_code == 400
    assert db.get("/x").status_code == 404


@pytest.mark.parametrize("body", [{}, {"docs": {}}, {"docs": "x"}, [], "x", {"docs": [], "new_edits": "no"}])
def test_bodies_that_are_none(db, body):
    assert db.post("/_bulk_docs", json=body).status_code == 400


def test_an_empty_batch(db):
    assert bulk(db, []) == []
