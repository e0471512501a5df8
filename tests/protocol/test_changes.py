"""``/{db}/_changes``: what has changed since, and waiting for it."""

from __future__ import annotations

import json
import threading
import time

import pytest


def fill(db, count):
    db.post("/_bulk_docs", json={"docs": [{"_id": f"d{n:04}", "n": n} for n in range(count)]})


def ids(answer):
    return [row["id"] for row in answer["results"]]


def test_in_the_order_they_happened(db):
    """A document appears once, where it last changed."""
    for name in ("a", "b", "c"):
        db.put(f"/{name}", json={})
    rev = db.get("/a").json()["_rev"]
    db.put("/a", json={"_rev": rev})
    answer = db.get("/_changes").json()
    assert ids(answer) == ["b", "c", "a"]
    assert answer["last_seq"] == answer["results"][-1]["seq"]
    assert answer["pending"] == 0


def test_since_and_limit_walk_through_everything(db):
    """Page after page by the last number, nothing twice, nothing left out; `pending` says what is left."""
    fill(db, 23)
    since, walked, left = "0", [], []
    while True:
        answer = db.get("/_changes", params={"since": since, "limit": 5}).json()
        if not answer["results"]:
            break
        walked += ids(answer)
        left.append(answer["pending"])
        since = answer["last_seq"]
    assert walked == [f"d{n:04}" for n in range(23)]
    assert left == [18, 13, 8, 3, 0]


def test_since_now(db):
    fill(db, 3)
    answer = db.get("/_changes", params={"since": "now"}).json()
    assert answer["results"] == []
    db.put("/new", json={})
    assert ids(db.get("/_changes", params={"since": answer["last_seq"]}).json()) == ["new"]


def test_limit_zero_is_none(db):
    """As CouchDB 3 does it, whatever its manual says; PouchDB asks for one instead."""
    fill(db, 3)
    answer = db.get("/_changes", params={"limit": 0}).json()
    assert answer["results"] == []
    assert len(db.get("/_changes", params={"since": answer["last_seq"]}).json()["results"]) == 3


def test_descending(db):
    fill(db, 5)
    answer = db.get("/_changes", params={"descending": "true", "limit": 2}).json()
    assert ids(answer) == ["d0004", "d0003"]


def test_leaves_conflicts_and_deletions(db):
    docs = [
        {"_id": "a", "_rev": "2-b", "v": "b"},
        {"_id": "a", "_rev": "2-c", "v": "c"},
        {"_id": "a", "_rev": "3-d", "_deleted": True},
    ]
    db.post("/_bulk_docs", json={"docs": docs, "new_edits": False})
    (main,) = db.get("/_changes").json()["results"]
    assert main["changes"] == [{"rev": "2-c"}]
    assert "deleted" not in main
    params = {"style": "all_docs", "include_docs": "true", "conflicts": "true"}
    (full,) = db.get("/_changes", params=params).json()["results"]
    assert sorted(leaf["rev"] for leaf in full["changes"]) == ["2-b", "2-c", "3-d"]
    assert full["doc"] == {"_id": "a", "_rev": "2-c", "v": "c", "_conflicts": ["2-b"]}


def test_attachments_inside(db):
    db.put("/a", json={"_attachments": {"x": {"content_type": "text/plain", "data": "aGk="}}})
    plain = db.get("/_changes", params={"include_docs": "true"}).json()["results"][0]["doc"]
    full = db.get("/_changes", params={"include_docs": "true", "attachments": "true"}).json()["results"][0][
        "doc"
    ]
    assert plain["_attachments"]["x"]["stub"] is True
    assert full["_attachments"]["x"]["data"] == "aGk="


def test_only_some_ids(db):
    fill(db, 10)
    params = {"filter": "_doc_ids"}
    answer = db.post("/_changes", params=params, json={"doc_ids": ["d0007", "d0002", "none"]}).json()
    assert ids(answer) == ["d0002", "d0007"]
    answer = db.get("/_changes", params={**params, "doc_ids": '["d0003"]'}).json()
    assert ids(answer) == ["d0003"]


def test_a_long_answer_is_whole(db):
    """Sent in pages, read as one JSON."""
    fill(db, 3000)
    answer = db.get("/_changes", params={"include_docs": "true", "seq_interval": 100}).json()
    assert [row["doc"]["n"] for row in answer["results"]] == list(range(3000))
    assert answer["pending"] == 0


@pytest.mark.parametrize(
    "query",
    ["since=x", "since=-1", "limit=-1", "limit=x", "style=x", "include_docs=x", "heartbeat=x&feed=longpoll",
     "timeout=-1&feed=longpoll", "feed=x", "filter=_doc_ids&doc_ids=7", "filter=_doc_ids", "since=1e3"],
)  # fmt: skip
def test_parameters_that_make_no_sense(db, ours, query):
    answer = db.get(f"/_changes?{query}")
    assert answer.status_code == 400 or not ours
    assert answer.status_code < 500


def test_functions_of_design_documents_are_refused_in_words(db):
    """There is none: 404, as everywhere. There is one: it is kept, and not run."""
    assert db.get("/_changes", params={"filter": "app/mine"}).status_code == 404
    db.put("/_design/app", json={"filters": {"mine": "function(doc) { return true; }"}})
    answer = db.get("/_changes", params={"filter": "app/mine"})
    assert (answer.status_code, answer.json()["error"]) == (501, "not_implemented")


