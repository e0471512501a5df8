"""Runs a scenario of the ladder: the rules first, then the steps, as the server does.

The file is that of tests/rules, with `[expect.ladder]`: `proposals` (what stands in an entry must be so, and
no other proposal may be there), `counted`, `violations`, `warnings`, `submissions`.
"""

from pathlib import Path
from typing import Any

import msgspec

from api.ladder import Ladder, ladder
from api.rules.replay import Scenario, differences, read
from schemas.rules import load


def climb(scenario: Scenario) -> Ladder:
    """Evaluate a case file, and put its flags where the store would have them."""
    flags = scenario.evaluate(load()).flags
    return ladder([*scenario.documents, *flags], scenario.now, scenario.zone)


def wrong(path: Path) -> list[str]:
    """Say where the ladder is not what the scenario expects."""
    scenario = read(path)
    expect = scenario.expect["ladder"]
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(climb(scenario)))
    told = differences({"flags": scenario.expect["flags"]}, scenario.evaluate(load()))
    if "counted" in expect and expect["counted"] != found["counted"]:
        told.append(f"counted: {found['counted']}, expected {expect['counted']}")
    for part in ("proposals", "violations", "warnings", "submissions"):
        if part in expect:
            told += _differ(part, expect[part], found[part])
    return told


def _differ(part: str, wanted: list[dict[str, Any]], given: list[dict[str, Any]]) -> list[str]:
    if len(wanted) != len(given):
        return [f"{part}: {given}, expected {wanted}"]
    return [
        f"{part}[{index}].{name}: {there.get(name)}, expected {value}"
        for index, (one, there) in enumerate(zip(wanted, given, strict=True))
        for name, value in one.items()
        if there.get(name) != value
    ]
