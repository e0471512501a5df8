"""The routes of push, requests and invitations: who may, what is answered, and the whole way through HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.ids import case_database, minor_database
from tests.api import push_world
from tests.api.push_receiver import Phone, PushReceiver
from tests.api.push_world import eventually, in_one_task
from tests.api.town import CASE, FOREIGN, PEOPLE, Town, founded, problem

NEW_DEVICE = "7a7a7a7a-0001"
CHECK_IN = {
    "_id": "condition:ask",
    "kind": "condition",
    "schema": 1,
    "order": "order:one",
    "type": "check_in",
    "params": {"window_s": 1800},
    "from": "2026-01-01T00:00:00+05:00",
    "entered_at": "2026-01-02T10:00:00+05:00",
}
ENDPOINT = "https://fcm.googleapis.com/fcm/send/made-up"

receiver = push_world.receiver


@pytest.fixture
async def town(
    tmp_path: Path, receiver: PushReceiver, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    """The town, with a check-in condition and the receiver as a trusted push service."""
    monkeypatch.setenv("QADAM_PUSH_HOSTS", receiver.origin)
    async with in_one_task(founded(tmp_path)) as built:
        await built.running.store.write(case_database(CASE), [CHECK_IN])
        receiver.application_server_key = built.running.push.public_key
        await built.settle()
        yield built


def subscription(phone: Phone | None = None) -> dict[str, Any]:
    if phone is not None:
        return phone.subscription
    with PushReceiver() as receiver:
        return {**receiver.phone().subscription, "endpoint": ENDPOINT}


EVERYBODY = (None, *PEOPLE)
ROUTES: list[tuple[str, str, Any, dict[str | None, int]]] = [
    ("POST", f"/api/cases/{CASE}/invitations", {}, {"supervisor": 201, "inspector": 201}),
    ("POST", f"/api/cases/{FOREIGN}/invitations", {}, {"other_supervisor": 201}),
    ("POST", f"/api/cases/{CASE}/requests", {}, {"supervisor": 201, "inspector": 201}),
    ("POST", f"/api/cases/{FOREIGN}/requests", {}, {"other_supervisor": 409}),
    ("POST", "/api/push/subscriptions", subscription(), {"minor": 204}),
    ("DELETE", "/api/push/subscriptions", {"endpoint": ENDPOINT}, {"minor": 204}),
    ("POST", "/api/push/acks", {"message": "0" * 32}, {"minor": 404}),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "allowed"), ROUTES, ids=[f"{r[0]} {r[1][4:]}" for r in ROUTES]
)
async def test_each_route_is_for_its_roles(
    town: Town, method: str, path: str, body: Any, allowed: dict[str | None, int]
) -> None:
    """Each role and nobody: 401 without a session, 403 for the others, and what is promised for the rest."""
    for person in EVERYBODY:
        async with town.client(person) as client:
            answer = await client.request(method, path, json=body)
        expected = allowed.get(person, 401 if person is None else 403)
        assert answer.status_code == expected, (person, answer.text)
        if expected >= 400:
            assert problem(answer)


@pytest.mark.parametrize("path", [f"/api/cases/{'0d' * 16}/{what}" for what in ("invitations", "requests")])
async def test_a_case_that_is_not_there_looks_like_one_that_is_not_theirs(town: Town, path: str) -> None:
    """403 as for any other case: nobody can find out by asking."""
    for person in ("supervisor", "inspector"):
        async with town.client(person) as client:
            assert (await client.post(path, json={})).status_code == 403


async def test_without_the_own_header_nothing_happens(town: Town) -> None:
    """Another site cannot make a browser ask, subscribe, prove or accept."""
    for method, path, body, _ in ROUTES:
        async with town.client("minor", Qadam="") as client:
            assert (await client.request(method, path, json=body)).status_code == 403
    async with town.client(None, Qadam="") as client:
        body = {"token": "x" * 43, "device": NEW_DEVICE}
        assert (await client.post("/api/invitations/accept", json=body)).status_code == 403


async def invite(town: Town, person: str = "inspector") -> dict[str, Any]:
    async with town.client(person) as client:
        answer = await client.post(f"/api/cases/{CASE}/invitations", json={})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def accept(town: Town, token: str, device: str = NEW_DEVICE) -> httpx.Response:
    async with town.client(None) as client:
        body = {"token": token, "device": device, "language": "ru"}
        return await client.post("/api/invitations/accept", json=body)


async def test_an_invitation_is_a_link_and_a_qr_code(town: Town) -> None:
    """The token is in the fragment, where no server and no log sees it; the code is an SVG element."""
    told = await invite(town)
    origin, _, token = told["url"].partition("/#/i/")
    assert origin == "http://qadam.test"
    assert len(token) >= 43
    assert told["qr"].startswith("<svg ")
    assert "<script" not in told["qr"]
    assert told["expires_at"].startswith("2026-10-05T07:00:00")


async def test_accepting_opens_a_session_of_the_minor(town: Town) -> None:
    """A cookie out of scripts' reach, `Me`, and the own database with its duties, at once."""
    answer = await accept(town, (await invite(town))["url"].partition("/#/i/")[2])
    assert answer.status_code == 200, answer.text
    me = answer.json()
    assert (me["role"], me["case"], me["device"], me["language"]) == ("minor", CASE, NEW_DEVICE, "ru")
    assert me["vapid_public_key"] == town.running.push.public_key
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    async with town.client(None) as phone:
        phone.cookies.set("qadam", answer.cookies["qadam"])
        duties = await phone.get(f"/db/{minor_database(CASE)}/duties:{CASE}")
        assert {duty["type"] for duty in duties.json()["duties"]} == {"curfew", "check_in"}
        assert (await phone.get(f"/db/{case_database(CASE)}/case:{CASE}")).status_code == 403