class Waiting:
    """A long poll in the background."""

    def __init__(self, db, **params):
        self.answer = None
        self._thread = threading.Thread(target=self._wait, args=(db, {"feed": "longpoll", **params}))
        self.began = time.monotonic()
        self._thread.start()

    def _wait(self, db, params):
        self.answer = db.get("/_changes", params=params)
        self.took = time.monotonic() - self.began

    def result(self):
        self._thread.join(20)
        return self.answer.json()


def test_longpoll_answers_at_once_when_there_is_something(db):
    fill(db, 3)
    waiting = Waiting(db, since=0)
    assert len(waiting.result()["results"]) == 3
    assert waiting.took < 2


def test_longpoll_waits_for_the_next_change(db):
    since = db.get("/_changes").json()["last_seq"]
    waiting = Waiting(db, since=since, include_docs="true")
    time.sleep(0.4)
    assert waiting.answer is None
    db.put("/a", json={"v": 1})
    assert waiting.result()["results"][0]["doc"]["v"] == 1


def test_longpoll_gives_up_after_its_timeout(db):
    since = db.get("/_changes").json()["last_seq"]
    waiting = Waiting(db, since=since, timeout=400)
    assert waiting.result()["results"] == []
    assert 0.3 < waiting.took < 5


def test_longpoll_shows_that_it_lives(db):
    """A newline for each heartbeat, before and beside the answer."""
    since = db.get("/_changes").json()["last_seq"]
    waiting = Waiting(db, since=since, heartbeat=150)
    time.sleep(0.7)
    db.put("/a", json={})
    assert ids(waiting.result()) == ["a"]
    assert waiting.answer.text.startswith("\n\n")


def test_longpoll_for_one_document_sleeps_through_others(db):
    since = db.get("/_changes").json()["last_seq"]
    waiting = Waiting(db, since=since, filter="_doc_ids", doc_ids='["mine"]')
    db.put("/other", json={})
    time.sleep(0.3)
    assert waiting.answer is None
    db.put("/mine", json={})
    assert ids(waiting.result()) == ["mine"]


def test_longpoll_ends_with_its_database(root, db, db_name, ours):
    since = db.get("/_changes").json()["last_seq"]
    waiting = Waiting(db, since=since)
    time.sleep(0.3)
    root.delete(f"/{db_name}")
    waiting.result()
    assert waiting.answer.status_code == 404 or not ours


def test_fifty_wait_and_all_are_told(db):
    since = db.get("/_changes").json()["last_seq"]
    waiting = [Waiting(db, since=since, include_docs="true") for _ in range(50)]
    time.sleep(0.5)
    db.put("/a", json={"v": 1})
    texts = {one.result()["results"][0]["doc"]["_rev"] for one in waiting}
    assert len(texts) == 1


def test_longpoll_of_much_comes_in_parts(db):
    """From the beginning of a long database: each answer says where to go on, and nothing is left out."""
    fill(db, 950)
    since, walked = 0, []
    while len(walked) < 950:
        answer = db.get("/_changes", params={"feed": "longpoll", "since": since}).json()
        walked += ids(answer)
        since = answer["last_seq"]
    assert walked == [f"d{n:04}" for n in range(950)]
    assert answer["pending"] == 0


def stream(db, count, **params):
    """The first non-empty lines of a feed that goes on, and its answer's headers."""
    found = []
    with db.stream("GET", "/_changes", params=params) as answer:
        for line in answer.iter_lines():
            if line:
                found.append(line)
            if len(found) == count:
                break
        return found, answer.headers


def test_continuous_sends_what_there_is_and_what_follows(db):
    fill(db, 3)
    later = threading.Timer(0.4, lambda: db.put("/later", json={}))
    later.start()
    lines, _ = stream(db, 4, feed="continuous", heartbeat=100, include_docs="true")
    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == ["d0000", "d0001", "d0002", "later"]
    assert rows[1]["doc"]["n"] == 1


def test_continuous_ends_with_its_limit_or_its_time(db):
    fill(db, 5)
    lines = db.get("/_changes", params={"feed": "continuous", "limit": 2}).text.splitlines()
    assert [json.loads(line).get("id") for line in lines] == ["d0000", "d0001", None]
    lines = db.get("/_changes", params={"feed": "continuous", "timeout": 200}).text.splitlines()
    assert len(lines) == 6
    assert json.loads(lines[-1])["last_seq"] == json.loads(lines[-2])["seq"]


def test_eventsource_speaks_server_sent_events(db):
    fill(db, 2)
    lines, headers = stream(db, 5, feed="eventsource", heartbeat=100)
    assert headers["content-type"].startswith("text/event-stream")
    assert json.loads(lines[0].removeprefix("data: "))["id"] == "d0000"
    assert lines[1].startswith("id: ")
    assert lines[4] == "event: heartbeat"


def test_hundreds_of_rows_in_a_continuous_feed(db):
    fill(db, 900)
    lines, _ = stream(db, 900, feed="continuous")
    assert [json.loads(line)["id"] for line in lines] == [f"d{n:04}" for n in range(900)]
