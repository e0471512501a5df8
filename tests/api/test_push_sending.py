"""What push services answer, and what becomes of a message then: one receiver plays them all."""

import asyncio
import datetime as dt
import logging
import time
from pathlib import Path

import pytest

from tests.api import push_world
from tests.api.push_receiver import Answer, PushReceiver
from tests.api.push_world import OTHER_CASE, World, asked, opened, request_of

receiver, world = push_world.receiver, push_world.world


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


async def test_a_dead_push_service_does_not_delay_the_others(tmp_path: Path) -> None:
    """One service hangs on more messages than may be on their way at all; another's phone is told at once."""
    with PushReceiver() as dead, PushReceiver() as alive:
        hosts = f"{dead.origin},{alive.origin}"
        async with opened(tmp_path, None, QADAM_PUSH_HOSTS=hosts) as world:
            await world.add_case()
            await world.add_case(OTHER_CASE)
            for number in range(4):
                hanging = dead.phone()
                hanging.answers = [Answer(201, delay_s=2.0)] * 2
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
            assert time.monotonic() - began < 1.5
            await world.push.worker.idle()
            assert len(await world.registry("push:")) == 9


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
    assert longest < 0.7
    await world.push.worker.idle()


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
