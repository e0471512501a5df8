"""What a reader is told about themselves, and about the server they speak to."""

import msgspec

from api.accounts.accounts import Account
from api.clock import rfc3339
from api.running import Running
from api.sessions.sessions import SignedIn
from api.version import VERSION
from schemas.parts import Language, Role


class Me(msgspec.Struct, frozen=True):
    """The answer of login and of `GET /api/me`. `server_time` lets a device measure its own clock."""

    user: str
    role: Role
    name: str
    language: Language
    office: str | None
    zone: str
    device: str
    case: str | None
    server_time: str
    version: str
    vapid_public_key: str | None


async def me(running: Running, account: Account, reader: SignedIn) -> Me:
    """Tell a reader who they are; a child's zone is that of the office that keeps the case file."""
    office = account.office
    if office is None and account.case is not None:
        office = await running.access.office(account.case)
    return Me(
        user=account.user,
        role=account.role,
        name=account.name,
        language=account.language,
        office=account.office,
        zone=await running.offices.zone(office),
        device=reader.device,
        case=account.case,
        server_time=rfc3339(running.clock()),
        version=VERSION,
        vapid_public_key=running.vapid_public_key,
    )
