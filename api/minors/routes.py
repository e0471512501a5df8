"""People's endpoints about a child's way in: invite, and accept."""

import datetime as dt
import io
from typing import Annotated

import msgspec
import segno
from litestar import Controller, Response, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta

from api.accounts.accounts import Account
from api.clock import rfc3339
from api.csrf import own_origin
from api.guards import only
from api.minors.invitations import Invitations, invitation_id
from api.minors.refresh import refresh_now
from api.problems import Problem, not_allowed, not_found
from api.push.routes import CaseId
from api.running import Here, Running
from api.sessions.me import Me
from api.sessions.routes import Asked, Device, enter
from api.sessions.sessions import Reader
from schemas.ids import case_database
from schemas.parts import Language
from sync.gate import Session

FAMILY = frozenset({"minor", "guardian"})


class Invite(msgspec.Struct, frozen=True):
    """What to show to the child: the link, and the same as a QR code (an SVG element as text)."""

    url: str
    qr: str
    expires_at: str


class Acceptance(msgspec.Struct, frozen=True):
    """What the opened link knows: the token of its fragment, the browser profile, the chosen language."""

    token: Annotated[str, Meta(min_length=16, max_length=100)]
    device: Device
    language: Language = "kk"


class Inviting(Controller):
    """Invitations, as the office makes them."""

    path = "/api/cases/{case:str}/invitations"

    @post(guards=[only("supervisor", "inspector")])
    async def invite(self, case: CaseId, running: Here, request: Asked, reader: Reader) -> Invite:
        """Make an invitation; an earlier one that was not used ends."""
        if not await running.access.may_read(reader.gate, case):
            raise not_allowed()
        if not await running.store.exists(case_database(case)):
            raise not_found()
        invitations = Invitations(running.store, running.accounts)
        token, until = await invitations.invite(case, reader.user, running.clock())
        origin = own_origin(running.settings.origin, request.scope["scheme"], dict(request.scope["headers"]))
        url = f"{origin}/#/i/{token}"
        running.audit.note(reader.gate, "invite", case=case)
        return Invite(url=url, qr=_qr(url), expires_at=rfc3339(until))


class Accepting(Controller):
    """Invitations, as a child opens them. Without a session: the token is what lets in."""

    path = "/api/invitations/accept"

    @post(status_code=200)
    async def accept(self, data: JSONBody[Acceptance], running: Here, request: Asked) -> Response[Me]:
        """Open a session for the minor, the account's only one from now on.

        Every token that does not gets one answer, whatever became of it.
        """
        before = request.scope.get("user")
        if before is not None and before.role not in FAMILY:
            # Else whoever invites could go on as the child with one tap; and a cookie would change hands.
            raise Problem(403, "staff_session")
        now = running.clock()
        keys = _counted(running, request, data.token, now)
        invitations = Invitations(running.store, running.accounts)
        account = await invitations.accept(data.token, data.language, now)
        if account is None or account.case is None:
            raise Problem(410, "invitation_over")
        running.throttle.succeeded(keys)
        zone = await running.offices.zone(account.office)
        await refresh_now(running.store, account.case, zone=zone, now=now)
        await _end_others(running, account)
        answer = await enter(running, request, account, data.device)
        entered = Session(user=account.user, role=account.role, device=data.device, case=account.case)
        by = await invitations.inviter(data.token)
        running.audit.note(entered, "accept", case=account.case, what=f"invited by {by}")
        return answer


async def _end_others(running: Running, account: Account) -> None:
    """Leave one way in, the new one: a lost phone's ends, and a child whose place is taken notices."""
    await running.sessions.revoke(account.user)
    for one in await running.push.subscriptions.of_case(account.case or ""):
        if one.user == account.user:
            await running.push.subscriptions.retire(one.id)
    running.events.recheck()


def _counted(running: Running, request: Asked, token: str, now: dt.datetime) -> tuple[str, ...]:
    """Count the try against its token and its address; 429 when those have failed too often lately."""
    address = request.client.host if request.client is not None else "-"
    keys = (f"invitation:{invitation_id(token)}", f"address:invitation:{address}")
    wait = running.throttle.wait(keys, now)
    if wait:
        raise Problem(429, "too_many_tries", retry_after=wait)
    running.throttle.failed(keys, now)
    return keys


def _qr(url: str) -> str:
    """Draw the link; level M survives a scratched screen, the quiet zone is the standard's four modules."""
    drawn = io.BytesIO()
    # With its namespace: the desk shows it as an image, and an image of SVG without one is nothing.
    segno.make_qr(url, error="m").save(
        drawn, kind="svg", xmldecl=False, scale=4, border=4, light="#fff", omitsize=True, nl=False
    )
    return drawn.getvalue().decode()


routes: list[ControllerRouterHandler] = [Inviting, Accepting]
