"""``POST /{db}/_bulk_get``."""

from __future__ import annotations

import email
import json

import pytest


def asked(db, docs, **params):
    answer = db.post("/_bulk_get", json={"docs": docs}, params=params, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def test_found_and_missing_in_the_order_asked(db):
    rev = db.put("/a", json={"v": 1}).json()["rev"]
    results = asked(
        db, [{"id": "none", "rev": "1-x"}, {"id": "a", "rev": rev}, {"id": "a"}, {"id": "a", "rev": "1-y"}]
    )
    assert [result["id"] for result in results] == ["none", "a", "a", "a"]
    assert results[0]["docs"][0]["error"]["error"] == "not_found"
    assert results[1]["docs"] == results[2]["docs"] == [{"ok": {"_id": "a", "_rev": rev, "v": 1}}]
    assert results[3]["docs"][0]["error"]["rev"] == "1-y"


def test_with_history_and_latest(db):
    one = db.put("/a", json={}).json()["rev"]
    two = db.put("/a", json={"_rev": one}).json()["rev"]
    (result,) = asked(db, [{"id": "a", "rev": one}], revs="true", latest="true")
    (doc,) = result["docs"]
    assert doc["ok"]["_rev"] == two
    assert doc["ok"]["_revisions"] == {"start": 2, "ids": [two[2:], one[2:]]}


def test_attachments_inline_or_as_stubs(db):
    db.put("/a", json={"_attachments": {"x": {"content_type": "text/plain", "data": "aGk="}}})
    assert asked(db, [{"id": "a"}])[0]["docs"][0]["ok"]["_attachments"]["x"]["stub"] is True
    full = asked(db, [{"id": "a"}], attachments="true")
    assert full[0]["docs"][0]["ok"]["_attachments"]["x"]["data"] == "aGk="


def test_many_come_in_one_answer(db):
    docs = [{"_id": f"d{n}", "n": n} for n in range(1000)]
    db.post("/_bulk_docs", json={"docs": docs})
    results = asked(db, [{"id": f"d{n}"} for n in range(1000)])
    assert [result["docs"][0]["ok"]["n"] for result in results] == list(range(1000))


@pytest.mark.parametrize("body", [{}, {"docs": {}}, []])
def test_bodies_that_are_none(db, body):
    assert db.post("/_bulk_get", json=body).status_code == 400


@pytest.mark.parametrize(
    ("entry", "error"),
    [(7, "bad_request"), ({}, "bad_request"), ({"id": ""}, "illegal_docid"),
     ({"id": "a", "rev": 7}, "bad_request"), ({"id": "a", "rev": "x"}, "bad_request"),
     ({"id": "_x"}, "illegal_docid")],
)  # fmt: skip
def test_an_entry_that_makes_no_sense_is_answered_in_its_place(db, entry, error):
    """The others of the same question are not its fault."""
    db.put("/a", json={})
    senseless, good = asked(db, [entry, {"id": "a"}])
    assert senseless["docs"][0]["error"]["error"] == error
    assert good["docs"][0]["ok"]["_id"] == "a"


def test_of_no_database(root):
    assert root.post("/none-such/_bulk_get", json={"docs": [{"id": "a"}]}).status_code == 404


def test_in_parts_for_a_replicator(db):
    """`multipart/mixed`: documents with what is attached to them, and what is missing, each a part."""
    rev = db.put("/a/x", content=b"\0\r\n--x", headers={"content-type": "image/png"}).json()["rev"]
    db.put("/b", json={"v": 1})
    body = {"docs": [{"id": "a"}, {"id": "b"}, {"id": "none", "rev": "1-a"}, {"id": "_x"}]}
    answer = db.post(
        "/_bulk_get", params={"attachments": "true"}, json=body, headers={"accept": "multipart/mixed"}
    )
    text = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode() + answer.content
    pictured, plain, missing, senseless = email.message_from_bytes(text).get_payload()
    assert (pictured["X-Doc-Id"], pictured["X-Rev-Id"]) == ("a", rev)
    doc, attached = pictured.get_payload()
    assert json.loads(doc.get_payload())["_attachments"]["x"]["follows"] is True
    assert attached.get_filename() == "x"
    assert b"\0\r\n--x" in answer.content
    assert json.loads(plain.get_payload())["v"] == 1
    assert missing.get_param("error") == senseless.get_param("error") == "true"
