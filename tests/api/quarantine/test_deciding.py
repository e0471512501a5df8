"""The head of the office decides what was recorded outside of an assignment."""

import base64
import datetime as dt
import hashlib
from typing import Any

import pytest

from schemas.ids import case_database
from tests.api.quarantine.conftest import APART, DB
from tests.api.town import CASE, DEVICE, Town, check, problem

URL = f"/api/cases/{CASE}/quarantine"


async def decide(
    town: Town,
    document: str,
    verdict: str,
    person: str = "supervisor",
    reason: str = "Телефон желісіз болған",
) -> Any:
    async with town.client(person) as desk:
        answer = await desk.post(URL, json={"document": document, "verdict": verdict, "reason": reason})
    await town.settle()
    return answer


async def waiting(town: Town, person: str = "supervisor", state: str = "waiting") -> list[dict[str, Any]]:
    async with town.client(person) as desk:
        found: list[dict[str, Any]] = (await desk.get(f"/api/quarantine?state={state}")).json()
    return found


def taken(content: bytes, at: dt.datetime) -> dict[str, Any]:
    """A photograph as the phone of Berik makes it."""
    digest = hashlib.sha256(content).hexdigest()
    attached = {"photo": {"content_type": "image/jpeg", "data": base64.b64encode(content).decode()}}
    doc = {**check(at), "_id": f"photo:{digest}", "kind": "photo", "_attachments": attached}
    return {name: value for name, value in doc.items() if name not in {"result", "method", "place"}}


async def test_the_office_sees_what_waits(lost: Town, night: dt.datetime, kept: dict[str, Any]) -> None:
    """Who, when recorded, when the assignment had ended, what it says; another office sees nothing."""
    (row,) = await waiting(lost)
    assert (row["case"], row["document"], row["about"], row["user"], row["recorded_by"]) == (
        CASE, kept["_id"], "curfew_check", "berik", "Берік",
    )  # fmt: skip
    assert (row["why"], row["state"]) == ("after_assignment", "waiting")
    assert dt.datetime.fromisoformat(row["ended_at"]) == night
    assert dt.datetime.fromisoformat(row["recorded_at"]) == night + dt.timedelta(hours=1)
    async with lost.client("supervisor") as desk:
        (told,) = (await desk.get(URL)).json()
    assert told["doc"]["result"] == "absent"
    assert await waiting(lost, "other_supervisor") == []
    assert await lost.running.store.get(DB, kept["_id"]) is None
    assert await lost.flags() == []


async def test_an_admitted_record_is_the_case_files(lost: Town, kept: dict[str, Any]) -> None:
    """As it came, under its own revision; its receipt tells how; the rules judge it."""
    answer = await decide(lost, kept["_id"], "admit")
    assert (answer.status_code, answer.json()["state"]) == (201, "admitted")
    stored = await lost.running.store.get(DB, kept["_id"])
    assert stored == {**kept, "_rev": f"1-{'a' * 32}"}
    (receipt,) = (await lost.running.store.documents(DB, prefix="receipt:")).rows
    assert (receipt["documents"], receipt["late"], receipt["device"]) == (
        [kept["_id"]], True, DEVICE["inspector"],
    )  # fmt: skip
    told = receipt["admitted"]
    assert (told["by"], told["why"], told["reason"]) == (
        "aigul",
        "after_assignment",
        "Телефон желісіз болған",
    )
    (flag,) = await lost.flags()
    assert (flag["facts"], flag["state"]) == ([kept["_id"]], "open")
    assert await waiting(lost) == []
    (row,) = await waiting(lost, state="decided")
    assert row["state"] == "admitted"
    # Sent again, by a phone that had lost the answer: it is simply there.
    assert (await lost.record(kept))["refused"] == []
    assert len((await lost.running.store.documents(DB, prefix="receipt:")).rows) == 1


async def test_a_rejected_record_is_kept_out_and_kept(lost: Town, kept: dict[str, Any]) -> None:
    """Nothing is destroyed: the words stay, with who decided and why; sent again it is not opened again."""
    answer = await decide(lost, kept["_id"], "reject")
    assert (answer.status_code, answer.json()["ruled"]["reason"]) == (201, "Телефон желісіз болған")
    assert answer.json()["ruled_by"] == "Айгүл"
    assert answer.json()["doc"]["result"] == "absent"
    assert await lost.running.store.get(DB, kept["_id"]) is None
    assert await lost.flags() == []
    (row,) = (await lost.record(kept))["refused"]
    assert row["reason"].startswith("quarantined")
    assert await waiting(lost) == []
    (row,) = await waiting(lost, state="decided")
    assert row["state"] == "rejected"


@pytest.mark.parametrize("first", ["admit", "reject"])
async def test_one_decision_stands(lost: Town, kept: dict[str, Any], first: str) -> None:
    """The same word again is the same decision; another one, or another's, comes too late."""
    other = "reject" if first == "admit" else "admit"
    assert (await decide(lost, kept["_id"], first)).status_code == 201
    assert (await decide(lost, kept["_id"], first)).status_code == 201
    refused = await decide(lost, kept["_id"], other)
    assert (refused.status_code, problem(refused)) == (409, "decided")


