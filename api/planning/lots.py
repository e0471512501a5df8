"""Drawing lots that an auditor can draw again and a child cannot foresee.

A lot is a number computed from a secret and from what is drawn about (HMAC-SHA256, RFC 2104). The secret is
the installation's and stands in the server's registry alone: it is in no case file, on no phone and in
nobody's small database, so that neither what a phone holds nor all former checks tell of the next one; and
whoever may see it, an auditor, gets the same lots from the same case files. Each case has a key of its own,
so that the lots of one case can be checked without those of the others.
"""

import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence

_SCALE = 1 << 64


class Lots:
    """Numbers in [0, 1), each for what it is drawn about."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def case(self, case: str, *about: str) -> float:
        """Draw about one case."""
        key = hmac.new(self._secret, f"plan\x1f{case}".encode(), hashlib.sha256).digest()
        return _number(key, about)

    def all(self, *about: str) -> float:
        """Draw about an inspector's day."""
        return _number(self._secret, ("plan", *about))


def _number(key: bytes, about: Sequence[str]) -> float:
    drawn = hmac.new(key, "\x1f".join(about).encode(), hashlib.sha256).digest()
    return int.from_bytes(drawn[:8], "big") / _SCALE


def sample(chances: Mapping[str, float], order: Mapping[str, float], start: float, most: int) -> list[str]:
    """Choose names so that each has its own chance, and as many as the chances add up to, but for rounding.

    Systematic sampling from a list in random order: the chances are laid end to end and every whole number
    after `start` picks the name under it. One evening is as full as the next, each child has the same chance
    whatever happened on other evenings, and no name comes twice. Where more than `most` would be chosen all
    chances shrink alike. Source: W. G. Madow, "On the theory of systematic sampling, II", Annals of
    Mathematical Statistics 20 (1949).
    """
    expected = sum(chances.values())
    scale = min(1.0, most / expected) if expected else 1.0
    chosen, upto, at = [], 0.0, start
    for name in sorted(chances, key=lambda one: (order[one], one)):
        upto += min(chances[name] * scale, 1.0)
        if at < upto:
            chosen.append(name)
            at += 1.0
    return chosen[:most]


def tour(places: Mapping[str, tuple[float, float] | None], turn: float) -> list[str]:
    """Order names so that neighbours follow one another, and no name has a place of its own in the evening.

    `places` are degrees of latitude and longitude. Around the middle of them the names stand in a circle; a
    lot, `turn`, says where in the circle the evening begins and which way it goes. So the far village is as
    likely the first as the last, and its hour cannot be guessed from where it lies.
    """
    known = {name: place for name, place in places.items() if place is not None}
    unknown = sorted(set(places) - set(known))
    if not known:
        return _turned(unknown, turn)
    lat = sum(place[0] for place in known.values()) / len(known)
    lon = sum(place[1] for place in known.values()) / len(known)
    circle = sorted(known, key=lambda name: (_angle(known[name], lat, lon), name))
    return _turned([*circle, *unknown], turn)


def _turned(circle: list[str], turn: float) -> list[str]:
    if not circle:
        return []
    steps = int(turn * 2 * len(circle))
    begin, backwards = divmod(steps, 2)
    turned = circle[begin:] + circle[:begin]
    return turned[::-1] if backwards else turned


def _angle(place: tuple[float, float], lat: float, lon: float) -> float:
    """The direction in which a place lies from the middle; longitudes shrink towards the pole."""
    return math.atan2(place[0] - lat, (place[1] - lon) * math.cos(math.radians(lat)))
