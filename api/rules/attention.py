"""What raises nothing and should be looked at: facts after the order, addresses in doubt, planned checks."""

from collections.abc import Iterable, Iterator

from api.rules.findings import Review, Service
from api.rules.in_force import Law
from api.rules.intervals import FAR_FUTURE, utc
from api.rules.matter import Matter, Stake
from api.rules.reading import CaseFile, Fact
from api.rules.standing import Known, Standing
from schemas.documents import Registration, Sighting, Visit


def of_facts(file: CaseFile, standing: Standing, law: Law) -> Iterator[Review]:
    """Each standing fact that asks to be looked at."""
    known = Known(file.now)
    over = law.orders_end()
    for fact in file.facts.values():
        if fact.first >= over and standing.stands(fact.id, known):
            yield Review(reason="outside_order", facts=(fact.id,))
    for kind in (Visit, Registration, Sighting):
        for fact in file.by_kind[kind]:
            if standing.stands(fact.id, known):
                yield from _of_fact(fact)


def _of_fact(fact: Fact) -> Iterator[Review]:
    match fact.doc:
        case Visit(outcome="wrong_address"):
            yield Review(reason="address_in_doubt", facts=(fact.id,))
        case Registration(outcome="sent_home"):
            yield Review(reason="sent_home", facts=(fact.id,))
        case Sighting(place=None):
            yield Review(reason="place_missing", document=fact.id, facts=(fact.id,), field="sighting.place")


def of_stakes(matter: Matter, stakes: Iterable[Stake]) -> Iterator[Review]:
    """Facts that would have raised a flag, had the order of the condition not ended."""
    over = matter.law.term_ends(matter.condition)
    until = utc(matter.condition.until) if matter.condition.until else FAR_FUTURE
    known = Known(matter.file.now)
    for stake in stakes:
        if (
            stake.fact is not None
            and over <= stake.first < until
            and matter.standing.stands(stake.fact, known)
        ):
            yield Review(reason="outside_order", facts=(stake.fact,))


def of_cases(file: CaseFile) -> Iterator[Review]:
    """Two case documents in one file."""
    if len(file.cases) > 1:
        ids = tuple(case.id for case in file.cases)
        yield Review(reason="two_cases", document=ids[0], facts=ids, field="case._id")


def of_tasks(file: CaseFile, standing: Standing) -> Iterator[Service]:
    """Planned checks that nobody made; the moment at which one may become so is its window's end."""
    known = Known(file.now)
    if not file.tasks:
        return
    done = {fact.doc.task for fact in file.facts.values() if standing.stands(fact.id, known)}
    for task in file.tasks:
        start, end = utc(task.window.from_), utc(task.window.until)
        if task.state not in {"planned", "missed"} or task.id in done:
            continue
        if end > file.now:
            file.changes.add(end)
            continue
        made = any(
            fact.id.startswith(f"{task.type}:") and fact.span.first < end and start <= fact.span.last
            for fact in file.facts.values()
            if standing.stands(fact.id, known)
        )
        if not made:
            yield Service(reason="check_not_made", document=task.id)