async def test_used_expired_cancelled_and_unknown_get_one_answer(town: Town) -> None:
    """410 and the same words, whatever became of the token, or whether there ever was one."""
    used = (await invite(town))["url"].partition("/#/i/")[2]
    assert (await accept(town, used)).status_code == 200
    cancelled = (await invite(town))["url"].partition("/#/i/")[2]
    expired = (await invite(town))["url"].partition("/#/i/")[2]
    town.clock.forward(hours=73)
    answers = [await accept(town, token) for token in (used, cancelled, expired, "never-was-" + "x" * 33)]
    assert {answer.status_code for answer in answers} == {410}
    assert {problem(answer) for answer in answers} == {"invitation_over"}
    assert len({answer.content for answer in answers}) == 1


async def test_of_two_that_open_it_at_once_one_gets_in(town: Town) -> None:
    """The other is told that it is over."""
    token = (await invite(town))["url"].partition("/#/i/")[2]
    answers = await asyncio.gather(*(accept(town, token, f"7a7a7a7a-000{n}") for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410]


async def test_guessing_is_slowed_down(town: Town) -> None:
    """429 with Retry-After after some tries from one address, and a good link works again later."""
    good = (await invite(town))["url"].partition("/#/i/")[2]
    statuses = []
    for number in range(40):
        answer = await accept(town, f"{number:043d}")
        statuses.append(answer.status_code)
    assert statuses[0] == 410
    assert statuses[-1] == 429
    assert int(answer.headers["retry-after"]) > 0
    town.clock.forward(hours=2)
    assert (await accept(town, good)).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endpoint": "https://127.0.0.1/x"}, "endpoint"),
        ({"endpoint": "http://fcm.googleapis.com/x"}, "endpoint"),
        ({"endpoint": "https://metadata.google.internal/x"}, "endpoint"),
        ({"keys": {"p256dh": "AAAA", "auth": "A" * 22}}, "keys.p256dh"),
    ],
)
async def test_a_subscription_cannot_point_anywhere(town: Town, change: dict[str, Any], field: str) -> None:
    """422 that names the field, and nothing is stored."""
    async with town.client("minor") as client:
        answer = await client.post("/api/push/subscriptions", json={**subscription(), **change})
    assert answer.status_code == 422
    assert [place["path"] for place in answer.json()["fields"]] == [field]
    assert not (await town.running.store.documents("registry", prefix="subscription:")).rows


