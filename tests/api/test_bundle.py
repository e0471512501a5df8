"""One request brings a device up to date: who gets what, and what a cut or a revocation leaves."""

import gzip
import json
from typing import Any

import httpx
import pytest

from api.bundle import Answer
from api.cases.caseload import assign, end
from schemas.ids import case_database, minor_database
from sync.store import ChangesQuery, Form
from tests.api.town import BEGINS, CASE, DEVICE, FOREIGN, PEOPLE, Town, check, problem

DB = case_database(CASE)
OTHER = "0d" * 16


class Device:
    """A phone as far as a bundle goes: what it stored, and up to where."""

    def __init__(self) -> None:
        self.files: dict[str, Any] = {}
        self.docs: dict[str, dict[str, dict[str, Any]]] = {}
        self.received = 0
        self.gone: list[str] = []
        self.heads = ""

    def reads(self, content: bytes) -> None:
        """Keep every line that came whole."""
        *whole, _cut = content.split(b"\n")
        db = ""
        for line in map(json.loads, whole):
            self.gone += [line["gone"]] if isinstance(line.get("gone"), str) else line.get("gone", [])
            db = line.get("file", db)
            if "doc" in line:
                self.received += 1
                self.docs.setdefault(db, {})[line["doc"]["_rev"]] = line["doc"]
            if "seq" in line:
                self.files[db] = line["seq"]
            self.heads = line.get("heads", self.heads)

    async def asks(self, client: httpx.AsyncClient, **more: Any) -> httpx.Response:
        answer = await client.post("/api/bundle", json={"files": self.files, **more})
        assert answer.status_code == 200, answer.text
        self.reads(answer.content)
        return answer


async def furnished(town: Town, cases: int, documents: int) -> list[str]:
    """Give the inspector more case files, with conflicts and deletions in them."""
    names = [case_database(CASE)]
    for number in range(cases):
        case = f"{number + 1:032x}"
        names.append(case_database(case))
        await town.running.store.create(names[-1])
        await assign(town.running.store, case, "berik", "inspector", BEGINS)
    for db in names:
        docs = [
            {
                "_id": f"note:{n}",
                "_rev": f"{1 + n % 3}-{n:032x}",
                "n": n,
                "text": "бір қалыпты сөз " * (n % 7),
            }
            for n in range(documents)
        ]
        other = [
            {"_id": f"note:{n}", "_rev": f"1-{n + 1:032x}", "n": n, "other": True} for n in range(0, 9, 3)
        ]
        gone = [{"_id": "note:gone", "_rev": f"2-{7:032x}", "_deleted": True,
                 "_revisions": {"start": 2, "ids": [f"{7:032x}", f"{6:032x}"]}}]  # fmt: skip
        await town.running.store.write(db, [*docs, *other, *gone], new_edits=False)
    await town.still()
    return names


async def replicated(town: Town, db: str) -> dict[str, dict[str, Any]]:
    """What replication would bring: every leaf, with its history."""
    found: dict[str, dict[str, Any]] = {}
    changes = await town.running.store.changes(db, ChangesQuery(all_leaves=True))
    for row in changes.rows:
        for leaf in await town.running.store.leaves(
            db, row.id, [one.rev for one in row.changes], Form(revs=True)
        ):
            assert leaf.doc is not None
            found[leaf.rev] = json.loads(bytes(leaf.doc))
    return found


async def test_it_brings_what_replications_would(town: Town) -> None:
    """Every leaf of every file, conflicts and deletions too, with histories; then nothing is new."""
    names = await furnished(town, 3, 230)
    device = Device()
    async with town.client("inspector") as client:
        await device.asks(client)
        assert set(device.files) == set(names)
        for db in names:
            assert device.docs[db] == await replicated(town, db)
        heads = await client.get("/api/heads")
        assert heads.json() == device.files
        assert heads.headers["ETag"] == f'"{device.heads}"'

        before = device.received
        answer = await device.asks(client)
        assert device.received == before
        assert [json.loads(line).get("end") for line in answer.content.splitlines()] == [None, True]
        assert len(answer.content) < 200


