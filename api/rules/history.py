"""What was raised once and no longer is: asked again as it was known before each record that took it away.

A correction, a permission, an amended condition or order, an excuse that leaves room in a tolerance, a late
record of what silence had missed: each is a moment, and just before it the server may have held a flag that
it does not find now. Only moments that can have touched something at stake are asked about.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

from api.rules.findings import Findings
from api.rules.intervals import FAR_PAST, shift, utc
from api.rules.matter import Family, Matter, Stake
from api.rules.standing import Known
from api.rules.states import Ground

if TYPE_CHECKING:
    from api.rules.findings import Raised


def lost(
    matter: Matter, family: Family, stakes: list[Stake], found_now: Findings, decided: set[str]
) -> Iterable[Ground]:
    """Find what the condition's rule raised at an earlier moment, by occasions not among those raised now.

    `stakes` are the family's; the changes of `found_now` gain the moments at which this may be answered
    otherwise.
    """
    standing_now = {raised.occasion for raised in found_now.raised}
    moments = _takers(matter, stakes) | set(family.relievers())
    found: dict[str, tuple[dt.datetime, Raised]] = {}
    for moment in sorted(moments, reverse=True):
        earlier = family.findings(Known(min(moment, matter.file.now), moment))
        found_now.changes |= earlier.changes
        for raised in earlier.raised:
            if raised.occasion not in standing_now and raised.occasion not in found:
                found[raised.occasion] = moment, raised
    prefix = f"flag:{matter.condition.id.removeprefix('condition:')}:"
    wanted = {f.removeprefix(prefix) for f in decided if f.startswith(prefix)} - standing_now - set(found)
    if wanted:
        # A decision proves that a flag was there, even where the documents no longer tell why it went:
        # a condition's end may have been edited in place.
        for raised in family.findings(Known(matter.file.now, wording=True)).raised:
            if raised.occasion in wanted and not raised.also & standing_now:
                found[raised.occasion] = FAR_PAST, raised
    for moment, raised in found.values():
        yield Ground(raised, lost_at=max(moment, raised.since))


def _takers(matter: Matter, stakes: list[Stake]) -> set[dt.datetime]:
    """When records came that may have taken away something at stake, after it was known."""
    file, law, condition = matter.file, matter.law, matter.condition
    takers: set[dt.datetime] = set()
    if not stakes:
        return takers
    since = min(stake.since for stake in stakes)
    stakes = sorted(stakes, key=lambda stake: stake.first)
    firsts = [stake.first for stake in stakes]
    longest = max(stake.last - stake.first for stake in stakes)
    for stake in stakes:
        replaced = matter.standing.replaced_at.get(stake.fact or "")
        if replaced is not None and replaced > stake.since:
            takers.add(replaced)
    for permission in file.permissions:
        came = file.arrival[permission.id]
        if came <= since or not law.covers(permission.conditions, condition):
            continue
        start, end = utc(permission.from_), utc(permission.until)
        reached = stakes[
            bisect_left(firsts, shift(start, -longest.total_seconds())) : bisect_left(firsts, end)
        ]
        if any(start <= s.last and came > s.since for s in reached):
            takers.add(came)
    order = law.order(condition)
    acts = [
        *law.later_conditions.get(condition.id, ()),
        *(law.later_orders.get(order.id, ()) if order else ()),
    ]
    takers |= {file.arrival[act] for act in acts if file.arrival[act] > since}
    return takers
