"""What survives: a crash at any point, a restart, a long pause; and what is forgotten in time."""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

from pywebpush import webpush

from api.push.keys import Keys, _made
from schemas.ids import case_database, minor_database
from tests.api import push_world
from tests.api.push_receiver import PushReceiver
from tests.api.push_world import CASE, OTHER_CASE, ZONE, World, asked, eventually, opened, request_of

receiver, world = push_world.receiver, push_world.world


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
from tests.api.push_world import CASE, OTHER_CASE, ZONE, World
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
        assert time.monotonic() - began < 5

        async def settled() -> bool:
            return (await request_of(world, request))["delivered"] is False

        await eventually(settled)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


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


async def test_the_keys_survive(world: World) -> None:
    """Made once: a browser's subscription stays good over restarts."""
    before = world.push.public_key
    assert len(before) == 87
    await world.restart()
    assert world.push.public_key == before


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


async def test_a_minor_who_can_sign_in_finds_a_database(world: World) -> None:
    """The account was made by an operator, before the start or while the server runs: no link needed."""
    await world.add_case(OTHER_CASE)
    await world.minor()
    running = asyncio.create_task(world.push.run())
    try:

        async def opened_for(case: str) -> bool:
            db = minor_database(case)
            return await world.store.exists(db) and f"duties:{case}" in await world.minors_documents(case)

        await eventually(lambda: opened_for(CASE))
        assert not await world.store.exists(minor_database(OTHER_CASE))
        await world.minor(OTHER_CASE, "phone-0002")
        await eventually(lambda: opened_for(OTHER_CASE))
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
