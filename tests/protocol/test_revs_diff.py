"""``POST /{db}/_revs_diff`` and ``_missing_revs``."""

from __future__ import annotations

import pytest


def test_only_what_is_missing_is_named(db):
    docs = [
        {"_id": "a", "_rev": "3-c", "_revisions": {"start": 3, "ids": ["c", "b", "a"]}},
        {"_id": "b", "_rev": "1-a"},
    ]
    db.post("/_bulk_docs", json={"docs": docs, "new_edits": False})
    asked = {"a": ["1-a", "2-b", "3-c", "4-d", "2-z"], "b": ["1-a"], "c": ["1-a", "2-b"]}
    answer = db.post("/_revs_diff", json=asked).json()
    assert set(answer) == {"a", "c"}
    assert sorted(answer["a"]["missing"]) == ["2-z", "4-d"]
    assert answer["a"]["possible_ancestors"] == ["3-c"]
    assert sorted(answer["c"]["missing"]) == ["1-a", "2-b"]
    assert "possible_ancestors" not in answer["c"]


def test_missing_revs_is_its_older_form(db):
    db.put("/a", json={"_rev": "1-a"}, params={"new_edits": "false"})
    answer = db.post("/_missing_revs", json={"a": ["1-a", "1-b"]}).json()
    assert answer == {"missing_revs": {"a": ["1-b"]}}


def test_thousands_at_once(db):
    docs = [{"_id": f"d{n}", "_rev": "1-a"} for n in range(1000)]
    db.post("/_bulk_docs", json={"docs": docs, "new_edits": False})
    asked = {f"d{n}": ["1-a"] for n in range(2000)}
    answer = db.post("/_revs_diff", json=asked).json()
    assert set(answer) == {f"d{n}" for n in range(1000, 2000)}


@pytest.mark.parametrize("body", [[], "x", {"a": "1-a"}, {"a": {}}, {"a": [7]}, {"a": ["x"]}, {"a": None}])
def test_bodies_that_are_none(db, body):
    assert db.post("/_revs_diff", json=body).status_code == 400
