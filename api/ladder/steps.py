"""Where a child stands on the ladder, and what may follow: proposals, each to be done or left by a person.

    heard → decided → first warning → second warning → submission → ruling

One supervisor's dismissal, a withdrawal or the passing of time can only take steps against the child away; so
a warning whose ground has fallen is first withdrawn, and until then makes no room for another. What was
already handed over or sent has to be told to whoever has it. Source: DOMAIN.md, "From fact to court", 3 to 6.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from api.ladder.acts import Act, acts
from api.ladder.file import File, Raw, read
from api.ladder.hearing import Heard, heard
from api.ladder.violations import Violation, confirmed
from schemas.documents import Document
from schemas.rules import Catalogue

Step = Literal["hear", "decide_again", "warn", "submit", "serve", "send", "withdraw", "tell_court"]

AGAINST: frozenset[Step] = frozenset({"warn", "submit"})
"""steps that weigh on the child; the others are owed to the child, or carry out what was decided"""
UNDECIDED = frozenset({"open", "reopened"})


class Proposal(Struct, frozen=True, order=True):
    """One step that somebody may take. `number`: which warning it would be, from 1."""

    step: Step
    flags: tuple[str, ...] = ()
    act: str = ""
    number: int = 0
    why: str = ""
    """which ground: a message `ladder-why-<why>`"""
    rule: str = ""
    """rule of the ladder's catalogue, with its version"""


class Ladder(Struct, frozen=True):
    """Where a child stands."""

    violations: list[Violation]
    warnings: list[Act]
    submissions: list[Act]
    hearings: dict[str, Heard]
    """of each flag that waits for a decision or was confirmed"""
    counted: int
    needed: int
    most_warnings: int
    proposals: list[Proposal]
    next_change: dt.datetime | None
    """when it can differ without a new document"""


def ladder(
    documents: Iterable[Raw | Document], now: dt.datetime, zone: str, catalogue: Catalogue | None = None
) -> Ladder:
    """Say where the documents of a case file put a child, its `flag` documents as the rules have them.

    Raises:
        ValueError: when there is no such zone.

    """
    return stand(read(documents, now, zone, catalogue))


def stand(file: File) -> Ladder:
    """Say where a case file, as read, puts a child."""
    found = confirmed(file)
    grounds = frozenset(one.flag for one in found if one.state != "unheard")
    warnings, submissions = acts("warning", grounds, file), acts("submission", grounds, file)
    submitted = {f for act in submissions if act.stands and act.outcome != "returned" for f in act.flags}
    violations = [_submitted(one, submitted) for one in found]
    waiting = [flag.id for flag in file.flags.values() if flag.state in UNDECIDED]
    hearings = {flag: heard(flag, file) for flag in sorted({*waiting, *(one.flag for one in found)})}
    counted = [one for one in violations if one.state == "counts"]
    steps = {
        *_to_hear(waiting, violations, hearings, file),
        *_to_warn(counted, warnings, file),
        *_to_submit(counted, warnings, submissions, file),
        *_to_mend(warnings, submissions, file),
        *_to_carry_out(warnings, submissions, file),
    }
    return Ladder(
        violations=violations,
        warnings=warnings,
        submissions=submissions,
        hearings=hearings,
        counted=len(counted),
        needed=int(file.value("submission.violations")),
        most_warnings=int(file.value("warning.most")),
        proposals=sorted(steps),
        next_change=_next_change(file, violations, hearings, warnings),
    )


def proposals(
    documents: Iterable[Raw | Document], now: dt.datetime, zone: str, catalogue: Catalogue | None = None
) -> list[Proposal]:
    """List what may follow in a case file; nothing of it is ever done by the software."""
    return ladder(documents, now, zone, catalogue).proposals


def _submitted(one: Violation, submitted: set[str]) -> Violation:
    """Let what the court was already told of count for no second submission."""
    if one.flag not in submitted or one.state != "counts":
        return one
    return Violation(one.flag, one.happened, one.lapses, one.heard, "submitted", one.malicious)


