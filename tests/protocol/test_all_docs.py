"""``/{db}/_all_docs``."""

from __future__ import annotations

import pytest


@pytest.fixture
def abcde(db):
    db.post("/_bulk_docs", json={"docs": [{"_id": name, "v": name} for name in "abcde"]})
    rev = db.get("/c").json()["_rev"]
    db.delete("/c", params={"rev": rev})
    return db


def listed(db, **params):
    return [row["id"] for row in db.get("/_all_docs", params=params).json()["rows"]]


def test_living_documents_by_id(abcde):
    answer = abcde.get("/_all_docs", params={"include_docs": "true"}).json()
    assert answer["total_rows"] == 4
    assert [row["doc"]["v"] for row in answer["rows"]] == ["a", "b", "d", "e"]
    assert answer["rows"][0]["value"]["rev"] == answer["rows"][0]["doc"]["_rev"]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"startkey": '"b"'}, "bde"), ({"endkey": '"d"'}, "abd"),
        ({"startkey": '"b"', "endkey": '"d"'}, "bd"),
        ({"endkey": '"d"', "inclusive_end": "false"}, "ab"), ({"key": '"d"'}, "d"), ({"key": '"c"'}, ""),
        ({"descending": "true"}, "edba"), ({"descending": "true", "startkey": '"d"'}, "dba"),
        ({"descending": "true", "startkey": '"d"', "endkey": '"b"'}, "db"),
        ({"descending": "true", "endkey": '"b"', "inclusive_end": "false"}, "ed"),
        ({"limit": 2}, "ab"), ({"skip": 1, "limit": 2}, "bd"), ({"skip": 9}, ""), ({"limit": 0}, ""),
        ({"start_key": '"b"', "end_key": '"b"'}, "b"), ({"startkey": "7"}, "abde"),
        ({"startkey": "{}"}, "abde"),        ({"endkey": "{}"}, ""), ({"endkey": "null"}, ""),
    ],
)  # fmt: skip
def test_ranges(abcde, params, found):
    assert listed(abcde, **params) == list(found)


def test_by_keys_in_their_order(abcde):
    """What was deleted and what never was are told apart."""
    keys = ["e", "c", "none", "a", "e"]
    rows = abcde.post("/_all_docs", json={"keys": keys, "include_docs": True}).json()["rows"]
    assert [row["key"] for row in rows] == keys
    assert rows[1]["value"]["deleted"] is True
    assert rows[1]["doc"] is None
    assert rows[2] == {"key": "none", "error": "not_found"}
    assert rows[3]["doc"]["v"] == "a"
    assert abcde.get("/_all_docs", params={"keys": '["b"]'}).json()["rows"][0]["id"] == "b"


def test_a_long_listing_is_whole(db):
    db.post("/_bulk_docs", json={"docs": [{"_id": f"{n:05}"} for n in range(2500)]})
    assert listed(db) == [f"{n:05}" for n in range(2500)]
    assert listed(db, descending="true", skip=10, limit=1000) == [f"{n:05}" for n in range(2489, 1489, -1)]


@pytest.mark.parametrize(
    "query", ["limit=x", "skip=-1", "startkey=b", "keys=7", "include_docs=x", "descending=1"]
)
def test_parameters_that_make_no_sense(db, ours, query):
    answer = db.get(f"/_all_docs?{query}")
    assert answer.status_code == 400 or not ours
    assert answer.status_code < 500


@pytest.mark.parametrize("body", [[], {"keys": 7}, "x"])
def test_bodies_that_are_none(db, body):
    assert db.post("/_all_docs", json=body).status_code == 400


def test_several_listings_in_one_answer(abcde):
    asked = {"queries": [{"keys": ["e", "none"]}, {"limit": 1}, {"startkey": "b", "descending": True}]}
    first, second, third = abcde.post("/_all_docs/queries", json=asked).json()["results"]
    assert [row["key"] for row in first["rows"]] == ["e", "none"]
    assert [row["id"] for row in second["rows"]] == ["a"]
    assert [row["id"] for row in third["rows"]] == ["b", "a"]


def test_design_documents_by_themselves(abcde):
    abcde.put("/_design/x", json={})
    answer = abcde.get("/_design_docs").json()
    assert ([row["id"] for row in answer["rows"]], answer["total_rows"]) == (["_design/x"], 1)
    assert abcde.get("/_design_docs", params={"descending": "true", "include_docs": "true"}).json()["rows"][
        0
    ]["doc"]
    assert abcde.post("/_design_docs", json={"keys": ["a"]}).json()["rows"] == []


def test_local_documents_for_the_owner(abcde):
    abcde.put("/_local/x", json={"v": 1})
    (row,) = abcde.get("/_local_docs", params={"include_docs": "true"}).json()["rows"]
    assert (row["id"], row["doc"]["v"]) == ("_local/x", 1)
