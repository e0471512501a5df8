"""Every flag of every scenario can be explained, in three languages, by the clock of the office."""

import re
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from fluent.syntax import ast as fluent
from fluent.syntax import parse

from api.rules.duties import duty
from api.rules.explain import explain
from api.rules.replay import Scenario, read
from schemas.documents import Certainty, Condition, Flag, FlagState
from schemas.parts import LANGUAGES
from schemas.rules import load
from tests.rules.test_catalogue import MESSAGES, variables

SCENARIOS = sorted(f for f in Path(__file__).parent.joinpath("scenarios").glob("*.toml") if f.name[0] != "_")


def scenario(name: str) -> Scenario:
    """A scenario by the beginning of its file name."""
    return read(next(f for f in SCENARIOS if f.name.startswith(name)))


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_is_told_in_full(file: Path, language: str) -> None:
    """No key, no placeholder and no machine's time shows through."""
    one = read(file)
    for flag in one.evaluate(load()).flags:
        text = explain(flag, one.documents, language, one.zone)
        assert "{" not in text
        assert "because-" not in text
        assert "explain-" not in text
        assert "duty-" not in text
        assert "+00:00" not in text
        stored = msgspec.to_builtins(flag)
        assert explain(stored, one.documents, language, one.zone) == text


def test_it_names_hours_facts_distance_accuracy_and_source() -> None:
    """The paragraph that a supervisor reads."""
    one = scenario("08-")
    text = explain(one.evaluate(load()).flags[0], one.documents, "en", one.zone)
    for part in (
        "Be at home every day from 22:00 to 06:00.",
        "6 October 2026, 22:30: a check at the door found the minor absent.",
        "4 m from the centre of a place with a radius of 50 m, with an accuracy of 12 m",
        "7 October 2026, 01:15: a check found the minor present.",
        "until a supervisor has confirmed it",
        "Source: The court's order",
    ):
        assert part in text


def test_a_wrong_clock_is_told() -> None:
    """What the phone showed, and between what moments the truth lies."""
    one = scenario("03-")
    text = explain(one.evaluate(load()).flags[0], one.documents, "ru", one.zone)
    assert "Часы самого телефона показывали 07.10.2026, 23:30" in text
    assert "между 07.10.2026, 20:30 и 07.10.2026, 23:30" in text
    assert "не доказывают" in text


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        (
            "curfew",
            {"windows": [{"days": ["fri", "sat"], "from": "22:00", "to": "06:00"}]},
            (
                "Үйде болу: жұма, сенбі күндері, сағат 22:00 мен 06:00 аралығында.",
                "Быть дома по пятницам, субботам с 22:00 до 06:00.",
                "Be at home on Fridays, Saturdays from 22:00 to 06:00.",
            ),
        ),
        (
            "registration",
            {"every": {"times_a_month": 2}},
            (
                "Пробация бөліміне айына 2 рет келу.",
                "Приходить в отдел пробации 2 раза в месяц.",
                "Come to the probation office 2 times a month.",
            ),
        ),
        (
            "stay_away",
            {"areas": [{"name": "Вокзал"}, {}]},
            (
                "Мына жерлерге бармау: Вокзал; картада көрсетілген жер.",
                "Не посещать: Вокзал; место, отмеченное на карте.",
                "Do not go to: Вокзал; a place shown on the map.",
            ),
        ),
        (
            "curfew",
            {"windows": "?"},
            (
                "Үкімде айтылғанды орындау.",
                "Выполнять то, что сказано в приговоре.",
                "Do what the order says.",
            ),
        ),
    ],
)
def test_a_duty_in_plain_words(kind: str, params: dict[str, object], said: tuple[str, str, str]) -> None:
    """One duty, in each language; what cannot be read is left to the order."""
    condition = msgspec.convert(
        {
            "kind": "condition",
            "_id": "condition:1",
            "type": kind,
            "from": "2026-09-01T00:00:00+05:00",
            "params": params,
        },
        Condition,
    )
    assert tuple(duty(condition, language, "Asia/Almaty") for language in LANGUAGES) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_of_condition_has_words(language: str) -> None:
    """No type is shown by its name in the code."""
    params: dict[str, dict[str, object]] = {
        "curfew": {
            "windows": [{"days": ["mon"], "from": "22:00", "to": "06:00"}],
            "place": {"lat": 1, "lon": 1, "radius_m": 5},
        },
        "residence": {},
        "stay_away": {
            "areas": [{"name": "x"}],
            "windows": [{"days": ["mon"], "from": "22:00", "to": "06:00"}],
        },
        "stay_within": {"areas": [{"name": "x"}]},
        "school_attendance": {},
        "registration": {"every": {"monthdays": [5, 20]}},
        "check_in": {},
        "treatment": {},
        "community_service": {"hours": 60, "by": "2026-12-31", "max_minutes_per_day": 120},
        "no_contact": {},
        "other": {"text": "x"},
    }
    for kind, given in params.items():
        told = {
            "kind": "condition",
            "_id": "condition:1",
            "type": kind,
            "from": "2026-09-01T00:00:00Z",
            "params": given,
        }
        text = duty(msgspec.convert(told, Condition), language, "Asia/Almaty")
        assert text
        assert "duty-" not in text
        assert "{" not in text