async def test_nobody_decides_on_their_own_record(lost: Town, night: dt.datetime) -> None:
    """Who recorded as an inspector and heads the office now leaves it to another."""
    doc = check(night + dt.timedelta(hours=1))
    await lost.record(doc)
    held = await lost.running.store.get(APART, f"held:{doc['_id']}")
    assert held is not None
    await lost.running.store.write(APART, [{**held, "by": {**held["by"], "user": "aigul"}}])
    refused = await decide(lost, doc["_id"], "admit")
    assert (refused.status_code, problem(refused)) == (409, "own_fact")


async def test_what_cannot_be_decided(lost: Town, kept: dict[str, Any]) -> None:
    """An unknown record, an empty reason, a made-up verdict; and nothing of it changes anything."""
    async with lost.client("supervisor") as desk:
        for said, field in (
            ({"document": "visit:none", "verdict": "admit", "reason": "r"}, "document"),
            ({"document": kept["_id"], "verdict": "admit", "reason": " "}, "reason"),
            ({"document": kept["_id"], "verdict": "perhaps", "reason": "r"}, "verdict"),
        ):
            answer = await desk.post(URL, json=said)
            assert (answer.status_code, answer.json()["fields"][0]["path"]) == (422, field)
    assert (await waiting(lost))[0]["state"] == "waiting"


async def test_a_photograph_follows_the_record_that_names_it(lost: Town, night: dt.datetime) -> None:
    """Words come first: it may come after the decision. Until then it is shown, then the case file has it."""
    at = night + dt.timedelta(hours=1)
    early, later = taken(b"JPEG a door", at), taken(b"JPEG a paper", at)
    evidence = [{"photo": early["_id"]}, {"photo": later["_id"]}]
    doc = check(at, evidence=evidence)
    await lost.record(doc)
    await lost.record(early)
    await lost.settle()
    assert [row["document"] for row in await waiting(lost)] == [doc["_id"]]
    async with lost.client("supervisor") as desk:
        shown = await desk.get(f"{URL}/photos/{early['_id'].removeprefix('photo:')}")
        assert (shown.content, shown.headers["content-type"]) == (b"JPEG a door", "image/jpeg")
        assert "sandbox" in shown.headers["content-security-policy"]
        assert (await desk.get(f"{URL}/photos/{'0' * 64}")).status_code == 404
    await decide(lost, doc["_id"], "admit")
    await lost.record(later)
    await lost.settle()
    for photo, content in ((early, b"JPEG a door"), (later, b"JPEG a paper")):
        assert (await lost.running.store.attachment(DB, photo["_id"], "photo")).data == content
        held = await lost.running.store.get(APART, f"held:{photo['_id']}")
        assert held is not None
        assert (held["state"], held["doc"], held.get("_attachments")) == ("admitted", None, None)


async def test_a_photograph_alone_is_decided_alone(lost: Town, night: dt.datetime) -> None:
    """The record that names it was made while he had the file, and is there already."""
    photo = taken(b"JPEG a door", night + dt.timedelta(minutes=1))
    fact = check(night - dt.timedelta(minutes=1), evidence=[{"photo": photo["_id"]}])
    assert (await lost.record(fact))["refused"] == []
    await lost.record(photo)
    await lost.settle()
    assert [row["document"] for row in await waiting(lost)] == [photo["_id"]]
    assert (await decide(lost, photo["_id"], "admit")).status_code == 201
    assert (await lost.running.store.attachment(DB, photo["_id"], "photo")).data == b"JPEG a door"


async def test_a_case_that_moves_takes_its_quarantine_along(lost: Town, kept: dict[str, Any]) -> None:
    """The office that has the case now decides, and the other sees nothing of it any more."""
    file = await lost.running.store.get(DB, f"case:{CASE}")
    assert file is not None
    await lost.running.store.write(DB, [{**file, "office": "sem"}])
    await lost.settle()
    assert await waiting(lost) == []
    assert (await decide(lost, kept["_id"], "admit")).status_code == 404
    assert [row["document"] for row in await waiting(lost, "other_supervisor")] == [kept["_id"]]
    assert (await decide(lost, kept["_id"], "admit", "other_supervisor")).status_code == 201


async def test_an_expunged_case_leaves_nothing_apart(
    lost: Town, night: dt.datetime, kept: dict[str, Any]
) -> None:
    """Dropping the case file drops what waits for it; what comes afterwards is not kept either."""
    await lost.running.store.delete(DB)
    await lost.settle()
    assert not await lost.running.store.exists(APART)
    assert await waiting(lost) == []
    async with lost.client("inspector") as phone:
        pushed = {"new_edits": False, "docs": [{**kept, "_rev": f"1-{'a' * 32}"}]}
        assert (await phone.post(f"/db/{DB}/_bulk_docs", json=pushed)).status_code == 403
    # Kept apart by a request that was under way while the case file was dropped.
    await lost.running.store.create(APART)
    await lost.settle()
    assert not await lost.running.store.exists(APART)


