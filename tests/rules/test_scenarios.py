"""Every scenario is a case file that a lawyer can read, and holds through the code that the server runs."""

from pathlib import Path

import pytest

from api.rules.replay import differences, read
from schemas.rules import load

SCENARIOS = sorted(f for f in Path(__file__).parent.joinpath("scenarios").glob("*.toml") if f.name[0] != "_")


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
def test_the_scenario_holds(file: Path) -> None:
    """What `expect` says, and no other flag."""
    scenario = read(file)
    assert "flags" in scenario.expect
    assert differences(scenario.expect, scenario.evaluate(load())) == []
