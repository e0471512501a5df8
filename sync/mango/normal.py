"""A selector in its normal form: every condition explicit, every field's path whole, negations at the ends.

``{"n": {"$gt": 1}, "$not": {"a": {"b": 2}}}`` becomes
``{"$and": [{"n": {"$gt": 1}}, {"a.b": {"$ne": 2}}]}``. The form decides the meaning, not only the speed: a
negated field must still be there to match, because its negation has moved into its condition. After
CouchDB's ``mango_selector:normalize/1``; the names of the errors are its own.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from sync.errors import BadMango

Condition = dict[str, Any]
"""One operator or field, and its argument."""

MAX_DEPTH = 100
"""Levels of a selector; CouchDB has no limit, and no stack to overflow."""

MAX_CONDITIONS = 1_000
"""Operators and fields of a selector: each is asked of each document."""

_OPPOSITE = {"$lt": "$gte", "$lte": "$gt", "$eq": "$ne", "$ne": "$eq", "$gte": "$lt", "$gt": "$lte",
             "$in": "$nin", "$nin": "$in"}  # fmt: skip
_ANY = frozenset({"$lt", "$lte", "$eq", "$ne", "$gte", "$gt"})
_LISTED = frozenset({"$in", "$nin", "$all"})
_EACH = frozenset({"$elemMatch", "$allMatch", "$keyMapMatch"})
_MANY = frozenset({"$and", "$or", "$nor"})
_UNSUPPORTED = frozenset({"$where", "$geoWithin", "$geoIntersects", "$near", "$nearSphere"})


def normalized(selector: Any) -> Condition:
    """The normal form, ``{}`` for one that asks nothing; ``BadMango`` for what is no selector."""
    if not isinstance(selector, dict):
        raise BadMango("invalid_selector_json", f"Selector must be a JSON object, not: {said(selector)}")
    if not selector:
        return {}
    form = _negated(_with_paths(_Reader().explicit(selector, 0), ""), negate=False)
    if "" in form:
        raise BadMango("invalid_selector", "One or more conditions is missing a field name.")
    return form


def said(value: Any) -> str:
    """A value in an error's reason: the sender's own words, cut short."""
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 100 else text[:100] + "..."


class _Reader:
    """First step: every condition explicit, every argument of the right kind."""

    def __init__(self) -> None:
        self._conditions = 0

    def explicit(self, value: Any, depth: int) -> Condition:
        self._conditions += 1
        if depth > MAX_DEPTH or self._conditions > MAX_CONDITIONS:
            raise BadMango(
                "invalid_selector",
                f"A selector may have {MAX_CONDITIONS} conditions, nested {MAX_DEPTH} levels deep.",
            )
        if not isinstance(value, dict) or not value:
            return {"$eq": value}
        if len(value) > 1:
            return {"$and": [self.explicit({name: value[name]}, depth + 1) for name in value]}
        ((name, argument),) = value.items()
        if name[:1] != "$":
            return {name: self.explicit(argument, depth + 1)}
        if name in _MANY and isinstance(argument, list):
            return {name: [self.explicit(one, depth + 1) for one in argument]}
        if (name in _EACH or name == "$not") and isinstance(argument, dict):
            return {name: self.explicit(argument, depth + 1)}
        return {"$default": {name: argument}} if name == "$text" else _terminal(name, argument)


def _terminal(name: str, argument: Any) -> Condition:
    if name in _ANY or name == "$default" or _is_good(name, argument):
        return {name: argument}
    if name in _UNSUPPORTED:
        raise BadMango("not_supported", f"Unsupported operator: {name}")
    if name in _LISTED | _EACH | _MANY | {"$not", "$exists", "$type", "$mod", "$size"}:
        raise BadMango("bad_arg", f"Bad argument for operator {name}: {said(argument)}")
    raise BadMango("invalid_operator", f"Invalid operator: {name[:60]}")


def _is_good(name: str, argument: Any) -> bool:
    match name:
        case "$in" | "$nin" | "$all":
            return isinstance(argument, list)
        case "$exists":
            return isinstance(argument, bool)
        case "$type" | "$regex" | "$beginsWith":
            return isinstance(argument, str)
        case "$mod":
            return (
                isinstance(argument, list)
                and len(argument) == 2
                and all(map(_is_integer, argument))
                and argument[0] != 0  # CouchDB takes it, and fails when it divides
            )
        case "$size":
            return _is_integer(argument) and argument >= 0
        case _:
            return False


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _with_paths(condition: Condition, path: str) -> Condition:
    """Second step: fields inside fields become one path, at the ends of the tree."""
    ((name, argument),) = condition.items()
    match name:
        case "$and" | "$or" | "$nor":
            return {name: [_with_paths(one, path) for one in argument]}
        case "$not":
            return {name: _with_paths(argument, path)}
        case "$elemMatch" | "$allMatch" | "$keyMapMatch":
            return {path: {name: _with_paths(argument, "")}}
        case "$default":
            if path or not isinstance(argument, dict) or list(argument) != ["$text"]:
                raise BadMango("bad_field", f"Invalid field normalization on selector: {said(condition)}")
            return condition
        case _ if name[:1] == "$":
            return {path: condition}
        case _:
            fields(name)
            return _with_paths(argument, f"{path}.{name}" if path else name)


def _negated(condition: Condition, *, negate: bool) -> Condition:
    """Third step: negations move down to the conditions, or vanish in pairs."""
    ((name, argument),) = condition.items()
    match name:
        case "$not":
            return _negated(argument, negate=not negate)
        case "$nor":
            return {"$or" if negate else "$and": [_negated(one, negate=not negate) for one in argument]}
        case "$and" | "$or":
            turned = {"$and": "$or", "$or": "$and"}[name] if negate else name
            return {turned: [_negated(one, negate=negate) for one in argument]}
        case "$default" if negate:
            raise BadMango("bad_arg", f"Bad argument for operator $not: {said(condition)}")
        case _ if name[:1] == "$" or not negate:
            return condition
        case _:
            return {name: _opposite(argument)}


def _opposite(condition: Condition) -> Condition:
    ((name, argument),) = condition.items()
    if name in _OPPOSITE:
        return {_OPPOSITE[name]: argument}
    return {"$exists": not argument} if name == "$exists" else {"$not": condition}


_DOT = re.compile(r"(?<!\\)\.")


def fields(path: str) -> list[str]:
    r"""The steps of a field's path; a dot of the name itself is written ``\.``."""
    steps = [step.replace("\\", "") if "\\" in step else step for step in _DOT.split(path)]
    if path and not all(_DOT.split(path)):
        raise BadMango("invalid_field_name", f"Invalid field name: {path[:60]}")
    return steps
