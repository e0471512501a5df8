"""Attachments: inline, as stubs, as resources of their own, by ranges."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os

import pytest

CONTENT = os.urandom(200_000)


def digest(content: bytes) -> str:
    return "md5-" + base64.b64encode(hashlib.md5(content).digest()).decode()


@pytest.fixture
def pictured(db):
    """A document with one attachment, put by itself."""
    rev = db.put("/doc", json={"v": 1}).json()["rev"]
    put = db.put("/doc/a/b.jpg", params={"rev": rev}, content=CONTENT, headers={"content-type": "image/jpeg"})
    assert put.status_code == 201
    return db


def test_a_stub_says_what_there_is(pictured):
    doc = pictured.get("/doc").json()
    assert doc["v"] == 1
    entry = doc["_attachments"]["a/b.jpg"]
    assert {name: entry[name] for name in ("content_type", "revpos", "length", "stub", "digest")} == {
        "content_type": "image/jpeg", "revpos": 2, "length": 200_000, "stub": True, "digest": digest(CONTENT),
    }  # fmt: skip


def test_read_whole_or_by_range(pictured):
    whole = pictured.get("/doc/a/b.jpg")
    assert whole.content == CONTENT
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.headers["etag"] == f'"{digest(CONTENT)[4:]}"'
    for asked, expected in (
        ("bytes=0-9", CONTENT[:10]),
        ("bytes=199990-", CONTENT[-10:]),
        ("bytes=-10", CONTENT[-10:]),
        ("bytes=199990-999999", CONTENT[-10:]),
    ):
        part = pictured.get("/doc/a/b.jpg", headers={"range": asked})
        assert (part.status_code, part.content) == (206, expected)
        assert part.headers["content-range"].endswith("/200000")
    assert pictured.get("/doc/a/b.jpg", headers={"range": "bytes=200000-"}).status_code == 416
    assert pictured.get("/doc/a/b.jpg", headers={"range": "lines=1-2"}).content == CONTENT
    assert pictured.get("/doc/a/b.jpg", headers={"if-none-match": whole.headers["etag"]}).status_code == 304
    head = pictured.head("/doc/a/b.jpg")
    assert (head.headers["content-length"], head.content) == ("200000", b"")


def test_kept_by_a_stub_and_dropped_without(pictured):
    doc = pictured.get("/doc").json()
    old = doc["_rev"]
    doc["_rev"] = pictured.put("/doc", json={**doc, "v": 2}).json()["rev"]
    assert pictured.get("/doc/a/b.jpg").content == CONTENT
    assert pictured.get("/doc").json()["_attachments"]["a/b.jpg"]["revpos"] == 2
    pictured.put("/doc", json={"_rev": doc["_rev"]})
    assert pictured.get("/doc/a/b.jpg").status_code == 404
    assert pictured.get("/doc/a/b.jpg", params={"rev": old}).content == CONTENT


def test_removed_by_itself(pictured):
    rev = pictured.get("/doc").json()["_rev"]
    assert pictured.delete("/doc/a/b.jpg").status_code == 409
    assert pictured.delete("/doc/a/b.jpg", params={"rev": rev}).status_code == 200
    assert "_attachments" not in pictured.get("/doc").json()
    rev = pictured.get("/doc").json()["_rev"]
    assert pictured.delete("/doc/none", params={"rev": rev}).status_code == 404


def test_of_a_document_that_is_not_yet(db):
    made = db.put("/new/x", content=b"hi", headers={"content-type": "text/plain"})
    assert made.status_code == 201
    assert db.get("/new/x").content == b"hi"
    assert db.put("/new/x", content=b"ho").status_code == 409
    assert db.put("/other/x", content=b"ho", params={"rev": "1-a"}).status_code == 409


def test_inline_and_back(db):
    entry = {"content_type": "image/png", "data": base64.b64encode(b"hello").decode()}
    db.put("/a", json={"_attachments": {"x": entry}})
    full = db.get("/a", params={"attachments": "true"}, headers={"accept": "application/json"}).json()
    assert full["_attachments"]["x"]["data"] == entry["data"]
    assert full["_attachments"]["x"]["digest"] == digest(b"hello")


def test_only_what_came_after_a_known_revision(db):
    """`atts_since`: the sender knows what the other side holds."""
    one = db.put("/a", json={"_attachments": {"x": {"data": "aGk="}}}).json()["rev"]
    doc = db.get("/a").json()
    doc["_attachments"]["y"] = {"data": "aG8="}
    db.put("/a", json=doc)
    asked = {"attachments": "true", "atts_since": f'["{one}"]'}
    got = db.get("/a", params=asked, headers={"accept": "application/json"}).json()["_attachments"]
    assert got["x"]["stub"] is True
    assert got["y"]["data"] == "aG8="


def test_replicated_with_revpos_and_as_a_stub_of_an_ancestor(db):
    entry = {"content_type": "text/plain", "data": "aGk=", "revpos": 2}
    first = {
        "_id": "a",
        "_rev": "2-b",
        "_revisions": {"start": 2, "ids": ["b", "a"]},
        "_attachments": {"x": entry},
    }
    stub = {"x": {"stub": True, "revpos": 2, "digest": digest(b"hi"), "content_type": "text/plain"}}
    second = {
        "_id": "a",
        "_rev": "3-c",
        "_revisions": {"start": 3, "ids": ["c", "b", "a"]},
        "_attachments": stub,
    }
    for doc in (first, second):
        assert db.post("/_bulk_docs", json={"docs": [doc], "new_edits": False}).json() == []
    assert db.get("/a").json()["_attachments"]["x"]["revpos"] == 2
    assert db.get("/a/x").content == b"hi"


def test_a_stub_of_nothing_is_412(db):
    answer = db.put("/a", json={"_attachments": {"x": {"stub": True}}})
    assert (answer.status_code, answer.json()["error"]) == (412, "missing_stub")


PACKED = gzip.compress(b"hello " * 100, mtime=0)


def test_what_came_packed_stays_so(db):
    """Stored, named and replicated as it came; unpacked for whoever does not take gzip."""
    packed = base64.b64encode(PACKED).decode()
    doc = {
        "_id": "a",
        "_attachments": {"x": {"content_type": "text/plain", "data": packed, "encoding": "gzip"}},
    }
    if db.post("", json=doc).status_code != 201:
        pytest.fail("refused")
    entry = db.get("/a", params={"att_encoding_info": "true"}).json()["_attachments"]["x"]
    assert (entry["encoding"], entry["encoded_length"]) == ("gzip", len(PACKED))
    assert entry["digest"] == digest(PACKED)
    assert "encoding" not in db.get("/a").json()["_attachments"]["x"]
    assert db.get("/a/x", headers={"accept-encoding": "identity"}).content == b"hello " * 100
    answer = db.get("/a/x", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == b"hello " * 100
    accept = {"accept": "application/json"}
    full = db.get("/a", params={"attachments": "true"}, headers=accept).json()["_attachments"]["x"]
    assert base64.b64decode(full["data"]) == b"hello " * 100


def test_put_by_itself_and_packed(db):
    headers = {"content-type": "text/plain", "content-encoding": "gzip"}
    assert db.put("/a/x", content=PACKED, headers=headers).status_code == 201
    assert db.get("/a/x").content == b"hello " * 100
    entry = db.get("/a", params={"att_encoding_info": "true"}).json()["_attachments"]["x"]
    assert entry["encoding"] == "gzip"


def test_a_stub_with_somebody_elses_digest_is_known_by_its_revpos(db):
    """CouchDB names packed text by the digest of the packed bytes; here it may have come unpacked."""
    rev = db.put("/a/x", content=b"hi", headers={"content-type": "image/png"}).json()["rev"]
    stub = {"stub": True, "revpos": 1, "digest": "md5-AAAAAAAAAAAAAAAAAAAAAA==", "content_type": "image/png"}
    doc = {"_rev": "2-b", "_revisions": {"start": 2, "ids": ["b", rev[2:]]}, "_attachments": {"x": stub}}
    answer = db.post("/_bulk_docs", json={"docs": [{"_id": "a", **doc}], "new_edits": False})
    assert answer.json() == []
    assert db.get("/a/x").content == b"hi"


def test_several_ranges_come_in_parts(pictured):
    answer = pictured.get("/doc/a/b.jpg", headers={"range": "bytes=0-1,5-9"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")
    assert b"bytes 0-1/200000" in answer.content
    assert CONTENT[5:10] in answer.content


def test_what_is_shown_cannot_run_on_this_origin(db, ours):
    db.put("/a/x.html", content=b"<script>1</script>", headers={"content-type": "text/html"})
    answer = db.get("/a/x.html")
    assert "sandbox" in answer.headers["content-security-policy"]
    if ours:
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("kind", ["text/plain\r\nset-cookie: x=1", "ә", "x" * 300])
def test_a_content_type_is_fit_for_a_header(db, ours, kind):
    answer = db.put("/a", json={"_attachments": {"x": {"content_type": kind, "data": ""}}})
    assert answer.status_code == 400 or not ours
