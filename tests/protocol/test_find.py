"""``POST /{db}/_find``, ``_explain`` and ``filter=_selector``."""

from __future__ import annotations

import json
import time

import pytest

DOCS = [
    {"_id": "visit:1", "kind": "visit", "n": 1, "place": {"lat": 49.9, "name": "Үй"}, "tags": ["a", "b"]},
    {"_id": "visit:2", "kind": "visit", "n": 2, "tags": [], "a.b": 7, "met": ["Ана", "әке"]},
    {"_id": "visit:3", "kind": "visit", "n": 10, "text": "2026-10-02", "tags": ["b", {"c": 1}]},
    {"_id": "order:1", "kind": "order", "n": "10", "place": None, "list": [{"x": 1}, {"x": 5}]},
    {
        "_id": "order:2",
        "kind": "order",
        "n": None,
        "place": {},
        "list": [{"x": 1}, {"x": 1}],
        "keys": {"k1": 1},
    },
]


@pytest.fixture
def shelf(db):
    assert all(row["ok"] for row in db.post("/_bulk_docs", json={"docs": DOCS}).json())
    return db


def found(db, selector, **more):
    answer = db.post("/_find", json={"selector": selector, **more})
    assert answer.status_code == 200, answer.text
    return [doc["_id"] for doc in answer.json()["docs"]]


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ({}, ["order:1", "order:2", "visit:1", "visit:2", "visit:3"]),
        ({"kind": "order"}, ["order:1", "order:2"]),
        ({"n": 1}, ["visit:1"]),
        ({"n": {"$eq": "10"}}, ["order:1"]),
        ({"n": {"$gt": 1}}, ["order:1", "visit:2", "visit:3"]),  # a string is greater than every number
        ({"n": {"$lt": 2}}, ["order:2", "visit:1"]),
        ({"n": {"$lte": 2}}, ["order:2", "visit:1", "visit:2"]),
        ({"n": {"$gte": 2, "$lt": "a"}}, ["order:1", "visit:2", "visit:3"]),
        ({"n": {"$ne": 1}}, ["order:1", "order:2", "visit:2", "visit:3"]),
        ({"text": {"$ne": "x"}}, ["visit:3"]),  # what is not there matches nothing
        ({"$not": {"text": "x"}}, ["visit:3"]),
        ({"$nor": [{"n": 1}, {"n": 2}]}, ["order:1", "order:2", "visit:3"]),
        ({"$or": [{"n": 1}, {"n": 2}]}, ["visit:1", "visit:2"]),
        ({"$and": [{"kind": "visit"}, {"n": {"$gt": 1}}]}, ["visit:2", "visit:3"]),
        ({"n": {"$in": [1, "10", 99]}}, ["order:1", "visit:1"]),
        ({"tags": {"$in": ["b"]}}, ["visit:1", "visit:3"]),
        ({"n": {"$nin": [1, 2]}}, ["order:1", "order:2", "visit:3"]),
        ({"text": {"$exists": True}}, ["visit:3"]),
        ({"place": {"$exists": False}}, ["visit:2", "visit:3"]),
        ({"n": {"$type": "number"}}, ["visit:1", "visit:2", "visit:3"]),
        ({"place": {"$type": "null"}}, ["order:1"]),
        ({"tags": {"$type": "array"}}, ["visit:1", "visit:2", "visit:3"]),
        ({"place": {"$type": "object"}}, ["order:2", "visit:1"]),
        ({"place": {"lat": {"$gt": 49}}}, ["visit:1"]),
        ({"place.name": "Үй"}, ["visit:1"]),
        ({r"a\.b": 7}, ["visit:2"]),
        ({"tags.1": "b"}, ["visit:1"]),
        ({"list.1.x": 5}, ["order:1"]),
        ({"tags": {"$size": 2}}, ["visit:1", "visit:3"]),
        ({"tags": {"$all": ["a", "b"]}}, ["visit:1"]),
        ({"list": {"$elemMatch": {"x": {"$gt": 3}}}}, ["order:1"]),
        ({"list": {"$allMatch": {"x": 1}}}, ["order:2"]),
        ({"tags": {"$elemMatch": {"$eq": "a"}}}, ["visit:1"]),
        ({"keys": {"$keyMapMatch": {"$eq": "k1"}}}, ["order:2"]),
        ({"n": {"$mod": [5, 0]}}, ["visit:3"]),
        ({"text": {"$beginsWith": "2026-"}}, ["visit:3"]),
        ({"text": {"$regex": "^2026-\\d\\d-02$"}}, ["visit:3"]),
        ({"met": {"$elemMatch": {"$lt": "б"}}}, ["visit:2"]),
        ({"_id": {"$beginsWith": "visit:"}}, ["visit:1", "visit:2", "visit:3"]),
        ({"_id": "visit:2"}, ["visit:2"]),
        ({"_id": {"$in": ["visit:3", "order:1", "none"]}}, ["order:1", "visit:3"]),
        ({"_id": {"$gt": "order:1", "$lt": "visit:2"}}, ["order:2", "visit:1"]),
        ({"_id": {"$gt": None}, "n": 2}, ["visit:2"]),
        ({"$or": []}, []),
        ({"$and": []}, []),
    ],
)  # fmt: skip
def test_selectors_mean_what_they_mean_to_couchdb(shelf, selector, ids):
    assert found(shelf, selector, limit=100) == ids


