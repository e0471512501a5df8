"""The plot of docs/speed.svg: for each row how many times a peer's speed, on a logarithmic scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT, RIGHT, TOP = 270, 760, 64
BAR, GAP = 11, 12
LOW, HIGH = 0.5, 64.0
COLOURS = {"CouchDB": "#b3541e", "pouchdb-server": "#3b6ea5"}


class Bars(NamedTuple):
    name: str
    times: dict[str, float]
    """by peer: our rate divided by theirs"""
    aim: float | None
    """times CouchDB"""


def _x(times: float) -> float:
    share = (math.log2(min(max(times, LOW), HIGH)) - math.log2(LOW)) / (math.log2(HIGH) - math.log2(LOW))
    return LEFT + share * (RIGHT - LEFT)


def svg(rows: Sequence[Bars], title: str) -> str:
    parts = []
    y = TOP
    for row in rows:
        middle = y + BAR
        parts.append(f'<text x="{LEFT - 10}" y="{middle + 4}" text-anchor="end">{escape(row.name)}</text>')
        for number, (peer, colour) in enumerate(COLOURS.items()):
            if peer not in row.times:
                continue
            times, top = row.times[peer], y + number * (BAR + 1)
            end = _x(times)
            parts.append(
                f'<rect x="{_x(1):.1f}" y="{top}" width="{max(end - _x(1), 1):.1f}" height="{BAR}"'
                f' fill="{colour}"/>'
                f'<text x="{max(end, _x(1)) + 5:.1f}" y="{top + 9}" font-size="10">{times:.1f}×</text>'
            )
        if row.aim is not None:
            at = _x(row.aim)
            parts.append(f'<path d="M{at:.1f} {y - 3}v{BAR + 6}" stroke="#111" stroke-width="2"/>')
        y += 2 * BAR + GAP
    grid = [
        f'<path d="M{_x(step):.1f} {TOP - 8}V{y}" stroke="#ccc"/>'
        f'<text x="{_x(step):.1f}" y="{TOP - 14}" text-anchor="middle" font-size="10">{step:g}×</text>'
        for step in (1, 2, 4, 8, 16, 32)
    ]
    legend = [
        f'<rect x="{LEFT + 170 * number}" y="22" width="11" height="11" fill="{colour}"/>'
        f'<text x="{LEFT + 170 * number + 16}" y="32">times {peer}</text>'
        for number, (peer, colour) in enumerate(COLOURS.items())
    ]
    legend.append(f'<path d="M{LEFT + 350} 20v15" stroke="#111" stroke-width="2"/>')
    legend.append(f'<text x="{LEFT + 358}" y="32">aim against CouchDB</text>')
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {y + 10}" font-family="sans-serif"'
                f' font-size="12" role="img" aria-label="{escape(title)}">'
            ),
            f'<rect width="860" height="{y + 10}" fill="#fff"/>',
            *legend,
            *grid,
            *parts,
            "</svg>\n",
        ]
    )
