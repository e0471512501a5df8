"""From a confirmed flag to the court, through the running application: who may, and what follows."""

import datetime as dt
from typing import Any

import httpx
import pytest

from schemas.ids import case_database, minor_database
from tests.api.town import CASE, DEVICE, PEOPLE, Town, check, problem

DB = case_database(CASE)
URL = f"/api/cases/{CASE}"


async def at(town: Town, moment: dt.datetime) -> None:
    """Move the clock; who was signed in days ago signs in again."""
    town.clock.now = moment
    for person in ("supervisor", "inspector"):
        await town.enter(person)


async def absent(town: Town, night: dt.datetime) -> str:
    """An absence, pushed from the door, and its flag."""
    await at(town, night + dt.timedelta(minutes=1))
    assert (await town.record(check(night)))["refused"] == []
    return str((await town.flags())[-1]["_id"])


async def confirmed(town: Town, night: dt.datetime, **more: Any) -> str:
    """An absence that a supervisor has confirmed after hearing the child."""
    flag = await absent(town, night)
    await town.hear(flag)
    said = {"flag": flag, "verdict": "confirm", "reason": "r", **more}
    assert (await post(town, "supervisor", "/decisions", said)).status_code == 201
    await town.settle()
    return flag


async def post(town: Town, person: str, rest: str, body: dict[str, Any]) -> httpx.Response:
    async with town.client(person) as client:
        return await client.post(f"{URL}{rest}", json=body)


async def standing(town: Town) -> dict[str, Any]:
    async with town.client("supervisor") as desk:
        return dict((await desk.get(f"{URL}/ladder")).json())


async def steps(town: Town) -> list[str]:
    return [one["step"] for one in (await standing(town))["proposals"]]


async def warned(town: Town, flag: str) -> str:
    """A warning that was signed and handed over."""
    signed = await post(
        town, "supervisor", "/warnings", {"flags": [flag], "text": "Ескерту", "language": "kk"}
    )
    assert signed.status_code == 201, signed.text
    act = str(signed.json()["_id"])
    handed = {"act": act, "served_to": "жасөспірім", "present": "анасы"}
    assert (await post(town, "inspector", "/servings", handed)).status_code == 201
    return act


async def test_nobody_confirms_before_the_child_is_heard(town: Town, night: dt.datetime) -> None:
    """A confirmation waits for a hearing; a dismissal does not."""
    flag = await absent(town, night)
    said = {"flag": flag, "verdict": "confirm", "reason": "r"}
    refused = await post(town, "supervisor", "/decisions", said)
    assert (refused.status_code, problem(refused)) == (409, "not_heard")
    settled = {"flag": flag, "verdict": "resolve_conflict", "resolved_as": "confirm", "reason": "r"}
    assert problem(await post(town, "supervisor", "/decisions", settled)) == "not_heard"
    assert (await post(town, "supervisor", "/decisions", {**said, "verdict": "dismiss"})).status_code == 201


async def test_an_invitation_is_waited_for(town: Town, night: dt.datetime) -> None:
    """Invited by the inspector, not answered: after three days the flag may be confirmed, and not before."""
    flag = await absent(town, night)
    invited = await post(town, "inspector", "/hearings", {"flag": flag, "told": "анасы", "how": "phone"})
    assert invited.status_code == 201
    said = {"flag": flag, "verdict": "confirm", "reason": "r"}
    await at(town, town.clock.now + dt.timedelta(days=2, hours=23))
    assert problem(await post(town, "supervisor", "/decisions", said)) == "not_heard"
    town.clock.forward(hours=1)
    assert (await post(town, "supervisor", "/decisions", said)).status_code == 201
    assert await steps(town) == ["warn"]


