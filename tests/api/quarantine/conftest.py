"""A file that Berik has lost: what he recorded afterwards waits for the head of the office."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from schemas.ids import case_database
from tests.api.conftest import night, nobody, town
from tests.api.town import CASE, Town, check

__all__ = ["APART", "DB", "Hand", "kept", "lost", "night", "nobody", "town"]

DB = case_database(CASE)
APART = f"quarantine-{CASE}"
Hand = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def lost(town: Town, night: dt.datetime) -> Town:
    """At half past eleven the case is taken from Berik; his phone is offline until the morning."""
    town.clock.now = night
    async with town.client("supervisor") as desk:
        assert (await desk.delete(f"/api/cases/{CASE}/assignments/berik")).status_code == 204
    town.clock.forward(hours=8)
    for person in ("supervisor", "other_supervisor"):
        await town.enter(person)  # a desk is signed in anew in the morning
    return town


@pytest.fixture
async def kept(lost: Town, night: dt.datetime) -> dict[str, Any]:
    """A check that he made an hour after, kept apart."""
    doc = check(night + dt.timedelta(hours=1))
    (row,) = (await lost.record(doc))["refused"]
    assert (row["error"], row["reason"]) == ("forbidden", "quarantined: curfew_check.at: after_assignment")
    await lost.settle()
    return doc
