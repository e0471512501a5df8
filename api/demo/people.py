"""Who works in the demo's office, and with which passwords."""

import os
from collections.abc import Mapping

import msgspec

from api.accounts.accounts import Account, Accounts
from api.demo.passwords import readable
from schemas.parts import Language, Role

OFFICE = "Өскемен қ. пробация бөлімі"
INSPECTOR, SUPERVISOR, MINOR, FORMER = "aigul", "serik", "minor-demo", "marat"


class Person(msgspec.Struct, frozen=True):
    """Somebody of the demo; `variable` names the environment's password."""

    user: str
    role: Role
    name: str
    language: Language
    variable: str


PEOPLE = (
    Person(INSPECTOR, "inspector", "Айгүл Сейітова", "kk", "QADAM_DEMO_INSPECTOR_PASSWORD"),
    Person(SUPERVISOR, "supervisor", "Серік Оспанов", "kk", "QADAM_DEMO_SUPERVISOR_PASSWORD"),
    Person(MINOR, "minor", "", "kk", "QADAM_DEMO_MINOR_PASSWORD"),
)


class Login(msgspec.Struct, frozen=True):
    """How somebody gets in."""

    role: Role
    user: str
    password: str
    given: bool
    """from the environment: not printed"""


async def enter(
    accounts: Accounts, case: str | None, name: str, environ: Mapping[str, str] = os.environ
) -> list[Login]:
    """Write the accounts and set their passwords; `case` and `name` are the minor's. Sessions stay.

    One after another: hashing takes 64 MB each time.
    """
    logins = []
    for person in PEOPLE:
        if person.role == "minor" and case is None:
            continue
        given = environ.get(person.variable, "")
        password = given or readable()
        account = Account(
            user=person.user,
            role=person.role,
            name=name if person.role == "minor" else person.name,
            language=person.language,
            office=None if person.role == "minor" else OFFICE,
            case=case if person.role == "minor" else None,
        )
        if await accounts.get(person.user) is None:
            await accounts.add(account, password)
        else:
            # The language is the user's own choice by now.
            await accounts.change(person.user, case=account.case, name=account.name)
            await accounts.set_password(person.user, password)
        logins.append(Login(person.role, person.user, password, bool(given)))
    if await accounts.get(FORMER) is None:
        await accounts.add(
            Account(user=FORMER, role="inspector", name="Марат Жақсыбеков", office=OFFICE, disabled=True)
        )
    return logins
