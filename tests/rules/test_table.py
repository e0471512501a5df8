"""The table of conditions by situations is the one that the scenarios give, and has no empty cell."""

from tests.rules import table


def test_every_cell_is_proved_by_a_scenario() -> None:
    """Nine conditions, ten situations: each that can be is in some scenario, and counts there."""
    assert [cell for cell, names in table.table().items() if not names] == []


def test_the_table_in_the_readme_is_the_one_of_now() -> None:
    """`python -m tests.rules.table` has been run since a scenario was added or the rules changed."""
    assert table.written() in table.README.read_text(encoding="utf-8")
