"""Single questions, one after another: the right status and error, and no refusal changes anything."""

from __future__ import annotations

import httpx
import pytest

from tests.protocol.conftest import PEER, PEERS
from tests.protocol.gated import gated_application
from tests.protocol.questions import FILES, asked, contents, departures, expected, filled, questions, told

WAITS = ("feed=longpoll", "feed=continuous")


class Shelf:
    """A database filled for questions; a new one as soon as an answer has changed it."""

    def __init__(self, client: httpx.Client, name: str) -> None:
        self._client = client
        self._name = name
        self._count = 0
        self._revs: dict[str, str] = {}
        self._before: object = None

    def ask(self, question) -> tuple[httpx.Response, bool]:
        """The answer, and whether anything is different after it."""
        if not self._revs:
            self._count += 1
            self._revs = filled(self._client, f"{self._name}-{self._count}")
            self._before = contents(self._client, self._revs["db"])
        answer = asked(self._client, question, self._revs)
        if question.method in {"GET", "HEAD"} or (answer.status_code >= 400 and PEER != "bare"):
            return answer, False
        changed = contents(self._client, self._revs["db"]) != self._before
        if changed or answer.status_code < 300:
            self.close()
        return answer, changed

    def close(self) -> None:
        if self._revs:
            self._client.delete(f"/{self._revs['db']}")
        self._revs = {}


@pytest.fixture
def shelf(server_url, db_name):
    with httpx.Client(base_url=server_url, timeout=30, verify=False) as client:
        shelf = Shelf(client, db_name)
        yield shelf
        shelf.close()


@pytest.mark.parametrize("file", FILES)
def test_every_answer(shelf, file):
    """As the file has it, or as the peer's departures have it; with error and reason; nothing half done."""
    wrong = []
    for question in questions(file):
        promised, reason = expected(question, PEER)
        if reason is not None and promised == "-" and any(wait in question.path for wait in WAITS):
            continue  # it may hang, or hang up
        wrong += complaints(question, *shelf.ask(question), PEER)
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def gated(tmp_path_factory):
    if PEER != "bare":
        pytest.skip("the gate is ours, and was not asked for")
    with gated_application(tmp_path_factory.mktemp("gated") / "data") as application:
        yield application


@pytest.mark.parametrize("file", FILES)
def test_every_answer_behind_the_gate(gated, file):
    """The same for the application: what its gate refuses on purpose is in ``questions/gate.departures``."""
    wrong = []
    with gated.client() as client:
        before = contents(client, gated.db)
        for question in questions(file):
            answer = asked(client, question, gated.revs)
            wrong += complaints(question, answer, False, "gate")
            if question.method not in {"GET", "HEAD"} and "/_local/" in question.path:
                forget_checkpoints(client, gated.db)
        assert contents(client, gated.db) == before
    assert not wrong, "\n".join(wrong)


def forget_checkpoints(client, db):
    for key in ("x", "new"):
        there = client.get(f"/{db}/_local/{key}")
        if there.status_code == 200:
            client.delete(f"/{db}/_local/{key}", params={"rev": there.json()["_rev"]})


def complaints(question, answer, changed, peer):
    """What is wrong with an answer."""
    wrong = []
    promised, _ = expected(question, peer)
    if promised not in {told(answer), "-"}:
        wrong.append(f"{question.name} → {told(answer)}, promised {promised}")
    if peer in PEERS:
        return wrong
    if answer.status_code >= 500 and answer.status_code != 501:
        wrong.append(f"{question.name} → {answer.status_code}")
    if answer.status_code >= 400 and question.method != "HEAD" and question.path != "/%ff":
        said = answer.json()
        if not said.get("error") or not said.get("reason"):
            wrong.append(f"{question.name} → refused without a word")
        if changed:
            wrong.append(f"{question.name} → refused, and done all the same")
    return wrong


@pytest.mark.parametrize("peer", ["couchdb", "pouchdb-server", "gate"])
def test_departures_are_of_questions_that_are_asked(peer):
    """And each says why."""
    names = [question.name for file in FILES for question in questions(file)]
    for departure in departures(peer):
        assert departure.reason
        assert any(departure.pattern.match(name) for name in names), departure.pattern.pattern
