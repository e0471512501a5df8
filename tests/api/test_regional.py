"""Two server processes before one CouchDB: any of them serves anybody, one does the pipeline's work.

Each is the application as `serve` runs it, on a data folder of its own, in this process; the CouchDB is
`python -m sync`, and a real one where it is given.
"""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from api.accounts.orders import ORDERS
from api.app import make_app
from api.orders import Order, give
from api.settings import Settings
from schemas.ids import case_database
from sync.cluster import lease
from tests.api.town import CASE, Town, check, founded, living
from tests.cutting import Cutting

if TYPE_CHECKING:
    from api.running import Running

DB = case_database(CASE)


@pytest.fixture(autouse=True)
def quick_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "TERM_S", 1.5)


@asynccontextmanager
async def beside(town: Town, folder: Path, couchdb: str) -> AsyncIterator[Town]:
    """A second process before the same CouchDB, with the sessions of the first one's people."""
    front = make_app(Settings(data=folder, static=folder, couchdb=couchdb), town.clock)
    async with living(front):
        running: Running = front.litestar.state.running
        other = Town(front, running, town.clock)
        other.tokens = town.tokens
        yield other


@pytest.fixture
async def two(tmp_path: Path, couchdb_like: str) -> AsyncIterator[tuple[Town, Town]]:
    async with (
        founded(tmp_path / "one", couchdb=couchdb_like) as one,
        beside(one, tmp_path / "two", couchdb_like) as other,
    ):
        yield one, other


