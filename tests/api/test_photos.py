"""Photographs on their way up: they go on where they broke, come once, and a digest opens nothing."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.cases.caseload import assign, end
from api.clock import utc_now
from schemas.ids import case_database
from tests.api.process import furnish, serving
from tests.api.test_private import open_to_others
from tests.api.town import CASE, DEVICE, FOREIGN, PEOPLE, Town, problem

DB = case_database(CASE)
OTHER = "0d" * 16
PICTURE = bytes(range(256)) * 1_000


def photo(content: bytes = PICTURE, person: str = "inspector", **more: Any) -> dict[str, Any]:
    account = PEOPLE[person]
    return {
        "_id": f"photo:{hashlib.sha256(content).hexdigest()}",
        "_rev": f"1-{'b' * 32}",
        "_revisions": {"start": 1, "ids": ["b" * 32]},
        "kind": "photo",
        "schema": 1,
        "by": {"user": account.user, "role": account.role, "device": DEVICE[person]},
        "at": "2026-10-02T12:00:00+05:00",
        "clock_offset_s": 0,
        "content_type": "image/jpeg",
        "size": len(content),
        "_attachments": {"photo": {"content_type": "image/jpeg", "length": len(content)}},
        **more,
    }


async def asks(client: httpx.AsyncClient, doc: dict[str, Any], db: str = DB, **more: Any) -> Any:
    answer = await client.post("/api/photos", json={"db": db, "doc": doc, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sends(client: httpx.AsyncClient, upload: str, offset: int, data: bytes) -> httpx.Response:
    return await client.patch(f"/api/photos/{upload}", content=data, headers={"Upload-Offset": str(offset)})


async def stored(town: Town, doc_id: str, db: str = DB) -> bytes:
    return (await town.running.store.attachment(db, doc_id, "photo")).data


async def test_a_photograph_in_pieces(town: Town) -> None:
    """Asked, sent in two pieces, there: with its receipt, its own revision; then nothing is sent again."""
    doc = photo()
    async with town.client("inspector") as phone:
        told = await asks(phone, doc)
        assert told["offset"] == 0
        first = await sends(phone, told["upload"], 0, PICTURE[:100_000])
        assert first.json() == {"upload": told["upload"], "offset": 100_000}
        assert (await sends(phone, told["upload"], 100_000, PICTURE[100_000:])).json() == {"stored": True}
        assert await stored(town, doc["_id"]) == PICTURE
        assert (await town.running.store.get(DB, doc["_id"]))["_rev"] == doc["_rev"]  # type: ignore[index]
        receipts = (await town.running.store.documents(DB, prefix="receipt:")).rows
        assert [one["documents"] for one in receipts] == [[doc["_id"]]]
        assert await asks(phone, doc) == {"stored": True}
        assert (await sends(phone, told["upload"], 0, PICTURE)).status_code == 404
    assert not [path for path in (town.running.folder.uploads).rglob("*") if path.is_file()]


async def test_what_is_here_is_not_sent_again(town: Town) -> None:
    """Another request tells how much has arrived; what is sent from elsewhere than there is refused."""
    async with town.client("inspector") as phone:
        upload = (await asks(phone, photo()))["upload"]
        await sends(phone, upload, 0, PICTURE[:200_000])
        assert await asks(phone, photo()) == {"upload": upload, "offset": 200_000}
        for offset in (0, 199_999, 200_001):
            assert (await sends(phone, upload, offset, b"x")).status_code == 409
        assert (await sends(phone, upload, 200_000, PICTURE[200_000:])).json() == {"stored": True}


async def test_a_line_that_breaks_in_the_middle(tmp_path: Path) -> None:
    """Eighty per cent of one request arrive, the line is cut: the phone goes on from there."""
    data = tmp_path / "data"
    token = (await furnish(data))["inspector"]
    with serving(data) as process:
        await process.ready()
        async with process.client(token) as phone:
            doc = photo(at=utc_now().isoformat())
            upload = (await asks(phone, doc))["upload"]
            _, line = await asyncio.open_connection("127.0.0.1", process.port)
            head = (
                f"PATCH /api/photos/{upload} HTTP/1.1\r\nHost: 127.0.0.1:{process.port}\r\nQadam: 1\r\n"
                f"Cookie: qadam={token}\r\nUpload-Offset: 0\r\nContent-Length: {len(PICTURE)}\r\n\r\n"
            )
            line.write(head.encode() + PICTURE[: len(PICTURE) * 4 // 5])
            await line.drain()
            for _ in range(100):
                if (await asks(phone, doc))["offset"] > 0:
                    break
                await asyncio.sleep(0.05)
            line.transport.abort()  # type: ignore[attr-defined]
            await asyncio.sleep(0.2)
            told = await asks(phone, doc)
            assert told["offset"] == len(PICTURE) * 4 // 5
            rest = await sends(phone, upload, told["offset"], PICTURE[told["offset"] :])
            assert rest.json() == {"stored": True}
        process.stop()
    assert "Traceback" not in process.log.read_text()
    assert CASE not in process.log.read_text()


async def test_other_bytes_than_were_told(town: Town) -> None:
    """They are forgotten, and the phone begins again."""
    async with town.client("inspector") as phone:
        upload = (await asks(phone, photo()))["upload"]
        answer = await sends(phone, upload, 0, b"x" * len(PICTURE))
        assert (answer.status_code, problem(answer)) == (409, "photo_differs")
        assert (await asks(phone, photo()))["offset"] == 0
        assert (await sends(phone, upload, 0, PICTURE + b"x")).status_code == 413


async def test_the_gate_judges_before_and_after(town: Town) -> None:
    """What it will not take is said before a byte is sent; what changed meanwhile is judged at the end."""
    async with town.client("inspector") as phone:
        theirs = photo(by={"user": "erlan", "role": "inspector", "device": "x"})
        assert await asks(phone, theirs) == {"refused": "not_yours: photo.by.user"}
        assert (await asks(phone, photo(at=5)))["refused"].startswith("schema:")

        town.clock.forward(hours=1)
        doc = photo(at=town.clock().isoformat())
        upload = (await asks(phone, doc))["upload"]
        await end(town.running.store, CASE, "berik", town.clock())
        town.clock.forward(seconds=1)
        told = (await sends(phone, upload, 0, PICTURE)).json()
    # Not in the case file, and safe with its bytes: a supervisor decides.
    assert told == {"refused": "quarantined: photo.at: after_assignment"}
    assert await stored(town, f"held:{doc['_id']}", f"quarantine-{CASE}") == PICTURE
    assert await town.running.store.get(DB, doc["_id"]) is None


@pytest.mark.parametrize("person", ["unassigned", "supervisor", "analyst"])
async def test_who_may_not(town: Town, person: str) -> None:
    """Neither ask nor append: to another's upload there is no way, also with its name."""
    async with town.client("inspector") as phone:
        upload = (await asks(phone, photo()))["upload"]
    async with town.client(person) as stranger:
        asked = await stranger.post("/api/photos", json={"db": DB, "doc": photo()})
        assert asked.status_code == 403
        assert (await sends(stranger, upload, 0, PICTURE)).status_code in {403, 404}
    async with town.client(None) as nobody:
        assert (await nobody.post("/api/photos", json={"db": DB, "doc": photo()})).status_code == 401
        assert (await sends(nobody, upload, 0, PICTURE)).status_code == 401


