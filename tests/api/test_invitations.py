"""The link that lets a child in: once, for three days, and silent about what became of it."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.accounts.accounts import Account
from api.minors.invitations import Invitations
from tests.api.push_world import CASE, OFFICE, OTHER_CASE, World, opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as world:
        await world.add_case()
        yield world


@pytest.fixture
def invitations(world: World) -> Invitations:
    return Invitations(world.store, world.accounts)


async def test_lets_in_once(world: World, invitations: Invitations) -> None:
    """The first use makes the minor's account, bound to the case; the second finds nothing."""
    token, until = await invitations.invite(CASE, "aigul", world.clock())
    assert until - world.clock() > dt.timedelta(hours=71, minutes=59)
    account = await invitations.accept(token, "ru", world.clock())
    assert account is not None
    assert (account.role, account.case, account.office, account.language) == ("minor", CASE, OFFICE, "ru")
    assert account.password is None
    assert await invitations.accept(token, "ru", world.clock()) is None


async def test_of_many_at_one_moment_one_gets_in(world: World, invitations: Invitations) -> None:
    """Two phones open the link at once, or twenty: one succeeds."""
    token, _ = await invitations.invite(CASE, "aigul", world.clock())
    got = await asyncio.gather(*(invitations.accept(token, "kk", world.clock()) for _ in range(20)))
    assert sum(account is not None for account in got) == 1
    assert len([account for account in await world.accounts.all() if account.role == "minor"]) == 1


async def test_expires(world: World, invitations: Invitations) -> None:
    """Good until the end of the 72nd hour, not a moment later."""
    token, until = await invitations.invite(CASE, "aigul", world.clock())
    assert await invitations.accept(token, "kk", until) is None
    assert await invitations.accept(token, "kk", until - dt.timedelta(milliseconds=1)) is not None


async def test_a_newer_one_ends_an_older_one(world: World, invitations: Invitations) -> None:
    """A link that was shown to the wrong person is made useless by making another."""
    older, _ = await invitations.invite(CASE, "aigul", world.clock())
    newer, _ = await invitations.invite(CASE, "aigul", world.clock())
    assert await invitations.accept(older, "kk", world.clock()) is None
    assert await invitations.accept(newer, "kk", world.clock()) is not None
    assert len(await world.registry("invitation:")) == 1


async def test_many_at_one_moment_leave_one_good(world: World, invitations: Invitations) -> None:
    """However they interleave, one link works."""
    made = await asyncio.gather(*(invitations.invite(CASE, "aigul", world.clock()) for _ in range(5)))
    got = [await invitations.accept(token, "kk", world.clock()) for token, _ in made]
    assert sum(account is not None for account in got) == 1


async def test_the_same_child_comes_back_to_the_same_account(world: World, invitations: Invitations) -> None:
    """A second phone, or a lost one: the account is reused, and speaks the language chosen last."""
    first, _ = await invitations.invite(CASE, "aigul", world.clock())
    before = await invitations.accept(first, "kk", world.clock())
    second, _ = await invitations.invite(CASE, "aigul", world.clock())
    after = await invitations.accept(second, "en", world.clock())
    assert before is not None
    assert after is not None
    assert before.user == after.user
    assert after.language == "en"


async def test_reuses_an_account_that_was_made_otherwise(world: World, invitations: Invitations) -> None:
    """An account of this case that an operator has made is the child's."""
    await world.accounts.add(Account(user="alua", role="minor", name="", case=CASE))
    await world.accounts.add(Account(user="other", role="minor", name="", case=OTHER_CASE))
    token, _ = await invitations.invite(CASE, "aigul", world.clock())
    account = await invitations.accept(token, "kk", world.clock())
    assert account is not None
    assert account.user == "alua"


async def test_a_disabled_account_stays_out(world: World, invitations: Invitations) -> None:
    """Who was shut out is not let in by a link."""
    await world.accounts.add(Account(user="alua", role="minor", name="", case=CASE, disabled=True))
    token, _ = await invitations.invite(CASE, "aigul", world.clock())
    assert await invitations.accept(token, "kk", world.clock()) is None


async def test_the_token_lies_nowhere(world: World, invitations: Invitations) -> None:
    """What the store holds cannot be used to get in."""
    token, _ = await invitations.invite(CASE, "aigul", world.clock())
    assert len(token) >= 43
    assert token not in repr(await world.registry(""))
    assert await invitations.accept("made-up-" + "x" * 36, "kk", world.clock()) is None


async def test_survives_a_restart(world: World, invitations: Invitations) -> None:
    """A link shown before the server was restarted still works, and is still good once."""
    token, _ = await invitations.invite(CASE, "aigul", world.clock())
    await world.restart()
    again = Invitations(world.store, world.accounts)
    assert await again.accept(token, "kk", world.clock()) is not None
    assert await again.accept(token, "kk", world.clock()) is None
