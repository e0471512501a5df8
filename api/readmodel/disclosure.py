"""Figures for people who may not know persons: no count of one to four may be told, nor be worked out.

In a small office "1 community service" is a child that the town can name. Leaving out the one figure is not
enough: totals minus the rest give it back. So the whole row of such an office is withheld, and other rows
with it, smallest first, until the totals of rows and columns that are shown leave every small count at least
two possible values. For a table with known margins the possible values of a cell lie between
max(0, row + column - all) and min(row, column), and each of them is possible (Fréchet bounds; Dobra and
Fienberg, "Bounds for cell entries in contingency tables given marginal totals and decomposable graphs",
PNAS 97, 2000). What can be learnt by comparing two days is not prevented here.
"""

from collections.abc import Mapping

SMALL = 5
"""counts below it, but for 0, are not told"""
WITHHELD = "*"
FEW = "<5"

Counts = Mapping[str, Mapping[str, int]]
Told = dict[str, int | str]


def withheld_offices(offices: Counts, measures: list[str]) -> set[str] | None:
    """Choose the offices whose figures by measure are withheld; None: even their totals would tell.

    `offices` maps an office to its counts by measure.
    """
    size = {office: sum(counts.values()) for office, counts in offices.items()}
    small = {
        (office, measure)
        for office, counts in offices.items()
        for measure in measures
        if 0 < counts.get(measure, 0) < SMALL
    }
    if any(0 < total < SMALL for total in size.values()):
        return None
    hidden = {office for office, _ in small}
    rest = sorted(set(offices) - hidden, key=lambda office: (size[office], office))
    while any(_exact(offices, hidden, office, measure) for office, measure in small):
        if not rest:
            return None
        hidden.add(rest.pop(0))
    return hidden


def told(offices: Counts, measures: list[str]) -> tuple[int | str, Told, dict[str, tuple[int | str, Told]]]:
    """Give what may be told: all, all by measure, and by office its total and its counts by measure."""
    by_measure = {m: sum(counts.get(m, 0) for counts in offices.values()) for m in measures}
    everything = sum(by_measure.values())
    if 0 < everything < SMALL:
        return FEW, {}, {}
    if any(0 < count < SMALL for count in by_measure.values()):
        return everything, dict.fromkeys(measures, WITHHELD), {}
    hidden = withheld_offices(offices, measures)
    if hidden is None:
        return everything, dict(by_measure), {}
    shown: dict[str, tuple[int | str, Told]] = {}
    for office, counts in offices.items():
        row: Told = {m: WITHHELD if office in hidden else counts.get(m, 0) for m in measures}
        shown[office] = sum(counts.values()), row
    return everything, dict(by_measure), shown


def _exact(offices: Counts, hidden: set[str], office: str, measure: str) -> bool:
    """Tell whether the margins of the hidden rows leave this cell only one value."""
    row = sum(offices[office].values())
    column = sum(offices[other].get(measure, 0) for other in hidden)
    everything = sum(sum(offices[other].values()) for other in hidden)
    return max(0, row + column - everything) == min(row, column)