def test_order_limit_skip_and_fields(shelf):
    everything = {"_id": {"$gt": None}}
    assert found(shelf, everything, sort=[{"_id": "desc"}], limit=2) == ["visit:3", "visit:2"]
    assert found(shelf, everything, skip=1, limit=2) == ["order:2", "visit:1"]
    answer = shelf.post("/_find", json={"selector": {"n": 1}, "fields": ["_id", "place.lat", "none", "tags"]})
    assert answer.json()["docs"] == [{"_id": "visit:1", "place": {"lat": 49.9}, "tags": ["a", "b"]}]
    assert found(shelf, everything, limit=0) == []


def test_bookmarks_lead_from_page_to_page(shelf):
    walked, bookmark = [], None
    while True:
        body = {"selector": {"kind": {"$gt": None}}, "limit": 2, "bookmark": bookmark}
        answer = shelf.post("/_find", json=body).json()
        if not answer["docs"]:
            break
        walked += [doc["_id"] for doc in answer["docs"]]
        bookmark = answer["bookmark"]
    assert walked == [doc["_id"] for doc in sorted(DOCS, key=lambda doc: doc["_id"])]
    assert answer["bookmark"] == bookmark


def test_only_the_range_is_read(shelf, ours):
    """The index that pays: what a selector says of `_id`."""
    asked = {"selector": {"_id": {"$beginsWith": "order:"}, "n": "10"}, "execution_stats": True}
    stats = shelf.post("/_find", json=asked).json()["execution_stats"]
    assert stats["results_returned"] == 1
    assert stats["total_docs_examined"] == 2
    explained = shelf.post("/_explain", json={"selector": asked["selector"]}).json()
    assert explained["index"]["name"] == "_all_docs"
    assert explained["mrargs"]["start_key"] == "order:"
    assert explained["selector"] == {"$and": [{"_id": {"$beginsWith": "order:"}}, {"n": {"$eq": "10"}}]}


def test_attachments_and_conflicts(db):
    db.put("/a/x", content=b"hi", headers={"content-type": "image/png"})
    db.put("/a", params={"new_edits": "false"}, json={"_rev": "1-0", "v": 1})
    (doc,) = db.post(
        "/_find", json={"selector": {"_attachments": {"$exists": True}}, "conflicts": True}
    ).json()["docs"]
    assert doc["_attachments"]["x"]["stub"] is True
    assert doc["_conflicts"] == ["1-0"]
    assert db.post("/_find", json={"selector": {"v": 1}}).json()["docs"] == []


def test_deleted_documents_are_not_found(shelf):
    shelf.delete("/visit:1", params={"rev": shelf.get("/visit:1").json()["_rev"]})
    assert found(shelf, {"kind": "visit"}) == ["visit:2", "visit:3"]


def test_a_feed_of_what_a_selector_means(shelf):
    answer = shelf.post("/_changes?filter=_selector", json={"selector": {"kind": "order"}}).json()
    assert [row["id"] for row in answer["results"]] == ["order:1", "order:2"]
    assert shelf.get("/_changes", params={"since": answer["last_seq"]}).json()["results"] == []
    body = {"selector": {"n": 1}, "fields": ["_id", "n"]}
    (row,) = shelf.post("/_changes?filter=_selector&include_docs=true", json=body).json()["results"]
    assert row["doc"] == {"_id": "visit:1", "n": 1}


