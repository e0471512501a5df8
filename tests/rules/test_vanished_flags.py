"""A stored flag that the rules no longer find never stays as it was (SCENARIOS.md, "No longer so").

The documents go through the rules and then through `changed`, as in the pipeline: what was stored before an
act was edited in place, or before an earlier fact came, is there when the rules have forgotten it.
"""

import datetime as dt
from typing import Any

from api.clock import rfc3339
from api.pipeline.flags import changed
from api.rules import evaluate
from schemas.rules import load

Doc = dict[str, Any]

NOW = dt.datetime.fromisoformat("2026-10-20T09:00:00+05:00")
LATER = NOW + dt.timedelta(days=1)
HOME = {"lat": 49.9483, "lon": 82.6275, "radius_m": 50}
AT_HOME = {"lat": 49.94832, "lon": 82.62755, "accuracy_m": 12}
STATION = {"name": "Station", "lat": 49.96, "lon": 82.6, "radius_m": 200}
AT_STATION = {"lat": 49.96, "lon": 82.6, "accuracy_m": 12}
CASE = {"_id": "case:1", "kind": "case", "residence": HOME}
ORDER = {"_id": "order:1", "kind": "order", "from": "2026-09-01", "until": "2027-08-31"}


def condition(kind: str, params: Doc, **more: Any) -> Doc:
    named = {"_id": f"condition:{kind}", "kind": "condition", "order": "order:1", "type": kind}
    return {**named, "from": "2026-09-01T00:00:00+05:00", "params": params, **more}


CURFEW = condition("curfew", {"windows": [{"days": ["tue", "wed", "thu"], "from": "22:00", "to": "06:00"}]})
AWAY = condition("stay_away", {"areas": [STATION]})


def recorded(doc_id: str, at: str, by: str = "aigul", **fields: Any) -> Doc:
    who = {"user": by, "role": "inspector", "device": "d1"}
    kind = doc_id.split(":", 1)[0]
    return {"_id": doc_id, "kind": kind, "by": who, "at": at, "clock_offset_s": 0, **fields}


ABSENT = recorded(
    "curfew_check:1", "2026-10-06T23:00:00+05:00", result="absent", method="in_person", place=AT_HOME
)
NIGHT = "flag:curfew:2026-10-06"


def decision(number: int, verdict: str, at: str, flag: str = NIGHT) -> Doc:
    return recorded(f"decision:{number}", at, by="serik", flag=flag, verdict=verdict, reason="heard")


class Server:
    """Holds the flags of one case file as the pipeline writes them."""

    def __init__(self) -> None:
        self.flags: dict[str, Doc] = {}

    def look(self, documents: list[Doc], now: dt.datetime = NOW) -> dict[str, str]:
        """Evaluate, write, look once more as after a restart, and tell the states."""
        for _ in range(2):
            evaluation = evaluate(documents, now, "Asia/Almaty", load())
            decisions = [d for d in documents if d["kind"] == "decision"]
            written = changed(evaluation.flags, self.flags, now, decisions)
            assert all(doc["_id"] not in self.flags or "_rev" in doc for doc in written)
            self.flags |= {doc["_id"]: {**doc, "_rev": "1-a"} for doc in written}
        assert written == [], "looking twice writes nothing twice"
        return {doc_id: flag["state"] for doc_id, flag in self.flags.items()}


def test_a_condition_s_end_edited_in_place_voids_an_open_flag() -> None:
    """The night is no longer inside the condition: the flag does not stay open for ever."""
    server = Server()
    assert server.look([CASE, ORDER, CURFEW, ABSENT]) == {NIGHT: "open"}
    ended = {**CURFEW, "until": "2026-10-01T00:00:00+05:00"}
    assert server.look([CASE, ORDER, ended, ABSENT], LATER) == {NIGHT: "void"}
    told = [(m["state"], m["at"]) for m in server.flags[NIGHT]["history"]]
    assert told[-1] == ("void", rfc3339(LATER))
    assert told[0][0] == "open", "what it was is kept"


def test_a_condition_s_end_edited_in_place_reopens_a_confirmed_flag() -> None:
    """What was decided goes back to the supervisor, whose second word settles it."""
    server = Server()
    confirmed = [CASE, ORDER, ABSENT, decision(1, "confirm", "2026-10-08T09:00:00+05:00")]
    assert server.look([*confirmed, CURFEW]) == {NIGHT: "confirmed"}
    ended = {**CURFEW, "until": "2026-10-01T00:00:00+05:00"}
    assert server.look([*confirmed, ended], LATER) == {NIGHT: "reopened"}


