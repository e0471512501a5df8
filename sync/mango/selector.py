"""Selectors at work: a condition becomes a function that a value passes or not. Pure.

What does not match, and why it surprises: a field that is not there matches nothing but ``$exists: false``,
not even ``$ne`` (see ``sync.mango.normal``); a path through what is neither object nor list matches nothing
at all. After CouchDB's ``mango_selector:match/3``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import msgspec

from sync.errors import BadMango
from sync.mango import collation
from sync.mango.normal import Condition, fields, normalized
from sync.mango.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.mango.collation import Key
    from sync.store import Document

    Test = Callable[[Any], bool]
    ToKey = Callable[[Any], Key]

_compact = msgspec.json.Encoder()


class Selector:
    """A selector that was read and found good; equal and hashed by ``source``, its JSON.

    In the sender's order: it decides which objects are equal (see ``collation``).
    """

    __slots__ = ("_test", "form", "source")

    def __init__(self, source: str) -> None:
        """``BadMango`` for a text that is no selector."""
        try:
            selector = msgspec.json.decode(source)
        except (ValueError, RecursionError) as error:
            raise BadMango("invalid_selector_json", "Selector must be a JSON object") from error
        self.source = source
        self.form: Condition = normalized(selector)
        """normal form, see ``sync.mango.normal``"""
        self._test = compiled(self.form, collation.key) if self.form else _always

    @classmethod
    def of(cls, selector: Any) -> Selector:
        """From decoded JSON; ``BadMango`` for what is no selector."""
        try:
            return cls(_compact.encode(selector).decode())
        except RecursionError as error:
            raise BadMango("invalid_selector", "The selector is nested too deep") from error

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selector) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def matches(self, doc: Document) -> bool:
        """Whether a document, decoded with its underscore members, is one that is meant."""
        return self._test(doc)


def compiled(condition: Condition, to_key: ToKey) -> Test:
    ((name, argument),) = condition.items()
    match name:
        case "":
            return compiled(argument, to_key)
        case "$and":
            every = [compiled(one, to_key) for one in argument]
            return lambda value: all(test(value) for test in every)
        case "$or" | "$nor":
            some = [compiled(one, to_key) for one in argument]
            if name == "$nor":
                return lambda value: not any(test(value) for test in some)
            return (lambda value: any(test(value) for test in some)) if some else _always
        case "$not":
            inner = compiled(argument, to_key)
            return lambda value: not inner(value)
        case "$default":
            return _always  # without a text index CouchDB believes that everything matches
        case _ if name[0] == "$":
            return _terminal(name, argument, to_key)
        case _:
            return _of_field(name, argument, to_key)


def _always(_value: Any) -> bool:
    return True


def _of_field(path: str, condition: Condition, to_key: ToKey) -> Test:
    steps = fields(path)
    lacking = condition == {"$exists": False}
    test = compiled(condition, collation.raw_key if path == "_id" else to_key)
    if len(steps) == 1:
        (step,) = steps

        def of_member(value: Any) -> bool:
            if isinstance(value, dict):
                return test(value[step]) if step in value else lacking
            return _reached(value, steps, test, lacking=lacking)

        return of_member
    return lambda value: _reached(value, steps, test, lacking=lacking)


def _reached(value: Any, steps: list[str], test: Test, *, lacking: bool) -> bool:
    for step in steps:
        if isinstance(value, dict):
            if step not in value:
                return lacking
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and len(step) < 10:
            if int(step) >= len(value):
                return False
            value = value[int(step)]
        else:
            return False
    return test(value)


def _terminal(name: str, argument: Any, to_key: ToKey) -> Test:
    match name:
        case "$eq" | "$ne" | "$lt" | "$lte" | "$gt" | "$gte":
            return _comparison(name, argument, to_key)
        case "$in" | "$nin":
            return _one_of(argument, to_key, inside=name == "$in")
        case "$exists":
            return lambda _value: bool(argument)
        case "$all":
            return _all(argument)
        case "$elemMatch" | "$allMatch" | "$keyMapMatch":
            return _of_elements(name, compiled(argument, to_key))
        case "$type":
            return lambda value: _type(value) == argument
        case "$mod":
            divisor, remainder = argument
            return lambda value: type(value) is int and _rem(value, divisor) == remainder
        case "$size":
            return lambda value: isinstance(value, list) and len(value) == argument
        case "$beginsWith":
            return lambda value: isinstance(value, str) and value.startswith(argument)
        case "$regex":
            pattern = Pattern(argument)
            return lambda value: isinstance(value, str) and pattern.found_in(value)
        case _:
            raise BadMango("invalid_operator", f"Invalid operator: {name[:60]}")


def _comparison(name: str, argument: Any, to_key: ToKey) -> Test:
    known = to_key(argument)
    match name:
        case "$eq":
            return lambda value: value is argument or to_key(value) == known
        case "$ne":
            return lambda value: to_key(value) != known
        case "$lt":
            return lambda value: to_key(value) < known
        case "$lte":
            return lambda value: to_key(value) <= known
        case "$gt":
            return lambda value: to_key(value) > known
        case _:
            return lambda value: to_key(value) >= known


def _one_of(argument: list[Any], to_key: ToKey, *, inside: bool) -> Test:
    known = frozenset(map(to_key, argument))

    def test(value: Any) -> bool:
        if not known:
            return not inside
        if isinstance(value, list):
            return any(to_key(one) in known for one in value) is inside
        return (to_key(value) in known) is inside

    return test


def _all(argument: list[Any]) -> Test:
    wanted = {_exact(one) for one in argument}

    def test(value: Any) -> bool:
        if not isinstance(value, list) or not argument:
            return False
        if wanted <= {_exact(one) for one in value}:
            return True
        return len(argument) == 1 and isinstance(argument[0], list) and argument[0] == value

    return test


def _exact(value: Any) -> bytes:
    """Equal for values that are the same to the letter: 1 is not 1.0, nor true."""
    return msgspec.json.encode(value)


def _of_elements(name: str, inner: Test) -> Test:
    match name:
        case "$elemMatch":
            return lambda value: isinstance(value, list) and any(map(inner, value))
        case "$allMatch":
            return lambda value: isinstance(value, list) and bool(value) and all(map(inner, value))
        case _:
            return lambda value: isinstance(value, dict) and any(map(inner, value))


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _rem(value: int, divisor: int) -> int:
    """With the sign of the value, as in Erlang and C."""
    return int(math.copysign(1, value)) * (abs(value) % abs(divisor))
