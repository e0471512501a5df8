"""The gate over HTTP: who gets in, which documents, what the receipt says."""

from __future__ import annotations

import datetime as dt

import pytest

from sync.gate import Gate, Grant, Session
from sync.http.exchange import headers_of
from sync.store import Arrival
from tests.sync.conftest import CASE, OTHER
from tests.sync.gated import NOW, Until, curfew_check, photo, push, receipts, rev_of

READING = [
    ("GET", ""), ("HEAD", ""), ("GET", "/_changes"), ("POST", "/_changes"), ("GET", "/_all_docs"),
    ("POST", "/_all_docs"), ("POST", "/_bulk_get"), ("GET", "/case:1"), ("GET", "/case:1/x.jpg"),
    ("GET", "/case:1?open_revs=all"), ("POST", "/_revs_diff"), ("POST", "/_missing_revs"),
]  # fmt: skip
WRITING = [
    ("PUT", "/curfew_check:1"), ("DELETE", "/curfew_check:1?rev=1-a"), ("POST", "/_bulk_docs"), ("POST", ""),
    ("PUT", "/photo:1/x.jpg"), ("DELETE", "/photo:1/x.jpg?rev=1-a"), ("PUT", "/_local/x"),
    ("GET", "/_local/x"),
    ("DELETE", "/_local/x?rev=0-1"), ("POST", "/_ensure_full_commit"), ("COPY", "/case:1"),
]  # fmt: skip
OWNERS = [
    ("PUT", "/new-database"), ("DELETE", f"/{CASE}"), ("GET", "/_all_dbs"), ("GET", "/_db_updates"),
    ("GET", "/_up"), ("GET", "/_dbs_info"), ("POST", "/_dbs_info"), ("GET", "/_uuids"),
    ("GET", "/_active_tasks"),
    ("POST", f"/{CASE}/_compact"), ("GET", f"/{CASE}/_security"), ("GET", f"/{CASE}/_revs_limit"),
    ("GET", f"/{CASE}/_design/x/_view"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), [*((m, f"/{CASE}{p}") for m, p in READING + WRITING), *OWNERS])
def test_without_a_session_everything_is_401(gated, method, path):
    """Nobody who is not logged in learns anything, not even which paths exist."""
    for user in (None, "forged"):
        with gated.client(user) as client:
            assert client.request(method, path, json={}).status_code == 401


@pytest.mark.parametrize(("method", "path"), [*READING, *WRITING])
def test_another_persons_case_is_403(gated, method, path):
    """A case of somebody else answers as one that does not exist."""
    with gated.client("aliya") as client:
        told = client.request(method, f"/{OTHER}{path}", json={})
        unknown = client.request(method, f"/case-none{path}", json={})
    assert told.status_code == unknown.status_code
    assert told.status_code in {403, 405}
    assert told.content == unknown.content


@pytest.mark.parametrize(("method", "path"), OWNERS)
def test_what_belongs_to_the_owner_is_not_served(gated, method, path):
    """Databases are neither made, dropped nor listed through the gate."""
    with gated.client("aliya") as client:
        assert client.request(method, path, json={}).status_code in {403, 404, 405}
        assert client.get(f"/{CASE}").status_code == 200


@pytest.mark.parametrize(("method", "path"), READING[2:])
def test_who_may_not_read_is_refused_every_reading_verb(gated, method, path):
    """A late grant lets documents in, and nothing out."""
    gated.allow("aliya", CASE, read=False, late=True)
    with gated.client("aliya") as client:
        answer = client.request(method, f"/{CASE}{path}", json={})
    assert answer.status_code == (200 if "rev" in path and "open" not in path else 403)


def test_the_session_tells_its_name_and_role(gated):
    """`_session` and the welcome are all that is served beside the databases."""
    with gated.client("aliya") as client:
        assert client.get("/_session").json()["userCtx"] == {"name": "aliya", "roles": ["inspector"]}
        assert client.get("/").json()["couchdb"] == "Welcome"


def test_a_fact_and_its_receipt_are_stored_together(gated):
    """The receipt names what is new, by whose device, when, and how far that clock was off."""
    with gated.client("aliya", **{"Qadam-Time": "2026-10-02T23:29:18.5+05:00"}) as client:
        docs = [curfew_check("aliya", "0001"), curfew_check("aliya", "0002")]
        assert push(client, CASE, *docs) == []
    stored = gated.stored(CASE)
    (receipt,) = receipts(stored)
    assert receipt["documents"] == ["curfew_check:0001", "curfew_check:0002"]
    assert receipt["device"] == "device-of-aliya"
    assert receipt["clock_offset_s"] == 41.5
    assert dt.datetime.fromisoformat(receipt["received_at"]) == NOW
    assert receipt["late"] is False
    assert stored["curfew_check:0001"]["result"] == "absent"


