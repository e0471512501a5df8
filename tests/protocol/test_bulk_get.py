"""``POST /{db}/_bulk_get``."""

from __future__ import annotations

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


@pytest.mark.parametrize("body", [{}, {"docs": {}}, {"docs": [7]}, {"docs": [{}]}, {"docs": [{"id": 7}]}, []])
def test_bodies_that_are_none(db, ours, body):
    answer = db.post("/_bulk_get", json=body)
    assert answer.status_code == 400 or not ours  # CouchDB answers some of these with a row


def test_of_no_database(root):
    assert root.post("/none-such/_bulk_get", json={"docs": [{"id": "a"}]}).status_code == 404
