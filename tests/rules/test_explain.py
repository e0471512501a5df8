"""Every flag of every scenario can be explained, in three languages, by the clock of the office."""

from pathlib import Path

import msgspec
import pytest

from api.rules.duties import duty
from api.rules.explain import explain
from api.rules.replay import Scenario, read
from schemas.documents import Condition
from schemas.parts import LANGUAGES
from schemas.rules import load

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