async def test_a_request_at_night_needs_a_word(town: Town) -> None:
    """409 `quiet_hours` after 21:00 by the office's clock; `urgent` goes through."""
    town.clock.forward(hours=10)
    async with town.client("inspector") as client:
        refused = await client.post(f"/api/cases/{CASE}/requests", json={})
        assert (refused.status_code, problem(refused)) == (409, "quiet_hours")
        urgent = await client.post(f"/api/cases/{CASE}/requests", json={"urgent": True})
        assert urgent.status_code == 201


async def test_a_request_needs_its_condition(town: Town) -> None:
    """409 `no_check_in_condition`: nobody is asked for a position without a ground."""
    async with town.client("other_supervisor") as client:
        answer = await client.post(f"/api/cases/{FOREIGN}/requests", json={})
    assert (answer.status_code, problem(answer)) == (409, "no_check_in_condition")


@pytest.mark.parametrize("window_s", [59, 86_401, "soon"])
async def test_a_window_has_bounds(town: Town, window_s: Any) -> None:
    """A minute to a day."""
    async with town.client("inspector") as client:
        answer = await client.post(f"/api/cases/{CASE}/requests", json={"window_s": window_s})
    assert answer.status_code == 422


async def test_the_whole_way_of_a_check_in(town: Town, receiver: PushReceiver) -> None:
    """Invited, subscribed, asked, woken, proved, answered, carried: each step as a browser would do it."""
    opened = await accept(town, (await invite(town))["url"].partition("/#/i/")[2])
    me = opened.json()
    phone = receiver.phone()
    async with town.client(None) as child:
        child.cookies.set("qadam", opened.cookies["qadam"])
        assert (await child.post("/api/push/subscriptions", json=phone.subscription)).status_code == 204
        async with town.client("inspector") as inspector:
            asked = (await inspector.post(f"/api/cases/{CASE}/requests", json={})).json()
        (message,) = await asyncio.to_thread(phone.wait)
        assert json.loads(message.plaintext) == {"m": message.message}
        assert (await child.post("/api/push/acks", json={"message": message.message})).status_code == 204
        request = await child.get(f"/db/{minor_database(CASE)}/{asked['_id']}")
        assert request.json()["due"] == asked["due"]
        town.clock.forward(minutes=3)
        answer = {
            "_id": "check_in:01900000-0000-7000-8000-000000000009",
            "_rev": f"1-{'b' * 32}",
            "kind": "check_in",
            "schema": 1,
            "by": {"user": me["user"], "role": "minor", "device": NEW_DEVICE},
            "at": town.clock().isoformat(),
            "clock_offset_s": 0.0,
            "request": asked["_id"],
            "place": {"lat": 49.9501, "lon": 82.6102, "accuracy_m": 20},
            "help_wanted": True,
        }
        pushed = await child.post(
            f"/db/{minor_database(CASE)}/_bulk_docs",
            json={"new_edits": False, "docs": [answer]},
            headers={"Qadam-Time": town.clock().isoformat()},
        )
        assert (pushed.status_code, pushed.json()) == (201, [])

    async def carried() -> bool:
        return await town.running.store.get(case_database(CASE), answer["_id"]) is not None

    await eventually(carried)
    await town.settle()
    documents = {doc["_id"]: doc for doc in (await town.running.store.documents(case_database(CASE))).rows}
    assert documents[answer["_id"]] == answer
    (receipt,) = [
        doc for doc in documents.values()
        if doc["kind"] == "receipt" and answer["_id"] in doc["documents"]
    ]  # fmt: skip
    assert receipt["device"] == NEW_DEVICE
    assert receipt["clock_offset_s"] == pytest.approx(0.0, abs=0.01)
    assert documents[asked["_id"]]["delivered"] is True
    async with town.client("supervisor") as desk:
        queue = (await desk.get("/api/queue?state=open")).json()
    assert (queue[0]["type"], queue[0]["welfare"], queue[0]["fact"]) == ("welfare", True, answer["_id"])


