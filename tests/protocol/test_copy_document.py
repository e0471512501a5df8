"""``COPY /{db}/{docid}``."""

from __future__ import annotations


def copy(db, source, destination, **params):
    return db.request("COPY", source, headers={"destination": destination}, params=params)


def test_a_copy_is_a_new_document(db):
    """With its content and attachments, without its history."""
    one = db.put("/a", json={"v": 1}).json()["rev"]
    two = db.put("/a/x", params={"rev": one}, content=b"hi", headers={"content-type": "image/png"}).json()[
        "rev"
    ]
    made = copy(db, "/a", "b%2Fc")
    assert (made.status_code, made.json()["id"]) == (201, "b/c")
    assert made.json()["rev"].startswith("1-")
    assert made.headers["etag"] == f'"{made.json()["rev"]}"'
    assert db.get("/b%2Fc").json()["v"] == 1
    assert db.get("/b%2Fc/x").content == b"hi"
    assert db.get("/a").json()["_rev"] == two


def test_onto_a_document_only_with_its_revision(db):
    db.put("/a", json={"v": "a"})
    rev = db.put("/b", json={"v": "b"}).json()["rev"]
    assert copy(db, "/a", "b").status_code == 409
    assert copy(db, "/a", "b?rev=1-wrong").status_code == 409
    made = copy(db, "/a", f"b?rev={rev}")
    assert made.status_code == 201
    assert made.json()["rev"].startswith("2-")
    assert db.get("/b").json()["v"] == "a"


def test_of_an_older_revision(db):
    one = db.put("/a", json={"v": 1}).json()["rev"]
    db.put("/a", json={"v": 2, "_rev": one})
    assert copy(db, "/a", "b", rev=one).status_code == 201
    assert db.get("/b").json()["v"] == 1