async def test_the_way_to_the_court(town: Town, night: dt.datetime) -> None:
    """Warned, handed over, again at fault, submitted, sent, ruled: each proposed, none taken by itself."""
    first = await confirmed(town, night)
    there = await standing(town)
    assert [(one["step"], one["number"], one["flags"]) for one in there["proposals"]] == [
        ("warn", 1, [first])
    ]
    assert there["proposals"][0]["title"] == "Возможно первое письменное предупреждение"
    early = {"flags": [first], "text": "t", "language": "ru"}
    assert problem(await post(town, "supervisor", "/submissions", early)) == "not_grounded"
    act = await warned(town, first)
    assert await steps(town) == []
    second = await confirmed(town, night + dt.timedelta(days=7))
    assert await steps(town) == ["submit", "warn"]
    draft = await post(
        town, "supervisor", "/drafts", {"paper": "submission", "language": "ru", "flags": [first, second]}
    )
    assert draft.status_code == 200
    text = draft.json()["text"]
    assert text.count("Әжемде болдым") == 2
    signed = await post(
        town, "supervisor", "/submissions", {"flags": [first, second], "text": text, "language": "ru"}
    )
    assert signed.status_code == 201
    submission = signed.json()["_id"]
    assert await steps(town) == ["send"]
    unsent = {"submission": submission, "outcome": "refused", "text": "t"}
    assert problem(await post(town, "supervisor", "/rulings", unsent)) == "act_over"
    assert (
        await post(town, "supervisor", "/servings", {"act": submission, "served_to": "сот"})
    ).status_code == 201
    assert (await post(town, "supervisor", "/rulings", unsent)).status_code == 201
    there = await standing(town)
    assert there["proposals"] == []
    assert [one["status"] for one in there["submissions"]] == ["ruled"]
    assert [one["id"] for one in there["warnings"]] == [act]


async def test_a_fallen_ground_goes_through_everything_at_once(town: Town, night: dt.datetime) -> None:
    """The check was mended: the warning counts nowhere, is withdrawn, and the child's page says so."""
    flag = await confirmed(town, night)
    act = await warned(town, flag)
    await town.settle()
    notices = (await town.running.store.documents(minor_database(CASE), prefix="notice:")).rows
    assert [(one["type"], one["about"]) for one in notices] == [
        ("warning", [{"type": "curfew", "occasion": "2026-10-02"}])
    ]
    (first,) = (await town.running.store.documents(DB, prefix="curfew_check:")).rows
    town.clock.forward(minutes=5)
    await town.record(check(night + dt.timedelta(minutes=2), "present", corrects=first["_id"]))
    await town.settle()
    there = await standing(town)
    assert (there["counted"], [one["step"] for one in there["proposals"]]) == (0, ["withdraw"])
    async with town.client("supervisor") as desk:
        (row,) = (await desk.get("/api/steps")).json()
    assert (row["case"], row["step"], row["act"]) == (CASE, "withdraw", act)
    taken = {"act": act, "text": "Қате тексеру", "language": "kk", "id": "33334444-5555"}
    assert (await post(town, "supervisor", "/withdrawals", taken)).status_code == 201
    assert (await post(town, "supervisor", "/withdrawals", taken)).status_code == 201
    assert (
        problem(await post(town, "supervisor", "/withdrawals", {**taken, "id": "99994444-5555"}))
        == "act_over"
    )
    assert await steps(town) == ["serve"]
    await town.settle()
    notices = (await town.running.store.documents(minor_database(CASE), prefix="notice:")).rows
    assert [one["type"] for one in notices] == ["warning_withdrawn"]


async def test_what_cannot_be_signed(town: Town, night: dt.datetime) -> None:
    """An open flag, a violation that has its warning, an empty text, a paper handed to nobody's witness."""
    open_flag = await absent(town, night)
    said = {"flags": [open_flag], "text": "t", "language": "kk"}
    assert problem(await post(town, "supervisor", "/warnings", said)) == "not_counted"
    flag = await confirmed(town, night + dt.timedelta(days=3))
    assert (
        await post(town, "supervisor", "/warnings", {**said, "flags": [flag], "text": " "})
    ).status_code == 422
    act = await warned(town, flag)
    other = {**said, "flags": [flag], "text": "another"}
    assert problem(await post(town, "supervisor", "/warnings", other)) == "id_used"
    assert (
        problem(await post(town, "supervisor", "/servings", {"act": act, "served_to": "m"})) == "unreadable"
    )
    unknown = {"act": "warning:none", "served_to": "m", "present": "p"}
    assert problem(await post(town, "inspector", "/servings", unknown)) == "act_over"
    assert (
        problem(await post(town, "supervisor", "/withdrawals", {"act": "warning:x", "text": "t"}))
        == "act_over"
    )


