"""Why a flag is there, in a few lines of the reader's language.

The condition in plain words with its hours, what was recorded and when by the clock that counts, distance and
accuracy, why that is certain or not, what became of it, and the source: a line each.
One text for the supervisor's screen, the report and the minor's page.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from api.rules.duties import duty, shown
from schemas import check
from schemas.documents import Because, Condition, Document, Flag
from schemas.messages import translate
from schemas.rules import Catalogue, load
from schemas.zones import zone as find_zone

DOUBTS = frozenset({"because-no-fix", "because-coarse-fix", "because-fix-elsewhere"})
"""They speak of a position that another sentence has measured already."""

MOMENTS = frozenset({"at", "first", "last", "until", "due", "deadline"})

UNSETTLED = frozenset({"open", "reopened", "frozen"})
"""States in which it still matters how certain the records are."""

NOTICEABLE_S = 60
"""A clock's error that a reader would notice on a face without seconds."""


def explain(
    flag: Flag | Mapping[str, Any],
    documents: Iterable[Document | Mapping[str, Any]],
    lang: str,
    zone: str,
    catalogue: Catalogue | None = None,
) -> str:
    """Say why a flag is there.

    `documents` are those of its case file; what cannot be read among them is left out.

    Raises:
        ValueError: when the flag is not one, or there is no such zone.

    """
    read = flag if isinstance(flag, Flag) else check.read(flag)
    if not isinstance(read, Flag):
        raise ValueError("not a flag")  # noqa: TRY004 (a stored document of another kind, not a wrong type)
    known = {one.id: one for raw in documents if (one := _read(raw)) is not None}
    told = catalogue or load()
    rule = told.rules.get(read.rule.split("@", 1)[0])
    lines = (
        _condition(read, known, lang, zone, told),
        (s for b in read.because or () for s in _reason(b, known, lang, zone)),
        (
            *([translate(lang, f"explain-{read.certainty}")] if read.state in UNSETTLED else []),
            translate(lang, f"explain-state-{read.state}"),
        ),
        () if rule is None else (translate(lang, "explain-source", source=_in(lang, rule.source.text)),),
    )
    return "\n".join(line for sentences in lines if (line := " ".join(dict.fromkeys(sentences))))


def _read(raw: Document | Mapping[str, Any]) -> Document | None:
    if isinstance(raw, Document):
        return raw
    try:
        return check.read(raw)
    except check.Unreadable:
        return None


def _in(lang: str, words: Mapping[Any, str]) -> str:
    return words.get(lang, words["kk"])


def _condition(
    flag: Flag, known: Mapping[str, Document], lang: str, zone: str, catalogue: Catalogue
) -> Iterable[str]:
    condition = known.get(flag.condition)
    if isinstance(condition, Condition) and (rule := catalogue.judges.get(condition.type)) is not None:
        label = _in(lang, rule.label)
        yield translate(lang, "explain-condition", label=label, duty=duty(condition, lang, zone, catalogue))


def _reason(reason: Because, known: Mapping[str, Document], lang: str, zone: str) -> Iterable[str]:
    params = {name: _shown(name, value, lang, zone) for name, value in reason.params.items()}
    yield translate(lang, reason.key, **params)
    if "distance_m" in params and reason.key not in DOUBTS:
        key = "explain-fix" if "accuracy_m" in params else "explain-fix-unknown-accuracy"
        yield translate(lang, key, **params)
    fact = known.get(str(reason.params.get("fact")))
    offset = getattr(fact, "clock_offset_s", None)
    if "at" in reason.params and offset is not None and abs(offset) >= NOTICEABLE_S:
        at = getattr(fact, "at", None)
        if isinstance(at, dt.datetime):
            yield translate(lang, "explain-phone-clock", shown=moment(at, lang, zone))


def _shown(name: str, value: Any, lang: str, zone: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if name in MOMENTS:
            return moment(dt.datetime.fromisoformat(value), lang, zone)
        if name == "date":
            return shown(dt.date.fromisoformat(value), lang)
    except ValueError:
        return value
    return value


def moment(at: dt.datetime, lang: str, zone: str) -> str:
    """Show a moment by the office's clock."""
    local = at.astimezone(find_zone(zone))
    return f"{shown(local.date(), lang)}, {local:%H:%M}"
