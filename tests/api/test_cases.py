"""A case file as people meet it: let in, recorded, flagged, decided, handed over."""

import datetime as dt

import pytest

from api.cases.caseload import assign
from schemas.ids import case_database, minor_database
from tests.api.town import CASE, DEVICE, FOREIGN, PEOPLE, Town, check, problem

DB = case_database(CASE)


async def flagged(town: Town, night: dt.datetime) -> str:
    """An absence, pushed at night, and the flag it raises."""
    town.clock.now = night + dt.timedelta(minutes=1)
    assert (await town.record(check(night)))["refused"] == []
    (flag,) = await town.flags()
    return str(flag["_id"])


async def test_a_check_becomes_a_flag_in_the_queue(town: Town, night: dt.datetime) -> None:
    """Push, receipt, flag, queue row, case page in the reader's language."""
    flag = await flagged(town, night)
    receipts = (await town.running.store.documents(DB, prefix="receipt:")).rows
    assert [one["late"] for one in receipts] == [False]
    async with town.client("supervisor") as desk:
        (row,) = (await desk.get("/api/queue")).json()
        assert (row["case"], row["flag"], row["certainty"], row["state"]) == (CASE, flag, "suspected", "open")
        page = (await desk.get(f"/api/cases/{CASE}")).json()
        assert [one["_id"] for one in page["flags"]] == [flag]
        assert page["zone"] == "Asia/Almaty"
        assert page["explanations"][flag]
        russian = page["explanations"]
        assert [(one["user"], one["name"], one["until"]) for one in page["assigned"]] == [
            ("berik", "Берік", None)
        ]
    async with town.client("inspector") as phone:
        kazakh = (await phone.get(f"/api/cases/{CASE}")).json()["explanations"]
    assert kazakh[flag] != russian[flag]
    async with town.client("other_supervisor") as desk:
        assert (await desk.get("/api/queue")).json() == []


async def test_a_decision_settles_the_flag(town: Town, night: dt.datetime) -> None:
    """Confirmed with a reason: a document in the case file, and the flag follows."""
    flag = await flagged(town, night)
    await town.hear(flag)
    said = {
        "flag": flag,
        "verdict": "confirm",
        "reason": " Жасөспірім үйде болмаған. ",
        "id": "11112222-3333",
    }
    async with town.client("supervisor") as desk:
        answer = await desk.post(f"/api/cases/{CASE}/decisions", json=said)
        assert answer.status_code == 201
        doc = answer.json()
        assert doc["_id"] == "decision:11112222-3333"
        assert doc["by"] == {"user": "aigul", "role": "supervisor", "device": DEVICE["supervisor"]}
        assert doc["reason"] == "Жасөспірім үйде болмаған."
        (settled,) = await town.flags()
        assert settled["state"] == "confirmed"
        assert (await desk.get("/api/queue")).json() == []
        assert [row["flag"] for row in (await desk.get("/api/queue?state=decided")).json()] == [flag]


async def test_a_decision_sent_twice_is_one(town: Town, night: dt.datetime) -> None:
    """A lost answer and a second tap: the same document; the same key for something else: 409."""
    flag = await flagged(town, night)
    await town.hear(flag)
    said = {"flag": flag, "verdict": "dismiss", "reason": "Қате", "id": "11112222-3333"}
    async with town.client("supervisor") as desk:
        first = await desk.post(f"/api/cases/{CASE}/decisions", json=said)
        town.clock.forward(seconds=30)
        second = await desk.post(f"/api/cases/{CASE}/decisions", json=said)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        other = await desk.post(f"/api/cases/{CASE}/decisions", json={**said, "verdict": "confirm"})
        assert other.status_code == 409
        assert problem(other) == "id_used"
    assert len((await town.running.store.documents(DB, prefix="decision:")).rows) == 1


async def test_nobody_decides_on_their_own_record(town: Town, night: dt.datetime) -> None:
    """A supervisor who made the check leaves the decision to another."""
    town.clock.now = night + dt.timedelta(minutes=1)
    own = check(night)
    own["by"] = {"user": "aigul", "role": "inspector", "device": "x"}
    await town.running.store.write(DB, [own])
    (flag,) = await town.flags()
    async with town.client("supervisor") as desk:
        said = {"flag": flag["_id"], "verdict": "confirm", "reason": "r"}
        answer = await desk.post(f"/api/cases/{CASE}/decisions", json=said)
    assert answer.status_code == 409
    assert problem(answer) == "own_fact"
    assert (await town.flags())[0]["state"] == "open"


