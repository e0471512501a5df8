"""Tell an operator what an import does, row by row, in a terminal or a CSV file.

Names of fields, not what stands in them: the terminal may be looked at. Only what could not be understood is
shown as it stands, because somebody must find and mend it.
"""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from api.register.columns import HEADINGS
from api.register.examination import Examined
from api.register.plan import Plan
from api.register.troubles import MEANING, Warned

_OUTCOMES = {
    "created": "created",
    "changed": "changed",
    "unchanged": "unchanged",
    "trouble": "cannot be understood",
}
_SHOWN_ROWS = 12


def lines(examined: Examined, *, rows: bool = True) -> Iterator[str]:
    """Write the report: rows (unless not wanted), warnings by kind, then totals."""
    if examined.unknown_columns:
        yield f"Columns that are not read: {', '.join(examined.unknown_columns)}."
    if examined.missing_columns:
        yield f"Columns that the file lacks (left as they are): {', '.join(examined.missing_columns)}."
    for plan in examined.plans:
        if rows or plan.troubles:
            yield from _row(plan)
    yield from _warnings(examined)
    if examined.removed:
        yield f"No longer in the register (nothing is done about them): {', '.join(examined.removed)}."


def summary(examined: Examined, *, committed: bool) -> str:
    """Count the outcomes in one sentence."""
    counts = Counter(plan.outcome for plan in examined.plans)
    verb = "Imported" if committed else "Dry run, nothing written"
    return (
        f"{verb}: {len(examined.plans)} rows: {counts['created']} created, {counts['changed']} changed, "
        f"{counts['unchanged']} unchanged, {counts['trouble']} cannot be understood."
    )


def write_csv(examined: Examined, path: Path) -> None:
    """Write the row-by-row report as a CSV file that Excel opens, readable by its owner only.

    Raises:
        OSError: when it cannot be written.

    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["row", "number", "outcome", "column", "code", "value", "meaning"])
        for plan in examined.plans:
            for column, code, value in _entries(plan):
                meaning = MEANING.get(code, "")
                table.writerow(
                    map(_harmless, [str(plan.row), plan.number, plan.outcome, column, code, value, meaning])
                )


def _row(plan: Plan) -> Iterator[str]:
    start = f"row {plan.row}: {plan.number or '(no number)'}: {_OUTCOMES[plan.outcome]}"
    if plan.troubles:
        for trouble in plan.troubles:
            yield f"{start}: {trouble.column}: «{trouble.value}»: {MEANING[trouble.code]}"
    elif plan.fields:
        yield f"{start}: {', '.join(HEADINGS[field][0] for field in plan.fields)}"
    else:
        yield start


def _warnings(examined: Examined) -> Iterator[str]:
    by_kind: dict[tuple[str, str], list[Warned]] = defaultdict(list)
    for plan in examined.plans:
        for warned in plan.warnings:
            by_kind[warned.column, warned.code].append(warned)
    for (column, code), found in sorted(by_kind.items()):
        numbers = ", ".join(_about(warned) for warned in found[:_SHOWN_ROWS])
        more = f" and {len(found) - _SHOWN_ROWS} more" if len(found) > _SHOWN_ROWS else ""
        yield f"to look at: {column}: {MEANING[code]}: row{'s' * (len(found) > 1)} {numbers}{more}"


def _about(warned: Warned) -> str:
    return f"{warned.row} ({warned.about})" if warned.about else str(warned.row)


def _entries(plan: Plan) -> Iterator[tuple[str, str, str]]:
    if not plan.troubles and not plan.warnings and not plan.fields:
        yield "", "", ""
    for trouble in plan.troubles:
        yield trouble.column, trouble.code, trouble.value
    for field in plan.fields:
        yield HEADINGS[field][0], "changed", ""
    for warned in plan.warnings:
        yield warned.column, warned.code, warned.about


def _harmless(cell: str) -> str:
    """A cell that Excel would take for a formula is written as text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
