"""The parameters of each condition type: what an order fixes about one duty or prohibition.

A condition's `params` is read by its `type`; the shapes are those of DOCUMENTS.md. What the order does
not say is None and takes the rule catalogue's value (schemas/rules), never a number in the code.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta

from schemas.parts import Area, Circle, Date, Line, Minutes, Part, Text, Weekday, Window

ConditionType = Literal[
    "curfew", "residence", "stay_away", "stay_within", "school_attendance", "registration", "check_in",
    "treatment", "community_service", "no_contact", "other",
]  # fmt: skip


class CurfewParams(Part, frozen=True):
    """Be at home in the windows; `place` None means the residence of the case."""

    windows: Annotated[list[Window], Meta(min_length=1, max_length=50)]
    place: Circle | None = None


class StayAwayParams(Part, frozen=True):
    """Keep out of the areas, always or in the windows."""

    areas: Annotated[list[Area], Meta(min_length=1, max_length=200)]
    windows: list[Window] | None = None


class StayWithinParams(Part, frozen=True):
    """Do not leave the areas without permission."""

    areas: Annotated[list[Area], Meta(min_length=1, max_length=200)]


class Tolerance(Part, frozen=True):
    """How many unexcused days in how many days raise nothing."""

    days: Annotated[int, Meta(ge=0, le=366)] = 0
    per_days: Annotated[int, Meta(ge=1, le=366)] = 30


class SchoolAttendanceParams(Part, frozen=True):
    """Attend the school's lessons."""

    school: Line | None = None
    tolerance: Tolerance | None = None


class Weekly(Part, frozen=True, forbid_unknown_fields=True):
    """On one day of every week."""

    weekday: Weekday


class Monthly(Part, frozen=True, forbid_unknown_fields=True):
    """On these days of every month."""

    monthdays: Annotated[list[Annotated[int, Meta(ge=1, le=31)]], Meta(min_length=1, max_length=31)]


class TimesAMonth(Part, frozen=True, forbid_unknown_fields=True):
    """So many times in a calendar month, on days the register does not fix (decision 0004)."""

    times_a_month: Annotated[int, Meta(ge=1, le=31)]


class RegistrationParams(Part, frozen=True):
    """Appear at the office. `every` is one of Weekly, Monthly, TimesAMonth, read by its one key."""

    every: dict[str, Any]
    grace_days: Annotated[int, Meta(ge=0, le=31)] | None = None


class CheckInParams(Part, frozen=True):
    """Answer a request within `window_s` seconds."""

    window_s: Annotated[int, Meta(ge=60, le=86_400)] | None = None


class TreatmentParams(Part, frozen=True):
    """Attend the sessions of a provider."""

    provider: Line | None = None


class CommunityServiceParams(Part, frozen=True):
    """Work `hours` by the day `by`; more than `max_minutes_per_day` a day does not count."""

    hours: Annotated[float, Meta(gt=0, le=2_000)]
    by: Date | None = None
    max_minutes_per_day: Minutes | None = None


class WordsParams(Part, frozen=True):
    """A duty that only people judge: the order's own text."""

    text: Text | None = None


class NoParams(Part, frozen=True):
    """Nothing beyond the type."""


PARAMS: dict[str, type[Part]] = {
    "curfew": CurfewParams,
    "residence": NoParams,
    "stay_away": StayAwayParams,
    "stay_within": StayWithinParams,
    "school_attendance": SchoolAttendanceParams,
    "registration": RegistrationParams,
    "check_in": CheckInParams,
    "treatment": TreatmentParams,
    "community_service": CommunityServiceParams,
    "no_contact": WordsParams,
    "other": WordsParams,
}

FREQUENCIES: dict[str, type[Part]] = {"weekday": Weekly, "monthdays": Monthly, "times_a_month": TimesAMonth}