async def test_a_checkpoint_of_the_bundle_is_one_of_replication(town: Town) -> None:
    """`_changes` since a file's checkpoint is empty, and the other way round."""
    await furnished(town, 1, 20)
    device = Device()
    async with town.client("inspector") as client:
        await device.asks(client)
        for db, seq in device.files.items():
            assert (await client.get(f"/db/{db}/_changes", params={"since": seq})).json()["results"] == []
        last = (await client.get(f"/db/{DB}/_changes")).json()["last_seq"]
        device.files = {**device.files, DB: last}
        before = device.received
        await device.asks(client)
        assert device.received == before


async def test_only_what_is_new_in_the_order_that_the_device_names(town: Town) -> None:
    """What was written since, in its own order of files; then those that it does not hold."""
    names = await furnished(town, 4, 10)
    device = Device()
    async with town.client("inspector") as client:
        await device.asks(client)
        for db in (names[3], names[1]):
            await town.running.store.write(db, [{"_id": "task:new", "kind": "task"}])
        await town.still()
        asked = {db: device.files[db] for db in (names[4], names[1], names[0], names[3])}
        answer = await client.post("/api/bundle", json={"files": asked})
    assert json.loads(answer.content.split(b"\n")[0])["files"] == [names[1], names[3], names[2]]


@pytest.mark.parametrize("step", [397, 4_999])
async def test_a_cut_at_any_byte(town: Town, step: int) -> None:
    """What came whole is kept and not sent again; however often it is cut, the device ends up with all."""
    names = await furnished(town, 2, 130)
    device = Device()
    expected = {db: await replicated(town, db) for db in names}
    documents = sum(map(len, expected.values()))
    async with town.client("inspector") as client:
        for _ in range(2_000):
            answer = await client.post("/api/bundle", json={"files": device.files})
            if len(answer.content) <= step:
                device.reads(answer.content)
                break
            cut = max(step, answer.content.index(b'"seq"') + 30)  # at least one checkpoint gets through
            device.reads(answer.content[:cut])
    assert device.docs == expected
    assert device.received <= documents + 9 * len(names), "only a document with conflicts comes twice"
    assert device.heads != ""


async def test_every_cut_of_one_answer(town: Town) -> None:
    """For each length of the answer: what came and what the next answer brings are everything together."""
    await furnished(town, 1, 12)
    async with town.client("inspector") as client:
        whole = (await client.post("/api/bundle", json={})).content
        expected = Device()
        expected.reads(whole)
        for length in range(0, len(whole), 61):
            device = Device()
            device.reads(whole[:length])
            await device.asks(client)
            assert device.docs == expected.docs, length
            assert device.files == expected.files


@pytest.mark.parametrize(
    ("person", "files"),
    [
        ("inspector", [DB]),
        ("unassigned", []),
        ("supervisor", [DB]),
        ("other_supervisor", [case_database(FOREIGN)]),
        ("minor", [minor_database(CASE)]),
        ("analyst", []),
        ("psychologist", []),
    ],
)
async def test_who_gets_what(town: Town, person: str, files: list[str]) -> None:
    """Each role its own files; whatever else a device names is gone, and nothing of it is told."""
    everything = [DB, case_database(FOREIGN), minor_database(CASE), "case-" + "0e" * 16]
    await town.still()
    async with town.client(person) as client:
        answer = await client.post("/api/bundle", json={"files": dict.fromkeys(everything, 0)})
    lines = [json.loads(line) for line in answer.content.splitlines()]
    assert lines[0]["files"] == files
    assert set(lines[0]["gone"]) == set(everything) - set(files)
    assert [line["file"] for line in lines if "file" in line] == files
    assert answer.headers["Qadam-Store"] == lines[0]["store"] == town.running.read_model.made_as
    if not files:
        assert not any("doc" in line for line in lines)


async def test_strangers_get_nothing(nobody: httpx.AsyncClient) -> None:
    """401, whatever they say they hold."""
    answer = await nobody.post("/api/bundle", json={"files": {DB: 0}})
    assert (answer.status_code, problem(answer)) == (401, "not_signed_in")


