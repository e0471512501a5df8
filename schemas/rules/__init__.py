"""The rule catalogue: every number of the rules, dated and cited, one rule a file.

The evaluator (api/rules) holds no number and no article: it asks this catalogue. `<rule>.toml` beside this
module says what the rule is called in three languages, where it comes from and how sure that is, which
messages it may give as its reasons, and its parameters with the day from which each value is in force.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

FOLDER = Path(__file__).parent

Basis = Literal["law", "practice", "order", "own_decision"]
"""How sure a source is: read in a statute, reported from practice, fixed by each order, or decided here."""

Words = dict[Literal["kk", "ru", "en"], Annotated[str, Meta(min_length=1)]]
Cited = Annotated[str, Meta(min_length=3)]


class Value(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A parameter's value from the day on which it came into force until the next one."""

    from_: dt.date
    value: float


class Parameter(Struct, frozen=True, forbid_unknown_fields=True):
    """One number of a rule, with its unit and where it is written."""

    name: str
    unit: Literal["s", "m", "h", "d", "1"]
    source: Cited
    basis: Basis
    values: Annotated[list[Value], Meta(min_length=1)]

    def on(self, day: dt.date) -> float:
        """Give the value in force on a day; before the first one, the first."""
        chosen = self.values[0].value
        for value in self.values[1:]:
            if value.from_ > day:
                break
            chosen = value.value
        return chosen


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a rule comes from, in words for the people who read the flag."""

    basis: Basis
    text: Words


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: what it is called, where it comes from, what it may say, and its parameters."""

    id: str
    version: Annotated[int, Meta(ge=1)]
    label: Words
    source: Source
    conditions: list[str] = []
    messages: list[str] = []
    parameter: list[Parameter] = []

    @property
    def stamp(self) -> str:
        """The rule and its version, as a flag carries them."""
        return f"{self.id}@{self.version}"


class Catalogue(Struct, frozen=True):
    """All rules, found by their id, by the condition they judge, and their parameters by name."""

    rules: Mapping[str, Rule]
    judges: Mapping[str, Rule]
    parameters: Mapping[str, Parameter]

    def value(self, name: str, on: dt.date) -> float:
        """Look up a parameter, named `<rule>.<parameter>`, as in force on a day.

        Raises:
            KeyError: when the catalogue has no such parameter.

        """
        return self.parameters[name].on(on)


class Uncatalogued(ValueError):
    """A file of the catalogue cannot be used; the message names the file."""


def catalogue(rules: list[Rule]) -> Catalogue:
    """Put rules together.

    Raises:
        Uncatalogued: when two rules share an id, a condition or a parameter's name, or values lack order.

    """
    by_id: dict[str, Rule] = {}
    judges: dict[str, Rule] = {}
    parameters: dict[str, Parameter] = {}
    for rule in rules:
        if rule.id in by_id:
            raise Uncatalogued(f"{rule.id}: two rules of this name")
        by_id[rule.id] = rule
        for condition in rule.conditions:
            if condition in judges:
                raise Uncatalogued(f"{rule.id}: {condition} is judged by {judges[condition].id} already")
            judges[condition] = rule
        for parameter in rule.parameter:
            name = f"{rule.id}.{parameter.name}"
            days = [value.from_ for value in parameter.values]
            if name in parameters or days != sorted(set(days)):
                raise Uncatalogued(f"{name}: named twice, or its values are not in order of their days")
            parameters[name] = parameter
    return Catalogue(rules=by_id, judges=judges, parameters=parameters)


@cache
def load(folder: Path = FOLDER) -> Catalogue:
    """Read the catalogue of a folder, once.

    Raises:
        Uncatalogued: naming the file that is not a rule.

    """
    rules = []
    for file in sorted(folder.glob("*.toml")):
        try:
            rule = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Rule)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise Uncatalogued(f"{file.name}: {error}") from error
        if rule.id != file.stem:
            raise Uncatalogued(f"{file.name}: the rule in it is called {rule.id}")
        rules.append(rule)
    return catalogue(rules)
