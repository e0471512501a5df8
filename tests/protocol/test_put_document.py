"""``PUT /{db}/{docid}`` and ``POST /{db}``."""

from __future__ import annotations

import pytest


def test_a_new_document(db):
    answer = db.put("/a", json={"v": 1})
    assert answer.status_code == 201
    assert answer.json()["id"] == "a"
    assert answer.json()["rev"].startswith("1-")
    assert answer.headers["etag"] == f'"{answer.json()["rev"]}"'
    assert db.get("/a").json() == {"_id": "a", "_rev": answer.json()["rev"], "v": 1}


def test_an_edit_names_the_revision_it_stands_on(db):
    """In the body, the query or If-Match; another one, or none, conflicts."""
    rev = db.put("/a", json={"v": 1}).json()["rev"]
    assert db.put("/a", json={"v": 2}).status_code == 409
    assert db.put("/a", json={"v": 2, "_rev": "1-wrong"}).json()["error"] == "conflict"
    rev = db.put("/a", json={"v": 2, "_rev": rev}).json()["rev"]
    rev = db.put("/a", json={"v": 3}, params={"rev": rev}).json()["rev"]
    rev = db.put("/a", json={"v": 4}, headers={"if-match": f'"{rev}"'}).json()["rev"]
    assert rev.startswith("4-")
    assert db.get("/a").json()["v"] == 4
    assert db.put("/a", json={"_rev": rev}, params={"rev": "1-b"}).status_code == 400


def test_a_revision_of_nothing_conflicts(db):
    assert db.put("/a", json={"_rev": "1-967a00dff5e02add41819138abb3284d"}).status_code == 409


def test_a_deleted_document_is_made_again_on_its_tombstone(db):
    rev = db.put("/a", json={}).json()["rev"]
    db.delete("/a", params={"rev": rev})
    again = db.put("/a", json={"v": "again"})
    assert again.status_code == 201
    assert again.json()["rev"].startswith("3-")


def test_post_makes_an_id(db):
    answer = db.post("", json={"v": 1})
    assert answer.status_code == 201
    assert db.get(f"/{answer.json()['id']}").json()["v"] == 1
    assert db.post("", json={"_id": "given"}).json()["id"] == "given"


@pytest.mark.parametrize(
    "doc_id", ["a/b", "a?b", "a%b", "a b", "ә", "🙂", "+", "a#b", ".", "..", "a:b", "\u0001"]
)
def test_ids_of_any_letters(db, doc_id):
    """The path is split before it is decoded; what was written is found again, by the same id."""
    from urllib.parse import quote

    path = "/" + quote(doc_id, safe="").replace(".", "%2E")
    assert db.put(path, json={"v": 1}).json()["id"] == doc_id
    assert db.get(path).json()["_id"] == doc_id
    assert db.get("/_all_docs").json()["rows"][0]["id"] == doc_id


def test_the_same_edit_has_the_same_name(root, db, db_name):
    """Deterministic revisions: on two databases, and whatever the order of the members."""
    root.put(f"/{db_name}-2")
    one = db.put("/a", json={"x": 1, "y": [1, {"b": 1, "a": 2}]}).json()["rev"]
    two = root.put(f"/{db_name}-2/a", content='{"y":[1,{"a":2,"b":1}],"x":1}').json()["rev"]
    root.delete(f"/{db_name}-2")
    assert one == two


def test_what_was_written_is_read_as_it_came(db):
    """Order of members, big numbers, every plane of Unicode; null stays null."""
    text = (
        '{"z":1,"a":null,"big":123456789012345678901234567890,'
        '"float":1.5e-7,"text":"\\u0000 ә 🙂 \\\\ \\"","e":{}}'
    )
    assert db.put("/a", content=text).status_code == 201
    body = db.get("/a").text
    assert body[body.index('"z"') :].strip() == '"z":1,"a":null,' + body[body.index('"big"') :].strip()
    read = db.get("/a").json()
    assert read["text"] == '\0 ә 🙂 \\ "'
    assert read["float"] == 1.5e-7
    assert read["a"] is None


def test_new_edits_false_keeps_the_revision(db):
    answer = db.put("/a", json={"_rev": "3-abc", "v": 1}, params={"new_edits": "false"})
    assert (answer.status_code, answer.json()["rev"]) == (201, "3-abc")
    assert db.get("/a").json()["_rev"] == "3-abc"