async def test_a_file_taken_away_in_mid_stream(town: Town) -> None:
    """From its next turn on nothing of it is sent: the line says gone, and the other files go on."""
    names = await furnished(town, 2, 350)
    signed_in = await town.running.sessions.find(town.tokens["inspector"])
    assert signed_in is not None
    answer = Answer(town.running, signed_in, {"cookie": f"qadam={town.tokens['inspector']}"})
    heads = await answer.heads({})
    first = next(iter(heads))
    device, after = Device(), b""
    async for piece in answer.pieces(heads, {}):
        after += piece
        if after.count(b'"file"') == 2 and b"gone" not in after:
            town.clock.forward(seconds=1)
            await end(town.running.store, first.partition("-")[2], "berik", town.clock())
            town.clock.forward(seconds=1)
    device.reads(after)
    assert device.gone == [first]
    assert len(device.docs[first]) <= 110
    for db in set(names) - {first}:
        assert device.docs[db] == await replicated(town, db)
    assert device.heads != ""


async def test_a_session_ended_in_mid_stream(town: Town) -> None:
    """The answer stops without its last line; the next request is told why."""
    await furnished(town, 2, 350)
    signed_in = await town.running.sessions.find(town.tokens["inspector"])
    assert signed_in is not None
    answer = Answer(town.running, signed_in, {"cookie": f"qadam={town.tokens['inspector']}"})
    told = b""
    async for piece in answer.pieces(await answer.heads({}), {}):
        told += piece
        if told.count(b'"file"') == 1:
            await town.running.sessions.revoke("berik")
    assert b'"end"' not in told
    assert told.count(b'"file"') == 1
    async with town.client("inspector") as client:
        assert (await client.post("/api/bundle", json={})).status_code == 401


async def test_an_expunged_file_is_gone(town: Town) -> None:
    """Dropped between its head and its turn: it is gone, and the others come."""
    names = await furnished(town, 1, 10)
    signed_in = await town.running.sessions.find(town.tokens["supervisor"])
    assert signed_in is not None
    answer = Answer(town.running, signed_in, {"cookie": f"qadam={town.tokens['inspector']}"})
    heads = await answer.heads([])
    device = Device()
    await town.running.store.delete(DB)
    device.reads(b"".join([piece async for piece in answer.pieces({**heads, names[1]: 99}, {})]))
    assert DB in device.gone
    assert len(device.docs[names[1]]) > 10


async def test_checkpoints_of_another_store(town: Town) -> None:
    """They mean nothing: this store's id, what is gone, and neither documents nor a contact."""
    async with town.client("inspector") as client:
        asked = {"store": "e" * 32, "files": {DB: 3, "case-" + OTHER: 9}, "complete": [CASE]}
        answer = await client.post("/api/bundle", json=asked)
    lines = [json.loads(line) for line in answer.content.splitlines()]
    assert lines[0] == {
        "bundle": 1, "store": town.running.read_model.made_as, "files": [], "gone": ["case-" + OTHER]
    }  # fmt: skip
    assert lines[1]["end"] is True
    assert not (await town.running.store.documents(DB, prefix="contact:")).rows


async def test_checkpoints_of_another_kind(town: Town) -> None:
    """A cluster's text, shown to a store that counts: the file comes from its beginning."""
    await town.still()
    device = Device()
    device.files = {DB: "23-g1AAAACheJzLYWBgYMpgTmHgzcvPy09JdcjLz8g"}
    async with town.client("inspector") as client:
        await device.asks(client)
    assert f"case:{CASE}" in {doc["_id"] for doc in device.docs[DB].values()}


async def test_the_contact_is_noted_with_the_same_request(town: Town) -> None:
    """A device says that it has sent everything: the note is in the very answer; none for others."""
    device = Device()
    async with town.client("inspector") as client:
        await device.asks(client, complete=[CASE, FOREIGN])
        noted = [doc for doc in device.docs[DB].values() if doc["kind"] == "contact"]
        assert [(doc["user"], doc["device"]) for doc in noted] == [("berik", DEVICE["inspector"])]
        assert (await client.get("/api/heads")).json() == device.files
    assert not (await town.running.store.documents(case_database(FOREIGN), prefix="contact:")).rows
    async with town.client("supervisor") as desk:
        await desk.post("/api/bundle", json={"complete": [CASE]})
    assert len((await town.running.store.documents(DB, prefix="contact:")).rows) == 1


async def test_reading_is_entered_in_the_audit_log(town: Town) -> None:
    """Each file that is sent, by whom and on which device; a file with nothing new is not read."""
    async with town.client("inspector") as client:
        device = Device()
        await device.asks(client)
        await town.running.audit.flush()
        month = f"audit-{town.clock():%Y-%m}"
        entries = (await town.running.store.documents(month)).rows
        assert [(one["user"], one["case"]) for one in entries if one["verb"] == "read"] == [("berik", CASE)]
        town.clock.forward(minutes=10)
        await device.asks(client)
        await town.running.audit.flush()
        assert len((await town.running.store.documents(month)).rows) == len(entries)


