"""The values that documents are made of: times, places, people, windows, areas.

Times are RFC 3339 with an offset; places are WGS 84 with the radius in metres of a 68 % disc;
dates are days in the office's zone. Source: DOCUMENTS.md, "Rules for all of them".
"""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

Time = Annotated[dt.datetime, Meta(tz=True, description="RFC 3339 with an offset")]
Date = Annotated[dt.date, Meta(description="a day in the office's zone")]
ClockOffset = Annotated[float, Meta(description="server time minus device time, in seconds")]
Id = Annotated[str, Meta(min_length=1, max_length=300)]
Text = Annotated[str, Meta(max_length=20_000)]
Line = Annotated[str, Meta(max_length=300)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Metres = Annotated[float, Meta(ge=0, le=40_075_000)]
Minutes = Annotated[int, Meta(ge=0, le=1_440)]
HourMinute = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

Role = Literal[
    "inspector", "supervisor", "minor", "guardian", "court", "prosecutor", "police", "advocate",
    "psychologist", "mediator", "child_rights", "school", "analyst", "operator", "server",
]  # fmt: skip
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = ("kk", "ru", "en")


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A value inside a document."""


class By(Part, frozen=True):
    """Who recorded it, in which role, on which device. The server checks it against the session."""

    user: Line
    role: Role
    device: Line


class Place(Part, frozen=True):
    """Where the device was. `accuracy_m` is the radius of the 68 % disc; None: the device did not say."""

    lat: Latitude
    lon: Longitude
    accuracy_m: Metres | None = None


class Circle(Part, frozen=True):
    """A place that the order names as a disc of `radius_m`."""

    lat: Latitude
    lon: Longitude
    radius_m: Annotated[float, Meta(gt=0, le=40_075_000)]


class Area(Part, frozen=True):
    """A prohibited or permitted place.

    A register often gives only its name: then `lat`, `lon` and `radius_m` are None until a supervisor
    has put it on the map, the duty stands in words, and the rules say that they cannot judge it.
    """

    name: Line | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    radius_m: Annotated[float, Meta(gt=0, le=40_075_000)] | None = None


class Window(Part, frozen=True, rename={"from_": "from"}):
    """Hours that belong to the day on which they start; the start is inside, the end is not."""

    days: Annotated[list[Weekday], Meta(min_length=1, max_length=7)]
    from_: HourMinute
    to: HourMinute


class PersonName(Part, frozen=True):
    """A name as it came; `patronymic` is often absent."""

    family: Line
    given: Line
    patronymic: Line | None = None


class Guardian(Part, frozen=True):
    """A legal representative or another adult of the family."""

    name: Line | None = None
    relation: Line | None = None
    phone: Line | None = None
    legal_representative: bool = False
    safe_to_contact: bool | None = None


class Residence(Part, frozen=True):
    """Where the minor lives; `radius_m` is how far from the point still counts as at home."""

    address: Line | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    radius_m: Annotated[float, Meta(gt=0, le=40_075_000)] | None = None


class PersonMet(Part, frozen=True):
    """Somebody met at a visit."""

    relation: Line | None = None
    name: Line | None = None


class Evidence(Part, frozen=True):
    """A photograph or paper, which is a document of its own."""

    photo: Annotated[str, Meta(pattern=r"^photo:[0-9a-f]{64}$")]
    caption: Line | None = None


class Span(Part, frozen=True, rename={"from_": "from"}):
    """From one moment to another, half-open."""

    from_: Time
    until: Time


class Admitted(Part, frozen=True, kw_only=True):
    """A supervisor's word that a record from outside of an assignment counts all the same.

    `why` it had to be asked: `after_assignment`, `between_assignments`, `before_assignment`,
    `clock_in_doubt`, `time_unknown` or `too_late`; `ended_at`: the end of the assignment before it.
    """

    by: Line
    at: Time
    why: Line
    reason: Text
    ended_at: Time | None = None