async def test_signed_twice_is_signed_once(town: Town, night: dt.datetime) -> None:
    """A lost answer and a second tap are one warning."""
    flag = await confirmed(town, night)
    said = {"flags": [flag], "text": "Ескерту", "language": "kk"}
    first, second = [await post(town, "supervisor", "/warnings", said) for _ in range(2)]
    assert first.json() == second.json()
    assert len((await town.running.store.documents(DB, prefix="warning:")).rows) == 1


async def test_nobody_warns_of_their_own_record(town: Town, night: dt.datetime) -> None:
    """Four eyes: a colleague confirmed it, but whoever knocked signs no warning, nor by replication."""
    town.clock.now = night + dt.timedelta(minutes=1)
    own = check(night)
    own["by"] = {"user": "aigul", "role": "inspector", "device": "x"}
    flag = "flag:curfew:2026-10-02"
    by = {"user": "dana", "role": "supervisor", "device": "y"}
    told = {"schema": 1, "by": by, "clock_offset_s": 0, "flag": flag}
    said_at = (night + dt.timedelta(hours=9)).isoformat()
    later = (night + dt.timedelta(hours=12)).isoformat()
    await town.running.store.write(
        DB,
        [
            own,
            {
                **told,
                "_id": "explanation:e",
                "kind": "explanation",
                "at": said_at,
                "text": "t",
                "present": "p",
            },
            {
                **told,
                "_id": "decision:d",
                "kind": "decision",
                "at": later,
                "verdict": "confirm",
                "reason": "r",
            },
        ],
    )
    await at(town, town.clock.now + dt.timedelta(days=1))
    said = {"flags": [flag], "text": "t", "language": "kk"}
    assert problem(await post(town, "supervisor", "/warnings", said)) == "own_act"
    me = PEOPLE["supervisor"]
    pushed = {
        "_id": "warning:pushed", "kind": "warning", "schema": 1, "flags": [flag], "text": "t",
        "by": {"user": me.user, "role": me.role, "device": DEVICE["supervisor"]}, "at": later,
        "clock_offset_s": 0,
    }  # fmt: skip
    assert (await town.record(pushed, "supervisor"))["refused"] == []
    there = await standing(town)
    assert [one["status"] for one in there["warnings"]] == ["own_fact"]
    assert [one["step"] for one in there["proposals"]] == ["withdraw"]


@pytest.mark.parametrize("kind", ["warning", "submission", "ruling", "decision"])
async def test_an_inspectors_phone_signs_nothing(town: Town, night: dt.datetime, kind: str) -> None:
    """What only a supervisor may write is refused from a phone, document by document."""
    me = PEOPLE["inspector"]
    doc = {
        "_id": f"{kind}:x1", "kind": kind, "schema": 1, "flags": ["flag:x:y"], "flag": "flag:x:y",
        "verdict": "confirm", "reason": "r",
        "by": {"user": me.user, "role": me.role, "device": DEVICE["inspector"]},
        "at": night.isoformat(), "clock_offset_s": 0,
    }  # fmt: skip
    (row,) = (await town.record(doc))["refused"]
    assert row["reason"].startswith("not_allowed_kind")


async def test_the_minor_reads_nothing_of_it_but_the_notice(town: Town, night: dt.datetime) -> None:
    """Neither ladder nor drafts nor papers; the small database has the notice and no text of the office."""
    await warned(town, await confirmed(town, night))
    await town.settle()
    async with town.client("minor") as child:
        assert (await child.get(f"{URL}/ladder")).status_code == 403
        rows = (await child.get(f"/db/{minor_database(CASE)}/_all_docs?include_docs=true")).json()["rows"]
    kinds = {row["doc"]["kind"] for row in rows}
    assert kinds <= {"duties", "notice"}
    assert "Ескерту" not in str(rows)


async def test_signing_leaves_a_trace(town: Town, night: dt.datetime) -> None:
    """Who signed, withdrew, handed over; no word of what."""
    await warned(town, await confirmed(town, night))
    await town.running.audit.flush()
    entries = (await town.running.store.documents("audit-2026-10")).rows
    assert {("sign", "warning"), ("serve", "warning")} <= {(e["verb"], e.get("what")) for e in entries}
    assert "Ескерту" not in str(entries)
