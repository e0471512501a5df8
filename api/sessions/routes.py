"""Logging in and out, and what a person may change about themselves."""

import contextlib
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import JSONBody
from msgspec import Meta

from api.accounts.accounts import Account, normal
from api.accounts.passwords import hashed, outdated, too_weak, verified
from api.guards import signed_in
from api.minors.refresh import refresh_now
from api.problems import Problem, not_signed_in, unreadable
from api.running import Here, Running
from api.sessions import cookie
from api.sessions.me import Me, me
from api.sessions.sessions import Reader, SignedIn
from schemas.parts import Language
from sync.errors import NoDatabase

Asked = Request[SignedIn | None, Any, Any]
Device = Annotated[str, Meta(pattern=r"^[0-9A-Za-z\-]{8,64}$")]


class Credentials(msgspec.Struct, frozen=True):
    """What a person logs in with; `device` names the browser profile, made once by the app."""

    user: Annotated[str, Meta(max_length=100)]
    password: Annotated[str, Meta(max_length=1_000)]
    device: Device


class MyChange(msgspec.Struct, frozen=True):
    """What a person may change about themselves."""

    language: Language


class NewPassword(msgspec.Struct, frozen=True):
    """A change of one's own password."""

    old: Annotated[str, Meta(max_length=1_000)]
    new: Annotated[str, Meta(max_length=1_000)]


class Entrance(Controller):
    """Sessions of people."""

    path = "/api"

    @post("/login", status_code=200)
    async def login(self, data: JSONBody[Credentials], running: Here, request: Asked) -> Response[Me]:
        """Open a session. A wrong name and a wrong password get one answer, after the same time."""
        account = await _proved(running, request, data)
        if account.case is not None:
            # A child's own database begins when the child does; who comes by an invitation has it already.
            zone = await running.offices.zone(await running.access.office(account.case))
            with contextlib.suppress(NoDatabase):  # the case file was expunged: there is nothing to begin
                await refresh_now(running.store, account.case, zone=zone, now=running.clock())
        return await enter(running, request, account, data.device)

    @post("/logout", status_code=204, guards=[signed_in])
    async def logout(self, running: Here, request: Asked, reader: Reader) -> Response[None]:
        """End this session."""
        await running.sessions.close(reader)
        running.events.forget(reader.id)
        return Response(
            None, status_code=204, cookies=[cookie.taken(https=request.scope["scheme"] == "https")]
        )

    @get("/me", guards=[signed_in])
    async def me(self, running: Here, reader: Reader) -> Me:
        """Tell who is logged in."""
        return await me(running, await _account(running, reader), reader)

    @patch("/me", guards=[signed_in])
    async def change(self, data: JSONBody[MyChange], running: Here, reader: Reader) -> Me:
        """Change the language: it follows the user to every device."""
        account = await running.accounts.change(reader.user, language=data.language)
        await running.sessions.speak(reader.user, data.language)
        return await me(running, account, reader)

    @post("/password", status_code=204, guards=[signed_in])
    async def password(
        self, data: JSONBody[NewPassword], running: Here, request: Asked, reader: Reader
    ) -> None:
        """Change one's own password; every other session of the user ends."""
        account = await _account(running, reader)
        keys = running.throttle.keys(reader.user, reader.device, _address(request), known=True)
        _wait_for(running, keys)
        running.throttle.failed(keys, running.clock())
        if not await verified(account.password, data.old):
            raise unreadable("old", "wrong")
        running.throttle.succeeded(keys)
        if (weakness := too_weak(data.new, reader.user)) is not None:
            raise unreadable("new", weakness)
        await running.accounts.set_password(reader.user, data.new)
        await running.sessions.revoke(reader.user, keep=reader)
        running.events.recheck()


async def enter(running: Running, request: Asked, account: Account, device: str) -> Response[Me]:
    """Open a session for somebody who has proved who they are, and hand out its cookie.

    Always a new token, whatever the browser came with: a planted cookie gains nothing (session fixation). The
    session that the browser had ends.
    """
    before = request.scope.get("user")
    if before is not None:
        await running.sessions.close(before)
    token, reader = await running.sessions.open(account, device)
    await running.accounts.remember_device(account, device)
    running.audit.note(reader.gate, "login", case=account.case)
    return Response(
        await me(running, account, reader),
        status_code=200,
        cookies=[cookie.given(token, account.role, https=request.scope["scheme"] == "https")],
    )


async def _proved(running: Running, request: Asked, data: Credentials) -> Account:
    """Find the account whose password this is, or raise 401 or 429. A disabled account has no password."""
    user = normal(data.user)
    account = await running.accounts.get(user)
    known = account is not None and data.device in account.devices
    keys = running.throttle.keys(user, data.device, _address(request), known=known)
    _wait_for(running, keys)
    running.throttle.failed(keys, running.clock())
    stored = account.password if account is not None and not account.disabled else None
    if not await verified(stored, data.password) or account is None or stored is None:
        raise Problem(401, "wrong_login")
    running.throttle.succeeded(keys)
    if outdated(stored):
        return await running.accounts.change(user, password=await hashed(data.password))
    return account


def _wait_for(running: Running, keys: tuple[str, ...]) -> None:
    wait = running.throttle.wait(keys, running.clock())
    if wait:
        raise Problem(429, "too_many_tries", retry_after=wait)


def _address(request: Asked) -> str:
    return request.client.host if request.client is not None else "-"


async def _account(running: Running, reader: SignedIn) -> Account:
    account = await running.accounts.get(reader.user)
    if account is None or account.disabled:
        raise not_signed_in()
    return account
