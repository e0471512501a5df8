"""A stock PouchDB before the gate: what it hears, and that it goes on."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from tests.sync.conftest import CASE, OTHER
from tests.sync.gated import Until, curfew_check, photo, receipts


def test_pouchdb_says_denied_and_goes_on(gated, pouch):
    """The real client: the good are stored, the bad are told as `denied`, and nothing is sent twice."""
    docs = [
        curfew_check("aliya", "0001"),
        curfew_check("other", "0002"),
        curfew_check("aliya", "0003", result="x"),
    ]
    done = pouch("denied", f"{gated.url}/{CASE}", gated.headers("aliya"), docs)
    assert sorted(done["denied"], key=lambda row: row["id"]) == [
        {"id": "curfew_check:0002", "name": "forbidden", "reason": "not_yours: curfew_check.by.user"},
        {"id": "curfew_check:0003", "name": "forbidden", "reason": "schema: curfew_check.result: not_one_of"},
    ]
    assert (done["written"], done["failures"], done["status"], done["again"]) == (1, 2, "complete", 0)
    stored = gated.stored(CASE)
    (receipt,) = receipts(stored)
    assert set(stored) == {"curfew_check:0001", receipt["_id"]}


def test_pouchdb_pulls_only_its_own_case(gated, pouch):
    """Facts and receipts of the assigned case come; of another, nothing but an error."""
    gated.write(CASE, [curfew_check("aliya", "0001")])
    gated.write(OTHER, [curfew_check("other", "0002")])
    done = pouch("pull", f"{gated.url}/{CASE}", gated.headers("aliya"))
    assert done["ids"] == ["curfew_check:0001"]
    with pytest.raises(AssertionError, match="403"):
        pouch("pull", f"{gated.url}/{OTHER}", gated.headers("aliya"))


def test_pouchdb_hears_that_it_was_revoked(gated, pouch):
    """A live pull that waits ends with an error after the session is gone."""
    timer = threading.Timer(1.5, lambda: gated.access.sessions.pop("aliya"))
    timer.start()
    done = pouch("live_until_refused", f"{gated.url}/{CASE}", gated.headers("aliya"))
    assert done["status"] == 401


def test_pouchdb_pushes_after_the_assignment_has_ended(gated, pouch):
    """A phone that was offline when its case went to somebody else: what it recorded before still arrives."""
    until = dt.datetime(2026, 10, 2, 18, 30, tzinfo=dt.UTC)
    gated.allow("aliya", CASE, read=False, late=True, tenure=Until(until))
    early = curfew_check("aliya", "0001", at="2026-10-02T22:00:00+05:00")
    after = curfew_check("aliya", "0002", at="2026-10-03T01:00:00+05:00")
    done = pouch("denied", f"{gated.url}/{CASE}", gated.headers("aliya"), [early, after])
    assert [row["reason"] for row in done["denied"]] == ["quarantined: curfew_check.at: after_assignment"]
    (receipt,) = receipts(gated.stored(CASE))
    assert (receipt["documents"], receipt["late"]) == (["curfew_check:0001"], True)
    with pytest.raises(AssertionError, match="403"):
        pouch("pull", f"{gated.url}/{CASE}", gated.headers("aliya"))


def test_pouchdb_pushes_a_photograph(gated, pouch):
    """The fact and its picture, in one batch, with one receipt; a damaged picture is denied by itself."""
    fine, damaged = photo(b"JPEG a door"), photo(b"JPEG damaged", named=b"JPEG as taken")
    fact = curfew_check("aliya", "0001", evidence=[{"photo": fine["_id"], "caption": "door"}])
    done = pouch("denied", f"{gated.url}/{CASE}", gated.headers("aliya"), [fact, fine, damaged])
    assert [(row["id"], row["reason"]) for row in done["denied"]] == [
        (damaged["_id"], "photo_mismatch: photo._attachments")
    ]
    (receipt,) = receipts(gated.stored(CASE))
    assert receipt["documents"] == ["curfew_check:0001", fine["_id"]]
    with gated.client("aliya") as client:
        assert client.get(f"/{CASE}/{fine['_id']}/photo.jpg").content == b"JPEG a door"
