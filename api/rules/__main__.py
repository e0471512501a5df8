"""`replay FILE.toml` prints what the rules conclude of a scenario; `check FILE…` compares with `expect`."""

import argparse
import json
import sys
from pathlib import Path

from api.rules.replay import Unusable, differences, read, told
from schemas.rules import load


def main(arguments: list[str] | None = None) -> int:
    """Run a scenario; 2 when a file cannot be read, 1 when `check` finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m api.rules", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    replay = commands.add_parser("replay", help="print the flags, review and service of one scenario as JSON")
    replay.add_argument("file", type=Path)
    check = commands.add_parser("check", help="compare scenarios with what they expect")
    check.add_argument("files", type=Path, nargs="+")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "replay":
            print(json.dumps(told(read(chosen.file).evaluate(load())), ensure_ascii=False, indent=2))
            return 0
        return max(_compare(file) for file in chosen.files)
    except Unusable as unusable:
        print(unusable, file=sys.stderr)
        return 2


def _compare(file: Path) -> int:
    scenario = read(file)
    wrong = differences(scenario.expect, scenario.evaluate(load()))
    print(f"{'not so' if wrong else 'ok    '}  {file.name}  {scenario.title}")
    for difference in wrong:
        print(f"        {difference}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