async def eventually(true: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    for _ in range(int(seconds / 0.05)):
        if await true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it does not come")


async def queue(town: Town) -> list[str]:
    async with town.client("supervisor") as desk:
        answer = await desk.get("/api/queue")
    assert answer.status_code == 200, answer.text
    return [row["fact"] or row["flag"] for row in answer.json()]


async def test_a_record_at_one_is_a_flag_at_both(two: tuple[Town, Town], night: dt.datetime) -> None:
    """Written once; in each one's queue; a decision at the other takes it off both."""
    one, other = two
    for number, town in enumerate(two, 1):
        one.clock.now = night + dt.timedelta(days=number)
        await one.enter("supervisor")  # a desk's session lasts a working day
        await town.record(check(one.clock.now))
        for desk in two:
            await eventually(lambda desk=desk, n=number: _is(queue(desk), n))
    flags = (await one.running.store.documents(DB, prefix="flag:")).rows
    async with other.client("supervisor") as desk:
        said = {"flag": flags[0]["_id"], "verdict": "dismiss", "reason": "сұрау"}
        assert (await desk.post(f"/api/cases/{CASE}/decisions", json=said)).status_code == 201
    for town in two:
        await eventually(lambda town=town: _is(queue(town), len(flags) - 1))


async def _is(asked: Awaitable[list[str]], count: int) -> bool:
    return len(await asked) == count


async def test_one_works_and_the_other_takes_over(
    tmp_path: Path, couchdb_like: str, night: dt.datetime
) -> None:
    """The first process goes; the second, on its own folder, goes on with what nobody has looked at."""
    async with AsyncExitStack() as stack:
        first = AsyncExitStack()
        one = await first.enter_async_context(founded(tmp_path / "one", couchdb=couchdb_like))
        other = await stack.enter_async_context(beside(one, tmp_path / "two", couchdb_like))
        one.clock.now = night
        await one.record(check(night))
        await eventually(lambda: _is(queue(other), 1))
        await first.aclose()
        other.clock.forward(days=1)
        await other.enter("supervisor")
        await other.record(check(other.clock.now))
        await eventually(lambda: _is(queue(other), 2))
        assert other.running.pipeline.counters.evaluated > 0


async def test_sessions_keys_and_names_are_the_same_at_both(two: tuple[Town, Town]) -> None:
    """Who logs in at one is known at the other, and out at both at once; one VAPID pair, one store's name."""
    one, other = two
    assert one.running.vapid_public_key == other.running.vapid_public_key
    assert one.running.store.uuid == other.running.store.uuid
    async with one.client("inspector") as here, other.client("inspector") as there:
        heads = [await phone.get("/api/heads") for phone in (here, there)]
        assert len({answer.headers["Qadam-Store"] for answer in heads}) == 1
        assert all(list(answer.json()) == [DB] for answer in heads)
        assert (await here.post("/api/logout")).status_code == 204
        assert (await there.get("/api/me")).status_code == 401


async def test_an_operators_order_holds_at_both(
    two: tuple[Town, Town], couchdb_like: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given by a command on any machine: no socket, no lock, no restart."""
    monkeypatch.setenv("COUCHDB_URL", couchdb_like)
    done = await give(tmp_path / "operator", Order("account.disable", {"user": "aigul"}), ORDERS)
    assert done.ok, done.lines
    for town in two:
        async with town.client("supervisor") as desk:
            assert (await desk.get("/api/me")).status_code == 401


async def test_a_phone_waits_at_one_for_what_is_written_at_the_other(
    two: tuple[Town, Town], night: dt.datetime
) -> None:
    """A long poll hears of it by the feed; nobody listens to the case file itself."""
    one, other = two
    one.clock.now = night
    await one.still()
    async with one.client("inspector") as phone:
        since = (await phone.get(f"/db/{DB}/_changes?limit=1000")).json()["last_seq"]
        poll = asyncio.create_task(
            phone.get(f"/db/{DB}/_changes", params={"feed": "longpoll", "since": since, "timeout": 20_000})
        )
        await asyncio.sleep(0.2)
        assert not poll.done()
        fact = check(night)
        await other.record(fact)
        told = (await asyncio.wait_for(poll, 15)).json()
    assert fact["_id"] in {row["id"] for row in told["results"]}


async def test_without_couchdb_it_says_503_and_goes_on_by_itself(
    tmp_path: Path, couchdb_like: str, night: dt.datetime
) -> None:
    """Never a 500; what was recorded before and after becomes a flag without a restart."""
    parts = urlsplit(couchdb_like)
    with Cutting(str(parts.hostname), int(parts.port or 80)) as proxy:
        login = f"{parts.username}:{parts.password}@" if parts.username else ""
        url = f"http://{login}127.0.0.1:{proxy.port}{parts.path}"
        async with founded(tmp_path, couchdb=url) as town:
            town.clock.now = night
            await town.record(check(night))
            await eventually(lambda: _is(queue(town), 1))
            proxy.away = True
            proxy.cut_all()
            async with town.client("supervisor") as desk, town.client("inspector") as phone:
                asked = [
                    await desk.get("/api/queue"), await desk.get(f"/api/cases/{CASE}"),
                    await phone.get("/api/heads"), await phone.get(f"/db/{DB}"),
                    await phone.get(f"/db/{DB}/_changes"), await phone.get(f"/db/{DB}/case:{CASE}"),
                    await phone.post(f"/db/{DB}/_bulk_docs", json={"docs": [{"_id": "visit:x"}]}),
                    await phone.post("/api/login", json={"user": "berik", "password": "x" * 10,
                                                         "device": "1a1a1a1a-0001"}),
                ]  # fmt: skip
                assert {answer.status_code for answer in asked} == {503}, [a.text for a in asked]
                assert all("127.0.0.1" not in answer.text for answer in asked)
                assert (await desk.get("/health")).status_code == 200
            proxy.away = False
            await eventually(lambda: _answers(town))
            town.clock.forward(days=1)
            await town.enter("supervisor")
            await town.record(check(town.clock.now))
            await eventually(lambda: _is(queue(town), 2))


async def _answers(town: Town) -> bool:
    async with town.client("supervisor") as desk:
        return (await desk.get("/api/queue")).status_code == 200


async def test_what_is_read_passes_through_with_nothing_of_couchdbs_own(
    two: tuple[Town, Town], couchdb_like: str
) -> None:
    """CouchDB's bytes, gzipped for who accepts it; no cookie, no login, no server name; grants still hold."""
    one, _ = two
    async with one.client("inspector") as phone, httpx.AsyncClient(verify=False) as past:
        behind = (await past.get(f"{couchdb_like}{DB}/_all_docs?include_docs=true")
                  if urlsplit(couchdb_like).path else
                  await past.get(f"{couchdb_like}/{DB}/_all_docs?include_docs=true"))  # fmt: skip
        for path in ("", "/_all_docs?include_docs=true", f"/case:{CASE}?revs=true", "/_changes"):
            answer = await phone.get(f"/db/{DB}{path}", headers={"accept-encoding": "gzip"})
            assert answer.status_code == 200, answer.text
            assert not {"set-cookie", "server", "www-authenticate", "x-couch-request-id"} & set(
                answer.headers
            )
            assert answer.headers["cache-control"] == "no-store"
        listed = await phone.get(f"/db/{DB}/_all_docs?include_docs=true", headers={"accept-encoding": "gzip"})
        assert listed.headers["content-encoding"] == "gzip"
        assert listed.json() == behind.json()
        assert (await phone.get(f"/db/{DB}")).json()["db_name"] == DB
        missing = await phone.get(f"/db/{DB}/visit:none")
        assert (missing.status_code, missing.json()["error"]) == (404, "not_found")
        got = await phone.post(f"/db/{DB}/_bulk_get?revs=true", json={"docs": [{"id": f"case:{CASE}"}]})
        assert got.json()["results"][0]["docs"][0]["ok"]["number"] == "0001"
        diff = await phone.post(f"/db/{DB}/_revs_diff", json={"visit:1": ["1-a"]})
        assert diff.json() == {"visit:1": {"missing": ["1-a"]}}
        assert (await phone.post(f"/db/{DB}/_revs_diff", json={"a": 1})).status_code == 400
        many = {"docs": [{"id": str(n)} for n in range(10_001)]}
        assert (await phone.post(f"/db/{DB}/_bulk_get", json=many)).status_code == 413
        assert (await phone.get(f"/db/{case_database('0f' * 16)}/_all_docs")).status_code == 403
        assert (await phone.get("/db/cluster/identity")).status_code == 403
        assert (await phone.get("/db/registry/_all_docs")).status_code == 403
        for escape in ("..%2Fregistry", "%2E%2E", "_design%2Fx", "a%3Fb"):
            answer = await phone.get(f"/db/{DB}/{escape}/vapid")
            assert answer.status_code in {400, 403, 404}, escape
            assert "private" not in answer.text


async def test_a_photograph_comes_in_parts_and_does_not_run(two: tuple[Town, Town]) -> None:
    """Ranges are CouchDB's to answer, the headers that keep it harmless ours."""
    one, other = two
    picture = bytes(range(256)) * 4000
    attached = {"p.jpg": {"content_type": "image/jpeg", "data": picture}}
    await one.running.store.write(DB, [{"_id": "photo:x", "kind": "photo", "_attachments": attached}])
    async with other.client("inspector") as phone:
        whole = await phone.get(f"/db/{DB}/photo:x/p.jpg")
        assert whole.content == picture
        assert "sandbox" in whole.headers["content-security-policy"]
        part = await phone.get(f"/db/{DB}/photo:x/p.jpg", headers={"range": "bytes=1000-1999"})
        assert (part.status_code, part.content) == (206, picture[1000:2000])
        again = await phone.get(f"/db/{DB}/photo:x/p.jpg", headers={"if-none-match": whole.headers["etag"]})
        assert again.status_code == 304


async def test_checkpoints_are_a_devices_own(two: tuple[Town, Town]) -> None:
    """At either process the same device finds its own, and nobody else's."""
    one, other = two
    async with one.client("inspector") as here, other.client("inspector") as there:
        put = await here.put(f"/db/{DB}/_local/mark", json={"last": "7-abc"})
        assert put.status_code == 201
        assert (await there.get(f"/db/{DB}/_local/mark")).json()["last"] == "7-abc"
        assert (await there.put(f"/db/{DB}/_local/mark", json={"last": "8"})).status_code == 409
    async with other.client("supervisor") as desk:
        assert (await desk.get(f"/db/{DB}/_local/mark")).status_code == 404