async def test_a_colleague_with_the_same_photograph_sends_it(town: Town) -> None:
    """Two devices, one digest: neither learns that the other has begun."""
    await assign(town.running.store, CASE, "erlan", "inspector", town.clock())
    async with town.client("inspector") as one, town.client("unassigned") as other:
        first = await asks(one, photo())
        await sends(one, first["upload"], 0, PICTURE[:1_000])
        second = await asks(other, photo(person="unassigned"))
        assert second["offset"] == 0
        assert (await sends(other, first["upload"], 1_000, PICTURE[1_000:])).status_code == 409
        assert (await asks(one, photo()))["offset"] == 1_000


async def test_a_photograph_of_another_of_my_files_is_not_sent_twice(town: Town) -> None:
    """It is taken from there, for whoever may read it; the document is this phone's own."""
    await town.running.store.create(case_database(OTHER))
    await assign(town.running.store, OTHER, "berik", "inspector", town.clock())
    async with town.client("inspector") as phone:
        upload = (await asks(phone, photo()))["upload"]
        await sends(phone, upload, 0, PICTURE)
        assert await asks(phone, photo(), case_database(OTHER), held=DB) == {"stored": True}
    assert await stored(town, photo()["_id"], case_database(OTHER)) == PICTURE


async def test_a_digest_opens_nothing(town: Town) -> None:
    """Whoever names a photograph of a file that is not theirs hears what they would hear of any bytes."""
    secret = b"a door of another office" * 100
    held = {**photo(secret), "_attachments": {"photo": {"content_type": "image/jpeg", "data": secret}}}
    await town.running.store.write(case_database(FOREIGN), [held], new_edits=False)
    async with town.client("inspector") as phone:
        told = await asks(phone, photo(secret), held=case_database(FOREIGN))
        never = await asks(phone, photo(b"nobody has ever sent this"), held=case_database(FOREIGN))
        for answer in (told, never):
            assert (set(answer), answer["offset"]) == ({"upload", "offset"}, 0)
        # By replication neither: a stub needs an ancestor with the bytes.
        stub = {"photo": {"content_type": "image/jpeg", "length": len(secret), "stub": True}}
        pushed = {"new_edits": False, "docs": [photo(secret, _attachments=stub)]}
        assert (await phone.post(f"/db/{DB}/_bulk_docs", json=pushed)).status_code == 412
    assert await town.running.store.get(DB, held["_id"]) is None


