"""A request on its way to a phone: a push receiver on loopback checks, keeps and decrypts each message."""

import asyncio
import datetime as dt
import json
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pywebpush import webpush

from api.push.deliveries import Deliveries, Delivery
from api.push.keys import Keys, _made
from api.push.message import PLAINTEXT_BYTES
from api.push.requests import ask
from api.push.tasks import call_task_id
from schemas.check import problems
from schemas.ids import case_database, minor_database
from tests.api.push_receiver import Answer, PushReceiver
from tests.api.push_world import CASE, OTHER_CASE, ZONE, World, eventually, opened


@pytest.fixture
def receiver() -> Iterator[PushReceiver]:
    with PushReceiver() as server:
        yield server


@pytest.fixture
async def world(tmp_path: Path, receiver: PushReceiver) -> AsyncIterator[World]:
    async with opened(tmp_path, receiver) as world:
        await world.add_case()
        receiver.application_server_key = world.push.public_key
        yield world


async def asked(world: World, window_s: int | None = None, case: str = CASE) -> dict[str, Any]:
    return await ask(
        world.store, world.push, case, zone=ZONE, now=world.clock(), asked_by="aigul", window_s=window_s
    )


async def request_of(world: World, request: dict[str, Any]) -> dict[str, Any]:
    found = await world.store.get(case_database(CASE), request["_id"])
    assert found is not None
    return found


async def test_delivered_and_decrypted(world: World, receiver: PushReceiver) -> None:
    """The phone gets one message that it can decrypt, signed by the key it subscribed with."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    request = await asked(world)
    await world.turn()
    (message,) = phone.wait()
    assert phone.refused == []
    assert json.loads(message.plaintext) == {"m": message.message}
    assert message.claims["aud"] == receiver.origin
    assert message.claims["sub"] == "mailto:operator@example.org"
    assert message.key == world.push.public_key
    assert message.headers["urgency"] == "high"
    assert message.headers["content-encoding"] == "aes128gcm"
    assert 1_790 <= int(message.headers["ttl"]) <= 1_800
    (outbox,) = await world.registry("push:")
    assert outbox["_id"] == f"push:{message.message}"
    assert outbox["state"] == "sent"
    assert (await request_of(world, request))["delivered"] is None


async def test_nothing_personal_leaves_the_server(world: World, receiver: PushReceiver) -> None:
    """Neither plaintext nor headers name the case, the child or the duty; the length is constant."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    await asked(world)
    world.clock.forward(seconds=2)
    await asked(world, window_s=600)
    await world.turn()
    first, second = phone.wait(2)
    assert {len(first.plaintext), len(second.plaintext)} == {PLAINTEXT_BYTES}
    assert first.body_length == second.body_length
    for message in (first, second):
        seen = message.plaintext.decode() + json.dumps(message.headers) + json.dumps(message.claims)
        for private in (CASE, "condition", "check_in", "probation", "Шығарылған", "minor", "aigul"):
            assert private not in seen


async def test_the_acknowledgement_is_the_proof(world: World, receiver: PushReceiver) -> None:
    """`delivered` becomes true in the case file by the service worker's word, not by the service's 201."""
    phone, reader = receiver.phone(), await world.minor()
    await world.subscribe(phone, reader)
    request = await asked(world)
    await world.turn()
    (message,) = phone.wait()
    assert await world.push.acknowledge(message.message, reader)
    assert (await request_of(world, request))["delivered"] is True
    assert await world.push.acknowledge(message.message, reader), "said twice is fine"
    (outbox,) = await world.registry("push:")
    assert outbox["state"] == "acknowledged"
    world.clock.forward(hours=1)
    await world.turn()
    assert (await request_of(world, request))["delivered"] is True
    assert await world.store.get(case_database(CASE), call_task_id(request["_id"])) is None


