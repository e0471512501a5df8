"""Whose phone a message goes to: sessions, devices, shared browsers."""

from tests.api import push_world
from tests.api.push_receiver import PushReceiver
from tests.api.push_world import OTHER_CASE, World, asked, request_of

receiver, world = push_world.receiver, push_world.world


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
