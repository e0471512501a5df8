"""Why a flag is there, in a few lines of the reader's language.

The condition in plain words with its hours; what was recorded and when by the clock that counts, distance and
accuracy; why that is certain or not, what became of it and what would have made it otherwise; the source: a
line each. One text for the supervisor's screen and the court's report; the minor's page has the same facts in
the words owed to a child (child.ftl).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from api.rules.duties import duty, shown
from schemas import check
from schemas.documents import Because, Condition, Document, Flag
from schemas.messages import translate
from schemas.rules import Catalogue, load
from schemas.zones import zone as find_zone

Reader = Literal["office", "child"]

DOUBTS = frozenset({"because-no-fix", "because-coarse-fix", "because-fix-elsewhere"})
"""They speak of a position that another sentence has measured already."""

MOMENTS = frozenset({"at", "first", "last", "until", "due", "deadline"})

UNSETTLED = frozenset({"open", "reopened", "frozen"})
"""States in which it still matters how certain the records are."""

STANDING = UNSETTLED | {"confirmed"}
"""States in which the flag still says something against the minor, and could be taken away."""

NOTICEABLE_S = 60
"""A clock's error that a reader would notice on a face without seconds."""


def explain(
    flag: Flag | Mapping[str, Any],
    documents: Iterable[Document | Mapping[str, Any]],
    lang: str,
    zone: str,
    catalogue: Catalogue | None = None,
    *,
    reader: Reader = "office",
) -> str:
    """Say why a flag is there, and what would have made it otherwise.

    `documents` are those of its case file; what cannot be read among them is left out. `reader`: the office
    and the court read one text; the child the same facts, in words that accuse nobody.

    Raises:
        ValueError: when the flag is not one, or there is no such zone.

    """
    read = flag if isinstance(flag, Flag) else check.read(flag)
    if not isinstance(read, Flag):
        raise ValueError("not a flag")  # noqa: TRY004 (a stored document of another kind, not a wrong type)
    known = {one.id: one for raw in documents if (one := _read(raw)) is not None}
    told = catalogue or load()
    say = _Said(lang, zone, told, reader)
    lines = (
        say.condition(read, known),
        (s for b in read.because or () for s in say.reason(b, known)),
        say.standing(read, known),
        say.source(read),
    )
    return "\n".join(line for sentences in lines if (line := " ".join(dict.fromkeys(sentences))))


class _Said:
    """Says the parts of an explanation to one reader."""

    def __init__(self, lang: str, zone: str, catalogue: Catalogue, reader: Reader) -> None:
        self.lang, self.zone, self.catalogue, self.reader = lang, zone, catalogue, reader

    def say(self, key: str, **params: Any) -> str:
        """Say a message of rules.ftl, or the child's own words for it."""
        if self.reader == "child":
            key = f"child-{key.removeprefix('because-')}"
        return translate(self.lang, key, **params)

    def condition(self, flag: Flag, known: Mapping[str, Document]) -> Iterable[str]:
        """The duty in plain words, with its hours."""
        found = known.get(flag.condition)
        rule = self.catalogue.judges.get(found.type) if isinstance(found, Condition) else None
        if isinstance(found, Condition) and rule is not None:
            told = duty(found, self.lang, self.zone, self.catalogue)
            if self.reader == "child":
                yield translate(self.lang, "child-condition", duty=told)
            else:
                label = _in(self.lang, rule.label)
                yield translate(self.lang, "explain-condition", label=label, duty=told)

    def reason(self, reason: Because, known: Mapping[str, Document]) -> Iterable[str]:
        """What was recorded and when, by the clock that counts; distance and accuracy."""
        params = {name: _shown(name, value, self.lang, self.zone) for name, value in reason.params.items()}
        yield self.say(reason.key, **params)
        if self.reader == "child":
            return
        if "distance_m" in params and reason.key not in DOUBTS:
            key = "explain-fix" if "accuracy_m" in params else "explain-fix-unknown-accuracy"
            yield translate(self.lang, key, **params)
        fact = known.get(str(reason.params.get("fact")))
        offset = getattr(fact, "clock_offset_s", None)
        if "at" in reason.params and offset is not None and abs(offset) >= NOTICEABLE_S:
            at = getattr(fact, "at", None)
            if isinstance(at, dt.datetime):
                yield translate(self.lang, "explain-phone-clock", shown=moment(at, self.lang, self.zone))

    def standing(self, flag: Flag, known: Mapping[str, Document]) -> Iterable[str]:
        """How certain it is, what became of it, and what would have made it otherwise."""
        if flag.state in UNSETTLED:
            yield self.say(f"explain-{flag.certainty}")
        yield self.say(f"explain-state-{flag.state}")
        found = known.get(flag.condition)
        if flag.state in STANDING and isinstance(found, Condition) and found.type in self.catalogue.judges:
            yield self.say(f"otherwise-{found.type.replace('_', '-')}")

    def source(self, flag: Flag) -> Iterable[str]:
        """The statute, order or practice; a child is told its duty, not an article."""
        rule = self.catalogue.rules.get(flag.rule.split("@", 1)[0])
        if rule is not None and self.reader == "office":
            yield translate(self.lang, "explain-source", source=_in(self.lang, rule.source.text))


def _read(raw: Document | Mapping[str, Any]) -> Document | None:
    if isinstance(raw, Document):
        return raw
    try:
        return check.read(raw)
    except check.Unreadable:
        return None


def _in(lang: str, words: Mapping[Any, str]) -> str:
    return words.get(lang, words["kk"])


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
