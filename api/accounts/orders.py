"""What an operator may order about accounts, offices and sessions."""

from collections.abc import Mapping
from typing import get_args

import msgspec

from api.accounts.accounts import Account, Accounts, BadUser, UnknownUser, UserExists, normal
from api.accounts.offices import Office, Offices
from api.accounts.passwords import too_weak
from api.clock import Clock, rfc3339
from api.orders import Orders, Refused
from api.sessions.sessions import Sessions
from schemas.parts import LANGUAGES, Role
from sync.store import Store

Given = Mapping[str, str | None]

ROLES = tuple(role for role in get_args(Role) if role != "server")


async def add(store: Store, clock: Clock, given: Given) -> list[str]:
    """Add an account: user, role, name, password; office, language, case."""
    accounts = Accounts(store, clock)
    await accounts.prepare()
    user = normal(_needed(given, "user"))
    role, language = _needed(given, "role"), given.get("language") or LANGUAGES[0]
    if role not in ROLES:
        raise Refused(f"There is no role {role}: choose one of {', '.join(ROLES)}.")
    if language not in LANGUAGES:
        raise Refused(f"There is no language {language}: choose one of {', '.join(LANGUAGES)}.")
    office, case = given.get("office"), given.get("case")
    if role in {"inspector", "supervisor"} and not office:
        raise Refused(f"A {role} belongs to an office: --office KEY.")
    if role == "minor" and not case:
        raise Refused("A minor has a case: --case ID.")
    if office and await Offices(store).get(office) is None:
        raise Refused(
            f"There is no office {office}; add it: python -m api account office {office} --name NAME."
        )
    password = _good(_needed(given, "password"), user)
    fields = {"user": user, "role": role, "name": given.get("name") or user, "language": language}
    account = msgspec.convert({**fields, "office": office, "case": case, "kind": "account"}, Account)
    try:
        await accounts.add(account, password)
    except BadUser:
        raise Refused("A user's name has 2 to 64 letters a-z, digits, dots, dashes, underscores.") from None
    except UserExists:
        raise Refused(f"The name {user} is taken.") from None
    return [f"{user} can log in as {role}."]


async def show(store: Store, clock: Clock, _given: Given) -> list[str]:
    """List the accounts."""
    accounts = Accounts(store, clock)
    await accounts.prepare()
    return [
        "\t".join(
            (
                one.user,
                one.role,
                one.office or "-",
                one.language,
                "disabled" if one.disabled else "active",
                one.name,
            )
        )
        for one in await accounts.all()
    ]


async def password(store: Store, clock: Clock, given: Given) -> list[str]:
    """Set a password; every session of the user ends."""
    user = normal(_needed(given, "user"))
    try:
        await Accounts(store, clock).set_password(user, _good(_needed(given, "password"), user))
    except UnknownUser:
        raise Refused(f"There is no user {user}.") from None
    ended = await Sessions(store, clock).revoke(user)
    return [f"{user} has a new password; {ended} sessions ended."]


async def disable(store: Store, clock: Clock, given: Given) -> list[str]:
    """Disable an account, or with `enable` let it in again; every session ends."""
    user, off = normal(_needed(given, "user")), given.get("enable") is None
    try:
        await Accounts(store, clock).change(user, disabled=off)
    except UnknownUser:
        raise Refused(f"There is no user {user}.") from None
    ended = await Sessions(store, clock).revoke(user)
    return [f"{user} is {'disabled' if off else 'enabled'}; {ended} sessions ended."]


async def sessions(store: Store, clock: Clock, given: Given) -> list[str]:
    """List a user's sessions, or with `end` end them."""
    user, held = normal(_needed(given, "user")), Sessions(store, clock)
    if given.get("end") is not None:
        return [f"{await held.revoke(user)} sessions of {user} ended."]
    return [
        f"{one.role}\tdevice {one.device}\tsince {rfc3339(one.opened_at)}\tseen {rfc3339(one.seen_at)}"
        for one in await held.of(user)
    ]


async def office(store: Store, clock: Clock, given: Given) -> list[str]:
    """Enter an office, or change its name or zone; what is not said stays."""
    await Accounts(store, clock).prepare()
    key = _needed(given, "office")
    known = await Offices(store).get(key) or Office(key=key, name=key)
    entered = Office(key=key, name=given.get("name") or known.name, zone=given.get("zone") or known.zone)
    try:
        await Offices(store).put(entered)
    except ValueError as error:
        raise Refused(f"{error}.") from None
    return [f"Office {key}: {entered.name}, {entered.zone}."]


async def offices(store: Store, clock: Clock, _given: Given) -> list[str]:
    """List the offices."""
    await Accounts(store, clock).prepare()
    return [f"{one.key}\t{one.zone}\t{one.name}" for one in await Offices(store).all()]


ORDERS: Orders = {
    "account.add": add,
    "account.list": show,
    "account.password": password,
    "account.disable": disable,
    "account.sessions": sessions,
    "account.office": office,
    "account.offices": offices,
}


def _needed(given: Given, name: str) -> str:
    value = given.get(name)
    if not value:
        raise Refused(f"Missing: {name}.")
    return value


def _good(new: str, user: str) -> str:
    match too_weak(new, user):
        case "too_short":
            raise Refused("The password is too short: ten characters at least.")
        case "too_long":
            raise Refused("The password is too long: 256 characters at most.")
        case "like_user":
            raise Refused("The password contains the user's name.")
    return new
