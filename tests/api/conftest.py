"""An office with its people and strangers, in a real application on a real store."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.town import Town, founded


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """The application as `serve` runs it, reached without a network; a test sets its clock."""
    async with founded(tmp_path) as built:
        yield built


@pytest.fixture
def nobody(town: Town) -> httpx.AsyncClient:
    """Somebody without a session."""
    return town.client(None)


@pytest.fixture
def night() -> dt.datetime:
    """Half past eleven of a Friday in Öskemen, inside the curfew."""
    return dt.datetime.fromisoformat("2026-10-02T23:30:00+05:00")