def test_an_earlier_fact_names_the_day_and_the_old_name_is_void() -> None:
    """One day, one flag: the one that stands, under its new name; the old one tells where it went."""
    server = Server()
    noon = recorded("sighting:2", "2026-10-06T12:00:00+05:00", place=AT_STATION)
    morning = recorded("sighting:1", "2026-10-06T09:00:00+05:00", place=AT_STATION)
    assert server.look([CASE, ORDER, AWAY, noon]) == {"flag:stay_away:sighting:2": "open"}
    assert server.look([CASE, ORDER, AWAY, noon, morning], LATER) == {
        "flag:stay_away:sighting:1": "open",
        "flag:stay_away:sighting:2": "void",
    }
    assert server.flags["flag:stay_away:sighting:2"]["history"][-1]["cause"] == "flag:stay_away:sighting:1"


def test_a_decision_goes_with_the_day_to_its_new_name() -> None:
    """What was dismissed stays dismissed when an earlier fact names the day: nobody is asked twice."""
    server = Server()
    noon = recorded("sighting:2", "2026-10-06T12:00:00+05:00", place=AT_STATION)
    morning = recorded("sighting:1", "2026-10-06T09:00:00+05:00", place=AT_STATION)
    said = decision(1, "dismiss", "2026-10-08T09:00:00+05:00", "flag:stay_away:sighting:2")
    assert server.look([CASE, ORDER, AWAY, noon, said]) == {"flag:stay_away:sighting:2": "dismissed"}
    assert server.look([CASE, ORDER, AWAY, noon, said, morning], LATER) == {
        "flag:stay_away:sighting:1": "dismissed",
        "flag:stay_away:sighting:2": "void",
    }


def test_a_confirmed_flag_that_no_document_explains_any_more_goes_back_and_can_be_taken_back() -> None:
    """The residence was edited: the check stood at another door. Reopened, and void once it is dismissed."""
    server = Server()
    seen = recorded("sighting:1", "2026-10-06T23:00:00+05:00", place=AT_STATION)
    confirmed = [ORDER, CURFEW, seen, decision(1, "confirm", "2026-10-08T09:00:00+05:00")]
    assert server.look([CASE, *confirmed]) == {NIGHT: "confirmed"}
    moved = {**CASE, "residence": {**AT_STATION, "radius_m": 200}}
    assert server.look([moved, *confirmed], LATER) == {NIGHT: "reopened"}
    again = [moved, *confirmed, decision(2, "confirm", "2026-10-21T10:00:00+05:00")]
    assert server.look(again, LATER + dt.timedelta(hours=2)) == {NIGHT: "reopened"}
    taken_back = [*again, decision(3, "dismiss", "2026-10-21T12:00:00+05:00")]
    assert server.look(taken_back, LATER + dt.timedelta(hours=4)) == {NIGHT: "void"}
    assert server.flags[NIGHT]["history"][-1]["cause"] == "decision:3"


def test_what_a_certificate_excused_needs_no_second_look() -> None:
    """Excused by a paper, not by a person: without ground it is void, and nobody is asked."""
    server = Server()
    school = condition("school_attendance", {})
    missed = recorded("attendance:1", "2026-10-06T15:00:00+05:00", date="2026-10-06", status="unexcused")
    paper = recorded("excuse:1", "2026-10-08T15:00:00+05:00")
    paper["for"] = {"kind": "attendance", "from": "2026-10-06", "until": "2026-10-06"}
    name = "flag:school_attendance:2026-10-06"
    assert server.look([CASE, ORDER, school, missed, paper]) == {name: "excused"}
    ended = {**school, "until": "2026-10-01T00:00:00+05:00"}
    assert server.look([CASE, ORDER, ended, missed, paper], LATER) == {name: "void"}


def test_silence_that_was_suspected_where_nobody_worked_is_void() -> None:
    """A flag of an older version of the rules (decisions, 0006) does not outlive them."""
    server = Server()
    weekly = condition("registration", {"every": {"weekday": "mon"}})
    somebody = {"_id": "assignment:a", "kind": "assignment", "user": "aigul", "role": "inspector"}
    somebody["from"] = "2026-09-28T00:00:00+05:00"
    weekly["from"] = "2026-09-30T00:00:00+05:00"
    assert server.look([CASE, ORDER, weekly, somebody])["flag:registration:2026-10-05"] == "open"
    assert set(server.look([CASE, ORDER, weekly], LATER).values()) == {"void"}
