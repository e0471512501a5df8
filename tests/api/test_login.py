"""Logging in: one answer for every failure, growing waits, sessions that are bound, new, and end at once."""

import asyncio
import datetime as dt
import statistics
import time
from pathlib import Path

import httpx
import pytest

from api.accounts.offices import Office
from api.accounts.passwords import hashed, too_weak, verified
from api.sessions.throttle import ADDRESS_TIMES, Throttle
from schemas.ids import minor_database
from tests.api.town import CASE, DEVICE, PEOPLE, Town, founded, problem

PASSWORD = "көк аспан астында"
NEW_DEVICE = "7777aaaa-0001"


async def log_in(
    client: httpx.AsyncClient, user: str = "berik", password: str = PASSWORD, device: str = NEW_DEVICE
) -> httpx.Response:
    return await client.post("/api/login", json={"user": user, "password": password, "device": device})


@pytest.fixture
async def with_password(town: Town) -> Town:
    """Berik has a password."""
    await town.running.accounts.set_password("berik", PASSWORD)
    return town


async def test_login_opens_a_session_bound_to_its_device(
    with_password: Town, nobody: httpx.AsyncClient
) -> None:
    """The answer says who one is; the cookie is out of reach of scripts and of other sites."""
    answer = await log_in(nobody, user=" Berik ")
    assert answer.status_code == 200
    me = answer.json()
    assert (me["user"], me["role"], me["office"], me["device"]) == ("berik", "inspector", "osk", NEW_DEVICE)
    assert (me["zone"], me["language"], me["case"]) == ("Asia/Almaty", "kk", None)
    assert me["server_time"].endswith("Z")
    assert len(me["vapid_public_key"]) == 87
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("qadam=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert (await nobody.get("/api/me")).json()["user"] == "berik"


async def test_the_cookie_is_secure_over_https(with_password: Town) -> None:
    """Also HSTS: no later visit goes by plain http."""
    async with with_password.client(None, scheme="https") as browser:
        answer = await log_in(browser)
    assert "Secure" in answer.headers["set-cookie"].split("; ")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_the_token_is_not_in_the_store(with_password: Town, nobody: httpx.AsyncClient) -> None:
    """Who reads the data folder cannot log in with what is there; neither is the password."""
    await log_in(nobody)
    token = nobody.cookies["qadam"]
    registry = str((await with_password.running.store.documents("registry")).rows)
    assert len(token) >= 43
    assert token not in registry
    assert PASSWORD not in registry
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in registry


@pytest.mark.parametrize(
    ("user", "password"), [("berik", "wrong"), ("nobody", PASSWORD), ("", ""), ("aigul", ""), ("../x", "y")]
)
async def test_every_failure_has_one_answer(
    with_password: Town, nobody: httpx.AsyncClient, user: str, password: str
) -> None:
    """A wrong name, a wrong password, an account without one: nobody can tell which it was."""
    answer = await log_in(nobody, user=user, password=password)
    assert answer.status_code == 401
    assert problem(answer) == "wrong_login"
    assert "set-cookie" not in answer.headers
    reference = await log_in(nobody, user="nobody-at-all", password="x")
    assert answer.content == reference.content


async def test_unknown_users_take_as_long(with_password: Town, nobody: httpx.AsyncClient) -> None:
    """The hash is computed for a name that nobody has, too: time does not tell names."""
    with_password.running.throttle._free = 10_000

    async def took(user: str) -> float:
        began = time.perf_counter()
        await log_in(nobody, user=user, password="wrong")
        return time.perf_counter() - began

    await took("berik")
    known = statistics.median([await took("berik") for _ in range(5)])
    unknown = statistics.median([await took("no-such-user") for _ in range(5)])
    assert 0.5 < known / unknown < 2


async def test_guessing_is_slowed_and_says_for_how_long(
    with_password: Town, nobody: httpx.AsyncClient
) -> None:
    """After the free failures each try waits, twice as long every time; the right password waits too."""
    waits = []
    for _ in range(5):
        assert (await log_in(nobody, password="wrong")).status_code == 401
    for _ in range(4):
        answer = await log_in(nobody)
        assert answer.status_code == 429
        assert problem(answer) == "too_many_tries"
        waits.append(int(answer.headers["retry-after"]))
        with_password.clock.forward(seconds=waits[-1])
        assert (await log_in(nobody, password="wrong")).status_code == 401
    assert waits == sorted(waits)
    assert waits[-1] >= 4 * waits[0]


async def test_names_nobody_has_are_throttled_alike(with_password: Town, nobody: httpx.AsyncClient) -> None:
    """The throttle is no oracle for names either."""
    for _ in range(5):
        await log_in(nobody, user="no-such-user", password="wrong")
    assert (await log_in(nobody, user="no-such-user")).status_code == 429


async def test_tries_at_the_same_moment_count_too(with_password: Town, nobody: httpx.AsyncClient) -> None:
    """Forty parallel guesses are not forty free ones."""
    answers = await asyncio.gather(*(log_in(nobody, password=f"wrong{n}") for n in range(20)))
    checked = [answer for answer in answers if answer.status_code == 401]
    assert len(checked) <= 6


async def test_a_stranger_locks_nobody_out(with_password: Town) -> None:
    """The inspector's session goes on, and the own phone may log in while a stranger is throttled."""
    town = with_password
    async with town.client(None) as phone:
        assert (await log_in(phone, device=DEVICE["inspector"])).status_code == 200
        async with town.client(None) as stranger:
            for _ in range(8):
                answer = await log_in(stranger, password="wrong", device="deadbeef-0666")
            assert answer.status_code == 429
        assert (await phone.get("/api/me")).status_code == 200
        assert (await log_in(phone, device=DEVICE["inspector"])).status_code == 200


async def test_one_address_may_not_try_everybody(with_password: Town, nobody: httpx.AsyncClient) -> None:
    """A list of names is not a list of free tries; one's own good login does not clear the address."""
    for n in range(5 * ADDRESS_TIMES):
        await log_in(nobody, user=f"user-{n}", password="wrong")
    assert (await log_in(nobody, user="somebody-else")).status_code == 429


def test_the_throttle_forgets() -> None:
    """Failures halve every quarter of an hour, so that a bad evening does not last."""
    throttle, now = Throttle(free=5), dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    keys = throttle.keys("berik", "d", "10.0.0.1", known=False)
    for _ in range(6):
        throttle.failed(keys, now)
    assert throttle.wait(keys, now) == 2
    assert throttle.wait(keys, now + dt.timedelta(hours=1)) == 0
    throttle.failed(keys, now + dt.timedelta(hours=1))
    assert throttle.wait(keys, now + dt.timedelta(hours=1)) == 0


async def test_a_planted_session_gains_nothing(with_password: Town, nobody: httpx.AsyncClient) -> None:
    """Session fixation: login never takes over the token that the browser came with, and ends it."""
    nobody.cookies.set("qadam", "planted-by-somebody-else")
    await log_in(nobody)
    own = [cookie.value for cookie in nobody.cookies.jar if cookie.value != "planted-by-somebody-else"]
    assert len(own) == 1
    async with with_password.client("supervisor") as desk:
        before = with_password.tokens["supervisor"]
        await log_in(desk)
        async with with_password.client("supervisor") as old:
            assert with_password.tokens["supervisor"] == before
            assert (await old.get("/api/me")).status_code == 401


async def test_logging_in_again_on_a_device_replaces_its_session(with_password: Town) -> None:
    """One session for a user and device."""
    async with with_password.client("inspector") as before, with_password.client(None) as after:
        await log_in(after, device=DEVICE["inspector"])
        assert (await before.get("/api/me")).status_code == 401
        assert (await after.get("/api/me")).status_code == 200


async def test_logout_ends_the_session_at_once(town: Town) -> None:
    """For people's endpoints and for replication."""
    async with town.client("inspector") as phone, town.client("inspector") as copy:
        answer = await phone.post("/api/logout")
        assert answer.status_code == 204
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert (await copy.get("/api/me")).status_code == 401
        assert (await copy.get("/db/")).status_code == 401


async def test_a_new_password_ends_the_other_sessions(with_password: Town) -> None:
    """The one who changes it stays; a weak one is refused with its field; the old one must be right."""
    town = with_password
    async with town.client(None) as phone, town.client("inspector") as other:
        await log_in(phone)
        for old, new, path, code in (
            ("wrong", "another good one", "old", "wrong"),
            (PASSWORD, "short", "new", "too_short"),
            (PASSWORD, "Berik-is-my-name", "new", "like_user"),
        ):
            answer = await phone.post("/api/password", json={"old": old, "new": new})
            assert answer.status_code == 422
            assert answer.json()["fields"] == [{"path": path, "code": code}]
        assert (
            await phone.post("/api/password", json={"old": PASSWORD, "new": "another good one"})
        ).status_code == 204
        assert (await phone.get("/api/me")).status_code == 200
        assert (await other.get("/api/me")).status_code == 401
        assert (await log_in(other)).status_code == 401


async def test_a_disabled_account_is_out_at_once(with_password: Town, nobody: httpx.AsyncClient) -> None:
    """Its sessions end and its password opens none."""
    from api.accounts.orders import disable

    await disable(with_password.running.store, with_password.clock, {"user": "berik"})
    async with with_password.client("inspector") as phone:
        assert (await phone.get("/api/me")).status_code == 401
    assert (await log_in(nobody)).status_code == 401


async def test_a_child_who_logs_in_finds_their_own_database(
    with_password: Town, nobody: httpx.AsyncClient
) -> None:
    """Also without an invitation before: their duties are there to replicate."""
    town = with_password
    await town.running.store.delete(minor_database(CASE))
    await town.running.accounts.set_password("zhan", PASSWORD)
    assert (await log_in(nobody, user="zhan")).json()["case"] == CASE
    assert list((await nobody.get("/api/heads")).json()) == [minor_database(CASE)]
    duties = (await town.running.store.documents(minor_database(CASE), prefix="duties:")).rows
    assert [one["type"] for one in duties[0]["duties"]] == ["curfew"]


@pytest.mark.parametrize(
    ("person", "silent_days", "alive"),
    [
        ("inspector", 13, True),
        ("inspector", 15, False),
        ("supervisor", 0.4, True),
        ("supervisor", 0.6, False),
        ("minor", 179, True),
        ("minor", 181, False),
    ],
)
async def test_how_long_a_silent_session_lives(
    town: Town, person: str, silent_days: float, alive: bool
) -> None:
    """A phone without a network for a week still pushes; a forgotten desk closes."""
    town.clock.forward(days=silent_days)
    async with town.client(person) as client:
        assert (await client.get("/api/me")).status_code == (200 if alive else 401)


async def test_an_inspectors_session_slides(town: Town) -> None:
    """Each contact renews it, up to the absolute end."""
    async with town.client("inspector") as phone:
        for _ in range(17):
            town.clock.forward(days=10)
            assert (await phone.get("/api/me")).status_code == 200
        town.clock.forward(days=11)
        assert (await phone.get("/api/me")).status_code == 401


async def test_reading_does_not_write_the_session_each_time(town: Town) -> None:
    """`seen_at` is written rarely: a request must not cost an fsync."""
    async with town.client("inspector") as phone:
        before = await town.running.store.heads(["registry"])
        for _ in range(20):
            await phone.get("/api/me")
        assert await town.running.store.heads(["registry"]) == before


async def test_sessions_survive_a_restart(tmp_path: Path) -> None:
    """They are documents."""
    async with founded(tmp_path) as town:
        token = town.tokens["inspector"]
    from api.app import make_app
    from api.settings import Settings
    from tests.api.town import Clock, living

    front = make_app(Settings(data=tmp_path / "data"), Clock(town.clock()))
    async with living(front):
        again = Town(front, front.litestar.state.running, town.clock)
        again.tokens["inspector"] = token
        async with again.client("inspector") as phone:
            assert (await phone.get("/api/me")).json()["user"] == PEOPLE["inspector"].user


async def test_a_childs_zone_is_that_of_the_case(town: Town) -> None:
    """Their duties are in the hours of the office that keeps the file."""
    await town.running.offices.put(Office(key="osk", name="osk", zone="Asia/Vladivostok"))
    async with town.client("minor") as child:
        me = (await child.get("/api/me")).json()
    assert (me["zone"], me["office"], me["case"]) == ("Asia/Vladivostok", None, CASE)


async def test_the_language_follows_the_user(town: Town) -> None:
    """To every device, and into the server's own words."""
    await town.enter("inspector")
    async with town.client("inspector") as phone:
        assert (await phone.patch("/api/me", json={"language": "en"})).json()["language"] == "en"
        assert (await phone.get("/api/queue")).json()["title"] == "You may not do this."
    account = await town.running.accounts.get("berik")
    assert account is not None
    assert account.language == "en"


async def test_passwords() -> None:
    """A right one, a wrong one, none at all; and which new ones are refused."""
    stored = await hashed("a good long one")
    assert await verified(stored, "a good long one")
    assert not await verified(stored, "another")
    assert not await verified(None, "a good long one")
    assert not await verified("not a hash", "x")
    assert [too_weak("nine char", "u"), too_weak("x" * 257, "u"), too_weak("long enough", "u9")] == [
        "too_short",
        "too_long",
        None,
    ]


async def test_an_old_hash_is_made_anew_at_login(with_password: Town, nobody: httpx.AsyncClient) -> None:
    """Parameters can be raised without asking anybody for a new password."""
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    await with_password.running.accounts.change("berik", password=weak)
    assert (await log_in(nobody)).status_code == 200
    account = await with_password.running.accounts.get("berik")
    assert account is not None
    assert (account.password or "").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
