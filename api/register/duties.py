"""The duties that a row states, as conditions to be: one *slot* each, so that a later row can be compared.

Where one type can stand twice (two registration days a week), slots are numbered from the second on. The
school is no duty here, nor is anything else the row does not say. The residence is: whoever's address the
order fixes may not change it without notice (CC art. 44).
"""

from typing import Any

import msgspec

from api.register.columns import Field
from api.register.reading import Reading
from schemas.params import ConditionType
from schemas.parts import Window


class Duty(msgspec.Struct, frozen=True):
    """One condition as the row words it; `column` is where."""

    slot: str
    type: ConditionType
    column: Field
    params: dict[str, Any]


COLUMNS: dict[str, Field] = {
    "residence": "address",
    "curfew": "curfew",
    "stay_away": "stay_away",
    "registration": "registration",
    "community_service": "hours",
}
"""Which column words which type of condition."""
SILENT: frozenset[ConditionType] = frozenset({"registration", "community_service"})
"""Types that are breached by what was *not* recorded. What was done before the import is on paper: judged
from the order's first day, half a year of appearances would be missing, and a child suspected for it."""
MAX_SLOTS = 7
"""registration on every day of the week"""


def duties(reading: Reading) -> list[Duty]:
    """List the duties of a row."""
    found: list[Duty] = []
    if reading.address:
        found.append(Duty("residence", "residence", "address", {}))
    if reading.windows:
        windows = [_window(window) for window in reading.windows]
        found.append(Duty("curfew", "curfew", "curfew", {"windows": windows}))
    if reading.areas:
        areas = [{"name": name} for name in reading.areas]
        found.append(Duty("stay_away", "stay_away", "stay_away", {"areas": areas}))
    for place, every in enumerate(reading.frequency):
        slot = "registration" if place == 0 else f"registration:{place}"
        found.append(Duty(slot, "registration", "registration", {"every": every}))
    if reading.hours is not None:
        params = {"hours": reading.hours, "by": reading.until.isoformat()}
        found.append(Duty("community_service", "community_service", "hours", params))
    return found


def slots(column: Field) -> list[str]:
    """List the slots that a column can fill."""
    (type_,) = (type_ for type_, worded_in in COLUMNS.items() if worded_in == column)
    return (
        [type_, *(f"{type_}:{place}" for place in range(1, MAX_SLOTS))]
        if type_ == "registration"
        else [type_]
    )


def _window(window: Window) -> dict[str, Any]:
    return {"days": list(window.days), "from": window.from_, "to": window.to}
