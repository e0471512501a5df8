"""Generated files of decided nights: what supervisors, inspectors and the court may write, in any order."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

Doc = dict[str, Any]

ZONE = "Asia/Almaty"
START = dt.datetime(2026, 3, 1, 23, tzinfo=dt.timezone(dt.timedelta(hours=5)))
NOW = START + dt.timedelta(days=500)
NIGHTS = [0, 1, 9, 40, 41, 200, 380]
INSPECTORS = ["aigul", "marat"]
SUPERVISORS = ["serik", "dana", "aigul"]
"""one of them also works in the field"""
FOUNDATION: list[Doc] = [
    {"_id": "case:1", "kind": "case", "residence": {"lat": 49.9483, "lon": 82.6275, "radius_m": 50}},
    {"_id": "order:1", "kind": "order", "from": "2026-01-01", "until": "2030-01-01",
     "entered_at": "2026-01-01T10:00:00+05:00"},
    {"_id": "condition:c", "kind": "condition", "order": "order:1", "type": "curfew",
     "from": "2026-01-01T00:00:00+05:00", "entered_at": "2026-01-01T10:00:00+05:00",
     "params": {"windows": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
                             "from": "22:00", "to": "06:00"}]}},
]  # fmt: skip


def night(number: int) -> dt.datetime:
    """The moment of a night's check."""
    return START + dt.timedelta(days=number)


def flag_of(number: int) -> str:
    """The flag that an absence on a night raises."""
    return f"flag:c:{night(number).date()}"


def record(kind: str, key: str, user: str, at: dt.datetime, **fields: Any) -> Doc:
    """Something that a person recorded."""
    by = {"user": user, "role": "supervisor", "device": f"d-{user}"}
    return {
        "_id": f"{kind}:{key}", "kind": kind, "by": by, "at": at.isoformat(), "clock_offset_s": 0, **fields
    }  # fmt: skip


def absence(number: int, user: str, **fields: Any) -> Doc:
    """A check at the door of the residence."""
    place = {"lat": 49.9483, "lon": 82.6275, "accuracy_m": 8}
    fields = {"result": "absent", "method": "in_person", "place": place, **fields}
    return record("curfew_check", f"{number:03}{user}", user, night(number), **fields)


nights = st.sampled_from(NIGHTS)
hours_later = st.integers(1, 24 * 12)


@st.composite
def about_a_flag(draw: st.DrawFn, key: int) -> Doc:
    """A hearing, an explanation or a decision."""
    number = draw(nights)
    at = night(number) + dt.timedelta(hours=draw(hours_later))
    kind = draw(st.sampled_from(["hearing", "explanation", "decision", "decision", "decision"]))
    name = f"{key:03}"
    if kind == "hearing":
        return record(kind, name, draw(st.sampled_from(INSPECTORS)), at, flag=flag_of(number), told="mother")
    if kind == "explanation":
        present = draw(st.sampled_from(["mother", "mother", ""]))
        said = draw(st.sampled_from([{"text": "I was late"}, {"declined": True}]))
        return record(kind, name, "aigul", at, flag=flag_of(number), present=present, **said)
    verdict = draw(
        st.sampled_from(["confirm", "confirm", "confirm", "dismiss", "excuse", "resolve_conflict"])
    )
    more: Doc = {"malicious": draw(st.booleans()) and draw(st.booleans())}
    if verdict == "resolve_conflict":
        more["resolved_as"] = draw(st.sampled_from(["confirm", "dismiss", None]))
    user = draw(st.sampled_from(SUPERVISORS))
    return record(kind, name, user, at, flag=flag_of(number), verdict=verdict, reason="r", **more)


@st.composite
def acts(draw: st.DrawFn, key: int, before: list[Doc]) -> Doc:
    """A warning, a submission, what became of one, or a correction of a check."""
    number, name = draw(nights), f"{key:03}"
    at = night(number) + dt.timedelta(hours=draw(hours_later) + 48)
    made = [doc for doc in before if doc["kind"] in {"warning", "submission"}]
    checks = [doc for doc in before if doc["kind"] == "curfew_check"]
    kind = draw(
        st.sampled_from(["warning", "warning", "submission", "serving", "withdrawal", "ruling", "mend"])
    )
    if kind == "mend" and checks:
        mended = draw(st.sampled_from(checks))
        return {**mended, "_id": f"curfew_check:m{name}", "result": "present", "corrects": mended["_id"]}
    if made and kind in {"serving", "withdrawal", "ruling"}:
        act = draw(st.sampled_from(made))
        if kind == "serving":
            return record(kind, name, "aigul", at, act=act["_id"], served_to="minor", present="mother")
        if kind == "ruling":
            outcome = draw(st.sampled_from(["granted", "refused", "returned"]))
            return record(kind, name, "serik", at, submission=act["_id"], outcome=outcome)
        more = {"corrects": act["_id"], "withdrawn": draw(st.sampled_from([True, True, False]))}
        return record(act["kind"], name, "serik", at, flags=act["flags"], text="t", **more)
    flags = [flag_of(one) for one in draw(st.lists(nights, min_size=1, max_size=3, unique=True))]
    kind = "submission" if kind == "submission" else "warning"
    return record(kind, name, draw(st.sampled_from(SUPERVISORS)), at, flags=flags, text="t")


@st.composite
def files(draw: st.DrawFn) -> list[Doc]:
    """A case file with some nights, and what people made of them."""
    documents = [*FOUNDATION]
    for number in draw(st.lists(nights, max_size=5, unique=True)):
        documents.append(absence(number, draw(st.sampled_from(INSPECTORS))))
        if draw(st.booleans()):  # many nights go the whole way, so that the ladder is climbed
            told = {"flag": flag_of(number)}
            at, user = night(number), draw(st.sampled_from(SUPERVISORS))
            key = f"n{number:03}"
            documents.append(
                record(
                    "explanation", key, "marat", at + dt.timedelta(hours=20), text="x", present="y", **told
                )
            )
            later = at + dt.timedelta(hours=30)
            documents.append(record("decision", key, user, later, verdict="confirm", reason="r", **told))
    documents += [draw(about_a_flag(key)) for key in range(draw(st.integers(0, 6)))]
    for key in range(100, 100 + draw(st.integers(0, 6))):
        documents.append(draw(acts(key, documents)))
    return documents