def _to_hear(
    waiting: list[str], violations: list[Violation], hearings: dict[str, Heard], file: File
) -> Iterator[Proposal]:
    rule = _rule("hearing", file)
    for flag in waiting:
        if hearings[flag].how == "none":
            yield Proposal("hear", (flag,), why="undecided", rule=rule)
    for one in violations:
        if one.state == "unheard":
            over = one.heard.before(file.now)
            if over:
                yield Proposal("decide_again", (one.flag,), why="confirmed_before_hearing", rule=rule)
            elif one.heard.how == "none":
                yield Proposal("hear", (one.flag,), why="confirmed_unheard", rule=rule)


def _to_warn(counted: list[Violation], warnings: list[Act], file: File) -> Iterator[Proposal]:
    # A warning that has lost its ground, but was not withdrawn, still covers its flags and holds its
    # place: to take one violation back must never make room for a warning on another.
    held = [act for act in warnings if act.status not in {"withdrawn", "lapsed"}]
    covered = {flag for act in warnings if act.status != "withdrawn" for flag in act.flags}
    flags = tuple(one.flag for one in counted if one.flag not in covered)
    if flags and len(held) < int(file.value("warning.most")):
        number = len(held) + 1
        why = "first_violation" if number == 1 else "again"
        yield Proposal("warn", flags, number=number, why=why, rule=_rule("warning", file))


def _to_submit(
    counted: list[Violation], warnings: list[Act], submissions: list[Act], file: File
) -> Iterator[Proposal]:
    rule = _rule("submission", file)
    # One that lost its ground or is drafted wrongly is cleared up first: see _to_warn.
    held = {flag for act in submissions if act.status in {"fallen", "own_fact"} for flag in act.flags}
    free = [one for one in counted if one.flag not in held]
    flags = tuple(one.flag for one in free)
    malicious = [one for one in free if one.malicious]
    if malicious and len(malicious) >= int(file.value("submission.malicious")):
        yield Proposal("submit", flags, why="malicious", rule=rule)
        return
    served = [act.served_at for act in warnings if act.status == "served" and act.served_at is not None]
    warned = any(at < one.happened for one in free for at in served)
    if not warned and int(file.value("submission.after_warning")):
        return
    if len(free) >= int(file.value("submission.violations")):
        yield Proposal("submit", flags, why="again_after_warning" if warned else "again", rule=rule)


def _to_mend(warnings: list[Act], submissions: list[Act], file: File) -> Iterator[Proposal]:
    """What lost its ground, or was made by somebody who may not, is taken back."""
    for act in (*warnings, *submissions):
        if act.status in {"fallen", "own_fact"}:
            sent = act.kind == "submission" and (act.served_at is not None or act.ruling is not None)
            step: Step = "tell_court" if sent else "withdraw"
            yield Proposal(step, act.fallen or act.flags, act.id, why=act.status, rule=_rule(act.kind, file))


def _to_carry_out(warnings: list[Act], submissions: list[Act], file: File) -> Iterator[Proposal]:
    """What was issued is handed over or sent; so is its withdrawal, to whoever had it."""
    for act in (*warnings, *submissions):
        step: Step = "serve" if act.kind == "warning" else "send"
        rule = _rule(act.kind, file)
        if act.status == "issued":
            yield Proposal(step, act.flags, act.id, why="issued", rule=rule)
        elif act.withdrawal is not None and act.served_at is not None and act.told_at is None:
            yield Proposal(step, act.flags, act.withdrawal, why="withdrawn", rule=rule)


def _rule(name: str, file: File) -> str:
    return file.catalogue.rules[name].stamp


def _next_change(
    file: File, violations: list[Violation], hearings: dict[str, Heard], warnings: list[Act]
) -> dt.datetime | None:
    period = dt.timedelta(days=file.value("warning.period_d"))
    moments = [one.lapses for one in violations]
    moments += [one.since for one in hearings.values() if one.since is not None]
    moments += [act.served_at + period for act in warnings if act.served_at is not None]
    return min((one for one in moments if one > file.now), default=None)
