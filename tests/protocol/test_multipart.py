"""Documents and attachments as CouchDB's replicator exchanges them; read by Python's own mail parser."""

from __future__ import annotations

import email
import gzip
import json
import os
import time

import pytest

PHOTO = os.urandom(50_000) + b"\r\n--x\r\n"


def related(doc, *contents, boundary="x y", headers=b""):
    parts = [b"Content-Type: application/json\r\n\r\n" + json.dumps(doc).encode()]
    parts += [headers + b"\r\n" + content if headers else b"\r\n" + content for content in contents]
    delimiter = b"--" + boundary.encode()
    body = b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--"
    return body, {"content-type": f'multipart/related; boundary="{boundary}"'}


def follows(content, **more):
    return {"follows": True, "content_type": "image/jpeg", "length": len(content), **more}


def parsed(answer):
    """The parts of an answer: type and content, nested as they are."""
    text = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode() + answer.content
    return email.message_from_bytes(text).get_payload()


def test_put_with_what_follows(db):
    doc = {"_rev": "2-b", "_revisions": {"start": 2, "ids": ["b", "a"]}, "v": 1,
           "_attachments": {"p.jpg": follows(PHOTO, revpos=2), "empty": follows(b"")}}  # fmt: skip
    body, headers = related(doc, PHOTO, b"")
    answer = db.put("/a", params={"new_edits": "false"}, content=body, headers=headers)
    assert answer.status_code == 201, answer.text
    assert db.get("/a/p.jpg").content == PHOTO
    assert db.get("/a/empty").content == b""
    assert db.get("/a").json()["_rev"] == "2-b"


def test_put_of_packed_content(db, ours):
    packed = gzip.compress(b"text " * 1000)
    doc = {"_attachments": {"t": {**follows(packed), "encoding": "gzip", "content_type": "text/plain"}}}
    body, headers = related(doc, packed)
    assert db.put("/a", content=body, headers=headers).status_code == 201
    if ours:
        assert db.get("/a/t").content == b"text " * 1000


@pytest.mark.parametrize(
    ("doc", "contents", "cut"),
    [
        ({"_attachments": {"p": follows(b"abc")}}, [], 0),
        ({"_attachments": {"p": follows(b"abc")}}, [b"abcd"], 0),
        ({"_attachments": {"p": follows(b"abc")}}, [b"abc", b"abc"], 0),
        ({"_attachments": {"p": follows(b"abc")}}, [b"abc"], 5),
        ({"_attachments": []}, [], 0),
        ([], [], 0),
    ],
)
def test_bodies_that_are_not_what_they_say(db, ours, doc, contents, cut):
    if ours:
        body, headers = related(doc, *contents)
        assert db.put("/a", content=body[: len(body) - cut], headers=headers).status_code == 400
        assert db.get("/a").status_code == 404


def test_open_revs_in_parts(db):
    rev = db.put("/a/p.jpg", content=PHOTO, headers={"content-type": "image/jpeg"}).json()["rev"]
    db.put("/a", params={"new_edits": "false"}, json={"_rev": "1-plain", "v": 1})
    asked = {"open_revs": json.dumps([rev, "1-plain", "1-none"]), "revs": "true"}
    answer = db.get("/a", params=asked, headers={"accept": "multipart/mixed"})
    assert answer.headers["content-type"].startswith("multipart/mixed")
    parts = parsed(answer)
    (pictured,) = (part for part in parts if part.is_multipart())
    (missing,) = (part for part in parts if part.get_param("error") == "true")
    (plain,) = (part for part in parts if part not in (pictured, missing))
    doc, photo = pictured.get_payload()
    entry = json.loads(doc.get_payload(decode=True))["_attachments"]["p.jpg"]
    assert entry["follows"] is True
    assert entry["length"] == len(PHOTO)
    assert photo.get_filename() == "p.jpg"
    raw = answer.content
    assert PHOTO in raw
    assert json.loads(plain.get_payload(decode=True))["v"] == 1
    assert missing.get_param("error") == "true"
    assert json.loads(missing.get_payload(decode=True)) == {"missing": "1-none"}


def test_only_what_the_other_side_lacks_follows(db):
    """`atts_since`: the rest are stubs."""
    one = db.put("/a/old", content=b"old", headers={"content-type": "image/png"}).json()["rev"]
    db.put("/a/new", params={"rev": one}, content=b"new", headers={"content-type": "image/png"})
    asked = {"attachments": "true", "atts_since": json.dumps([one])}
    answer = db.get("/a", params=asked, headers={"accept": "multipart/related"})
    doc, new = parsed(answer)
    attachments = json.loads(doc.get_payload(decode=True))["_attachments"]
    assert attachments["old"]["stub"] is True
    assert attachments["new"]["follows"] is True
    assert new.get_payload(decode=True) == b"new"


def test_there_and_back(db):
    """What one GET gives, a PUT elsewhere takes."""
    db.put("/a/p.jpg", content=PHOTO, headers={"content-type": "image/jpeg"})
    answer = db.get(
        "/a", params={"attachments": "true", "revs": "true"}, headers={"accept": "multipart/related"}
    )
    put = db.put(
        "/b", params={"new_edits": "false"}, headers={"content-type": answer.headers["content-type"]},
        content=answer.content.replace(b'"_id":"a"', b'"_id":"b"'),
    )  # fmt: skip
    assert put.status_code == 201, put.text
    assert db.get("/b/p.jpg").content == PHOTO
    assert db.get("/b").json()["_rev"] == db.get("/a").json()["_rev"]


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\n" + b"a" * 400_000 + b"\r\n\r\n{}\r\n--b--",
        b"--b\r\n" + b"a\r\n" * 100_000 + b"\r\n\r\n{}\r\n--b--",
        b"--b\r\n\r\n{}\r\n" + b"--b\r\n" * 200_000 + b"--b--",
    ],
    ids=["one long header", "many headers", "many parts"],
)
def test_a_body_that_is_all_form_costs_no_more_than_its_length(db, ours, body):
    """The first of these took ten minutes of everybody's time when its headers were searched for."""
    headers = {"content-type": "multipart/related; boundary=b"}
    began = time.monotonic()
    answer = db.put("/doc", content=body, headers=headers)
    assert answer.status_code == 400 or not ours
    assert time.monotonic() - began < 5


def test_a_content_type_that_goes_on(db, ours):
    """A header is read as carefully as a body."""
    kind = "multipart/related" + '; a="' + ';"' * 20_000
    assert db.put("/doc", content=b"{}", headers={"content-type": kind}).status_code == 400 or not ours
