"""The documents of a case file: the one description that phones, rules and the office share.

Each struct is one `kind`. The JSON Schema in schemas/json and the types in pwa/src/documents.ts are
generated from here. Documents are stored as they came; a struct is a reading of one, and a field that it
does not know stays in the document. Source: DOCUMENTS.md, version 1.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from schemas.params import ConditionType
from schemas.parts import (
    Admitted,
    By,
    ClockOffset,
    Date,
    Evidence,
    Guardian,
    Id,
    Language,
    Line,
    Minutes,
    PersonMet,
    PersonName,
    Place,
    Residence,
    Role,
    Text,
    Time,
)

SCHEMA = 1


class Document(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """Every document has an id `<kind>:<key>`; CouchDB keeps its revision."""

    id: Id = field(name="_id")
    rev: str | None = field(name="_rev", default=None)
    schema: int = SCHEMA


class Recorded(Document, frozen=True, kw_only=True, omit_defaults=True):
    """The envelope of everything a person records. `at` is the device's own clock."""

    by: By
    at: Time
    clock_offset_s: ClockOffset | None = None
    corrects: Id | None = None
    task: Id | None = None
    note: Text | None = None
    welfare_concern: Text | None = None
    evidence: list[Evidence] | None = None
    signature: str | None = None


# Facts


class Visit(Recorded, tag="visit", frozen=True, kw_only=True, omit_defaults=True):
    """A home visit."""

    outcome: Literal["met", "not_home", "refused", "moved_out", "wrong_address"]
    place: Place | None = None
    persons_met: list[PersonMet] | None = None
    left_at: Time | None = None


class CurfewCheck(Recorded, tag="curfew_check", frozen=True, kw_only=True, omit_defaults=True):
    """Was the minor at home in a window of the curfew?"""

    result: Literal["present", "absent", "no_answer", "refused"]
    method: Literal["in_person", "phone", "video"] = "in_person"
    place: Place | None = None


class Sighting(Recorded, tag="sighting", frozen=True, kw_only=True, omit_defaults=True):
    """Where the minor was seen; by whom, in `note`."""

    place: Place | None = None


class Attendance(Recorded, tag="attendance", frozen=True, kw_only=True, omit_defaults=True):
    """One day at school, as the school told it."""

    date: Date
    status: Literal["present", "late", "excused", "unexcused", "no_class"]
    lessons_missed: Annotated[int, Meta(ge=0, le=20)] | None = None
    source: Line | None = None


class Registration(Recorded, tag="registration", frozen=True, kw_only=True, omit_defaults=True):
    """The minor appeared at the office."""

    outcome: Literal["appeared", "sent_home"]


class Hours(Recorded, tag="hours", frozen=True, kw_only=True, omit_defaults=True):
    """Community service done, or refused, on a day."""

    date: Date
    minutes: Minutes = 0
    refused: bool = False


class Session(Recorded, tag="session", frozen=True, kw_only=True, omit_defaults=True):
    """A session of treatment or with the psychologist."""

    date: Date
    outcome: Literal["attended", "missed", "excused"]


class CheckIn(Recorded, tag="check_in", frozen=True, kw_only=True, omit_defaults=True):
    """The minor's answer to a request."""

    request: Id | None = None
    place: Place | None = None
    answers: dict[str, Any] | None = None
    help_wanted: bool = False


class Photo(Recorded, tag="photo", frozen=True, kw_only=True, omit_defaults=True):
    """A photograph of premises or papers: `photo:<sha256>` with one attachment, never of the child."""

    content_type: Line | None = None
    size: Annotated[int, Meta(ge=0)] | None = None


# Acts of the office, the court and others


class Case(Document, tag="case", frozen=True, kw_only=True, omit_defaults=True):
    """Whose file this is."""

    number: Line | None = None
    name: PersonName | None = None
    born: Date | None = None
    sex: Literal["male", "female"] | None = None
    language: Language | None = None
    office: Line | None = None
    guardians: list[Guardian] | None = None
    residence: Residence | None = None
    school: Line | None = None
    shift: Annotated[int, Meta(ge=1, le=3)] | None = None
    stage: Line | None = None
    status: Literal["active", "suspended", "closed"] = "active"
    imported: dict[str, Any] | None = None


Measure = Literal[
    "restricted_freedom", "conditional_sentence", "community_service", "correctional_work", "deferral"
]