async def test_what_cannot_be_decided(town: Town, night: dt.datetime) -> None:
    """An unknown flag, a document that is none, an empty reason, a made-up verdict, a bad key."""
    flag = await flagged(town, night)
    await town.hear(flag)
    good = {"flag": flag, "verdict": "confirm", "reason": "r"}
    async with town.client("supervisor") as desk:
        for change, path in (
            ({"flag": "flag:curfew:2020-01-01"}, "flag"),
            ({"flag": f"case:{CASE}"}, "flag"),
            ({"reason": "  "}, "reason"),
            ({"verdict": "guilty"}, "verdict"),
            ({"id": "../x"}, "id"),
        ):
            answer = await desk.post(f"/api/cases/{CASE}/decisions", json={**good, **change})
            assert answer.status_code == 422, answer.text
            assert answer.json()["fields"][0]["path"] == path
    assert (await town.running.store.documents(DB, prefix="decision:")).rows == []


async def test_a_void_flag_is_not_decided(town: Town, night: dt.datetime) -> None:
    """A correction took its ground away: there is nothing to decide."""
    flag = await flagged(town, night)
    (first,) = (await town.running.store.documents(DB, prefix="curfew_check:")).rows
    town.clock.forward(minutes=5)
    await town.record(check(night + dt.timedelta(minutes=3), "present", corrects=first["_id"]))
    assert [one["state"] for one in await town.flags()] == ["void"]
    async with town.client("supervisor") as desk:
        said = {"flag": flag, "verdict": "confirm", "reason": "r"}
        answer = await desk.post(f"/api/cases/{CASE}/decisions", json=said)
    assert (answer.status_code, problem(answer)) == (409, "flag_void")


async def test_a_welfare_concern_is_on_top_until_it_is_answered(town: Town, night: dt.datetime) -> None:
    """It needs no rule; a response takes it off the queue."""
    await flagged(town, night)
    concern = check(night + dt.timedelta(minutes=2), "present", welfare_concern="Бала аш")
    town.clock.forward(minutes=5)
    await town.record(concern)
    await town.settle()
    async with town.client("supervisor") as desk:
        rows = (await desk.get("/api/queue")).json()
        assert (rows[0]["welfare"], rows[0]["fact"], rows[0]["type"]) == (True, concern["_id"], "welfare")
        url = f"/api/cases/{CASE}/responses"
        assert (await desk.post(url, json={"fact": "visit:none", "text": "x"})).status_code == 422
        answer = await desk.post(url, json={"fact": concern["_id"], "text": "Азық-түлік жеткізілді"})
        assert answer.status_code == 201
        await town.settle()
        assert all(row["fact"] is None for row in (await desk.get("/api/queue")).json())


async def test_planning_a_task(town: Town) -> None:
    """For somebody who is assigned, of a kind that is a fact, with a window the right way round."""
    good = {
        "type": "visit",
        "from": "2026-10-03T10:00:00+05:00",
        "until": "2026-10-03T12:00:00+05:00",
        "assignee": "berik",
        "id": "44445555-6666",
    }
    url = f"/api/cases/{CASE}/tasks"
    async with town.client("supervisor") as desk:
        answer = await desk.post(url, json=good)
        assert answer.status_code == 201
        assert answer.json()["window"] == {
            "from": "2026-10-03T05:00:00.000Z",
            "until": "2026-10-03T07:00:00.000Z",
        }
        assert (await desk.post(url, json=good)).json() == answer.json()
        for change, path in (
            ({"type": "flag"}, "type"),
            ({"until": good["from"]}, "until"),
            ({"assignee": "erlan"}, "assignee"),
            ({"from": "2026-10-03T10:00:00"}, "from"),
        ):
            refused = await desk.post(url, json={**good, "id": None, **change})
            assert refused.status_code == 422, change
            assert refused.json()["fields"][0]["path"] == path
    assert len((await town.running.store.documents(DB, prefix="task:")).rows) == 1


async def test_an_assignment_lets_in_and_its_end_lets_out(town: Town) -> None:
    """At once, in both directions; heads and the list follow."""
    url = f"/api/cases/{CASE}/assignments"
    async with town.client("unassigned") as phone, town.client("supervisor") as desk:
        assert (await phone.get(f"/db/{DB}/_all_docs")).status_code == 403
        assert (await phone.get("/api/assignments")).json() == []
        made = await desk.post(url, json={"user": "erlan"})
        assert made.status_code == 201
        assert (await desk.post(url, json={"user": "erlan"})).json() == made.json()
        assert (await phone.get(f"/db/{DB}/_all_docs")).status_code == 200
        (held,) = (await phone.get("/api/assignments")).json()
        assert (held["case"], held["db"], held["until"]) == (CASE, DB, None)
        assert list((await phone.get("/api/heads")).json()) == [DB]
        town.clock.forward(minutes=1)
        assert (await desk.delete(f"{url}/erlan")).status_code == 204
        assert (await phone.get(f"/db/{DB}/_all_docs")).status_code == 403
        assert (await phone.get("/api/assignments")).json() == []
        assert (await phone.get("/api/heads")).json() == {}
        assert (await desk.delete(f"{url}/erlan")).status_code == 204
        for user in ("nobody", "dana", "aigul", "zhan"):
            assert (await desk.post(url, json={"user": user})).status_code == 422


