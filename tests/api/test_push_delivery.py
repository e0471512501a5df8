"""A request on its way to a phone: a push receiver on loopback checks, keeps and decrypts each message."""

import json

import pytest

from api.push.deliveries import Deliveries, Delivery
from api.push.message import PLAINTEXT_BYTES
from api.push.tasks import call_task_id
from schemas.check import problems
from schemas.ids import case_database, minor_database
from tests.api import push_world
from tests.api.push_receiver import Answer, PushReceiver
from tests.api.push_world import CASE, OTHER_CASE, World, asked, request_of

receiver, world = push_world.receiver, push_world.world


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
