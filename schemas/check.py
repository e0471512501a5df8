"""Is this document what it says it is? Every problem with the place where it stands.

Used by the gate (a problem refuses the document), by the rules (a problem becomes a `review` entry and the
rest still counts) and by the import. A problem names a path and a code, never a value: values are personal.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
import msgspec.inspect

from schemas.documents import (
    KINDS,
    SCHEMA,
    Condition,
    Document,
    Excuse,
    Permission,
    Receipt,
    Recorded,
    Task,
    Visit,
)
from schemas.params import FREQUENCIES, PARAMS, CurfewParams, RegistrationParams, StayAwayParams
from schemas.parts import Part, Window

EARLIEST = dt.datetime(1969, 12, 31, tzinfo=dt.UTC)
"""before any time that is told: a phone's clock that was reset begins at 1970, and the rules can mend that"""
LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
MOST_OFF_S = (LATEST - EARLIEST).total_seconds()
"""how far a clock can be off, seconds: from one end of these years to the other"""

# msgspec works a struct out when one is first read; two threads that do so at once crash the process (0.22: a
# null pointer). The rules run in a thread beside the loop: so it is done here, at the import.
_WORKED_OUT = [
    msgspec.json.Decoder(struct) for struct in (*KINDS.values(), *PARAMS.values(), *FREQUENCIES.values())
]

_ID = re.compile(r"^[a-z][a-z_]*:[\w.:+\-]{1,280}$", re.ASCII)
_PHOTO = re.compile(r"^photo:[0-9a-f]{64}$")
_PATH = re.compile(r" - at `\$(?:\.(?P<path>[^`]*))?`$")
_FIELD = re.compile(r"field `(?P<name>[^`]+)`")


class Problem(msgspec.Struct, frozen=True):
    """`path` is `<kind>.<field>…`; `code` is one word that the catalogues translate."""

    path: str
    code: str

    def __str__(self) -> str:
        return f"{self.path}: {self.code}"


class Unreadable(ValueError):
    """The document is not what its kind says; `problem` tells where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def is_newer(doc: Mapping[str, Any]) -> bool:
    """Recorded by a newer app: stored and shown as that, never dropped, never guessed at."""
    schema = doc.get("schema", SCHEMA)
    return doc.get("kind") not in KINDS or (isinstance(schema, int) and schema > SCHEMA)


def read(doc: Mapping[str, Any]) -> Document:
    """Read a document as the struct of its kind; a null field counts as absent.

    Raises:
        Unreadable: at the first place where it is not what DOCUMENTS.md says.

    """
    kind = doc.get("kind")
    if not isinstance(kind, str):
        raise Unreadable(Problem("kind", "missing"))
    if kind not in KINDS:
        raise Unreadable(Problem("kind", "unknown"))
    try:
        # Null and absent mean the same (SCENARIOS.md), also where a struct has another default.
        present = {name: value for name, value in doc.items() if value is not None}
        return msgspec.convert(present, KINDS[kind], str_keys=True)
    except msgspec.ValidationError as error:
        raise Unreadable(_problem(kind, str(error))) from None


def read_params(condition: Condition) -> Part:
    """Read a condition's `params` by its type.

    Raises:
        Unreadable: at the first place where they are not what the type needs.

    """
    try:
        params = msgspec.convert(condition.params, PARAMS[condition.type])
    except msgspec.ValidationError as error:
        raise Unreadable(_problem("condition.params", str(error))) from None
    if isinstance(params, RegistrationParams):
        read_frequency(params)
    return params


def read_frequency(params: RegistrationParams) -> Part:
    """Read how often to register: one of Weekly, Monthly, TimesAMonth.

    Raises:
        Unreadable: when it is none of them, or more than one.

    """
    named = [name for name in params.every if name in FREQUENCIES]
    if len(named) != 1:
        raise Unreadable(Problem("condition.params.every", "unknown_frequency"))
    try:
        return msgspec.convert(params.every, FREQUENCIES[named[0]])
    except msgspec.ValidationError as error:
        raise Unreadable(_problem("condition.params.every", str(error))) from None


def problems(doc: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a document that somebody wants to store; newer ones only by their envelope."""
    return list(_problems(doc))