class Order(Document, tag="order", frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}):
    """The court act that sets a measure; both dates are inside its term."""

    measure: Measure | None = None
    article: Line | None = None
    court: Line | None = None
    number: Line | None = None
    from_: Date
    until: Date | None = None
    entered_at: Time | None = None
    supersedes: Id | None = None


class Condition(
    Document, tag="condition", frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}
):
    """One duty or prohibition of an order. `from` to `until` is half-open; `until` None: the order's end."""

    order: Id | None = None
    type: ConditionType
    params: dict[str, Any] = field(default_factory=dict)
    from_: Time
    until: Time | None = None
    entered_at: Time | None = None
    supersedes: Id | None = None


class Permission(
    Recorded, tag="permission", frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}
):
    """Leave to be out, or to travel; `conditions` may be ["*"]."""

    conditions: Annotated[list[str], Meta(min_length=1)]
    from_: Time
    until: Time
    reason: Text | None = None


class ExcuseFor(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}):
    """What is excused, from day to day, both inside."""

    kind: Literal["attendance", "registration", "session", "check_in"]
    from_: Date
    until: Date


class Excuse(Recorded, tag="excuse", frozen=True, kw_only=True, omit_defaults=True, rename={"for_": "for"}):
    """A reason that excuses, such as a medical certificate."""

    for_: ExcuseFor
    reason: Text | None = None


class Hearing(Recorded, tag="hearing", frozen=True, kw_only=True, omit_defaults=True):
    """The minor is invited to explain a flag: who was told, how, and until when an answer is waited for."""

    flag: Id
    told: Line
    how: Literal["in_person", "phone", "letter", "message"] = "in_person"
    answer_by: Time | None = None


class Explanation(Recorded, tag="explanation", frozen=True, kw_only=True, omit_defaults=True):
    """The minor's own account of a flag, with a legal representative or teacher present, or declined."""

    flag: Id
    text: Text | None = None
    present: Line | None = None
    declined: bool = False


class Decision(Recorded, tag="decision", frozen=True, kw_only=True, omit_defaults=True):
    """A supervisor's word on a flag, with the reason; `malicious` only where it confirms."""

    flag: Id
    verdict: Literal["confirm", "dismiss", "excuse", "resolve_conflict"]
    reason: Annotated[str, Meta(min_length=1, max_length=20_000)]
    resolved_as: Literal["confirm", "dismiss", "excuse"] | None = None
    malicious: bool = False


class Response(Recorded, tag="response", frozen=True, kw_only=True, omit_defaults=True):
    """What the office did about a welfare concern, or a minor's call for help; the note says it in words."""

    fact: Id
    text: Annotated[str, Meta(min_length=1, max_length=20_000)]


class Warn(Recorded, tag="warning", frozen=True, kw_only=True, omit_defaults=True):
    """A written warning on confirmed flags; `withdrawn` in one that corrects another withdraws that one."""

    flags: list[Id]
    text: Text | None = None
    language: Language | None = None
    served_at: Time | None = None
    served_to: Line | None = None
    withdrawn: bool = False


class Submission(Recorded, tag="submission", frozen=True, kw_only=True, omit_defaults=True):
    """What is sent to the court on confirmed flags; withdrawn in the way of a warning."""

    flags: list[Id]
    text: Text | None = None
    language: Language | None = None
    served_at: Time | None = None
    served_to: Line | None = None
    withdrawn: bool = False


class Serving(Recorded, tag="serving", frozen=True, kw_only=True, omit_defaults=True):
    """A warning was handed over, or a submission sent: `act` at the time of this record.

    `present` is the legal representative or teacher before whom it was handed to the minor; `refused` when
    the minor or the family would not take it.
    """

    act: Id
    served_to: Line
    present: Line | None = None
    refused: bool = False


class Ruling(Recorded, tag="ruling", frozen=True, kw_only=True, omit_defaults=True):
    """What the court ruled on a submission."""

    submission: Id | None = None
    outcome: Literal["granted", "partly", "refused", "returned"] | None = None
    text: Text | None = None


class TaskWindow(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}):
    """When a task should be done."""

    from_: Time
    until: Time


class Task(Document, tag="task", frozen=True, kw_only=True, omit_defaults=True):
    """What should be done: `type` is the kind of the record that fulfils it.

    `missed` is the service's omission, never the child's. `condition` and `rule` (with its catalogue version)
    are those by which the server planned it; `reason` is that of whoever moved or cancelled it.
    """

    type: Line
    window: TaskWindow
    assignee: Line | None = None
    state: Literal["planned", "done", "missed", "cancelled"] = "planned"
    entered_at: Time | None = None
    condition: Id | None = None
    rule: Line | None = None
    act: Id | None = None
    reason: Line | None = None
    moved: bool = False


