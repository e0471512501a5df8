"""Every scenario of the ladder is a case file that a lawyer can read."""

from pathlib import Path

import pytest

from tests.ladder.replay import wrong

SCENARIOS = sorted(f for f in Path(__file__).parent.joinpath("scenarios").glob("*.toml") if f.name[0] != "_")


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
def test_the_scenario_holds(file: Path) -> None:
    """What `expect.ladder` says, over the flags that `expect.flags` says."""
    assert wrong(file) == []
