"""From the documents of a case file to its flags: one pure function.

It reads no clock and does no I/O; the same documents in any order give the same result. Existing `flag`
documents are outputs of earlier evaluations and are not looked at.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from api.rules import attention, history
from api.rules.areas import StayAway, StayWithin
from api.rules.calendars import Calendars
from api.rules.check_in import CheckInRule, condition_of
from api.rules.community_service import CommunityService
from api.rules.curfew import Curfew
from api.rules.findings import Evaluation, Findings, Review
from api.rules.in_force import Law
from api.rules.inputs import Inputs
from api.rules.intervals import FAR_FUTURE
from api.rules.matter import Family, Matter
from api.rules.memory import Conclusion, Drawn, Memory
from api.rules.reading import CaseFile, read_file
from api.rules.registration import RegistrationRule
from api.rules.residence import ResidenceRule
from api.rules.school import School
from api.rules.silence import Holders
from api.rules.standing import Known, Standing
from api.rules.states import Ground, States
from api.rules.treatment import Treatment
from schemas.documents import Document
from schemas.ids import flag_id
from schemas.params import (
    CheckInParams,
    CommunityServiceParams,
    CurfewParams,
    RegistrationParams,
    SchoolAttendanceParams,
    StayAwayParams,
    StayWithinParams,
    TreatmentParams,
)
from schemas.rules import Catalogue
from schemas.zones import zone as find_zone

NONE = frozenset[dt.date]()


def evaluate(
    documents: Iterable[Mapping[str, Any] | Document],
    now: dt.datetime,
    zone: str,
    catalogue: Catalogue,
    calendar: Calendars | frozenset[dt.date] | None = None,
    *,
    memory: Memory | None = None,
) -> Evaluation:
    """Conclude what the documents of a case file say at a moment.

    `documents` are as stored (or read already), in any order; `now` has an offset; `zone` is the office's, by
    its tz database name; `calendar` are days without lessons, or all that is known of schools and the office.
    `memory` is that of the same case file, and saves to conclude again what no new document can touch: flags,
    review and service are the same with it and without, and `next_change` is never later. Documents in it
    must not be changed in place.

    Raises:
        ValueError: when there is no such zone. Nothing that a document says raises.

    """
    memory = memory or Memory()
    calendars = calendar if isinstance(calendar, Calendars) else Calendars.without_lessons(calendar or NONE)
    memory.settle(zone, catalogue, calendars)
    file = read_file(documents, now, find_zone(zone), catalogue, memory)
    file.calendars = calendars
    standing = Standing(file)
    law = Law(file, standing)
    states = States(file, standing, law)
    found, grounds = _conclude(file, standing, law, states)
    flags = sorted((states.flag(ground) for ground in grounds), key=lambda f: (f.condition, f.occasion))
    found.review.update(file.review, attention.of_facts(file, standing, law), attention.of_cases(file))
    found.review.update(states.review, _unheard(file, states, {i for g in grounds for i in _ids(g)}))
    found.service.update(attention.of_tasks(file, standing))
    changes = [c for c in (*found.changes, *file.changes, *states.changes) if c > file.now]
    return Evaluation(flags, sorted(found.review), sorted(found.service), min(changes, default=None))


def _ids(ground: Ground) -> set[str]:
    return {flag_id(ground.raised.condition, ground.raised.occasion), *ground.raised.also}


def _conclude(file: CaseFile, standing: Standing, law: Law, states: States) -> tuple[Findings, list[Ground]]:
    """Ask every condition's rule, now and as it was known before."""
    holders = Holders(file)
    inputs = Inputs(file, standing, holders, states.decided())
    everything, grounds = Findings(), []
    drawn: dict[str, Drawn] = {}
    for condition in file.conditions.values():
        rule = file.catalogue.judges.get(condition.type)
        params = file.params.get(condition.id)
        if rule is None or params is None:
            continue  # judged by people only, or unreadable and told so
        matter = Matter(condition, params, rule, file, standing, law)
        given = inputs.of(matter)
        known = file.memory.recall(condition.id, given, file.now)
        if known is None:
            known = _judge(matter, _family(matter, holders), states.decided())
            until = min(
                (c for c in {*known.found.changes, *file.changes} if c > file.now), default=FAR_FUTURE
            )
            drawn[condition.id] = Drawn(given, file.now, until, known)
        else:
            drawn[condition.id] = file.memory.drawn[condition.id]
        everything.review |= known.found.review | known.out_of_term
        everything.service |= known.found.service
        everything.changes |= known.found.changes
        grounds += known.grounds
    file.memory.drawn = drawn
    file.memory.keep_only(file.conditions)
    return everything, grounds


def _judge(matter: Matter, family: Family, decided: set[str]) -> Conclusion:
    """Draw the conclusion of one condition."""
    found = family.findings(Known(matter.file.now))
    grounds = [Ground(raised) for raised in found.raised]
    stakes = list(family.stakes())
    grounds += history.lost(matter, family, stakes, found, decided)
    return Conclusion(found, grounds, frozenset(attention.of_stakes(matter, stakes)))


def _family(matter: Matter, holders: Holders) -> Family:
    match matter.params:
        case CurfewParams() as params:
            return Curfew(matter, params)
        case StayAwayParams() as params:
            return StayAway(matter, params)
        case StayWithinParams() as params:
            return StayWithin(matter, params)
        case SchoolAttendanceParams() as params:
            return School(matter, params)
        case RegistrationParams() as params:
            return RegistrationRule(matter, params, holders)
        case CheckInParams() as params:
            return CheckInRule(matter, params, holders)
        case TreatmentParams():
            return Treatment(matter)
        case CommunityServiceParams() as params:
            return CommunityService(matter, params, holders)
        case _:
            return ResidenceRule(matter)


def _unheard(file: CaseFile, states: States, flags: set[str]) -> Iterable[Review]:
    """Decisions on flags, and requests of conditions, that the file does not have."""
    for flag in states.decided() - flags:
        for decision in states.decisions[flag]:
            yield Review(reason="decision_without_flag", document=decision.id, field="decision.flag")
    for request in file.requests.values():
        condition = file.conditions.get(condition_of(request, file) or "")
        if condition is None or condition.type != "check_in":
            yield Review(reason="condition_not_found", document=request.id, field="request.condition")