# Written by the server


class Receipt(Document, tag="receipt", frozen=True, kw_only=True, omit_defaults=True):
    """The phone's proof that the server has these documents. One per push and case."""

    documents: list[str]
    received_at: Time
    device: Line | None = None
    clock_offset_s: ClockOffset | None = None
    late: bool = False
    admitted: Admitted | None = None
    """it came through the quarantine"""


class Contact(Document, tag="contact", frozen=True, kw_only=True, omit_defaults=True):
    """A device synchronised everything it had at `at`; with `destroyed_at`, and then destroyed its copy."""

    device: Line
    user: Line | None = None
    at: Time
    destroyed_at: Time | None = None


class Request(Document, tag="request", frozen=True, kw_only=True, omit_defaults=True):
    """A check-in asked of the minor."""

    condition: Id | None = None
    due: Time
    window_s: Annotated[int, Meta(ge=1)] = 1800
    delivered: bool | None = None
    asked_by: Line | None = None


class Because(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a rule says so: a message of rules.ftl and its parameters."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)


class Moment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change of a flag: when, to which state and certainty, by which document."""

    at: Time
    state: str
    certainty: str
    cause: str | None = None


FlagState = Literal["open", "confirmed", "dismissed", "excused", "void", "reopened", "frozen"]
Certainty = Literal["suspected", "inconclusive"]


class Flag(Document, tag="flag", frozen=True, kw_only=True, omit_defaults=True):
    """A suspected violation, found by a rule: not a violation until a supervisor confirms it."""

    condition: Id
    occasion: str
    certainty: Certainty
    state: FlagState
    facts: list[str]
    rule: str
    because: list[Because] | None = None
    history: list[Moment] | None = None


class Assignment(
    Document, tag="assignment", frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}
):
    """Who works with this case file, from when, until when (half-open)."""

    user: Line
    role: Role
    from_: Time
    until: Time | None = None


class Duty(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}):
    """One condition as the minor's own page tells it."""

    condition: Id
    type: ConditionType
    params: dict[str, Any] = field(default_factory=dict)
    from_: Time
    until: Time | None = None


class Duties(Document, tag="duties", frozen=True, kw_only=True, omit_defaults=True):
    """In `minor-<id>`: what the child owes, kept by the server from the case file."""

    zone: str
    given_name: Line | None = None
    duties: list[Duty]


class Noticed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a notice is about: a duty by its type, and the occasion."""

    type: ConditionType
    occasion: str


class Notice(Document, tag="notice", frozen=True, kw_only=True, omit_defaults=True):
    """In `minor-<id>`: an act of the office that the child is told of, in words that the phone has."""

    type: Literal["warning", "warning_withdrawn", "hearing"]
    about: list[Noticed]
    at: Time
    until: Time | None = None


FACTS: tuple[type[Recorded], ...] = (
    Visit, CurfewCheck, Sighting, Attendance, Registration, Hours, Session, CheckIn,
)  # fmt: skip
ACTS: tuple[type[Document], ...] = (
    Case, Order, Condition, Permission, Excuse, Hearing, Explanation, Decision, Response, Warn, Submission,
    Serving, Ruling, Task, Photo,
)  # fmt: skip
SERVER: tuple[type[Document], ...] = (Receipt, Contact, Request, Flag, Assignment, Duties, Notice)

AnyDocument = (
    Visit | CurfewCheck | Sighting | Attendance | Registration | Hours | Session | CheckIn
    | Case | Order | Condition | Permission | Excuse | Hearing | Explanation | Decision | Response
    | Warn | Submission | Serving | Ruling | Task | Photo
    | Receipt | Contact | Request | Flag | Assignment | Duties | Notice
)  # fmt: skip


def _kind(struct: type[Document]) -> str:
    return str(struct.__struct_config__.tag)


FACT_KINDS = frozenset(map(_kind, FACTS))
ACT_KINDS = frozenset(map(_kind, ACTS))
SERVER_KINDS = frozenset(map(_kind, SERVER))
KINDS: dict[str, type[Document]] = {_kind(s): s for s in (*FACTS, *ACTS, *SERVER)}

EDITABLE_KINDS = frozenset({"case", "condition", "task"})
"""Edited online against the current revision; every other kind a person writes is written once."""
