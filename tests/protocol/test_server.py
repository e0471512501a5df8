"""The server about itself."""

from __future__ import annotations

import threading
import time

import pytest


def test_welcome_names_the_server_for_good(root):
    """Replicators build their checkpoints' names from the uuid."""
    one, two = root.get("/").json(), root.get("/").json()
    assert one["couchdb"] == "Welcome"
    assert one["version"].startswith("3.")
    assert one["uuid"] == two["uuid"]
    assert root.get("/_up").json()["status"] == "ok"


def test_uuids(root):
    assert len(set(root.get("/_uuids", params={"count": 5}).json()["uuids"])) == 5
    assert len(root.get("/_uuids").json()["uuids"]) == 1
    assert root.get("/_uuids", params={"count": 100_000}).status_code == 400


def test_all_dbs_lists_names_in_order(root, db, db_name):
    names = root.get("/_all_dbs").json()
    assert db_name in names
    assert names == sorted(names)
    assert root.get("/_all_dbs", params={"startkey": f'"{db_name}"', "limit": 1}).json() == [db_name]


def test_dbs_info_of_some(root, db, db_name):
    rows = root.post("/_dbs_info", json={"keys": [db_name, "none-such"]}).json()
    assert rows[0]["info"]["db_name"] == db_name
    assert rows[1] == {"key": "none-such", "error": "not_found"}
    assert root.post("/_dbs_info", json={}).status_code == 400


def test_session_of_the_bare_store_is_an_admin_party(root, ours):
    context = root.get("/_session").json()["userCtx"]
    assert context["name"] is None or not ours


def test_db_updates_tells_which_database_changed(root, db, db_name, ours):
    """Created, written to, deleted; numbers that grow; a long poll that waits for the next."""
    if not ours:
        return  # CouchDB has it only with a _global_changes database
    since = root.get("/_db_updates", params={"since": "now"}).json()["last_seq"]
    told = {}

    def wait() -> None:
        told.update(root.get("/_db_updates", params={"since": since, "feed": "longpoll"}).json())

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.2)
    db.put("/x", json={})
    waiting.join(10)
    assert [(row["db_name"], row["type"]) for row in told["results"]] == [(db_name, "updated")]
    assert told["last_seq"] > since
    db.delete("")
    rows = root.get("/_db_updates", params={"since": told["last_seq"]}).json()["results"]
    assert [(row["db_name"], row["type"]) for row in rows] == [(db_name, "deleted")]


@pytest.mark.parametrize("feed", ["continuous", "eventsource"])
def test_db_updates_goes_on(root, db, db_name, ours, feed):
    if not ours:
        return
    since = root.get("/_db_updates", params={"since": "now"}).json()["last_seq"]
    params = {"feed": feed, "since": since, "heartbeat": 100, "timeout": 5_000}
    timer = threading.Timer(0.3, lambda: db.put("/x", json={}))
    timer.start()
    with root.stream("GET", "/_db_updates", params=params) as answer:
        lines = (line for line in answer.iter_lines() if db_name in line)
        assert '"updated"' in next(lines)


def test_db_updates_gives_up_after_its_time(root, ours):
    if ours:
        began = time.monotonic()
        params = {"feed": "longpoll", "since": "now", "timeout": 300}
        assert root.get("/_db_updates", params=params).json()["results"] == []
        assert 0.2 < time.monotonic() - began < 5
        text = root.get("/_db_updates", params={**params, "feed": "continuous"}).text
        assert "last_seq" in text


def test_functions_are_refused_in_words(db, ours):
    """There is no such design document: 404. There is: it is kept, and nothing of it runs."""
    assert db.get("/_design/x/_view/y").status_code == 404
    db.put("/_design/x", json={"views": {"y": {"map": "function (doc) { emit(1); }"}}})
    assert db.get("/_design/x/_view/z").status_code == 404
    if ours:
        answer = db.get("/_design/x/_view/y")
        assert (answer.status_code, answer.json()["error"]) == (501, "not_implemented")
