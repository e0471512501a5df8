"""Nobody reads without a trace, and the log says what was read."""

import asyncio
from typing import Any

import httpx
import pytest

from api.front import FEEDS
from schemas.ids import case_database, minor_database
from tests.api.town import CASE, FOREIGN, Town, problem


async def entries(town: Town) -> list[tuple[str, str]]:
    """Verb and case of what the audit log holds, without the logins."""
    await town.running.audit.flush()
    months = await town.running.store.databases("audit-", "audit-~")
    rows = [row for month in months for row in (await town.running.store.documents(month)).rows]
    return [(row["verb"], row["case"]) for row in rows if "case" in row]


async def asked(town: Town, path: str, cookies: list[str], method: str = "GET") -> httpx.Response:
    async with town.client(None) as client:
        headers = [("Qadam", "1"), *(("Cookie", cookie) for cookie in cookies)]
        body: dict[str, Any] = {"json": {"docs": []}} if method == "POST" else {}
        return await client.request(method, path, headers=headers, **body)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("other", ["a=1", "qadam=forged", "", "a b; c"])
async def test_other_cookies_beside_the_sessions(town: Town, other: str, before: bool) -> None:
    """Whatever Cookie headers come: the gate serves the session that the audit log names, or nobody."""
    own = f"qadam={town.tokens['inspector']}"
    answer = await asked(town, f"/db/{case_database(CASE)}", [other, own] if before else [own, other])
    if answer.status_code == 200:
        assert await entries(town) == [("read", CASE)]
    else:
        assert answer.status_code == 401
        assert await entries(town) == []
    if other == "a=1":
        assert answer.status_code == 200


async def test_two_sessions_at_once_are_one(town: Town) -> None:
    """Of two people's cookies one counts, for the gate and for the log."""
    mine, theirs = (f"qadam={town.tokens[who]}" for who in ("inspector", "other_supervisor"))
    for cookies in ([mine, theirs], [theirs, mine]):
        statuses = [
            (await asked(town, f"/db/{case_database(case)}", cookies)).status_code for case in (CASE, FOREIGN)
        ]
        assert sorted(statuses) == [200, 403]
    await town.running.audit.flush()
    (month,) = await town.running.store.databases("audit-", "audit-~")
    rows = (await town.running.store.documents(month)).rows
    who = {(row["user"], row["case"]) for row in rows if row["verb"] == "read"}
    assert who <= {("berik", CASE), ("dana", FOREIGN)}
    assert who


@pytest.mark.parametrize(
    "path", ["/db%2Fcase-Somebody%20is%20a%20thief", f"/db%2Fcase-{FOREIGN}", f"/%64b/case-{CASE}", "/db%2F"]
)
async def test_a_path_that_names_no_database_makes_no_entry(town: Town, path: str) -> None:
    """What the decoded address seems to say was not served, so nobody is said to have read it."""
    own = [f"qadam={town.tokens['inspector']}"]
    answer = await asked(town, path, own)
    assert (answer.status_code, problem(answer)) == (404, "not_found")
    assert await entries(town) == []


@pytest.mark.parametrize(
    ("method", "path", "entry"),
    [
        ("GET", f"/db/case-{CASE}", ("read", CASE)),
        ("GET", f"/db/case%2D{CASE}/_all_docs", ("read", CASE)),
        ("GET", f"/db/case-{CASE}/case:{CASE}", ("read", CASE)),
        ("POST", f"/db/case-{CASE}/%5Fbulk%5Fget", ("read", CASE)),
        ("POST", f"/db/case-{CASE}/_bulk_docs", ("write", CASE)),
        ("GET", "/db/", None),
        ("GET", f"/db/case-{FOREIGN}", None),
        ("GET", f"/db/{minor_database(CASE)}", None),
        ("GET", f"/db/case-{CASE}/_local/x", None),
        ("GET", f"/db/case-{CASE}%2F..%2Fcase-{FOREIGN}/_all_docs", None),
    ],
)
async def test_the_entry_names_what_was_served(
    town: Town, method: str, path: str, entry: tuple[str, str] | None
) -> None:
    """Read from the path as it came over the wire, as the protocol reads it."""
    await asked(town, path, [f"qadam={town.tokens['inspector']}"], method)
    assert await entries(town) == ([entry] if entry is not None else [])


async def test_a_feed_is_entered_when_it_begins(town: Town) -> None:
    """It may go on for hours, and a power cut in between must not hide who was reading."""
    path = f"/db/{case_database(CASE)}/_changes"
    scope: Any = {
        "type": "http", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": b"feed=continuous&include_docs=true", "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"qadam.test"), (b"cookie", f"qadam={town.tokens['inspector']}".encode())],
    }  # fmt: skip
    told: asyncio.Queue[Any] = asyncio.Queue()

    async def open_for_hours() -> Any:
        await asyncio.sleep(3_600)

    feed = asyncio.create_task(town.front(scope, open_for_hours, told.put))
    async with asyncio.timeout(10):
        while not (await told.get()).get("body"):
            pass
    assert await entries(town) == [("read", CASE)]
    assert not feed.done()
    feed.cancel()
    await asyncio.gather(feed, return_exceptions=True)


async def test_a_session_holds_a_few_feeds_open(town: Town) -> None:
    """One phone cannot make the server ask for hundreds of feeds whether they still may; others go on."""
    path = f"/db/{case_database(CASE)}/_changes?feed=longpoll&timeout=60000&since=9999"
    async with town.client("inspector") as phone, town.client("supervisor") as desk:
        waiting = [asyncio.create_task(phone.get(path)) for _ in range(FEEDS)]
        await asyncio.sleep(0.3)
        assert not any(one.done() for one in waiting)
        refused = await phone.get(path)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
        assert (await desk.get(f"/db/{case_database(CASE)}/_changes")).status_code == 200
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert (await phone.get(f"/db/{case_database(CASE)}/_changes")).status_code == 200


async def test_waiting_is_no_use_of_a_session(town: Town) -> None:
    """A feed asks again and again whether it still may; a forgotten phone becomes idle all the same."""
    cookie = {"cookie": f"qadam={town.tokens['inspector']}"}
    town.clock.forward(days=13)
    assert await town.running.access.session(cookie) is not None
    town.clock.forward(days=2)
    assert await town.running.access.session(cookie) is None
    async with town.client("inspector") as phone:
        assert (await phone.get("/api/me")).status_code == 401