async def test_only_the_own_minor_proves(world: World, receiver: PushReceiver) -> None:
    """Another minor's session cannot acknowledge; nor does a made-up id do anything."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    await world.add_case(OTHER_CASE)
    stranger = await world.minor(OTHER_CASE, "phone-0002")
    request = await asked(world)
    await world.turn()
    (message,) = phone.wait()
    assert not await world.push.acknowledge(message.message, stranger)
    assert not await world.push.acknowledge("0" * 32, stranger)
    assert (await request_of(world, request))["delivered"] is None


async def test_without_proof_the_inspector_calls_and_then_it_was_not_delivered(
    world: World, receiver: PushReceiver
) -> None:
    """Half of the window: one task to call, for the inspector assigned. Its end: delivered is false, once."""
    phone, reader = receiver.phone(), await world.minor()
    await world.subscribe(phone, reader)
    request = await asked(world)
    await world.turn()
    (message,) = phone.wait()
    world.clock.forward(minutes=14)
    await world.turn()
    assert await world.store.get(case_database(CASE), call_task_id(request["_id"])) is None
    world.clock.forward(minutes=2)
    await world.turn()
    await world.turn()
    task = await world.store.get(case_database(CASE), call_task_id(request["_id"]))
    assert task is not None
    assert task["_rev"].startswith("1-")
    assert (task["assignee"], task["type"], task["state"]) == ("aigul", "check_in", "planned")
    assert problems(task) == []
    assert (await request_of(world, request))["delivered"] is None
    world.clock.forward(minutes=15)
    await world.turn()
    assert (await request_of(world, request))["delivered"] is False
    assert await world.push.acknowledge(message.message, reader)
    assert (await request_of(world, request))["delivered"] is False, "after the window it proves nothing"
    await world.turn()
    revision = (await request_of(world, request))["_rev"]
    await world.restart()
    await world.turn()
    assert (await request_of(world, request))["_rev"] == revision


async def test_a_late_proof_inside_the_window_takes_the_call_back(
    world: World, receiver: PushReceiver
) -> None:
    """The phone woke up after the inspector was asked to call: nobody has to call any more."""
    phone, reader = receiver.phone(), await world.minor()
    await world.subscribe(phone, reader)
    request = await asked(world)
    await world.turn()
    (message,) = phone.wait()
    world.clock.forward(minutes=16)
    await world.turn()
    assert await world.push.acknowledge(message.message, reader)
    task = await world.store.get(case_database(CASE), call_task_id(request["_id"]))
    assert task is not None
    assert task["state"] == "cancelled"


async def test_nobody_subscribed_is_not_delivered(world: World) -> None:
    """A child without a phone was never asked: the request ends as not delivered, and the inspector calls."""
    request = await asked(world)
    world.clock.forward(minutes=16)
    await world.turn()
    assert await world.store.get(case_database(CASE), call_task_id(request["_id"])) is not None
    world.clock.forward(minutes=15)
    await world.turn()
    assert (await request_of(world, request))["delivered"] is False


async def test_an_answer_needs_no_call_and_no_more_messages(world: World, receiver: PushReceiver) -> None:
    """Whoever has answered is not woken again, and the inspector is not asked to call."""
    phone = receiver.phone()
    phone.answers = [Answer(503, {"Retry-After": "60"})]
    await world.subscribe(phone, await world.minor())
    request = await asked(world)
    await world.turn()
    await world.store.write(
        minor_database(CASE),
        [{"_id": "check_in:1", "kind": "check_in", "request": request["_id"], "by": {}}],
    )
    world.clock.forward(minutes=16)
    await world.turn()
    (outbox,) = await world.registry("push:")
    assert (outbox["state"], outbox["reason"]) == ("failed", "answered")
    assert len(phone.attempts) == 1
    assert await world.store.get(case_database(CASE), call_task_id(request["_id"])) is None


@pytest.mark.parametrize("status", [404, 410])
async def test_gone_retires_that_subscription_and_no_other(
    world: World, receiver: PushReceiver, status: int
) -> None:
    """One phone was wiped; the other of the same minor still gets its message, now and next time."""
    wiped, other = receiver.phone(), receiver.phone()
    wiped.answers = [Answer(status)]
    gone = await world.subscribe(wiped, await world.minor(device="phone-0001"))
    kept = await world.subscribe(other, await world.minor(device="phone-0002"))
    await asked(world)
    await world.turn()
    other.wait(1)
    assert [doc["_id"] for doc in await world.registry("subscription:")] == [kept.id]
    states = {doc["subscription"]: (doc["state"], doc.get("reason")) for doc in await world.registry("push:")}
    assert states == {gone.id: ("failed", "gone"), kept.id: ("sent", None)}
    world.clock.forward(seconds=2)
    await asked(world)
    await world.turn()
    other.wait(2)
    assert len(wiped.attempts) == 1


async def test_retry_after_is_waited_for(world: World, receiver: PushReceiver) -> None:
    """429 with Retry-After: not before, and then it arrives, by the worker's own clock."""
    phone = receiver.phone()
    phone.answers = [Answer(429, {"Retry-After": "3"})]
    await world.subscribe(phone, await world.minor())
    running = asyncio.create_task(world.push.run())
    try:
        await asked(world)
        await asyncio.to_thread(phone.wait, 1, 12.0)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    first, second = phone.attempts
    assert second - first >= 3.0
    (outbox,) = await world.registry("push:")
    assert (outbox["state"], outbox["attempts"]) == ("sent", 2), "what was on its way is noted before the end"