def test_a_selector_sees_every_leaf_that_is_asked_for_and_tombstones(db):
    docs = [
        {"_id": "a", "_rev": "1-b", "v": "b"},
        {"_id": "a", "_rev": "1-c", "v": "c"},
        {"_id": "b", "_rev": "1-x", "_deleted": True, "v": "b"},
    ]
    db.post("/_bulk_docs", json={"docs": docs, "new_edits": False})
    asked = {"selector": {"v": "b"}}
    main = db.post("/_changes?filter=_selector", json=asked).json()["results"]
    assert [(row["id"], row["changes"]) for row in main] == [("b", [{"rev": "1-x"}])]
    full = db.post("/_changes?filter=_selector&style=all_docs", json=asked).json()["results"]
    assert [(row["id"], row["changes"]) for row in full] == [("a", [{"rev": "1-b"}]), ("b", [{"rev": "1-x"}])]
    deleted = db.post("/_changes?filter=_selector", json={"selector": {"_deleted": True}}).json()["results"]
    assert [row["id"] for row in deleted] == ["b"]


def test_a_feed_that_finds_little_among_much(db):
    """Pages without a row only take the reader further; limit and pending stay right."""
    docs = [{"_id": f"d{n:05}", "n": n} for n in range(3000)]
    db.post("/_bulk_docs", json={"docs": docs})
    asked = {"selector": {"n": {"$in": [1500, 2999]}}}
    answer = db.post("/_changes?filter=_selector", json=asked).json()
    assert [row["id"] for row in answer["results"]] == ["d01500", "d02999"]
    first = db.post("/_changes?filter=_selector&limit=1", json=asked).json()
    assert [row["id"] for row in first["results"]] == ["d01500"]
    params = {"filter": "_selector", "since": first["last_seq"]}
    then = db.post("/_changes", params=params, json=asked).json()
    assert [row["id"] for row in then["results"]] == ["d02999"]
    assert db.post("/_changes?filter=_selector", json={"selector": {"n": -1}}).json()["results"] == []


def test_design_documents_alone(db):
    db.put("/a", json={})
    db.put("/_design/d", json={})
    answer = db.get("/_changes", params={"filter": "_design"}).json()
    assert [row["id"] for row in answer["results"]] == ["_design/d"]


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(?:a?){60}a{60}", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?R)"]
)
def test_no_pattern_keeps_the_server_busy(db, ours, pattern):
    """Patterns that would take years; others are served meanwhile, and an answer comes."""
    db.post("/_bulk_docs", json={"docs": [{"_id": f"d{n}", "v": "a" * 58 + "!"} for n in range(40)]})
    began = time.monotonic()
    answer = db.post("/_find", json={"selector": {"v": {"$regex": pattern}}})
    assert answer.status_code in {200, 400}
    assert time.monotonic() - began < 5 or not ours


@pytest.mark.parametrize("depth", [101, 500, 3_000, 100_000])
@pytest.mark.parametrize("inner", ['{"$not":', '{"a":', '{"$and":[{"x":1},', '{"$elemMatch":'])
def test_deep_selectors_are_refused(db, ours, depth, inner):
    body = '{"selector":' + inner * depth + "1" + ("]}" if "[" in inner else "}") * depth + "}"
    for path in ("/_find", "/_explain", "/_changes?filter=_selector"):
        answer = db.post(path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400 or not ours, (path, answer.text[:200])


def test_a_selector_of_many_conditions_is_refused(db, ours):
    many = {"$or": [{"a": n} for n in range(2_000)]}
    assert db.post("/_find", json={"selector": many}).status_code == 400 or not ours
    values = {"a": {"$in": list(range(50_000))}}
    assert (
        db.post(
            "/_find", content=json.dumps({"selector": values}), headers={"content-type": "application/json"}
        ).status_code
        == 200
    )


def test_many_ids_some_of_which_are_there(db):
    """More than fit into a page, most of them nobody's."""
    db.post("/_bulk_docs", json={"docs": [{"_id": f"d{n:05}"} for n in range(0, 3000, 3)]})
    asked = {"_id": {"$in": [f"d{n:05}" for n in range(3000)], "$gt": "d00100"}}
    everything = [f"d{n:05}" for n in range(102, 3000, 3)]
    assert found(db, asked, limit=5000) == everything
    assert found(db, asked, limit=5000, sort=[{"_id": "desc"}]) == everything[::-1]
    assert found(db, {"_id": {"$gt": "d00500", "$lte": "d02700"}}, limit=5000) == [
        one for one in everything if "d00500" < one <= "d02700"
    ]
    assert found(db, {"_id": {"$lt": "d02700"}}, limit=5000, sort=[{"_id": "desc"}])[0] == "d02697"
