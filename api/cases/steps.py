"""Where a child stands on the ladder, what is proposed, and drafts of what a supervisor may sign."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cases.climbing import climbed
from api.cases.judging import check_office
from api.guards import only
from api.ladder.acts import Act
from api.ladder.hearing import Heard
from api.ladder.steps import Proposal
from api.ladder.texts import Section
from api.ladder.violations import Violation
from api.problems import Problem, not_found, unreadable
from api.running import Here
from api.sessions.sessions import Reader
from schemas.ladder import load
from schemas.messages import translate
from schemas.parts import Language


class Told(msgspec.Struct, frozen=True):
    """A proposal in the reader's language: the step, its ground, and where it is written."""

    step: str
    flags: tuple[str, ...]
    act: str
    number: int
    title: str
    why: str
    source: str


class Standing(msgspec.Struct, frozen=True):
    """The ladder of a case, as the desk draws it."""

    violations: list[Violation]
    warnings: list[Act]
    submissions: list[Act]
    hearings: dict[str, Heard]
    counted: int
    needed: int
    most_warnings: int
    proposals: list[Told]
    people: dict[str, str]


class Wanted(msgspec.Struct, frozen=True):
    """A paper to draft: on flags (warning, submission), about an act (withdrawal), or a report."""

    paper: Literal["warning", "submission", "withdrawal", "report"]
    language: Language
    flags: Annotated[list[str], Meta(max_length=200)] = []
    act: str = ""


class Drafted(msgspec.Struct, frozen=True):
    """A paper to read, change and sign."""

    title: str
    sections: list[Section]
    text: str


class Steps(Controller):
    """The ladder of one case file."""

    path = "/api/cases/{case:str}"

    @get("/ladder", guards=[only("supervisor", "inspector")])
    async def standing(self, case: FromPath[str], running: Here, reader: Reader) -> Standing:
        """Tell where the child stands and what may follow; nothing of it is ever done by the software."""
        if not await running.access.may_read(reader.gate, case):
            raise not_found()
        found = (await climbed(running, case)).ladder
        running.audit.note(reader.gate, "read", case=case, what="ladder")
        acts = (*found.warnings, *found.submissions)
        return Standing(
            violations=found.violations,
            warnings=found.warnings,
            submissions=found.submissions,
            hearings=found.hearings,
            counted=found.counted,
            needed=found.needed,
            most_warnings=found.most_warnings,
            proposals=[_told(one, reader.language) for one in found.proposals],
            people=await running.accounts.names({act.by for act in acts}),
        )

    @post("/drafts", status_code=200, guards=[only("supervisor")])
    async def draft(
        self, case: FromPath[str], data: JSONBody[Wanted], running: Here, reader: Reader
    ) -> Drafted:
        """Draft a paper in Kazakh, Russian or English; nothing is stored."""
        await check_office(running, reader, case)
        there = await climbed(running, case)
        writer = there.writer(data.language)
        running.audit.note(reader.gate, "draft", case=case, what=data.paper)
        if data.paper == "withdrawal":
            if (act := there.act(data.act)) is None:
                raise unreadable("act", "unknown")
            paper = writer.withdrawal(act)
        elif data.paper == "report":
            paper = writer.report()
        elif data.paper == "warning":
            held = [one for one in there.ladder.warnings if one.status not in {"withdrawn", "lapsed"}]
            paper = writer.warning(data.flags, len(held) + 1)
        else:
            paper = writer.submission(data.flags)
        return Drafted(paper.title, paper.sections, paper.text)


@get("/api/steps", guards=[only("supervisor")])
async def office_steps(running: Here, reader: Reader) -> list[dict[str, Any]]:
    """List what is proposed in the office's case files: what is owed first, then by name."""
    if reader.office is None:
        raise Problem(403, "not_allowed")
    rows = await running.read_model.steps(reader.office)
    return [
        {**row, "title": translate(reader.language, f"ladder-step-{row['step']}", number=row["number"])}
        for row in rows
    ]


def _told(one: Proposal, lang: Language) -> Told:
    rule = load().rules[one.rule.split("@", 1)[0]]
    return Told(
        step=one.step,
        flags=one.flags,
        act=one.act,
        number=one.number,
        title=translate(lang, f"ladder-step-{one.step}", number=one.number),
        why=translate(lang, f"ladder-why-{one.why}"),
        source=rule.source.text[lang],
    )