async def test_a_photograph_comes_as_a_stub(town: Town) -> None:
    """Its bytes wait until somebody opens it."""
    async with town.client("inspector") as client:
        doc = {**check(town.clock()), "_attachments": {}}
        photo = {"_id": "photo:1", "kind": "photo", "_attachments": {"photo": {"data": "QUJD"}}}
        await town.running.store.write(DB, [doc, photo])
        device = Device()
        await device.asks(client)
    found = next(one for one in device.docs[DB].values() if one["_id"] == "photo:1")
    assert found["_attachments"]["photo"]["stub"] is True
    assert "data" not in found["_attachments"]["photo"]


@pytest.mark.parametrize("accepted", ["zstd", "gzip", "identity"])
async def test_packed_both_ways(town: Town, accepted: str) -> None:
    """A question that comes gzipped, an answer packed as the device likes it: the same lines."""
    await town.still()
    packed = gzip.compress(json.dumps({"files": {}}).encode())
    async with town.client("inspector") as client:
        headers = {
            "accept-encoding": accepted,
            "content-encoding": "gzip",
            "content-type": "application/json",
        }
        answer = await client.post("/api/bundle", content=packed, headers=headers)
        plain = await client.post("/api/bundle", json={}, headers={"accept-encoding": "identity"})
    assert answer.headers.get("content-encoding", "identity") == accepted
    assert answer.content == plain.content


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b"\xff", 422),
        (b'{"files":{"registry":0}}', 422),
        (b'{"files":{"case-../x":0}}', 422),
        (b'{"files":{"%s":-1}}' % DB.encode(), 422),
        (b'{"files":{"%s":{}}}' % DB.encode(), 422),
        (b'{"files":{"%s":"%s"}}' % (DB.encode(), b"x" * 5_000), 422),
        (b'{"complete":["%s"]}' % (b"z" * 32), 422),
        (json.dumps({"files": {f"case-{n:032x}": 0 for n in range(2_001)}}).encode(), 422),
        (b'{"files":' + b"[" * 600_000 + b"}", 413),
        (b" " * 1_100_000, 413),
    ],
)
async def test_what_is_no_question(town: Town, content: bytes, status: int) -> None:
    """Refused before anything is looked up."""
    async with town.client("inspector") as client:
        headers = {"content-type": "application/json"}
        assert (await client.post("/api/bundle", content=content, headers=headers)).status_code == status


async def test_a_bomb_is_not_unpacked(town: Town) -> None:
    """A hundred megabytes of spaces in a hundred kilobytes: 413."""
    packed = gzip.compress(b" " * 100_000_000)
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    async with town.client("inspector") as client:
        assert (await client.post("/api/bundle", content=packed, headers=headers)).status_code == 413


async def test_the_oldest_of_too_many_ends(town: Town) -> None:
    """A phone that comes back is served, its dead answers end; who only ever opens more is refused."""
    await furnished(town, 1, 350)
    signed_in = await town.running.sessions.find(town.tokens["inspector"])
    assert signed_in is not None
    answer = Answer(town.running, signed_in, {"cookie": f"qadam={town.tokens['inspector']}"})
    heads = await answer.heads({})
    opened = [answer.pieces(heads, {}) for _ in range(16)]
    for one in opened:
        await anext(one)
    async with town.client("inspector") as client:
        refused = await client.post("/api/bundle", json={})
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
        for old in opened[:14]:
            assert [piece async for piece in old] == []
        assert b'"end"' in (await client.post("/api/bundle", json={})).content
    for one in opened:
        await one.aclose()


async def test_the_log_names_nobody(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """One line for the request, by its route."""
    with caplog.at_level("INFO"):
        async with town.client("inspector") as client:
            await client.post("/api/bundle", json={"files": {DB: 0}})
    written = [record.getMessage() for record in caplog.records if record.name.startswith("qadam")]
    assert any(line.startswith("POST /api/bundle 200") for line in written)
    assert not any(CASE in line or PEOPLE["inspector"].user in line for line in written)