async def test_a_failing_service_gets_rarer_knocks_until_the_window_ends(
    world: World, receiver: PushReceiver
) -> None:
    """5xx waits longer each time; past the window the message stops and is never sent."""
    phone = receiver.phone()
    phone.answers = [Answer(500), Answer(502), Answer(503)]
    await world.subscribe(phone, await world.minor())
    await asked(world)
    waits = []
    for _ in range(3):
        await world.turn()
        (outbox,) = await world.registry("push:")
        wait = dt.datetime.fromisoformat(outbox["next_at"]) - world.clock()
        waits.append(wait.total_seconds())
        world.clock.forward(seconds=wait.total_seconds() + 0.01)
    assert 0 < waits[0] <= 2 < waits[2] <= 8
    assert len(phone.attempts) == 3
    world.clock.forward(minutes=30)
    await world.turn()
    (outbox,) = await world.registry("push:")
    assert (outbox["state"], outbox["reason"]) == ("failed", "expired")
    assert len(phone.attempts) == 3


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_signature_is_loud_and_keeps_the_subscription(
    world: World, receiver: PushReceiver, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """The operator is told which service refuses, without the endpoint, which is a secret."""
    phone = receiver.phone()
    phone.answers = [Answer(status)]
    await world.subscribe(phone, await world.minor())
    await asked(world)
    with caplog.at_level(logging.ERROR, "qadam.push"):
        await world.turn()
    (record,) = caplog.records
    assert "VAPID" in record.getMessage()
    assert str(status) in record.getMessage()
    assert phone.id not in caplog.text
    assert len(await world.registry("subscription:")) == 1
    assert (await world.registry("push:"))[0]["state"] == "queued"


async def test_a_redirect_is_not_followed(world: World, receiver: PushReceiver) -> None:
    """The guard looked at the endpoint, not at where a service points to."""
    phone, elsewhere = receiver.phone(), receiver.phone()
    phone.answers = [Answer(307, {"Location": elsewhere.endpoint})]
    await world.subscribe(phone, await world.minor())
    await asked(world)
    await world.turn()
    assert elsewhere.attempts == []
    (outbox,) = await world.registry("push:")
    assert (outbox["state"], outbox["reason"], outbox["status"]) == ("failed", "rejected", 307)


async def test_an_endpoint_no_longer_trusted_gets_nothing(world: World, receiver: PushReceiver) -> None:
    """What was stored under an older setting is looked at again before each message."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    world.environment["QADAM_PUSH_HOSTS"] = ""
    await world.restart()
    await asked(world)
    await world.turn()
    assert phone.attempts == []


async def test_a_restart_between_queue_and_send_loses_nothing(world: World, receiver: PushReceiver) -> None:
    """The message and the moments of its window are found again by the next process."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    request = await asked(world)
    await world.restart()
    await world.turn()
    phone.wait()
    await world.restart()
    world.clock.forward(minutes=31)
    await world.turn()
    assert len(phone.attempts) == 1
    assert (await request_of(world, request))["delivered"] is False


KILLED = """
import asyncio, json, os, signal, sys
from pathlib import Path
from tests.api.push_world import CASE, ZONE, World
from api.push.requests import ask
from api.push.subscriptions import SubscriptionKeys

async def main():
    folder, told = Path(sys.argv[1]), json.loads(sys.argv[2])
    world = World(folder, None, {})
    await world.start()
    await world.add_case()
    keys = SubscriptionKeys(**told["keys"])
    reader = await world.minor()
    await world.push.subscriptions.put(reader, CASE, told["endpoint"], keys, world.clock())
    await ask(world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul")
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_process_killed_between_queue_and_send_loses_nothing(
    tmp_path: Path, receiver: PushReceiver
) -> None:
    """Killed the moment the request was written: the next process sends it."""
    phone = receiver.phone()
    root = str(Path(__file__).resolve().parents[2])  # noqa: ASYNC240  # a test may ask where it lies
    killed = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", KILLED, str(tmp_path), json.dumps(phone.subscription)],
        env={**os.environ, "PYTHONPATH": root},
        cwd=root,
    )
    assert await asyncio.wait_for(killed.wait(), 60) == -signal.SIGKILL
    assert phone.attempts == []
    async with opened(tmp_path, receiver) as world:
        await world.turn()
        (message,) = phone.wait()
        assert message.key == world.push.public_key


async def test_asked_and_followed_at_one_moment_queues_once(world: World, receiver: PushReceiver) -> None:
    """The endpoint and the pipeline meet over the same request: one message for each phone."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    request = await asked(world)
    documents = await world.documents()
    for old in [*await world.registry("push:"), *await world.registry("delivery:")]:
        await world.store.write("registry", [{"_id": old["_id"], "_rev": old["_rev"], "_deleted": True}])
    await asyncio.gather(*(world.push.follow(CASE, documents) for _ in range(5)))
    assert [doc["request"] for doc in await world.registry("push:")] == [request["_id"]]
    assert len(await world.registry("delivery:")) == 1


async def test_a_crash_after_the_request_is_made_good_by_the_pipeline(
    world: World, receiver: PushReceiver
) -> None:
    """Only the case file was written: the pipeline's call queues the message, and again changes nothing."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    due = world.clock().replace(microsecond=0).isoformat()
    request = {"_id": f"request:ask:{due}", "kind": "request", "schema": 1, "due": due, "window_s": 600}
    await world.store.write(case_database(CASE), [{**request, "condition": "condition:ask"}])
    for _ in range(3):
        await world.minors.refresh(CASE, await world.documents(), ZONE)
        await world.turn()
    assert len(phone.wait()) == 1
    assert len(phone.attempts) == 1
    assert len(await world.registry("delivery:")) == 1


async def test_a_proof_noted_before_a_crash_still_counts(world: World, receiver: PushReceiver) -> None:
    """The acknowledgement was noted, the case file not yet: the next turn does it, even after the window."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    request = await asked(world)
    await world.turn()
    (outbox,) = await world.registry("push:")
    acknowledged = {**outbox, "state": "acknowledged", "acknowledged_at": world.clock().isoformat()}
    await world.store.write("registry", [acknowledged])
    await world.restart()
    world.clock.forward(minutes=40)
    await world.turn()
    assert (await request_of(world, request))["delivered"] is True


async def test_a_newer_request_replaces_an_older_one_on_the_service(
    world: World, receiver: PushReceiver
) -> None:
    """A phone that was off gets one message, the newest; its proof is for that request only."""
    phone, reader = receiver.phone(), await world.minor()
    phone.online = False
    await world.subscribe(phone, reader)
    older = await asked(world)
    await world.turn()
    world.clock.forward(seconds=2)
    newer = await asked(world)
    await world.turn()
    phone.come_online()
    (message,) = phone.wait()
    assert len(phone.attempts) == 2
    assert await world.push.acknowledge(message.message, reader)
    assert (await request_of(world, newer))["delivered"] is True
    assert (await request_of(world, older))["delivered"] is None


async def test_two_phones_get_a_message_each(world: World, receiver: PushReceiver) -> None:
    """Different ids; one proof is enough."""
    one, two = receiver.phone(), receiver.phone()
    await world.subscribe(one, await world.minor(device="phone-0001"))
    reader = await world.minor(device="phone-0002")
    await world.subscribe(two, reader)
    request = await asked(world)
    await world.turn()
    first, second = one.wait()[0], two.wait()[0]
    assert first.message != second.message
    assert first.headers["topic"] == second.headers["topic"]
    assert await world.push.acknowledge(second.message, reader)
    assert (await request_of(world, request))["delivered"] is True


async def test_a_signed_out_phone_gets_nothing(world: World, receiver: PushReceiver) -> None:
    """A subscription ends with its session, whether it had been asked before or after."""
    phone, reader = receiver.phone(), await world.minor()
    await world.subscribe(phone, reader)
    await asked(world)
    await world.sessions.revoke(reader.user)
    await world.turn()
    world.clock.forward(seconds=2)
    await asked(world)
    await world.turn()
    assert phone.attempts == []


async def test_a_phone_that_signs_in_again_keeps_its_subscription(
    world: World, receiver: PushReceiver
) -> None:
    """The new session of the same device takes it over."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    await world.minor()
    await asked(world)
    await world.turn()
    phone.wait()


async def test_whoever_signs_in_next_on_a_browser_takes_the_endpoint_over(
    world: World, receiver: PushReceiver
) -> None:
    """A shared phone never tells one child of another's request."""
    await world.add_case(OTHER_CASE)
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    await world.subscribe(phone, await world.minor(OTHER_CASE))
    await asked(world)
    await world.turn()
    assert phone.attempts == []
    assert len(await world.registry("subscription:")) == 1


async def test_the_oldest_subscription_makes_room(world: World, receiver: PushReceiver) -> None:
    """One session cannot fill the registry with endpoints."""
    reader = await world.minor()
    phones = [receiver.phone() for _ in range(7)]
    for phone in phones:
        await world.subscribe(phone, reader)
        world.clock.forward(seconds=1)
    kept = {doc["endpoint"] for doc in await world.registry("subscription:")}
    assert kept == {phone.endpoint for phone in phones[2:]}


async def test_a_dead_push_service_does_not_delay_the_others(tmp_path: Path) -> None:
    """One service hangs on more messages than may be on their way at all; another's phone is told at once."""
    with PushReceiver() as dead, PushReceiver() as alive:
        hosts = f"{dead.origin},{alive.origin}"
        async with opened(tmp_path, None, QADAM_PUSH_HOSTS=hosts) as world:
            await world.add_case()
            await world.add_case(OTHER_CASE)
            for number in range(4):
                hanging = dead.phone()
                hanging.answers = [Answer(201, delay_s=1.5)] * 2
                await world.subscribe(hanging, await world.minor(OTHER_CASE, f"phone-000{number}"))
            for _ in range(2):
                await asked(world, case=OTHER_CASE)
                world.clock.forward(seconds=1)
            assert await world.push.worker.turn()
            await asyncio.sleep(0.2)
            phone = alive.phone()
            await world.subscribe(phone, await world.minor())
            began = time.monotonic()
            await asked(world)
            await world.push.worker.turn()
            await asyncio.to_thread(phone.wait, 1, 5.0)
            assert time.monotonic() - began < 1.0
            await world.push.worker.idle()
            assert len(await world.registry("push:")) == 9


async def test_a_proof_after_the_window_is_none_even_if_it_was_not_settled_yet(
    world: World, receiver: PushReceiver
) -> None:
    """The worker was late; the phone was later."""
    phone, reader = receiver.phone(), await world.minor()
    await world.subscribe(phone, reader)
    request = await asked(world)
    await world.turn()
    world.clock.forward(minutes=31)
    assert await world.push.acknowledge(phone.wait()[0].message, reader)
    assert (await request_of(world, request))["delivered"] is None
    await world.turn()
    assert (await request_of(world, request))["delivered"] is False


async def test_a_proof_that_comes_while_the_window_is_closed_wins(
    world: World, receiver: PushReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker had looked and found none; before it wrote so, the proof came: true stays true."""
    phone, reader = receiver.phone(), await world.minor()
    await world.subscribe(phone, reader)
    request = await asked(world)
    await world.turn()
    deliveries = Deliveries(world.store)
    delivery = await deliveries.get((await world.registry("delivery:"))[0]["_id"])
    assert delivery is not None
    assert await world.push.acknowledge(phone.wait()[0].message, reader)

    async def looked_before(_: Deliveries, __: Delivery) -> bool:
        return False

    monkeypatch.setattr(Deliveries, "_proved", looked_before)
    await deliveries.advance(delivery, delivery.until)
    assert (await request_of(world, request))["delivered"] is True


async def test_a_message_whose_turn_comes_after_its_window_is_not_sent(
    world: World, receiver: PushReceiver
) -> None:
    """It waited behind a slow service until nobody may answer any more: nobody is woken for nothing."""
    for number in range(3):
        phone = receiver.phone()
        phone.answers = [Answer(201, delay_s=0.8)]
        await world.subscribe(phone, await world.minor(device=f"phone-000{number}"))
    await asked(world)
    await world.push.worker.turn()
    await asyncio.sleep(0.3)
    world.clock.forward(minutes=31)
    await world.push.worker.idle()
    states = sorted((doc["state"], doc.get("reason")) for doc in await world.registry("push:"))
    assert states == [("failed", "expired"), ("sent", None), ("sent", None)]


async def test_no_log_level_tells_an_endpoint(
    world: World, receiver: PushReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    """Even at debug, neither we nor the libraries write where a message went, or what was in it."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    with caplog.at_level(logging.DEBUG):
        await asked(world)
        await world.turn()
    (message,) = phone.wait()
    assert phone.id not in caplog.text
    assert message.message not in caplog.text


async def test_the_worker_never_holds_the_event_loop(world: World, receiver: PushReceiver) -> None:
    """While a push service hangs, everything else in the process goes on."""
    phone = receiver.phone()
    phone.answers = [Answer(201, delay_s=1.0)]
    await world.subscribe(phone, await world.minor())
    await asked(world)
    await world.push.worker.turn()
    longest, before = 0.0, time.monotonic()
    while time.monotonic() - before < 0.8:
        tick = time.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - tick)
    assert longest < 0.3
    await world.push.worker.idle()


async def test_the_running_worker_sends_what_is_asked_and_settles_it(
    world: World, receiver: PushReceiver
) -> None:
    """Poked by the request, it sends within moments; at the window's end it settles by itself."""
    phone = receiver.phone()
    await world.subscribe(phone, await world.minor())
    running = asyncio.create_task(world.push.run())
    try:
        began = time.monotonic()
        request = await asked(world, window_s=2)
        await asyncio.to_thread(phone.wait)
        assert time.monotonic() - began < 1.5

        async def settled() -> bool:
            return (await request_of(world, request))["delivered"] is False

        await eventually(settled)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_saying_it_again_changes_nothing(world: World, receiver: PushReceiver) -> None:
    """The app subscribes at each start; only a new session, key or user is written."""
    phone, reader = receiver.phone(), await world.minor()
    await world.subscribe(phone, reader)
    before = (await world.registry("subscription:"))[0]["_rev"]
    world.clock.forward(hours=1)
    await world.subscribe(phone, reader)
    assert (await world.registry("subscription:"))[0]["_rev"] == before
    await world.subscribe(phone, await world.minor())
    assert (await world.registry("subscription:"))[0]["_rev"] != before


async def test_settled_messages_are_forgotten_after_a_month(world: World, receiver: PushReceiver) -> None:
    """The registry does not gather for ever who was asked when; the case file keeps what counts."""
    await world.subscribe(receiver.phone(), await world.minor())
    request = await asked(world)
    await world.turn()
    world.clock.forward(days=29)
    await world.turn()
    assert len(await world.registry("push:")) == len(await world.registry("delivery:")) == 1
    world.clock.forward(days=2)
    await world.turn()
    assert await world.registry("push:") == await world.registry("delivery:") == []
    await world.minors.refresh(CASE, await world.documents(), ZONE)
    await world.turn()
    assert await world.registry("delivery:") == [], "what is settled is not taken up again"
    assert (await request_of(world, request))["delivered"] is False


async def test_a_promise_from_before_a_long_pause_is_kept_first(world: World, receiver: PushReceiver) -> None:
    """The server was off for two months: the request ends as not delivered, then its notes go."""
    request = await asked(world)
    world.clock.forward(days=60)
    await world.restart()
    await world.turn()
    assert (await request_of(world, request))["delivered"] is False


async def test_the_receiver_runs_by_itself() -> None:
    """`python push_receiver.py` prints a subscription, then each message: what the browser test reads."""
    file = str(Path(__file__).with_name("push_receiver.py"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, file, "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        assert set(told["keys"]) == {"p256dh", "auth"}
        own = Keys(_made()["private"], _made()["secret"])
        await asyncio.to_thread(
            webpush,
            told,
            '{"m":"1"}',
            vapid_private_key=own.vapid,
            vapid_claims={"sub": "mailto:operator@example.org"},
            ttl=60,
        )
        line = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        assert line["message"] == "1"
    finally:
        process.terminate()
        await process.wait()


async def test_the_keys_survive(world: World) -> None:
    """Made once: a browser's subscription stays good over restarts."""
    before = world.push.public_key
    assert len(before) == 87
    await world.restart()
    assert world.push.public_key == before
