"""The heads, and by what a phone knows that the store behind them is not the one it met before."""

import asyncio
from pathlib import Path

from api.readmodel.command import main as rebuild
from schemas.ids import case_database
from tests.api.process import furnish, serving
from tests.api.town import CASE, Town


async def told(data: Path, token: str, times: int = 1) -> set[str]:
    """Start a server on the folder, ask it for the heads, stop it: the ids that it told."""
    with serving(data) as process:
        await process.ready()
        async with process.client(token) as client:
            answers = [await client.get("/api/heads") for _ in range(times)]
        process.stop()
    assert [list(answer.json()) for answer in answers] == [[case_database(CASE)]] * times
    return {answer.headers["Qadam-Store"] for answer in answers}


async def test_the_store_has_an_id(tmp_path: Path) -> None:
    """The same for every request and after a restart; another one when the read model is made anew."""
    data = tmp_path / "data"
    token = (await furnish(data))["inspector"]
    (first,) = await told(data, token, 3)
    assert len(first) == 32
    assert await told(data, token) == {first}

    for file in data.glob("readmodel.sqlite*"):  # what a restored folder lacks
        file.unlink()
    (second,) = await told(data, token)
    assert second != first


async def test_a_rebuild_gives_another_id(tmp_path: Path) -> None:
    """The command makes a new file: phones compare everything once more, which is harmless."""
    data = tmp_path / "data"
    token = (await furnish(data))["inspector"]
    before = await told(data, token)
    assert await asyncio.to_thread(rebuild, ["--data", str(data)]) == 0
    assert not before & await told(data, token)


async def test_the_body_is_the_heads_alone(town: Town) -> None:
    """The id is beside it, and tells everybody the same: it is nobody's."""
    ids = set()
    for person in ("inspector", "supervisor", "minor", "unassigned"):
        async with town.client(person) as client:
            answer = await client.get("/api/heads")
        assert all(isinstance(head, int) for head in answer.json().values())
        ids.add(answer.headers["Qadam-Store"])
    assert ids == {town.running.read_model.made_as}
    async with town.client(None) as nobody:
        assert "Qadam-Store" not in (await nobody.get("/api/heads")).headers
