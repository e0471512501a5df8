"""How soon a supervisor sees it."""

from pathlib import Path

from tests.bench.latency import measure


async def test_a_push_is_a_flag_on_the_screen_in_time(tmp_path: Path) -> None:
    """Push of a curfew check to the flag event: under 300 ms at the median on loopback."""
    found = await measure(tmp_path, pushes=20)
    assert found.flag_median < 300, found
