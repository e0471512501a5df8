"""`python -m api COMMAND`: one line for each; what a command does is in its own module."""

import importlib
import os
import sys

from sync.errors import SyncError, UnusableFile

COMMANDS = {
    "serve": ("api.serve", "serve everything from one data folder"),
    "import": ("api.register.command", "read a register (CSV, .xlsx) into case files"),
    "account": ("api.accounts.command", "add, list, disable accounts; passwords; sessions"),
    "assign": ("api.cases.command", "let an inspector into case files"),
    "calendar": ("api.calendars.command", "school calendars and moved holidays: import, show"),
    "rebuild": ("api.readmodel.command", "make the supervisors' lists anew from the store"),
    "backup": ("api.backup", "copy a data folder while the server runs"),
    "migrate-store": ("api.migrate", "move an installation to a CouchDB, or back"),
    "demo": ("api.demo.command", "fill an empty data folder with an invented office"),
}


def main(argv: list[str]) -> int:
    """Run a command; 2 when there is no such command, 1 when the store cannot be used."""
    if not argv or argv[0] in {"-h", "--help"}:
        print(_usage())
        return 0 if argv else 2
    if argv[0] not in COMMANDS:
        print(f"There is no command {argv[0]!r}.\n\n{_usage()}", file=sys.stderr)
        return 2
    command = importlib.import_module(COMMANDS[argv[0]][0])
    try:
        return int(command.main(argv[1:]))
    except UnusableFile as error:
        print(error, file=sys.stderr)
    except SyncError as error:
        print(f"The store cannot be used: {error.reason}.", file=sys.stderr)
    return 1


def _usage() -> str:
    lines = [f"  {name:<13} {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["python -m api COMMAND ...", *lines])


if __name__ == "__main__":
    # Whatever a command makes is its user's alone: the store, a backup, a report with names in it.
    os.umask(0o077)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