async def test_what_was_recorded_before_the_end_still_arrives(town: Town, night: dt.datetime) -> None:
    """Marked late in its receipt; what was recorded after is kept apart; nothing is read."""
    async with town.client("supervisor") as desk:
        town.clock.now = night
        await desk.delete(f"/api/cases/{CASE}/assignments/berik")
    town.clock.forward(hours=10)
    before, after = check(night - dt.timedelta(minutes=1)), check(night + dt.timedelta(minutes=1))
    assert (await town.record(before))["refused"] == []
    refused = (await town.record(after))["refused"]
    assert [(one["id"], one["error"]) for one in refused] == [(after["_id"], "forbidden")]
    assert refused[0]["reason"].endswith(": after_assignment")
    (receipt,) = (await town.running.store.documents(DB, prefix="receipt:")).rows
    assert (receipt["late"], receipt["documents"]) == (True, [before["_id"]])
    async with town.client("inspector") as phone:
        assert (await phone.get(f"/db/{DB}/{before['_id']}")).status_code == 403
        assert (await phone.get(f"/api/cases/{CASE}")).status_code == 404


@pytest.mark.parametrize(
    ("person", "kind", "code"),
    [
        ("inspector", "curfew_check", None),
        ("inspector", "excuse", None),
        ("inspector", "check_in", "not_allowed_kind"),
        ("inspector", "decision", "not_allowed_kind"),
        ("inspector", "flag", "server_only"),
        ("inspector", "receipt", "server_only"),
        ("inspector", "assignment", "server_only"),
        ("inspector", "case", "not_allowed_kind"),
        ("supervisor", "curfew_check", "not_allowed_kind"),
        ("supervisor", "permission", None),
    ],
)
async def test_which_kinds_a_role_writes(
    town: Town, night: dt.datetime, person: str, kind: str, code: str | None
) -> None:
    """An inspector records, a supervisor acts, the server derives; nobody does another's part."""
    town.clock.now = night
    doc = {**check(night, person=person), "_id": f"{kind}:{'a' * 8}", "kind": kind}
    if kind == "permission":
        doc |= {"conditions": ["*"], "from": "2026-10-05T00:00:00Z", "until": "2026-10-06T00:00:00Z"}
    if kind == "excuse":
        doc |= {"for": {"kind": "attendance", "from": "2026-10-01", "until": "2026-10-02"}}
    refused = (await town.record(doc, person))["refused"]
    assert [one["reason"].split(":")[0] for one in refused] == ([] if code is None else [code])


async def test_a_minor_writes_check_ins_to_their_own_database(town: Town, night: dt.datetime) -> None:
    """Nothing else, nowhere else; the answer is carried to the case file."""
    town.clock.now = night
    by = {"user": "zhan", "role": "minor", "device": DEVICE["minor"]}
    answer = {"_id": "check_in:1", "kind": "check_in", "schema": 1, "by": by, "at": night.isoformat()}
    async with town.client("minor") as phone:
        pushed = await phone.post(f"/db/{minor_database(CASE)}/_bulk_docs", json={"docs": [answer]})
        assert pushed.json()[0].get("ok") is True
        visit = {**answer, "_id": "visit:1", "kind": "visit", "outcome": "met"}
        refused = await phone.post(f"/db/{minor_database(CASE)}/_bulk_docs", json={"docs": [visit]})
        assert refused.json()[0]["error"] == "forbidden"
        assert (await phone.post(f"/db/{DB}/_bulk_docs", json={"docs": [answer]})).status_code == 403
    await town.settle()
    await town.settle()
    assert (await town.running.store.get(DB, "check_in:1") or {}).get("by") == by


async def test_a_contact_is_noted_once_in_a_while(town: Town) -> None:
    """In the reader's own files only, and not at every sync."""
    async with town.client("inspector") as phone:
        said = await phone.post("/api/contacts", json={"cases": [CASE, FOREIGN, CASE, "0a" * 16]})
        assert said.json() == {"cases": [CASE]}
        (contact,) = (await town.running.store.documents(DB, prefix="contact:")).rows
        assert (contact["_id"], contact["user"]) == (f"contact:berik.{DEVICE['inspector']}", "berik")
        town.clock.forward(minutes=1)
        await phone.post("/api/contacts", json={"cases": [CASE]})
        (same,) = (await town.running.store.documents(DB, prefix="contact:")).rows
        assert same == contact
        town.clock.forward(minutes=20)
        await phone.post("/api/contacts", json={"cases": [CASE]})
        (newer,) = (await town.running.store.documents(DB, prefix="contact:")).rows
        assert newer["at"] > contact["at"]
    assert (await town.running.store.documents(case_database(FOREIGN), prefix="contact:")).rows == []
    async with town.client("minor") as child:
        assert (await child.post("/api/contacts", json={"cases": [FOREIGN]})).json() == {"cases": []}
        assert (await child.post("/api/contacts", json={"cases": [CASE]})).json() == {"cases": [CASE]}