async def test_logging_out_silences_the_phone(town: Town, receiver: PushReceiver) -> None:
    """After logout no message goes to that browser."""
    phone = receiver.phone()
    async with town.client("minor") as child:
        assert (await child.post("/api/push/subscriptions", json=phone.subscription)).status_code == 204
        assert (await child.post("/api/logout")).status_code == 204
    async with town.client("inspector") as inspector:
        assert (await inspector.post(f"/api/cases/{CASE}/requests", json={})).status_code == 201
    await asyncio.sleep(0.3)
    assert phone.attempts == []


async def test_an_acknowledgement_is_the_childs_alone(town: Town, receiver: PushReceiver) -> None:
    """An inspector who knows the id cannot prove a delivery."""
    phone = receiver.phone()
    async with town.client("minor") as child:
        await child.post("/api/push/subscriptions", json=phone.subscription)
    async with town.client("inspector") as inspector:
        await inspector.post(f"/api/cases/{CASE}/requests", json={})
        (message,) = await asyncio.to_thread(phone.wait)
        assert (await inspector.post("/api/push/acks", json={"message": message.message})).status_code == 403


async def test_accepting_leaves_one_way_in(town: Town, receiver: PushReceiver) -> None:
    """The account's other sessions and subscriptions end: a lost phone, or somebody in the child's place."""
    lost = receiver.phone()
    async with town.client("minor") as before:
        assert (await before.post("/api/push/subscriptions", json=lost.subscription)).status_code == 204
        opened = await accept(town, (await invite(town))["url"].partition("/#/i/")[2])
        assert opened.json()["user"] == PEOPLE["minor"].user
        assert (await before.get("/api/me")).status_code == 401
    async with town.client(None) as now:
        now.cookies.set("qadam", opened.cookies["qadam"])
        assert (await now.get("/api/me")).status_code == 200
    assert not (await town.running.store.documents("registry", prefix="subscription:")).rows
    async with town.client("inspector") as inspector:
        assert (await inspector.post(f"/api/cases/{CASE}/requests", json={})).status_code == 201
    await asyncio.sleep(0.3)
    assert lost.attempts == []


@pytest.mark.parametrize("person", sorted(set(PEOPLE) - {"minor"}))
async def test_nobody_who_works_here_becomes_the_child_in_passing(town: Town, person: str) -> None:
    """403 where somebody else is signed in; the invitation stays good for the child."""
    token = (await invite(town))["url"].partition("/#/i/")[2]
    async with town.client(person) as client:
        answer = await client.post("/api/invitations/accept", json={"token": token, "device": NEW_DEVICE})
        assert (answer.status_code, problem(answer)) == (403, "staff_session")
        assert (await client.get("/api/me")).status_code == 200
    assert (await accept(town, token)).status_code == 200


async def test_the_log_says_who_was_let_in_and_by_whom(town: Town) -> None:
    """An entry of its own beside the login, with the one who made the invitation."""
    assert (await accept(town, (await invite(town))["url"].partition("/#/i/")[2])).status_code == 200
    await town.running.audit.flush()
    entries = (await town.running.store.documents("audit-2026-10")).rows
    (accepted,) = [one for one in entries if one["verb"] == "accept"]
    told = (accepted["user"], accepted["role"], accepted["device"], accepted["case"], accepted["what"])
    assert told == (PEOPLE["minor"].user, "minor", NEW_DEVICE, CASE, "invited by berik")


async def test_the_office_knows_whether_a_phone_takes_messages(town: Town, receiver: PushReceiver) -> None:
    """`reachable` on the page of the case and in the answer to asking: while somebody is signed in."""

    async def told() -> tuple[bool, bool]:
        town.clock.forward(seconds=1)
        async with town.client("inspector") as inspector:
            page = await inspector.get(f"/api/cases/{CASE}")
            asked = await inspector.post(f"/api/cases/{CASE}/requests", json={})
        assert asked.status_code == 201
        return page.json()["reachable"], asked.json()["reachable"]

    assert await told() == (False, False)
    async with town.client("minor") as child:
        await child.post("/api/push/subscriptions", json=receiver.phone().subscription)
        assert await told() == (True, True)
        await child.post("/api/logout")
    assert await told() == (False, False)
    stored = await town.running.store.documents(case_database(CASE), prefix="request:")
    assert not any("reachable" in request for request in stored.rows)
