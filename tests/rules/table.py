"""Which scenario proves what of which condition: found by leaving documents out, not by a file's name.

    python -m tests.rules.table        # writes the table into README.md, between its two marks

A scenario covers a cell when the situation is in it and counts: without the documents that make it (the
certificate, the new wording, the decision) the rules would say something else of a condition of that type.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from api.rules import Evaluation
from api.rules.replay import Scenario, read
from schemas.params import ConditionType
from schemas.rules import load

HERE = Path(__file__).parent
README = HERE / "README.md"
BEGIN, END = "<!-- table: python -m tests.rules.table -->", "<!-- end of the table -->"
Doc = dict[str, Any]
Told = tuple[list[Any], list[Any], list[Any]]

TYPES: tuple[ConditionType, ...] = (
    "curfew", "stay_away", "stay_within", "residence", "school_attendance", "treatment", "registration",
    "check_in", "community_service",
)  # fmt: skip
NO_EXCUSE = {"curfew", "stay_away", "stay_within", "residence", "community_service"}
"""DOCUMENTS.md knows no excuse for these: a permission is what lets a minor off"""
SILENT = {"registration", "check_in", "community_service"}
"""breached by what was not recorded; of the others silence says nothing"""


@cache
def scenarios() -> list[tuple[str, Scenario]]:
    """All scenarios by name; the shared ones first."""
    return [(f.stem, read(f)) for f in sorted((HERE / "scenarios").glob("[!_]*.toml"))]


@cache
def told(name: str, without: str = "") -> dict[str, Told]:
    """What the rules say of each type of condition, with some documents left out."""
    scenario = dict(scenarios())[name]
    gone = LEFT_OUT[without] if without else lambda _: False
    kept = [doc for doc in scenario.documents if not gone(doc)]
    found = msgspec.structs.replace(scenario, documents=kept).evaluate(load())
    types = {doc["_id"]: doc.get("type") for doc in scenario.documents if doc.get("kind") == "condition"}
    return {kind: _of(kind, types, found) for kind in TYPES}


def _of(kind: str, types: dict[str, Any], found: Evaluation) -> Told:
    flags = [f for f in found.flags if types.get(f.condition) == kind]
    service = [s for s in found.service if types.get(s.condition) == kind]
    return [(f.condition, f.occasion, f.certainty, f.state, f.facts) for f in flags], service, flags


LEFT_OUT: dict[str, Callable[[Doc], bool]] = {
    "permission": lambda doc: doc.get("kind") == "permission",
    "excuse": lambda doc: doc.get("kind") == "excuse",
    "amendment": lambda doc: bool(doc.get("supersedes")),
    "correction": lambda doc: bool(doc.get("corrects")),
    "decision": lambda doc: doc.get("kind") == "decision",
    "receipt": lambda doc: doc.get("kind") in {"receipt", "contact"},
}


def _differs(situation: str) -> Callable[[str, str], bool]:
    return lambda name, kind: told(name)[kind][:2] != told(name, situation)[kind][:2]


def _flag(test: Callable[[Any], bool]) -> Callable[[str, str], bool]:
    return lambda name, kind: any(test(flag) for flag in told(name)[kind][2])


SITUATIONS: dict[str, Callable[[str, str], bool]] = {
    "facts": _flag(lambda f: f.certainty == "suspected" and f.state == "open" and bool(f.facts)),
    "doubt": _flag(lambda f: f.certainty == "inconclusive"),
    "permission": _differs("permission"),
    "excuse": _differs("excuse"),
    "amendment": _differs("amendment"),
    "correction": _differs("correction"),
    "silence": lambda name, kind: bool(told(name)[kind][1]) or _flag(lambda f: not f.facts)(name, kind),
    "order's end": _flag(lambda f: f.state == "frozen"),
    "decision": _differs("decision"),
    "lost ground": _flag(lambda f: f.state in {"void", "reopened"}),
}


def cannot_be(kind: str, situation: str) -> bool:
    """Is there nothing to prove?"""
    return (situation == "silence" and kind not in SILENT) or (situation == "excuse" and kind in NO_EXCUSE)


def table() -> dict[tuple[str, str], list[str]]:
    """For each type and situation the scenarios that cover it; None where there is nothing to cover."""
    names = [name for name, _ in scenarios()]
    return {
        (kind, situation): [name for name in names if covers(name, kind)]
        for kind in TYPES
        for situation, covers in SITUATIONS.items()
        if not cannot_be(kind, situation)
    }


def written() -> str:
    """The table in Markdown: a condition a section, a line a situation, up to three scenarios each."""
    lines = [BEGIN, ""]
    found = table()
    for kind in TYPES:
        lines += [f"**{kind}**", "", "| situation | proved by |", "|---|---|"]
        for situation in SITUATIONS:
            names = found.get((kind, situation))
            if names is None:
                lines.append(f"| {situation} | – |")
            else:
                # The ones that are about this condition, then the shared ones, then others.
                best = sorted(names, key=lambda n: (kind.split("_")[0] not in n.replace("-", "_"), n))
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                lines.append(f"| {situation} | {', '.join(best[:3])}{more} |")
        lines.append("")
    return "\n".join([*lines, END])


def main() -> None:
    """Write the table."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(before + written() + after, encoding="utf-8")


if __name__ == "__main__":
    main()