def _problems(doc: Mapping[str, Any]) -> Iterator[Problem]:
    doc_id, kind = doc.get("_id"), doc.get("kind")
    if not isinstance(kind, str):
        yield Problem("kind", "missing")
        return
    if not isinstance(doc_id, str) or not _ID.match(doc_id) or doc_id.split(":", 1)[0] != kind:
        yield Problem(f"{kind}._id", "not_kind_and_key")
    elif kind == "photo" and not _PHOTO.match(doc_id):
        yield Problem("photo._id", "not_a_digest")
    schema = doc.get("schema", SCHEMA)
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        yield Problem(f"{kind}.schema", "wrong_type")
        return
    if is_newer(doc):
        return
    try:
        document = read(doc)
        yield from crossed(document)
        yield from _beyond_the_years(kind, document)
    except Unreadable as unreadable:
        yield unreadable.problem


def crossed(document: Document) -> Iterator[Problem]:
    """What each field allows and the whole does not: times the wrong way round, areas without a radius."""
    match document:
        case Condition():
            if document.until is not None and document.until <= document.from_:
                yield Problem("condition.until", "not_after_from")
            yield from _crossed_params(document)
        case Permission():
            if document.until <= document.from_:
                yield Problem("permission.until", "not_after_from")
        case Excuse():
            if document.for_.until < document.for_.from_:
                yield Problem("excuse.for.until", "before_from")
        case Task():
            if document.window.until <= document.window.from_:
                yield Problem("task.window.until", "not_after_from")
        case Visit():
            if document.left_at is not None and document.left_at < document.at:
                yield Problem("visit.left_at", "before_at")


def _beyond_the_years(path: str, value: object) -> Iterator[Problem]:
    """Times at the calendar's edges, with which nobody after us could reckon; only what arrives is asked.

    What stands in a case file already is the rules' to read: they tell it, and every other document counts.
    """
    if isinstance(value, dt.datetime) and not EARLIEST <= value < LATEST:
        yield Problem(path, "out_of_range")
    if isinstance(value, Recorded | Receipt) and abs(value.clock_offset_s or 0.0) > MOST_OFF_S:
        yield Problem(f"{path}.clock_offset_s", "out_of_range")
    if isinstance(value, msgspec.Struct):
        for name, told in _timed(type(value)):
            yield from _beyond_the_years(f"{path}.{told}", getattr(value, name))


@cache
def _timed(struct: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """The few fields that may hold a time, or something with times: by name, and as a document tells it."""
    fields = msgspec.inspect.type_info(struct).fields  # type: ignore[attr-defined]  # of a struct it has them
    return tuple((field.name, field.encode_name) for field in fields if _may_hold_a_time(field.type))


def _may_hold_a_time(kind: msgspec.inspect.Type) -> bool:
    match kind:
        case msgspec.inspect.DateTimeType():
            return True
        case msgspec.inspect.UnionType():
            return any(map(_may_hold_a_time, kind.types))
        case msgspec.inspect.StructType():
            return bool(_timed(kind.cls))
        case msgspec.inspect.Metadata():
            return _may_hold_a_time(kind.type)
    return False


def _crossed_params(condition: Condition) -> Iterator[Problem]:
    try:
        params = read_params(condition)
    except Unreadable as unreadable:
        yield unreadable.problem
        return
    windows: list[Window] = []
    if isinstance(params, CurfewParams | StayAwayParams):
        windows = params.windows or []
    for index, window in enumerate(windows):
        if window.from_ == window.to:
            yield Problem(f"condition.params.windows[{index}]", "empty_window")


def _problem(kind: str, message: str) -> Problem:
    """Turn msgspec's sentence into a place and a code, and leave its values out."""
    found = _PATH.search(message)
    path = f"{kind}.{found['path']}" if found and found["path"] else kind
    text = message[: found.start()] if found else message
    if "missing required field" in text:
        field = _FIELD.search(text)
        return Problem(f"{path}.{field['name']}" if field else path, "missing")
    if "unknown field" in text:
        field = _FIELD.search(text)
        return Problem(f"{path}.{field['name']}" if field else path, "unknown_field")
    if "Invalid enum value" in text:
        return Problem(path, "not_one_of")
    if "Invalid RFC3339" in text or "ISO8601" in text or "timezone" in text:
        return Problem(path, "not_a_time")
    if text.startswith("Expected `") and ", got `" in text:
        return Problem(path, "wrong_type")
    return Problem(path, "out_of_range")
