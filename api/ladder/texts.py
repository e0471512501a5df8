"""Drafts that a supervisor reads, changes and signs: a warning, a submission, a withdrawal, a report.

The same explanation as on the supervisor's screen (api/rules/explain.py), beside what the child said of it.
Only confirmed violations of a child who was heard are in them. What the service itself left undone is told to
the court as well. Pure.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from api.ladder.acts import Act
from api.ladder.file import File, Raw, read
from api.ladder.steps import Ladder, stand
from api.ladder.violations import Violation, confirmations
from api.rules import evaluate
from api.rules.duties import shown
from api.rules.explain import explain, moment
from api.rules.reading import read_file
from api.rules.standing import Known, Standing
from schemas.documents import (
    Attendance,
    Case,
    CurfewCheck,
    Document,
    Explanation,
    Hearing,
    Hours,
    Recorded,
    Registration,
    Session,
    Visit,
)
from schemas.messages import translate
from schemas.rules import load as rules
from schemas.zones import zone as find_zone

Paper = Literal["warning", "submission", "withdrawal", "report"]
OMISSIONS = frozenset({"check_not_made", "nobody_assigned", "notice_not_delivered"})
WAITING = frozenset({"awaiting_contact"})
"""no omission: a record may still come"""


class Section(Struct, frozen=True):
    """A part of a paper: its heading, which may be empty, and its paragraphs."""

    head: str
    lines: list[str]


class Draft(Struct, frozen=True):
    """A paper in one language."""

    title: str
    sections: list[Section]

    @property
    def text(self) -> str:
        """The paper as plain text: what is stored when it is signed."""
        parts = ("\n".join([*filter(None, [one.head]), *one.lines]) for one in self.sections)
        return "\n\n".join([self.title, *parts])


class Writer:
    """Writes papers about one case file in one language, by the clock of its office."""

    def __init__(self, documents: Sequence[Raw | Document], now: dt.datetime, zone: str, lang: str) -> None:
        self._documents = documents
        self._zone = zone
        self._lang = lang
        self._now = now
        self._file: File = read(documents, now, zone)
        self._whole = read_file(documents, now, find_zone(zone), rules())
        self.ladder: Ladder = stand(self._file)

    def warning(self, flags: Iterable[str], number: int) -> Draft:
        """Draft a warning on these violations; what cannot count among them is left out."""
        lines = [self._say("warning-effect"), self._say("warning-rights")]
        return self._draft("warning-title", "to", flags, lines, number=number)

    def submission(self, flags: Iterable[str]) -> Draft:
        """Draft a submission on these violations, with the warnings and with the service's own omissions."""
        draft = self._draft("submission-title", "about", flags, [self._say("submission-effect")])
        *before, last = draft.sections
        return Draft(draft.title, [*before, self._warnings(), self._service(), last])

    def withdrawal(self, act: Act) -> Draft:
        """Draft the withdrawal of a warning or a submission."""
        title = "warning-title" if act.kind == "warning" else "submission-title"
        what = self._say(title, number=self._number(act))
        text = self._say("withdrawal-text", what=what, at=self._day(act.at))
        head = "to" if act.kind == "warning" else "about"
        return Draft(self._say("withdrawal-title"), [Section("", self._person(head)), Section("", [text])])

    def report(self) -> Draft:
        """Draft a report: violations that count, warnings, what the child kept, what the service did not."""
        flags = [one.flag for one in self.ladder.violations if one.state in {"counts", "submitted"}]
        draft = self._draft("report-title", "about", flags, [self._as_of()])
        *before, last = draft.sections
        return Draft(draft.title, [*before, self._warnings(), self._kept(), self._service(), last])

    def _draft(self, title: str, head: str, flags: Iterable[str], end: list[str], number: int = 0) -> Draft:
        wanted = set(flags)
        chosen = [
            v for v in self.ladder.violations if v.flag in wanted and v.state in {"counts", "submitted"}
        ]
        told = [self._violation(place, one) for place, one in enumerate(chosen, 1)]
        head_of = self._say("violations-head")
        sections = [Section("", self._person(head))]
        sections += [Section(head_of if n == 0 else "", lines) for n, lines in enumerate(told)]
        if not told:
            sections.append(Section(head_of, [self._say("violations-none")]))
        return Draft(self._say(title, number=number), [*sections, Section("", end)])

    def _person(self, head: str) -> list[str]:
        case = next(iter(self._file.read.cases), None)
        lines = []
        if case is not None:
            said = {"name": _name(case), "number": case.number or "-"}
            if case.born is None:
                lines.append(self._say(f"{head}-unborn", **said))
            else:
                lines.append(self._say(head, born=shown(case.born, self._lang), **said))
        orders = [one for one in self._whole.orders.values() if one.measure is not None]
        for order in sorted(orders, key=lambda one: (one.from_, one.id))[-1:]:
            measure = translate(self._lang, f"doc-measure-{order.measure}")
            dates = {"from": shown(order.from_, self._lang)}
            if order.until is None:
                lines.append(self._say("order-open", measure=measure, **dates))
            else:
                lines.append(
                    self._say("order", measure=measure, until=shown(order.until, self._lang), **dates)
                )
        return lines

    def _violation(self, place: int, one: Violation) -> list[str]:
        flag = self._file.flags[one.flag]
        text = explain(flag, self._documents, self._lang, self._zone)
        first, *more = text.split("\n")
        lines = [self._say("violation", place=str(place), text=first), *more, *self._heard(one)]
        for decision in confirmations(flag, self._file)[-1:]:
            at = self._day(self._file.came(decision.id))
            lines.append(self._say("decided", at=at, reason=decision.reason))
        if one.malicious:
            lines.append(self._say("malicious"))
        return lines

    def _heard(self, one: Violation) -> Iterable[str]:
        """Everything that the child said of a flag, and not only what made the decision possible."""
        said = [e for e in self._file.of(Explanation) if e.flag == one.flag]
        for explanation in said:
            present = explanation.present or "-"
            if explanation.declined:
                yield self._say("declined", present=present)
            elif explanation.text:
                yield self._say("explained", present=present, text=explanation.text)
        if not said and one.heard.since is not None:
            told = next((h.told for h in self._file.of(Hearing) if h.id == one.heard.by), "-")
            yield self._say("invited", told=told, until=moment(one.heard.since, self._lang, self._zone))

    def _warnings(self) -> Section:
        lines = []
        for act in self.ladder.warnings:
            if act.stands and act.served_at is None:
                lines.append(self._say("warned-unserved", at=self._day(act.at)))
            elif act.stands and act.served_at is not None:
                served = {"to": act.served_to or "-", "present": act.present or "-"}
                lines.append(
                    self._say("warned", at=self._day(act.at), served=self._day(act.served_at), **served)
                )
        return Section(self._say("warnings-head"), lines or [self._say("warnings-none")])

    def _kept(self) -> Section:
        """Count what was in order: a court that hears of the nights at fault hears of the others too."""
        named = {fact for flag in self._file.flags.values() for fact in flag.facts}
        standing, known = Standing(self._whole), Known(self._now)
        facts = [f.doc for f in self._whole.facts.values() if standing.stands(f.id, known)]
        good = [fact for fact in facts if fact.id not in named and _in_order(fact)]
        line = self._say("good", count=len(good), all=len(facts))
        return Section(self._say("good-head"), [line])

    def _service(self) -> Section:
        found = evaluate(self._documents, self._now, self._zone, rules()).service
        left = [one.reason for one in found if one.reason not in WAITING]
        counted = Counter(reason if reason in OMISSIONS else "other" for reason in left)
        lines = [self._say(f"service-{reason}", count=count) for reason, count in sorted(counted.items())]
        return Section(self._say("service-head"), lines or [self._say("service-none")])

    def _number(self, act: Act) -> int:
        return (
            [one.first for one in self.ladder.warnings].index(act.first) + 1 if act.kind == "warning" else 0
        )

    def _as_of(self) -> str:
        return self._say("as-of", at=moment(self._now, self._lang, self._zone))

    def _day(self, at: dt.datetime) -> str:
        return shown(at.astimezone(self._file.read.zone).date(), self._lang)

    def _say(self, key: str, **arguments: object) -> str:
        return translate(self._lang, f"ladder-{key}", **arguments)


def _name(case: Case) -> str:
    if case.name is None:
        return "-"
    return " ".join(filter(None, (case.name.family, case.name.given, case.name.patronymic)))


def _in_order(fact: Recorded) -> bool:
    """Tell whether a record found the child where, and as, the duties ask."""
    match fact:
        case CurfewCheck(result="present") | Visit(outcome="met") | Registration(outcome="appeared"):
            return True
        case Attendance(status="present") | Session(outcome="attended"):
            return True
        case Hours(refused=False, minutes=minutes):
            return minutes > 0
    return False