@pytest.mark.parametrize(
    "doc",
    [
        {},
        photo(_id="visit:1"),
        photo(_id="photo:../../x"),
        photo(_id="photo:" + "A" * 64),
        {**photo(_rev="x"), "_revisions": None},
        photo(_revisions={"start": 1, "ids": []}),
        photo(_deleted=True),
        photo(_attachments={}),
        photo(
            _attachments={"a": {"content_type": "x", "length": 1}, "b": {"content_type": "x", "length": 1}}
        ),
        photo(_attachments={"photo": {"content_type": "image/jpeg", "length": 16_000_001}}),
        photo(_attachments={"photo": {"content_type": "a\r\nb", "length": 5}}),
        photo(_attachments={"_photo": {"content_type": "x", "length": 5}}),
        photo(_attachments={"photo": 5}),
        photo(_unknown=1),
    ],
)
async def test_what_is_no_photograph(town: Town, doc: dict[str, Any]) -> None:
    """422, and nothing is begun."""
    async with town.client("inspector") as phone:
        assert (await phone.post("/api/photos", json={"db": DB, "doc": doc})).status_code == 422
        for name in ("x", "../../qadam.sqlite", "a" * 32, "A" * 32):
            assert (await sends(phone, name, 0, b"x")).status_code in {404, 405}


async def test_a_device_has_few_on_their_way(town: Town) -> None:
    """The one untouched for longest makes room; what nobody goes on with is swept; others see nothing."""
    async with town.client("inspector") as phone:
        uploads = []
        for number in range(10):
            content = b"%d" % number * 1_000
            uploads.append((await asks(phone, photo(content)))["upload"])
            await sends(phone, uploads[-1], 0, content[:10])
            await asyncio.sleep(0.01)
        statuses = [(await sends(phone, one, 10, b"x")).status_code for one in uploads]
        assert statuses == [404, 404, *[200] * 8]
    assert open_to_others(town.running.folder.path) == {}
    town.clock.now = utc_now()
    assert town.running.uploads.sweep() == 0
    town.clock.forward(hours=49)
    assert town.running.uploads.sweep() == 8
    assert list(town.running.folder.uploads.iterdir()) == []


async def test_a_minors_phone(town: Town) -> None:
    """A minor's database takes no photographs: it is said before a byte is sent."""
    async with town.client("minor") as phone:
        told = await asks(phone, photo(person="minor"), f"minor-{CASE}")
        assert told == {"refused": "not_allowed_kind: photo"}
        assert "upload" not in json.dumps(told)