@pytest.mark.parametrize("told", ["yesterday", "2026-10-02T23:29:18", "", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_is_none_gives_no_offset(gated, told):
    """A header that cannot be understood is as if the phone had sent none; an absurd one is measured."""
    with gated.client("aliya", **{"Qadam-Time": told}) as client:
        assert push(client, CASE, curfew_check("aliya", "0001")) == []
    (receipt,) = receipts(gated.stored(CASE))
    assert (receipt["clock_offset_s"] is None) == (not told.startswith("9999"))


def test_the_same_push_twice_is_one_receipt(gated):
    """A phone that lost the answer sends again: stored once, receipted once."""
    with gated.client("aliya") as client:
        push(client, CASE, curfew_check("aliya", "0001"))
        before = gated.stored(CASE)
        assert push(client, CASE, curfew_check("aliya", "0001")) == []
        assert gated.stored(CASE) == before
        assert push(client, CASE, curfew_check("aliya", "0001"), curfew_check("aliya", "0002")) == []
    named = [receipt["documents"] for receipt in receipts(gated.stored(CASE))]
    assert sorted(named) == [["curfew_check:0001"], ["curfew_check:0002"]]


BY_ALIYA = {"user": "aliya", "role": "inspector", "device": "device-of-aliya"}

REFUSED = {
    "other user": ({"by": {**BY_ALIYA, "user": "other"}}, "not_yours: curfew_check.by.user"),
    "other role": ({"by": {**BY_ALIYA, "role": "supervisor"}}, "not_yours: curfew_check.by.role"),
    "other device": ({"by": {**BY_ALIYA, "device": "x"}}, "not_yours: curfew_check.by.device"),
    "by nobody": ({"by": None}, "not_yours: curfew_check.by"),
    "by text": ({"by": "aliya"}, "not_yours: curfew_check.by"),
    "kind not granted": ({"_id": "decision:1", "kind": "decision"}, "not_allowed_kind: decision"),
    "unknown kind of nobody": (
        {"_id": "horoscope:1", "kind": "horoscope", "by": None}, "not_yours: horoscope.by",
    ),
    "unknown kind of another": (
        {"_id": "horoscope:1", "kind": "horoscope", "by": {**BY_ALIYA, "user": "other"}},
        "not_yours: horoscope.by.user",
    ),
    "newer document of another": (
        {"schema": 2, "by": {**BY_ALIYA, "device": "x"}}, "not_yours: curfew_check.by.device",
    ),
    "corrects a decision": ({"corrects": "decision:1"}, "corrects_other_kind: curfew_check.corrects"),
    "corrects a permission": ({"corrects": "permission:1"}, "corrects_other_kind: curfew_check.corrects"),
    "corrects the minor's answer": ({"corrects": "check_in:1"}, "corrects_other_kind: curfew_check.corrects"),
    "no kind": ({"kind": None}, "schema: kind"),
    "kind is a number": ({"kind": 7}, "schema: kind"),
    "flag": ({"_id": "flag:x:2026-10-02", "kind": "flag"}, "server_only: flag"),
    "receipt": ({"_id": "receipt:1", "kind": "receipt"}, "server_only: receipt"),
    "assignment": ({"_id": "assignment:aliya:1", "kind": "assignment"}, "server_only: assignment"),
    "request": ({"_id": "request:1", "kind": "request"}, "server_only: request"),
    "wrong value": ({"result": "asleep"}, "schema: curfew_check.result: not_one_of"),
    "missing field": ({"result": None}, "schema: curfew_check.result: missing"),
    "time without zone": ({"at": "2026-10-02T23:10:00"}, "schema: curfew_check.at: not_a_time"),
    "id of another kind": ({"_id": "visit:0001"}, "schema: curfew_check._id: not_kind_and_key"),
    "design document": ({"_id": "_design/x"}, "design: _id"),
    "deletion": ({"_deleted": True}, "deletion: curfew_check"),
    "attachment": (
        {"_attachments": {"x": {"content_type": "text/plain", "data": "aGk="}}},
        "schema: curfew_check._attachments: not_a_photo",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("new_edits", [True, False])
def test_a_document_that_may_not_be_is_refused_alone(gated, case, new_edits):
    """Its row says why, without a personal value; the good one beside it is stored and receipted."""
    changes, reason = REFUSED[case]
    bad = curfew_check("aliya", "0001", **changes)
    good = curfew_check("aliya", "0002")
    docs = [bad, good] if new_edits else [{"_rev": rev_of(doc), **doc} for doc in (bad, good)]
    with gated.client("aliya") as client:
        rows = client.post(f"/{CASE}/_bulk_docs", json={"docs": docs, "new_edits": new_edits}).json()
    assert (rows[0]["id"], rows[0]["error"], rows[0]["reason"]) == (bad["_id"], "forbidden", reason)
    assert "ok" not in rows[0]
    assert len(rows) == (2 if new_edits else 1)
    stored = gated.stored(CASE)
    (receipt,) = receipts(stored)
    assert receipt["documents"] == ["curfew_check:0002"]
    assert set(stored) == {"curfew_check:0002", receipt["_id"]}


def test_a_refused_batch_leaves_no_trace(gated):
    """Nothing new, no receipt, not even a number in the feed."""
    with gated.client("aliya") as client:
        push(client, CASE, curfew_check("other", "0001"))
        info = client.get(f"/{CASE}").json()
    assert (info["doc_count"], info["update_seq"]) == (0, 0)


def test_what_a_newer_app_records_is_kept(gated):
    """An unknown kind and a newer schema are facts like others: receipted once, and never edited."""
    newer = [
        curfew_check("aliya", "1", _id="home_survey:1", kind="home_survey", result=None, rooms=[{"n": 1}]),
        curfew_check("aliya", "2", schema=2, result="asleep", corrects="decision:1"),
        curfew_check("aliya", "3", corrects="home_survey:1"),
        curfew_check("aliya", "4", corrects="curfew_check:0"),
        curfew_check("aliya", "5", corrects="visit:0"),  # the wrong form was open (schemas/corrections)
    ]
    with gated.client("aliya") as client:
        assert push(client, CASE, *newer) == []
        assert push(client, CASE, *newer) == []
        edited = {**newer[0], "rooms": []}
        assert [row["reason"] for row in push(client, CASE, edited)] == ["immutable: home_survey"]
    stored = gated.stored(CASE)
    (receipt,) = receipts(stored)
    assert receipt["documents"] == sorted(doc["_id"] for doc in newer)
    assert stored["home_survey:1"]["rooms"] == [{"n": 1}]


def test_who_records_no_facts_records_no_unknown_kinds(gated):
    """Acts of an office are named one by one: an unknown kind could be any of them."""
    gated.log_in("head", "supervisor")
    gated.allow("head", CASE, writes=frozenset({"decision", "task"}))
    by = {"user": "head", "role": "supervisor", "device": "device-of-head"}
    doc = curfew_check("head", "1", _id="home_survey:1", kind="home_survey", by=by)
    with gated.client("head") as client:
        assert [row["reason"] for row in push(client, CASE, doc)] == ["not_allowed_kind: home_survey"]


def test_a_fact_is_never_edited(gated):
    """Another revision of a stored fact is refused, however it comes: sibling, child, deletion, new edit."""
    doc = curfew_check("aliya", "0001")
    changed = curfew_check("aliya", "0001", result="present")
    with gated.client("aliya") as client:
        push(client, CASE, doc)
        child = {**changed, "_rev": "2-b", "_revisions": {"start": 2, "ids": ["b", rev_of(doc)[2:]]}}
        for sent in (changed, child):
            assert [row["reason"] for row in push(client, CASE, sent)] == ["immutable: curfew_check"]
        tombstone = {"_id": doc["_id"], "_deleted": True, "_rev": "2-c"}
        assert [row["reason"] for row in push(client, CASE, tombstone)] == ["deletion: curfew_check"]
        edit = client.put(f"/{CASE}/{doc['_id']}", json={**changed, "_rev": rev_of(doc)})
        assert (edit.status_code, edit.json()["reason"]) == (403, "immutable: curfew_check")
        gone = client.delete(f"/{CASE}/{doc['_id']}", params={"rev": rev_of(doc)})
        assert (gone.status_code, gone.json()["reason"]) == (403, "deletion: curfew_check")
    assert gated.stored(CASE)[doc["_id"]]["result"] == "absent"


def test_a_task_is_edited_by_who_may(gated):
    """Planned, then done: an edit on the current revision; an old one conflicts."""
    gated.log_in("head", "supervisor")
    gated.allow("head", CASE, writes=frozenset({"task"}))
    task = {
        "_id": "task:1", "kind": "task", "type": "visit", "assignee": "aliya",
        "window": {"from": "2026-10-05T09:00:00+05:00", "until": "2026-10-05T18:00:00+05:00"},
    }  # fmt: skip
    with gated.client("head") as client:
        first = client.put(f"/{CASE}/task:1", json=task)
        edited = {**task, "state": "done", "_rev": first.json()["rev"]}
        assert client.put(f"/{CASE}/task:1", json=edited).status_code == 201
        assert client.put(f"/{CASE}/task:1", json={**edited, "state": "cancelled"}).status_code == 409
    assert receipts(gated.stored(CASE)) == []


def test_one_document_by_put_and_post_has_its_receipt(gated):
    """Not only replicators are given one."""
    with gated.client("aliya") as client:
        assert client.put(f"/{CASE}/curfew_check:1", json=curfew_check("aliya", "1")).status_code == 201
        assert client.post(f"/{CASE}", json=curfew_check("aliya", "2")).status_code == 201
        refused = client.put(f"/{CASE}/curfew_check:3", json=curfew_check("other", "3"))
    assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
    assert len(receipts(gated.stored(CASE))) == 2


def test_who_may_only_read_hears_so_for_each_document(gated):
    """A read-only grant: everything can be read, every document is refused by itself."""
    gated.write(CASE, [curfew_check("aliya", "0001")])
    with gated.client("reader") as client:
        assert client.get(f"/{CASE}/curfew_check:0001").status_code == 200
        rows = push(client, CASE, curfew_check("reader", "0002"))
        assert [row["reason"] for row in rows] == ["not_allowed_kind: curfew_check"]
        assert client.put(f"/{CASE}/curfew_check:3", json=curfew_check("reader", "3")).status_code == 403
        assert client.put(f"/{CASE}/_local/checkpoint", json={}).status_code == 201


UNTIL = Until(dt.datetime(2026, 10, 2, 18, 0, tzinfo=dt.UTC))


def test_what_was_recorded_after_the_assignment_is_kept_apart(gated):
    """Denied, because the case file has it not; and safe before the answer, word for word."""
    gated.allow("aliya", CASE, read=False, late=True, tenure=UNTIL)
    before = curfew_check("aliya", "1", at="2026-10-02T22:59:00+05:00")
    after = curfew_check("aliya", "2", at="2026-10-02T23:00:00+05:00")
    with gated.client("aliya") as client:
        rows = push(client, CASE, before, after)
        again = push(client, CASE, before, after)
    assert [(row["id"], row["error"], row["reason"]) for row in rows] == [
        ("curfew_check:2", "forbidden", "quarantined: curfew_check.at: after_assignment")
    ]
    assert again == rows
    stored = gated.stored(CASE)
    (receipt,) = receipts(stored)
    assert (receipt["documents"], receipt["late"]) == (["curfew_check:1"], True)
    assert "curfew_check:2" not in stored
    (held,) = gated.stored(f"quarantine-{CASE.partition('-')[2]}").values()
    assert (held["doc"], held["state"]) == ({**after, "_rev": rev_of(after)}, "waiting")


def test_a_gate_without_a_quarantine_refuses(gated):
    """Then nothing says that the record is safe: the phone keeps it."""
    session = Session(user="aliya", role="inspector", device="device-of-aliya")
    grant = Grant(read=False, writes=frozenset({"curfew_check"}), late=True, tenure=UNTIL)
    doc = curfew_check("aliya", "2", at="2026-10-02T23:00:00+05:00")
    arrival = Arrival(doc["_id"], rev_of(doc), doc, deleted=False, current=None)
    assert Gate(None).admission(session, grant).judge(None, arrival) == "after_assignment: curfew_check.at"


@pytest.mark.parametrize("wrong", ["other", "none", "two", "stub"])
def test_a_photograph_is_kept_apart_only_with_its_content(gated, wrong):
    """What would be refused in the case file is refused here: nobody could ever admit it."""
    gated.allow("aliya", CASE, read=False, late=True, tenure=UNTIL)
    at = "2026-10-02T23:00:00+05:00"
    fine, bad = photo(b"JPEG a door", at=at), photo(b"JPEG other", named=b"JPEG as taken", at=at)
    if wrong == "none":
        del bad["_attachments"]
    if wrong == "two":
        bad = photo(b"JPEG two", at=at)
        bad["_attachments"]["second.jpg"] = bad["_attachments"]["photo.jpg"]
    if wrong == "stub":
        bad["_attachments"]["photo.jpg"] = {"stub": True, "digest": "md5-x", "content_type": "image/jpeg"}
    with gated.client("aliya") as client:
        rows = {row["id"]: row["reason"] for row in push(client, CASE, fine, bad)}
    assert rows == {
        fine["_id"]: "quarantined: photo.at: after_assignment",
        bad["_id"]: "photo_mismatch: photo._attachments",
    }
    (held,) = gated.stored(f"quarantine-{CASE.partition('-')[2]}").values()
    assert (held["document"], list(held["_attachments"])) == (fine["_id"], ["photo.jpg"])


def test_another_record_under_a_kept_name_is_refused(gated):
    """A record is written once, also where it is kept apart."""
    gated.allow("aliya", CASE, read=False, late=True, tenure=UNTIL)
    doc = curfew_check("aliya", "2", at="2026-10-02T23:00:00+05:00")
    with gated.client("aliya") as client:
        push(client, CASE, doc)
        rows = push(client, CASE, {**doc, "result": "present"})
        put = client.put(f"/{CASE}/{doc['_id']}", json=doc)
    assert [row["reason"] for row in rows] == ["immutable: curfew_check"]
    assert (put.status_code, put.json()["reason"][:11]) == (403, "quarantined")


def test_generations_are_not_used_up(gated):
    """The last revision there can be would leave a document that nobody can edit or fetch any more."""
    gated.log_in("head", "supervisor")
    gated.allow("head", CASE, writes=frozenset({"task"}))
    task = {
        "_id": "task:1", "kind": "task", "type": "visit", "assignee": "aliya",
        "window": {"from": "2026-10-05T09:00:00+05:00", "until": "2026-10-05T18:00:00+05:00"},
    }  # fmt: skip
    with gated.client("head") as client:
        for number, reasons in (
            (2**31 - 1, ["schema: task._rev"]),
            (1001, ["schema: task._rev"]),
            (1000, []),
        ):
            rows = push(client, CASE, {**task, "_rev": f"{number}-a"})
            assert [row["reason"] for row in rows] == reasons
        assert push(client, CASE, {**task, "_rev": "1900-b"}) == []


def test_two_cookie_headers_are_one(gated):
    """Whoever reads the first and whoever reads the last must see the same person."""
    with gated.client(None) as client:
        headers = [("cookie", "a=1"), ("cookie", "qadam=aliya")]
        assert client.get(f"/{CASE}", headers=headers).status_code == 401  # the table reads whole headers
    assert headers_of([(b"Cookie", b"a=1"), (b"cookie", b"qadam=x")]) == {"cookie": "a=1; qadam=x"}
    assert headers_of([(b"Accept", b"a"), (b"accept", b"b")]) == {"accept": "a, b"}


def test_a_photograph_comes_with_its_content(gated):
    """Its name is the digest of its content, and the gate looks."""
    good, damaged = photo(b"JPEG a door"), photo(b"JPEG damaged", named=b"JPEG as taken")
    bare = photo(b"JPEG bare", _attachments={})
    two = photo(b"JPEG two")
    two["_attachments"]["second.jpg"] = two["_attachments"]["photo.jpg"]
    with gated.client("aliya") as client:
        rows = push(client, CASE, good, damaged, bare, two)
        assert {row["id"] for row in rows} == {damaged["_id"], bare["_id"], two["_id"]}
        assert {row["reason"] for row in rows} == {"photo_mismatch: photo._attachments"}
        got = client.get(f"/{CASE}/{good['_id']}/photo.jpg")
    assert got.content == b"JPEG a door"
    assert "sandbox" in got.headers["content-security-policy"]
    assert [receipt["documents"] for receipt in receipts(gated.stored(CASE))] == [[good["_id"]]]


def test_an_attachment_put_by_itself_is_judged_too(gated):
    """It would make a new edit of a document: of a fact that is refused, of none it has no kind."""
    gated.write(CASE, [curfew_check("aliya", "1")])
    with gated.client("aliya") as client:
        rev = client.get(f"/{CASE}/curfew_check:1").json()["_rev"]
        put = client.put(f"/{CASE}/curfew_check:1/x.jpg", params={"rev": rev}, content=b"x")
        new = client.put(f"/{CASE}/visit:1/x.jpg", content=b"x")
    assert (put.status_code, put.json()["reason"]) == (403, "immutable: curfew_check")
    assert (new.status_code, new.json()["reason"]) == (403, "schema: kind")


def test_a_document_can_be_checked_without_writing_it():
    """What the API asks before it writes what a supervisor says."""
    session = Session(user="aliya", role="inspector", device="device-of-aliya")
    grant = Grant(read=True, writes=frozenset({"curfew_check"}))
    gate = Gate(None)
    assert gate.check_document(session, grant, curfew_check("aliya", "1")) is None
    refused = gate.check_document(session, grant, curfew_check("other", "1"))
    assert refused == "not_yours: curfew_check.by.user"
