"""Which documents ``_find`` must look at: the range of ids that a selector leaves, and what is said of it.

There is one index, the documents by id (CouchDB calls it ``_all_docs``), and a selector that says something
of ``_id`` reads only that part: ``{"_id": {"$beginsWith": "visit:"}}``, ``$eq``, ``$in``, a range. Our ids
begin with their kind, so that this is the index that pays. A database here is a case file of some hundred
documents, which are looked through in a few milliseconds: see docs/decisions/0009-one-index-for-find.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sync.errors import BadMango

if TYPE_CHECKING:
    from sync.mango.normal import Condition
    from sync.mango.request import FindRequest
    from sync.store import Document

HIGHEST = "\U0010ffff"

_INDEX = {"ddoc": None, "name": "_all_docs", "type": "special", "def": {"fields": [{"_id": "asc"}]}}
INDEXES = [_INDEX]
"""``GET /{db}/_index``."""

_INDEXABLE = frozenset({"$lt", "$lte", "$eq", "$gt", "$gte", "$beginsWith", "$exists"})


class Ids(NamedTuple):
    """Where to look: from ``low`` to ``high``, both included; only these ``ids`` if they are known."""

    low: str = ""
    high: str | None = None
    ids: frozenset[str] | None = None
    nothing: bool = False
    """``$and`` and ``$or`` of nothing: CouchDB does not look at all, and answers without a bookmark"""

    @property
    def empty(self) -> bool:
        return self.nothing or self.ids == frozenset() or (self.high is not None and self.high < self.low)

    def also(self, other: Ids) -> Ids:
        ids = other.ids if self.ids is None else self.ids if other.ids is None else self.ids & other.ids
        high = min((high for high in (self.high, other.high) if high is not None), default=None)
        return Ids(max(self.low, other.low), high, ids)


EVERYWHERE = Ids()
NOWHERE = Ids(ids=frozenset())


def ids_of(form: Condition) -> Ids:
    """What a selector in normal form says of ``_id``; the bounds are never too narrow."""
    if len(form) == 1 and list(form.values()) == [[]]:
        return Ids(nothing=True)
    return _ids_of(form)


def _ids_of(form: Condition) -> Ids:
    found = EVERYWHERE
    for name, argument in form.items():
        if name == "$and":
            for one in argument:
                found = found.also(_ids_of(one))
        elif name == "_id":
            ((operator, value),) = argument.items()
            found = found.also(_bounds(operator, value))
    return found


def _bounds(operator: str, value: Any) -> Ids:
    if operator == "$in":
        return Ids(ids=frozenset(one for one in value if isinstance(one, str)))
    if operator not in {"$eq", "$beginsWith", "$lt", "$lte", "$gt", "$gte"}:
        return EVERYWHERE
    if not isinstance(value, str):  # sorts before every id
        return EVERYWHERE if operator in {"$gt", "$gte"} else NOWHERE
    match operator:
        case "$eq":
            return Ids(ids=frozenset({value}))
        case "$beginsWith":
            return Ids(value, value + HIGHEST)
        case "$lt" | "$lte":
            return Ids("", value)
        case _:
            return Ids(value)


def check_index(request: FindRequest) -> None:
    """``BadMango`` when the only index cannot answer: it would have to sort, or another one was meant."""
    if request.sort and not _sorts(request):
        raise BadMango("no_usable_index", "No index exists for this sort, try indexing by the sort fields.")
    _check_fallback(request)


def _check_fallback(request: FindRequest) -> None:
    if request.use_index and not request.allow_fallback:
        named = ", ".join((f"_design/{request.use_index[0]}", *request.use_index[1:]))
        raise BadMango(
            "invalid_index",
            f"{named} specified by `use_index` could not be found or it is not suitable.",
        )


def _sorts(request: FindRequest) -> bool:
    """By id, when the selector says something of it."""
    return [field for field, _ in request.sort] == ["_id"] and "_id" in _fields(request.selector.form)[0]


def _fields(form: Condition) -> tuple[list[str], list[str]]:
    """The fields that an index could serve, and the others, by name."""
    able: set[str] = set()
    unable: set[str] = set()

    def look(condition: Condition, *, seen_through: bool) -> None:
        for name, argument in condition.items():
            if name[:1] == "$":
                for one in argument if isinstance(argument, list) else []:
                    look(one, seen_through=seen_through and name == "$and")
            elif seen_through and _INDEXABLE.issuperset(argument):
                able.add(name)
            else:
                unable.add(name)

    look(form, seen_through=True)
    return sorted(able), sorted(unable - able)


def warning(request: FindRequest, examined: int, returned: int) -> str:
    said = []
    if len(request.use_index) == 1:
        said.append(
            f"_design/{request.use_index[0]} was not used because it does not contain a valid index for this"
            " query."
        )
    elif request.use_index:
        said.append(
            f"_design/{', '.join(request.use_index)} was not used because it is not a valid index for this"
            " query."
        )
    said.append("No matching index found, create an index to optimize query time.")
    if examined > 10 * max(returned, 1):
        said.append(
            "The number of documents examined is high in proportion to the number of results returned."
            " Consider adding a more specific index to improve this."
        )
    return "\n".join(said)


def explained(db: str, request: FindRequest) -> Document:
    """``_explain``: the answer of CouchDB, with the range of ids that is really read."""
    usable = not request.sort or _sorts(request)
    if not usable and not request.allow_fallback:
        raise BadMango("invalid_index", "You must specify an index with the `use_index` parameter.")
    _check_fallback(request)
    able, unable = _fields(request.selector.form)
    fields = list(request.fields)
    answer: Document = {
        "dbname": db,
        "index": _INDEX if usable else None,
        "partitioned": False,
        "selector": request.selector.form,
        "opts": {
            "use_index": list(request.use_index),
            "bookmark": request.given_bookmark,
            "limit": request.limit,
            "skip": request.skip,
            "sort": dict(request.sort),
            "fields": fields,
            "partition": "",
            "r": request.r,
            "conflicts": request.conflicts,
            "stale": "ok" if request.stale else False,
            "update": request.update,
            "stable": request.stable,
            "execution_stats": request.execution_stats,
            "allow_fallback": request.allow_fallback,
        },
        "limit": request.limit,
        "skip": request.skip,
        "fields": fields,
        "index_candidates": [],
        "selector_hints": [{"type": "json", "indexable_fields": able, "unindexable_fields": unable}],
    }
    if not usable:
        mismatch = {
            "usable": False, "reasons": [{"name": "field_mismatch"}], "ranking": 1, "covering": None
        }  # fmt: skip
        answer["index_candidates"] = [{"index": _INDEX, "analysis": mismatch}]
        return answer
    ids = ids_of(request.selector.form)
    low: str | None = ids.low or None
    high: str | None = "<MAX>" if ids.high is None else ids.high
    if ids.ids is not None:
        low, high = min(ids.ids, default=None), max(ids.ids, default=None)
    down = request.descending
    answer["mrargs"] = {
        "include_docs": True, "view_type": "map", "reduce": False, "partition": None,
        "start_key": high if down else low, "end_key": low if down else high,
        "direction": "rev" if down else "fwd", "stable": request.stable, "update": request.update,
        "conflicts": request.conflicts or "undefined",
    }  # fmt: skip
    answer["covering"] = False
    return answer