async def test_who_did_what_is_entered(lost: Town, kept: dict[str, Any]) -> None:
    """Kept apart, and let in: by whom, of which case, and no word of what it says or why."""
    await decide(lost, kept["_id"], "admit", reason="құпия себеп")
    await lost.running.audit.flush()
    entries = (await lost.running.store.documents("audit-2026-10")).rows
    traced = {(one["user"], one["verb"], one.get("what", "")) for one in entries}
    assert ("berik", "quarantine", "after_assignment") in traced
    assert ("aigul", "admit", kept["_id"]) in traced
    assert "құпия" not in str(entries)


async def test_the_lists_can_be_made_anew(lost: Town, kept: dict[str, Any]) -> None:
    """What the desk lists is read from the store, and is the same after a rebuild."""
    from api.readmodel.rebuild import rebuild

    before = await waiting(lost)
    await lost.running.read_model.refresh_quarantine(CASE, [])
    assert await waiting(lost) == []
    await rebuild(
        lost.running.store, lost.running.read_model, lost.running.judgement, lost.clock(), lambda: None
    )
    assert await waiting(lost) == before


async def test_the_desk_hears_of_it(lost: Town, night: dt.datetime) -> None:
    """At once, and only the office that decides."""
    told = []
    lost.running.events.publish = told.append  # type: ignore[method-assign]
    await lost.record(check(night + dt.timedelta(hours=1)))
    await lost.settle()
    heard = [one for one in told if one.name == "quarantine"]
    assert {(one.case, one.office, one.users, str(one.data)) for one in heard} == {
        (CASE, "osk", frozenset(), str({"case": CASE}))
    }


async def test_the_inspectors_receipt(lost: Town, kept: dict[str, Any]) -> None:
    """The server says that it has the record and where it stands, to its author only."""

    async def asked(person: str) -> Any:
        async with lost.client(person) as phone:
            return (await phone.post("/api/receipts", json={"cases": [CASE, "0a" * 16]})).json()

    (receipt,) = await asked("inspector")
    assert set(receipt) == {"case", "document", "received_at", "state", "decided_at"}
    assert (receipt["document"], receipt["state"], receipt["decided_at"]) == (kept["_id"], "waiting", None)
    assert await asked("unassigned") == []
    await decide(lost, kept["_id"], "reject")
    (receipt,) = await asked("inspector")
    assert receipt["state"] == "rejected"
    assert receipt["decided_at"]


async def test_the_copy_on_the_phone(lost: Town, kept: dict[str, Any]) -> None:
    """Not yet destroyed since the end; destroyed; there again after the file was given back."""

    async def copies() -> Any:
        async with lost.client("supervisor") as desk:
            return (await desk.get(f"/api/cases/{CASE}")).json()["copies"]

    assert await copies() == []
    async with lost.client("supervisor") as desk, lost.client("inspector") as phone:
        await desk.post(f"/api/cases/{CASE}/assignments", json={"user": "berik"})
        await phone.post("/api/contacts", json={"cases": [CASE]})
        (copy,) = await copies()
        assert (copy["name"], copy["device"], copy["ended_at"], copy["destroyed_at"]) == (
            "Берік", DEVICE["inspector"], None, None,
        )  # fmt: skip
        lost.clock.forward(minutes=2)
        await desk.delete(f"/api/cases/{CASE}/assignments/berik")
        (copy,) = await copies()
        assert dt.datetime.fromisoformat(copy["ended_at"]) == lost.clock().replace(microsecond=0)
        assert copy["destroyed_at"] is None
        lost.clock.forward(minutes=2)
        for _ in range(2):
            said = await phone.post("/api/contacts/ended", json={"cases": [CASE, "0a" * 16]})
            assert said.json() == {"cases": [CASE, "0a" * 16]}
        (copy,) = await copies()
        assert dt.datetime.fromisoformat(copy["destroyed_at"]) == lost.clock().replace(microsecond=0)
        lost.clock.forward(minutes=1)
        await desk.post(f"/api/cases/{CASE}/assignments", json={"user": "berik"})
        await phone.post("/api/contacts", json={"cases": [CASE]})
        (copy,) = await copies()
        assert (copy["ended_at"], copy["destroyed_at"]) == (None, None)
    assert not await lost.running.store.exists(case_database("0a" * 16))


async def test_a_stranger_reports_nothing(lost: Town) -> None:
    """Whoever never worked with a file writes nothing about it, and hears nothing of whether it exists."""
    async with lost.client("unassigned") as phone:
        said = await phone.post("/api/contacts/ended", json={"cases": [CASE, "0a" * 16]})
    assert said.json() == {"cases": [CASE, "0a" * 16]}
    assert (await lost.running.store.documents(DB, prefix="contact:")).rows == []
