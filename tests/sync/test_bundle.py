"""A bundle over each store: one whose checkpoints are numbers, and a CouchDB, whose are texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sync import bundle
from sync.errors import BadRequest
from sync.heads import named

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sync.store import Changes, ChangesQuery, Seq, Store

DBS = ["large", "small", "empty"]


@pytest.fixture
async def filled(any_store: Store) -> Store:
    for db, documents in zip(DBS, (330, 3, 0), strict=True):
        await any_store.create(db)
        await any_store.write(db, [{"_id": f"d{n:03}", "n": n} for n in range(documents)])
    return any_store


def is_text(seq: Seq) -> bool:
    return isinstance(seq, str)


async def everybody(_db: str) -> bool:
    return True


async def spoken(store: Any, held: dict[str, Any], dbs: list[str] | None = None) -> list[dict[str, Any]]:
    heads = await store.heads(dbs or DBS)
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


async def test_everything_once_then_nothing(filled: Store) -> None:
    lines = await spoken(filled, {})
    files, came = reached(lines, {})
    assert len(came) == len(set(came)) == 333
    heads = await filled.heads(DBS)
    assert files == heads
    assert lines[-1] == {"end": True, "heads": named(heads)}
    assert await spoken(filled, files) == [lines[-1]]


async def test_files_take_turns(filled: Store) -> None:
    """A large file, named first, does not keep the small ones waiting."""
    lines = await spoken(filled, {"large": 0})
    order = [line["file"] for line in lines if "file" in line]
    assert order == ["large", *order[1:3], "large", "large", "large"]
    assert set(order[1:3]) == {"small", "empty"}


@pytest.mark.parametrize("cut", [1, 7, 26, 101, 130, 250, 333])
async def test_going_on_after_any_line(filled: Store, cut: int) -> None:
    """Numbers stand on each line, so that nothing comes twice; texts on every 25th."""
    files, came = reached((await spoken(filled, {}))[:cut], {})
    _, rest = reached(await spoken(filled, files), files)
    assert len({*came, *rest}) == 333
    texts = any(map(is_text, (await filled.heads(DBS)).values()))
    assert len(came) + len(rest) - 333 < (bundle.SEQ_EVERY if texts else 1)


async def test_what_was_written_meanwhile_is_met(filled: Store) -> None:
    """Between two turns of a file: it comes now or with the next question, and is never passed over."""
    heads = await filled.heads(["large", "small"])
    came, written = b"", False
    async for piece in bundle.told(filled, heads, {}, everybody):
        came += piece
        if not written and came.count(b'"file"') == 3:
            written = True
            await filled.write("large", [{"_id": "late", "n": 1}, {"_id": "d000x"}])
            await filled.write("small", [{"_id": "late", "n": 1}])
    files, first = reached([json.loads(line) for line in came.splitlines()], {})
    _, then = reached(await spoken(filled, files), files)
    assert {"large/late", "small/late"} <= {*first, *then}


class Forgetful:
    """A store that understands no checkpoint but the beginning."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def change_pages(self, db: str, query: ChangesQuery) -> AsyncIterator[Changes]:
        self.asked.append(query.since)
        if query.since != 0:
            raise BadRequest("Malformed sequence supplied in 'since' parameter.")
        return await self._store.change_pages(db, query)


async def test_a_checkpoint_that_the_store_does_not_understand(filled: Store) -> None:
    """The file comes from its beginning, instead of never."""
    head = (await filled.heads(["small"]))["small"]
    nonsense = "1-nonsense" if is_text(head) else 1
    lines = await spoken(filled if is_text(head) else Forgetful(filled), {"small": nonsense}, ["small"])
    assert len(reached(lines, {})[1]) == 3


async def test_a_checkpoint_from_before_a_restore(store: Store) -> None:
    """It lies ahead: nothing is new by it, and the phone sees that the numbering went back."""
    await store.create("small")
    await store.write("small", [{"_id": f"d{n}"} for n in range(3)])
    lines = await spoken(store, {"small": 99}, ["small"])
    assert lines[:-1] == [{"file": "small"}, {"seq": 3, "whole": True}]