async def test_a_device_speaks_for_its_own_user_only(town: Town) -> None:
    """Two inspectors may share one browser; that one of them has nothing left says nothing of the other."""
    berik = await town.running.accounts.get("berik")
    erlan = await town.running.accounts.get("erlan")
    assert berik is not None
    assert erlan is not None
    await assign(town.running.store, CASE, "erlan", "inspector", town.clock())
    for account in (berik, erlan):
        town.tokens["inspector"], _ = await town.running.sessions.open(account, DEVICE["inspector"])
        async with town.client("inspector") as phone:
            await phone.post("/api/contacts", json={"cases": [CASE]})
        town.clock.forward(hours=1)
    contacts = (await town.running.store.documents(DB, prefix="contact:")).rows
    assert [(one["user"], one["device"]) for one in contacts] == [
        ("berik", DEVICE["inspector"]), ("erlan", DEVICE["inspector"])
    ]  # fmt: skip
    assert contacts[0]["at"] < contacts[1]["at"]


async def test_reading_and_writing_leave_a_trace(town: Town, night: dt.datetime) -> None:
    """Who, which case, what, when, and no content; reading often is one entry."""
    flag = await flagged(town, night)
    await town.hear(flag)
    async with town.client("supervisor") as desk:
        for _ in range(5):
            await desk.get(f"/api/cases/{CASE}")
        said = {"flag": flag, "verdict": "confirm", "reason": "құпия себеп"}
        await desk.post(f"/api/cases/{CASE}/decisions", json=said)
    async with town.client("inspector") as phone:
        for _ in range(5):
            await phone.get(f"/db/{DB}/_changes")
    await town.running.audit.flush()
    entries = (await town.running.store.documents("audit-2026-10")).rows
    traced = sorted((one["user"], one["verb"], one["case"]) for one in entries)
    assert traced == [
        ("aigul", "decide", CASE),
        ("aigul", "explanation", CASE),
        ("aigul", "read", CASE),
        ("berik", "read", CASE),
        ("berik", "write", CASE),
    ]
    assert "құпия" not in str(entries)
    assert all(
        set(one) <= {"_id", "_rev", "kind", "at", "user", "role", "device", "verb", "case", "what"}
        for one in entries
    )


async def test_people_of_the_office(town: Town) -> None:
    """The supervisor assigns among the inspectors of the own office."""
    await town.settle()
    async with town.client("supervisor") as desk:
        named = (await desk.get("/api/inspectors")).json()
        found = (await desk.post("/api/cases/search", json={"q": "әлім"})).json()
    assert named == [{"user": "berik", "name": "Берік"}, {"user": "erlan", "name": "Ерлан"}]
    assert [(row["case"], row["inspector"], row["measure"]) for row in found] == [
        (CASE, "Берік", "restricted_freedom")
    ]
    assert PEOPLE["unassigned"].office == "osk"


async def test_an_explanation_is_kept_with_who_was_present(town: Town, night: dt.datetime) -> None:
    """The minor's own words need somebody beside the minor, and so does that they declined."""
    flag = await flagged(town, night)
    path = f"/api/cases/{CASE}/explanations"
    async with town.client("supervisor") as desk:
        for said, field in (
            ({"flag": flag, "text": " ", "present": "әжесі"}, "text"),
            ({"flag": flag, "text": "Дәріханаға бардым"}, "present"),
            ({"flag": flag, "declined": True}, "present"),
            ({"flag": "flag:curfew:2020-01-01", "declined": True, "present": "әжесі"}, "flag"),
        ):
            answer = await desk.post(path, json=said)
            assert (answer.status_code, answer.json()["fields"][0]["path"]) == (422, field)
        kept = await desk.post(path, json={"flag": flag, "text": "Дәріханаға бардым", "present": "әжесі"})
        declined = await desk.post(path, json={"flag": flag, "declined": True, "present": "әжесі"})
    assert (kept.status_code, declined.status_code) == (201, 201)
    found = (await town.running.store.documents(DB, prefix="explanation:")).rows
    assert sorted(
        (doc.get("text"), doc.get("present"), doc["declined"]) for doc in found if doc.get("text")
    ) == [("Дәріханаға бардым", "әжесі", False)]
    assert [doc["declined"] for doc in found].count(True) == 1
