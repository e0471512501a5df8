"""`python -m api account add|list|password|disable|enable|sessions|office|offices`.

A password is never an argument: other users of the machine can read those. It is asked for on the terminal,
or read from `--password-file` (first line), or from the environment (`QADAM_PASSWORD`).
"""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from api.accounts.orders import ORDERS, ROLES
from api.folder import UnusableFolder
from api.orders import Order, give
from schemas.parts import LANGUAGES

FAILED = 1


def main(argv: Sequence[str]) -> int:
    """Run the command; 1 when it could not be done."""
    given = vars(_parser().parse_args(argv))
    data, what = given.pop("data"), given.pop("what")
    file = given.pop("password_file", None)
    try:
        if what in {"add", "password"}:
            given["password"] = _password(file)
        if what == "enable":
            what, given["enable"] = "disable", "yes"
        told = {name: value for name, value in given.items() if isinstance(value, str)}
        if given.get("end"):
            told["end"] = "yes"
        done = asyncio.run(give(data, Order(f"account.{what}", dict(told)), ORDERS))
    except (UnusableFolder, ValueError, OSError) as error:
        return _fail(str(error))
    if not done.ok:
        return _fail(" ".join(done.lines))
    sys.stdout.write("".join(f"{line}\n" for line in done.lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api account", description="Who may log in.")
    default = Path(os.environ.get("QADAM_DATA", "data"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar="DIR", help="data folder ($QADAM_DATA, data)"
    )
    # After the verb too, as every other command takes it; there it has no default that would take the place.
    after = argparse.ArgumentParser(add_help=False)
    after.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=argparse.SUPPRESS)
    verbs = parser.add_subparsers(dest="what", required=True)
    add = verbs.add_parser("add", help="add an account", parents=[after])
    add.add_argument("user")
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--name", help="as colleagues know the person")
    add.add_argument("--office", help="key of the office")
    add.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    add.add_argument("--case", help="the minor's own case file")
    add.add_argument("--password-file", type=Path, metavar="FILE")
    verbs.add_parser("list", help="list all accounts", parents=[after])
    change = verbs.add_parser("password", help="set a password; the user's sessions end", parents=[after])
    change.add_argument("user")
    change.add_argument("--password-file", type=Path, metavar="FILE")
    for name, what in (("disable", "lock an account; its sessions end"), ("enable", "let it in again")):
        verbs.add_parser(name, help=what, parents=[after]).add_argument("user")
    sessions = verbs.add_parser("sessions", help="list a user's sessions, or end them", parents=[after])
    sessions.add_argument("user")
    sessions.add_argument("--end", action="store_true", help="end them all")
    office = verbs.add_parser("office", help="enter an office", parents=[after])
    office.add_argument("office", metavar="KEY")
    office.add_argument("--name")
    office.add_argument("--zone", help="as in the tz database (Asia/Almaty)")
    verbs.add_parser("offices", help="list the offices", parents=[after])
    return parser


def _password(file: Path | None) -> str:
    """Get a password, never from the arguments.

    Raises:
        ValueError: when two that were typed differ.

    """
    if file is not None:
        return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    if (said := os.environ.get("QADAM_PASSWORD")) is not None:
        return said
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise ValueError("The two passwords differ.")
    return first


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return FAILED
