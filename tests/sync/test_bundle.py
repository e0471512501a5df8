"""A bundle over a store whose checkpoints are opaque texts, as a cluster's are, and over one that counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from sync import bundle
from sync.errors import BadRequest
from sync.heads import named
from sync.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sync.store import Changes, ChangesQuery

SHAPES = ["numbers", "texts"]


class Opaque:
    """A store that says its numbers as texts, its own way for a head: nobody may look into them."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.asked: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def heads(self, dbs: list[str]) -> dict[str, str]:
        return {db: f"{seq}-head" for db, seq in (await self._store.heads(dbs)).items()}

    async def change_pages(self, db: str, query: ChangesQuery) -> AsyncIterator[Changes]:
        self.asked.append(query.since)
        text = str(query.since)
        if text != "0" and not text.endswith(("-head", "-row", "-last")):
            raise BadRequest("Malformed sequence supplied in 'since' parameter.")
        pages = await self._store.change_pages(db, structs.replace(query, since=int(text.partition("-")[0])))
        return self._texts(pages)

    async def _texts(self, pages: AsyncIterator[Changes]) -> AsyncIterator[Changes]:
        async for page in pages:
            rows = [structs.replace(row, seq=f"{row.seq}-row") for row in page.rows]
            yield structs.replace(page, rows=rows, last_seq=f"{page.last_seq}-last")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "qadam.sqlite")
    for db, documents in (("large", 330), ("small", 3), ("empty", 0)):
        await opened.create(db)
        await opened.write(db, [{"_id": f"d{n:03}", "n": n} for n in range(documents)])
    yield opened
    await opened.close()


def shaped(store: SqliteStore, shape: str) -> Any:
    return Opaque(store) if shape == "texts" else store


async def everybody(_db: str) -> bool:
    return True


async def spoken(store: Any, held: dict[str, Any], dbs: list[str] | None = None) -> list[dict[str, Any]]:
    heads = await store.heads(dbs or ["large", "small", "empty"])
    pieces = [piece async for piece in bundle.told(store, heads, held, everybody)]
    return [json.loads(line) for line in b"".join(pieces).splitlines()]


def reached(lines: list[dict[str, Any]], held: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The checkpoints after these lines, and which documents came."""
    files, came, db = dict(held), [], ""
    for line in lines:
        db = line.get("file", db)
        if "doc" in line:
            came.append(f"{db}/{line['doc']['_id']}")
        if "seq" in line:
            files[db] = line["seq"]
    return files, came


@pytest.mark.parametrize("shape", SHAPES)
async def test_everything_once_then_nothing(store: SqliteStore, shape: str) -> None:
    other = shaped(store, shape)
    lines = await spoken(other, {})
    files, came = reached(lines, {})
    assert len(came) == len(set(came)) == 333
    heads = await other.heads(["large", "small", "empty"])
    assert files == heads
    assert lines[-1] == {"end": True, "heads": named(heads)}
    assert await spoken(other, files) == [lines[-1]]


@pytest.mark.parametrize("shape", SHAPES)
async def test_files_take_turns(store: SqliteStore, shape: str) -> None:
    """A large file, named first, does not keep the small ones waiting."""
    lines = await spoken(shaped(store, shape), {"large": 0})
    order = [line["file"] for line in lines if "file" in line]
    assert order == ["large", *order[1:3], "large", "large", "large"]
    assert set(order[1:3]) == {"small", "empty"}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cut", [1, 7, 26, 101, 130, 250, 333])
async def test_going_on_after_any_line(store: SqliteStore, shape: str, cut: int) -> None:
    """Numbers stand on each line, so that nothing comes twice; texts on every 25th."""
    other = shaped(store, shape)
    files, came = reached((await spoken(other, {}))[:cut], {})
    _, rest = reached(await spoken(other, files), files)
    assert len({*came, *rest}) == 333
    twice = len(came) + len(rest) - 333
    assert twice == 0 if shape == "numbers" else twice < bundle.SEQ_EVERY


@pytest.mark.parametrize("shape", SHAPES)
async def test_what_was_written_meanwhile_is_met(store: SqliteStore, shape: str) -> None:
    """Between two turns of a file: it comes now or with the next question, and is never passed over."""
    other = shaped(store, shape)
    heads = await other.heads(["large", "small"])
    came, written = b"", False
    async for piece in bundle.told(other, heads, {}, everybody):
        came += piece
        if not written and came.count(b'"file"') == 3:
            written = True
            await store.write("large", [{"_id": "late", "n": 1}, {"_id": "d000x"}])
            await store.write("small", [{"_id": "late", "n": 1}])
    files, first = reached([json.loads(line) for line in came.splitlines()], {})
    _, then = reached(await spoken(other, files), files)
    assert {"large/late", "small/late"} <= {*first, *then}


async def test_a_checkpoint_that_the_store_does_not_understand(store: SqliteStore) -> None:
    """The file comes from its beginning, instead of never."""
    other = Opaque(store)
    lines = await spoken(other, {"small": "nonsense"}, ["small"])
    assert other.asked == ["nonsense", 0]
    assert len(reached(lines, {})[1]) == 3


async def test_a_checkpoint_from_before_a_restore(store: SqliteStore) -> None:
    """It lies ahead: nothing is new by it, and the phone sees that the numbering went back."""
    lines = await spoken(store, {"small": 99}, ["small"])
    assert lines[:-1] == [{"file": "small"}, {"seq": 3, "whole": True}]
