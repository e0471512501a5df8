"""When a condition binds: its own dates, its order's term, what superseded it, and what was permitted.

"A condition binds from `from` until `until` or the order's end, as amended by the latest superseding
condition known" (SCENARIOS.md). A new wording stands from its own `from`, which may lie in the past; from
then on the old one does not bind. Orders supersede one another in the same way: the conditions of an old
order go on under the new one, until its end.
"""

import datetime as dt
from collections import defaultdict
from itertools import pairwise

from api.rules.findings import Review
from api.rules.intervals import FAR_FUTURE, FAR_PAST, Stretch, intersect, subtract, union, utc
from api.rules.local import ends, starts
from api.rules.reading import CaseFile
from api.rules.standing import Known, Standing
from schemas.documents import Condition, Order


class Law:
    """Answers when the conditions of one case file bind, as far as was known at a moment."""

    def __init__(self, file: CaseFile, standing: Standing) -> None:
        self.file = file
        self.standing = standing
        self.later_conditions = _superseders(file.conditions, file)
        self.later_orders = _superseders(file.orders, file)
        self.lineage = _lineages(file.conditions)
        self._force: dict[tuple[str, Known], list[Stretch]] = {}
        self._leave: dict[tuple[str, Known], list[Stretch]] = {}
        self._term: dict[tuple[str, Known], list[Stretch]] = {}
        self._only_order = self._find_only_order()
        self._tell_what_is_missing()

    def force(self, condition: Condition, known: Known) -> list[Stretch]:
        """When the condition binds, permissions left aside."""
        key = (condition.id, known)
        if key not in self._force:
            self._force[key] = self._reckon(condition, known)
        return self._force[key]

    def _reckon(self, condition: Condition, known: Known) -> list[Stretch]:
        own = [(utc(condition.from_), utc(condition.until) if condition.until else FAR_FUTURE)]
        if known.wording:
            return union(own)
        if not self.standing.known(condition.id, known):
            return []
        later = [
            utc(self.file.conditions[other].from_)
            for other in self.later_conditions.get(condition.id, ())
            if self.standing.known(other, known)
        ]
        if later:
            own = subtract(own, [(min(later), FAR_FUTURE)])
        return intersect(union(own), self._terms(condition, known))

    def _terms(self, condition: Condition, known: Known) -> list[Stretch]:
        """When the order of a condition, or what superseded it, is in its term."""
        key = (condition.id, known)
        if key not in self._term:
            self._term[key] = self._reckon_terms(condition, known)
        return self._term[key]

    def _reckon_terms(self, condition: Condition, known: Known) -> list[Stretch]:
        order = self.order(condition)
        if order is None:
            return [(FAR_PAST, FAR_FUTURE)]
        chain = [order.id, *self.later_orders.get(order.id, ())]
        terms: list[Stretch] = []
        for order_id in chain:
            if order_id != order.id and not self.standing.known(order_id, known):
                continue
            one = self.file.orders[order_id]
            start = FAR_PAST if order_id == order.id else starts(one.from_, self.file.zone)
            stops = [
                starts(self.file.orders[other].from_, self.file.zone)
                for other in self.later_orders.get(order_id, ())
                if self.standing.known(other, known)
            ]
            terms.append((start, min([self._end(one), *stops])))
        return union(terms)

    def _end(self, order: Order) -> dt.datetime:
        return ends(order.until, self.file.zone) if order.until else FAR_FUTURE

    def order(self, condition: Condition) -> Order | None:
        """The order that a condition belongs to; without a name, the only one there is."""
        if condition.order is not None:
            return self.file.orders.get(condition.order)
        return self._only_order

    def _find_only_order(self) -> Order | None:
        first = [o for o in self.file.orders.values() if o.supersedes not in self.file.orders]
        return first[0] if len(first) == 1 else None

    def term_ends(self, condition: Condition) -> dt.datetime:
        """When the term of the condition's order, as now known, is over."""
        terms = self._terms(condition, Known(self.file.now))
        return terms[-1][1] if terms else FAR_PAST

    def orders_end(self) -> dt.datetime:
        """When the last order's term is over; the end of time when there is none."""
        ends_of = [
            min(
                [
                    self._end(o),
                    *(
                        starts(self.file.orders[x].from_, self.file.zone)
                        for x in self.later_orders.get(o.id, ())
                    ),
                ]
            )
            for o in self.file.orders.values()
        ]
        return max(ends_of, default=FAR_FUTURE)

    def leave(self, condition: Condition, known: Known) -> list[Stretch]:
        """When the minor was permitted what the condition forbids."""
        key = (condition.id, known)
        if key not in self._leave:
            self._leave[key] = union(
                (utc(p.from_), utc(p.until))
                for p in self.file.permissions
                if not known.wording
                and self.covers(p.conditions, condition)
                and self.standing.stands(p.id, known)
            )
        return self._leave[key]

    def covers(self, named: list[str], condition: Condition) -> bool:
        """Does a list of a permission name the condition, in whatever wording?"""
        return "*" in named or not self.lineage[condition.id].isdisjoint(named)

    def binding(self, condition: Condition, known: Known) -> list[Stretch]:
        """When the condition binds and nothing is permitted."""
        return subtract(self.force(condition, known), self.leave(condition, known))

    def _tell_what_is_missing(self) -> None:
        for condition in self.file.conditions.values():
            if condition.order is not None and condition.order not in self.file.orders:
                self.file.review.add(
                    Review(reason="order_not_found", document=condition.id, field="condition.order")
                )
        for permission in self.file.permissions:
            for index, named in enumerate(permission.conditions):
                if named != "*" and named not in self.file.conditions:
                    field = f"permission.conditions[{index}]"
                    self.file.review.add(
                        Review(reason="condition_not_found", document=permission.id, field=field)
                    )


def _superseders(acts: dict[str, Condition] | dict[str, Order], file: CaseFile) -> dict[str, tuple[str, ...]]:
    """For each act, all that superseded it, at whatever remove.

    Where two acts supersede the same one, the one entered later supersedes the other: it is the latest known.
    """
    direct: dict[str, list[str]] = defaultdict(list)
    for act in acts.values():
        if act.supersedes is not None and act.supersedes != act.id:
            direct[act.supersedes].append(act.id)
    for rivals in list(direct.values()):
        rivals.sort(key=lambda act_id: (file.arrival[act_id], act_id))
        for earlier, later in pairwise(rivals):
            direct[earlier].append(later)
    later_than: dict[str, tuple[str, ...]] = {}
    for act_id in acts:
        found: set[str] = set()
        waiting = list(direct.get(act_id, ()))
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += direct.get(one, ())
        if act_id in found or acts[act_id].supersedes == act_id:
            field = f"{act_id.split(':', 1)[0]}.supersedes"
            file.review.add(Review(reason="supersedes_loop", document=act_id, field=field))
        found.discard(act_id)
        if found:
            later_than[act_id] = tuple(sorted(found))
    return later_than


def _lineages(conditions: dict[str, Condition]) -> dict[str, frozenset[str]]:
    """All wordings of the same duty, for each condition."""
    group: dict[str, set[str]] = {}
    for condition in conditions.values():
        mine = group.setdefault(condition.id, {condition.id})
        if condition.supersedes is not None:
            other = group.setdefault(condition.supersedes, {condition.supersedes})
            if other is not mine:
                mine |= other
                for member in other:
                    group[member] = mine
    return {condition_id: frozenset(members) for condition_id, members in group.items()}