@cache
def every_flag() -> list[tuple[Flag, Scenario]]:
    """All flags of all scenarios: every rule, with the certainties and states that it can have."""
    return [(flag, one) for one in map(read, SCENARIOS) for flag in one.evaluate(load()).flags]


def keys(area: str, language: str) -> dict[str, set[str]]:
    """The messages of one catalogue, with the parameters that each shows or chooses by."""
    parsed = parse((MESSAGES / language / f"{area}.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in parsed.body if isinstance(entry, fluent.Junk)]
    return {e.id.name: variables(e) for e in parsed.body if isinstance(e, fluent.Message)}


def test_the_scenarios_show_every_rule_in_every_certainty_and_state() -> None:
    """So that the tests below have seen each of them in words."""
    flags = [flag for flag, _ in every_flag()]
    judging = {rule.id for rule in load().judges.values()}
    assert {flag.rule.split("@")[0] for flag in flags} == judging
    assert {(f.rule.split("@")[0], f.certainty) for f in flags} == set(product(judging, get_args(Certainty)))
    assert {flag.state for flag in flags} == set(get_args(FlagState))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", ["office", "child"])
@pytest.mark.parametrize("state", get_args(FlagState))
def test_every_flag_is_told_in_full_to_both_readers(language: str, reader: Any, state: Any) -> None:
    """In each state it can come to: no key, no gap, no machine's time, and how it could be otherwise."""
    for flag, one in every_flag():
        told = msgspec.structs.replace(flag, state=state)
        text = explain(told, one.documents, language, one.zone, reader=reader)
        assert not re.search(r"[{}]|because-|explain-|child-|otherwise-|duty-|\+00:00|None", text), text
        lines = text.splitlines()
        assert len(lines) == (4 if reader == "office" else 3), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_child_has_words_for_everything_and_with_the_same_facts(language: str) -> None:
    """A child's message shows no parameter that the office's has not, and none is missing."""
    office, child = keys("rules", language), keys("child", language)
    said = {f"child-{k.removeprefix('because-')}": v for k, v in office.items() if not k.startswith("duty-")}
    for unsaid in ("condition", "fix", "fix-unknown-accuracy", "phone-clock", "source"):
        del said[f"child-explain-{unsaid}"]
    assert child.keys() == said.keys() | {"child-condition"}
    for key, names in said.items():
        assert child[key] <= names, key
        assert names - child[key] <= {"method"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_child_is_accused_of_nothing(language: str) -> None:
    """No violation, no suspicion, no court, no article, no distance in metres."""
    words = {
        "kk": r"бұзу|күдік|күмән|сот|бап|кінә|айып|жасөспірім|үкім|пробация",
        "ru": r"наруш|подозр|сомнен|суд|ст\.|вин|обвин|подрост|приговор|пробац|злостн",
        "en": r"violat|suspect|doubt|court|\bart\.|guilt|accus|the minor|offen|probation",
    }[language]
    text = (MESSAGES / language / "child.ftl").read_text(encoding="utf-8")
    messages = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    values = "\n".join(line.split(" = ", 1)[-1] for line in messages.splitlines())
    assert not re.findall(words, values, re.IGNORECASE)


def test_what_would_have_made_it_otherwise_is_told_while_it_matters() -> None:
    """A certificate for a day at school; nothing more once the flag is excused or void."""
    one = scenario("05-")
    excused, _reopened, still_open = one.evaluate(load()).flags
    text = explain(still_open, one.documents, "en", one.zone)
    assert "It would be otherwise with a paper that excuses the day" in text
    assert "otherwise" not in explain(excused, one.documents, "en", one.zone)
    child = explain(still_open, one.documents, "en", one.zone, reader="child")
    assert "the school noted that you were not there, and we do not know the reason." in child
    assert "It counts for nothing until the head of the office has heard you and decided." in child
    assert "bring a paper: it counts also when it comes later." in child
