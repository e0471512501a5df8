"""A case file that has grown big holds up nobody but itself."""

import datetime as dt
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from api.pipeline.judgement import Judgement
from api.pipeline.pipeline import BESIDE_THE_LOOP
from api.rules import Evaluation, Memory
from schemas.ids import case_database
from sync.store import Document
from tests.api.town import CASE, Town, check, founded


class Watched(Judgement):
    """The rules, and in which thread they were applied to how many documents."""

    seen: ClassVar[list[tuple[int, bool]]] = []

    def __call__(
        self, documents: Sequence[Document], now: dt.datetime, zone: str, memory: Memory | None = None
    ) -> Evaluation:
        self.seen.append((len(documents), threading.current_thread() is threading.main_thread()))
        return super().__call__(documents, now, zone, memory)


async def test_a_big_files_rules_run_beside_the_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests are answered meanwhile; and what the rules find is written as ever."""
    watched = Watched
    watched.seen.clear()
    monkeypatch.setattr("api.running.Judgement", watched)
    async with founded(tmp_path) as town:
        await _grown(town)
        assert len(await town.flags()) > 1
    in_the_loop = [count for count, main in watched.seen if main]
    beside = [count for count, main in watched.seen if not main]
    assert max(beside) >= BESIDE_THE_LOOP
    assert max(in_the_loop, default=0) < BESIDE_THE_LOOP


async def _grown(town: Town) -> None:
    """Checks of many nights, each with the child absent."""
    night = dt.datetime.fromisoformat("2026-02-01T23:30:00+05:00")
    docs = [check(night + dt.timedelta(days=day)) for day in range(BESIDE_THE_LOOP)]
    await town.running.store.write(case_database(CASE), docs)
    await town.settle()
