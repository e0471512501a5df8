"""More than a thousand single questions, and what is promised to each: the files of ``questions/``, read.

A line is ``METHOD | path | what is sent | status error``. Sent is JSON, or nothing, or ``raw`` and bytes
(with Python's escapes); before it ``[name: value]`` for each header, and ``[]`` for no content-type. ``{db}``
is a database with the documents of ``filled``, ``{a}`` the revision of its document ``a``.

The answer is CouchDB's own, except where ``couchdb.departures`` says what it answers instead. Such a file of
a peer has the same lines, each under a ``#`` with the reason; a ``*`` stands for anything, an answer ``-``
for any.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import httpx

FOLDER = Path(__file__).parent / "questions"


class Question(NamedTuple):
    method: str
    path: str
    sent: str
    answer: str
    """status, and the name of the error if there is one"""

    @property
    def name(self) -> str:
        return " | ".join((self.method, self.path, self.sent))


def questions(file: str) -> list[Question]:
    return [Question(*line) for line in _lines(FOLDER / f"{file}.txt")]


FILES = sorted(path.stem for path in FOLDER.glob("*.txt"))


class Departure(NamedTuple):
    pattern: re.Pattern[str]
    answer: str
    reason: str


@cache
def departures(peer: str) -> list[Departure]:
    path = FOLDER / f"{peer}.departures"
    found = []
    for method, where, sent, answer, reason in _lines(path, reasons=True) if path.exists() else []:
        pattern = " | ".join((method, where, sent))
        found.append(
            Departure(re.compile(re.escape(pattern).replace(r"\*", ".*") + r"\Z", re.DOTALL), answer, reason)
        )
    return found


def expected(question: Question, peer: str) -> tuple[str, str | None]:
    """The answer of this peer, and the reason if it is not CouchDB's; the last line that fits counts."""
    for departure in reversed(departures(peer)):
        if departure.pattern.match(question.name):
            return departure.answer, departure.reason
    return question.answer, None


def _lines(path: Path, *, reasons: bool = False) -> list[tuple[str, ...]]:
    found, reason = [], ""
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            reason = line.strip("# ")
        elif line:
            parts = tuple(part.strip() for part in re.split(r" \|(?: |\Z)", line))
            assert len(parts) == 4, f"{path.name}: {line}"
            found.append((*parts, reason) if reasons else parts)
    return found


# -- asking -----------------------------------------------------------------------------------------------


def filled(client: httpx.Client, db: str, *, create: bool = True) -> dict[str, str]:
    """What the questions are about: a new database, and the revisions that they name."""
    if create:
        assert client.put(f"/{db}", params={"q": 1}).status_code == 201
    docs = {
        "a": {"n": 1}, "b": {"n": 2}, "gone": {},
        "att": {"_attachments": {"t.txt": {"content_type": "text/plain", "data": "aGVsbG8gaGVsbG8="},
                                 "p.jpg": {"content_type": "image/jpeg", "data": "AAECAwQFBgcICQ=="}}},
        "_design/d": {"views": {"v": {"map": "function (doc) {}"}}, "filters": {"f": "function () {}"}},
    }  # fmt: skip
    revs = {"db": db}
    for doc_id, doc in docs.items():
        put = client.put(f"/{db}/{doc_id}", json=doc)
        assert put.status_code == 201, put.text
        revs[doc_id] = put.json()["rev"]
    assert client.delete(f"/{db}/gone", params={"rev": revs["gone"]}).status_code == 200
    return revs


def asked(client: httpx.Client, question: Question, revs: dict[str, str]) -> httpx.Response:
    path, sent = _named(question.path, revs), _named(question.sent, revs)
    headers: dict[str, str] = {"accept": "application/json"}
    typed = True
    while sent.startswith("["):
        if not (matched := re.match(r"\[(?:([\w-]+): ?(.*?))?\](?: |\Z)", sent)):
            break  # a list of JSON
        sent = sent[matched.end() :]
        if matched[1]:
            headers[matched[1]] = matched[2]
        else:
            typed = False
    content = b""
    if sent.startswith("raw"):
        content = sent[3:].strip().encode().decode("unicode_escape").encode("latin-1")
    elif sent:
        content = json.dumps(json.loads(sent)).encode()
        if typed:
            headers.setdefault("content-type", "application/json")
    return client.request(question.method, path, content=content, headers=headers)


def _named(text: str, revs: dict[str, str]) -> str:
    for name, value in revs.items():
        text = text.replace("{" + name + "}", value)
    return text


def told(answer: httpx.Response) -> str:
    """Status and error, as the files have it."""
    try:
        said = answer.json()
    except ValueError:
        said = None
    error = said.get("error") if isinstance(said, dict) else None
    return f"{answer.status_code} {error}" if error and answer.status_code >= 400 else str(answer.status_code)


def contents(client: httpx.Client, db: str) -> object:
    """All that a refusal must leave as it was."""
    answer = client.get(f"/{db}/_changes", params={"style": "all_docs", "include_docs": "true"})
    return answer.json().get("results") if answer.status_code == 200 else answer.status_code
