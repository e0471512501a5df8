"""The evaluator says what a second, plain telling of SCENARIOS.md says, on generated files with curfews."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from api.rules import evaluate
from schemas.rules import load
from tests.rules.plainly import DAYS, Doc, Plainly
from tests.rules.test_laws import law

ZONES = ["Asia/Almaty", "Asia/Aqtau", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"]
HOME = {"lat": 49.9483, "lon": 82.6275, "radius_m": 50}
BEGIN = dt.datetime(2024, 2, 26)  # noqa: DTZ001 (a wall's: each file has a zone of its own)
"""The leap day, and the night in which Almaty put its clocks back, are in the days that follow."""
LENGTH = 9

at_minutes = st.one_of(
    st.integers(0, LENGTH * 1440),
    st.builds(
        lambda day, hour, minute: day * 1440 + hour * 60 + minute,
        st.integers(0, LENGTH - 1),
        st.sampled_from([0, 5, 6, 8, 13, 21, 22]),
        st.sampled_from([-1, 0, 1, 2, 29, 30, 31, 58]),
    ),
)
hours = st.sampled_from(
    [
        [{"days": DAYS, "from": "22:00", "to": "06:00"}],
        [{"days": ["fri", "sat"], "from": "22:00", "to": "06:00"}],
        [{"days": DAYS, "from": "13:00", "to": "14:00"}, {"days": DAYS, "from": "21:00", "to": "05:00"}],
        [
            {"days": ["thu"], "from": "08:00", "to": "13:00"},
            {"days": ["thu", "fri"], "from": "22:00", "to": "00:00"},
        ],
    ]
)
offsets = st.sampled_from([0, 0, 0, 60, 120, 180, -7200, 10800, None])


@st.composite
def files(draw: st.DrawFn) -> tuple[list[Doc], dt.datetime, str]:
    """A case file of nine days, the moment of the question, and a zone."""
    zone = draw(st.sampled_from(ZONES))

    def time(minutes: int) -> str:
        # in the zone's own clock; where it shows a time twice, the first
        wall = (BEGIN + dt.timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone))
        return wall.astimezone(dt.UTC).isoformat()

    until = draw(st.sampled_from(["2024-12-31", "2024-02-29", "2024-03-01"]))
    entered = {"entered_at": time(0)}
    docs: list[Doc] = [
        {"_id": "case:1", "kind": "case", "residence": HOME},
        {"_id": "order:1", "kind": "order", "from": "2024-01-01", "until": until, **entered},
        {
            "_id": "condition:a", "kind": "condition", "order": "order:1", "type": "curfew", "from": time(0),
            "params": {"windows": draw(hours)}, **entered,
        },
    ]  # fmt: skip
    if draw(st.booleans()):
        docs[2]["until"] = time(draw(at_minutes) + 1)
    if draw(st.booleans()):
        new = {
            **docs[2],
            "_id": "condition:b",
            "supersedes": "condition:a",
            "params": {"windows": draw(hours)},
        }
        docs.append(
            {**new, "from": time(draw(at_minutes)), "entered_at": time(draw(at_minutes)), "until": None}
        )
    names = ["condition:a"] + ["condition:b"] * (docs[-1]["_id"] == "condition:b")
    by = {"user": "aigul", "role": "inspector", "device": "d1"}
    facts: list[Doc] = []
    for n in range(draw(st.integers(1, 6))):
        fact: Doc = {"_id": f"x:{n}", "by": by, "at": time(draw(at_minutes)), "clock_offset_s": draw(offsets)}
        metres, accuracy = (
            draw(st.sampled_from([0, 30, 90, 200, 900])),
            draw(st.sampled_from([None, 5, 25, 60, 500, 501])),
        )
        place = {"lat": HOME["lat"] + metres / 111_200, "lon": HOME["lon"]}
        fact["place"] = place if accuracy is None else {**place, "accuracy_m": accuracy}
        if draw(st.sampled_from([True, True, True, False])):
            result = draw(
                st.sampled_from(["absent", "absent", "refused", "present", "no_answer", "no_answer"])
            )
            method = draw(st.sampled_from(["in_person", "in_person", "phone"]))
            fact |= {"_id": f"curfew_check:{n}", "kind": "curfew_check", "result": result, "method": method}
        else:
            fact |= {"_id": f"sighting:{n}", "kind": "sighting"}
        if facts and draw(st.sampled_from([False, False, True])):
            fact["corrects"] = draw(st.sampled_from(facts))["_id"]
        facts.append(fact)
        if draw(st.booleans()):
            came = dt.datetime.fromisoformat(fact["at"]) + dt.timedelta(
                minutes=draw(st.sampled_from([0, 1, 90, 3000]))
            )
            docs.append(
                {
                    "_id": f"receipt:{n}", "kind": "receipt", "documents": [fact["_id"]], "device": "d1",
                    "received_at": came.isoformat(), "clock_offset_s": draw(offsets),
                }
            )  # fmt: skip
    for n in range(draw(st.integers(0, 2))):
        start = draw(at_minutes)
        leave = {"from": time(start), "until": time(start + draw(st.sampled_from([1, 30, 150, 1440])))}
        named = draw(st.sampled_from([["*"], [draw(st.sampled_from(names))]]))
        docs.append(
            {"_id": f"permission:{n}", "kind": "permission", "by": by, "at": time(draw(at_minutes)),
             "conditions": named, **leave}
        )  # fmt: skip
    return [*docs, *facts], dt.datetime(2024, 3, 20, tzinfo=dt.UTC), zone


@law
@given(files())
def test_two_tellings_of_the_text_agree(file: tuple[list[Doc], dt.datetime, str]) -> None:
    """Every flag, its certainty, state and facts: windows, zones, clocks, places, leave, amendments."""
    documents, now, zone = file
    plain = Plainly(documents, now, ZoneInfo(zone)).flags()
    found = {
        (f.condition, f.occasion): (f.certainty, f.state, " ".join(f.facts))
        for f in evaluate(documents, now, zone, load()).flags
    }
    assert found == plain
