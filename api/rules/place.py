"""Where an observation was made, as a disc, against the places that an order names.

A fix is a disc of 68 %; twice its radius is taken for certainty (SCENARIOS.md, "Place"). Distances are
geodesic, on WGS 84.
"""

import datetime as dt
import math
from enum import Enum

from geopy.distance import geodesic
from msgspec import Struct

from api.rules.memory import Memory
from api.rules.reading import CaseFile
from schemas.parts import Place

_WGS84 = geodesic()
"""One ellipsoid for all distances: geopy computes its series anew for every instance."""


class Disc(Struct, frozen=True):
    """A place of an order: centre and radius in metres."""

    lat: float
    lon: float
    radius_m: float


class Where(Enum):
    """How a fix lies to a disc, or to several."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    EDGE = "edge"
    COARSE = "coarse"  # no accuracy, or too large a one: it decides nothing
    NOWHERE = "nowhere"  # no fix at all


class Fix(Struct, frozen=True):
    """How a fix lies, with the numbers that show why: distance to the nearest centre, in metres."""

    where: Where
    distance_m: float | None = None
    accuracy_m: float | None = None
    radius_m: float | None = None


def disc(lat: float | None, lon: float | None, radius_m: float | None) -> Disc | None:
    """Make a disc of what an order or a case file says; None when it does not say enough."""
    if lat is None or lon is None or radius_m is None:
        return None
    if not all(map(math.isfinite, (lat, lon, radius_m))):
        return None
    return Disc(lat, lon, radius_m)


def lies(place: Place | None, discs: list[Disc], on: dt.date, file: CaseFile) -> Fix:
    """Say how a fix lies to a list of at least one disc: inside one, outside all, or on an edge."""
    if place is None or not (math.isfinite(place.lat) and math.isfinite(place.lon)):
        return Fix(Where.NOWHERE)
    measured = [(metres(place, d, file.memory), d) for d in discs]
    # The nearest is the one whose edge is nearest: it is what the person who reads the reasons asks about.
    distance, nearest = min(measured, key=lambda m: (m[0] - m[1].radius_m, m[0]))
    numbers = {"distance_m": distance, "accuracy_m": place.accuracy_m, "radius_m": nearest.radius_m}
    # Written so that an accuracy which is not a number counts as coarse.
    if place.accuracy_m is None or not place.accuracy_m <= file.catalogue.value("place.coarse_m", on):
        return Fix(Where.COARSE, **numbers)
    reach = place.accuracy_m * file.catalogue.value("place.certainty_factor", on)
    if any(away + reach <= d.radius_m for away, d in measured):
        return Fix(Where.INSIDE, **numbers)
    if all(away - reach > d.radius_m for away, d in measured):
        return Fix(Where.OUTSIDE, **numbers)
    return Fix(Where.EDGE, **numbers)


def metres(place: Place, to: Disc, memory: Memory) -> float:
    """Geodesic distance from a fix to the centre of a disc."""
    key = place.lat, place.lon, to
    if key not in memory.metres:
        memory.metres[key] = float(_WGS84.measure((place.lat, place.lon), (to.lat, to.lon))) * 1000
    return memory.metres[key]
