"""What outlives a request behind the gate: feeds that wait, checkpoints, what a browser might keep."""

from __future__ import annotations

import threading
import time

import pytest

from tests.sync.conftest import CASE
from tests.sync.gated import curfew_check


def test_checkpoints_belong_to_a_user_on_a_device(gated):
    """The same name is another document for another user, and for the same user on another device."""
    gated.allow("other", CASE)
    with gated.client("aliya") as one, gated.client("other") as two:
        first = one.put(f"/{CASE}/_local/checkpoint", json={"last_seq": 7})
        assert first.json() == {"ok": True, "id": "_local/checkpoint", "rev": "0-1"}
        assert two.get(f"/{CASE}/_local/checkpoint").status_code == 404
        assert two.put(f"/{CASE}/_local/checkpoint", json={"last_seq": 1}).json()["rev"] == "0-1"
        assert one.get(f"/{CASE}/_local/checkpoint").json() == {
            "_id": "_local/checkpoint", "_rev": "0-1", "last_seq": 7,
        }  # fmt: skip
        gated.log_in("aliya", device="a second phone")
        assert one.get(f"/{CASE}/_local/checkpoint").status_code == 404
        gated.log_in("other", device="device-of-aliya")
        assert two.get(f"/{CASE}/_local/checkpoint").status_code == 404


@pytest.mark.parametrize("how", ["session", "grant"])
def test_a_waiting_feed_ends_when_what_was_granted_is_gone(gated, how):
    """Revoked while a long poll waits: it ends within its heartbeat, and tells nothing more."""
    ended = {}

    def wait() -> None:
        with gated.client("aliya") as client:
            params = {"feed": "longpoll", "since": "now", "heartbeat": "400", "include_docs": "true"}
            answer = client.get(f"/{CASE}/_changes", params=params)
            ended.update(at=time.monotonic(), status=answer.status_code, text=answer.text)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.15)
    revoked = time.monotonic()
    if how == "session":
        del gated.access.sessions["aliya"]
    else:
        del gated.access.grants["aliya", CASE]
    gated.write(CASE, [curfew_check("other", "secret")])
    waiting.join(10)
    assert ended["at"] - revoked < 5.0  # a busy machine; without asking again it would be a minute
    assert ended["status"] == (401 if how == "session" else 403)
    assert "secret" not in ended["text"]


def test_a_waiting_feed_that_has_begun_ends_empty(gated):
    """After a heartbeat the status is sent already: the answer is closed without rows."""
    with gated.client("aliya") as client:
        params = {"feed": "longpoll", "since": "now", "heartbeat": "200"}
        with client.stream("GET", f"/{CASE}/_changes", params=params) as answer:
            parts = answer.iter_bytes()
            assert next(parts) == b"\n"
            del gated.access.grants["aliya", CASE]
            rest = b"".join(parts)
    assert b'"results":[]' in rest


def test_nothing_lies_in_a_browsers_cache(gated):
    """The phone encrypts what it keeps; its HTTP cache would not."""
    gated.write(CASE, [curfew_check("aliya", "0001")])
    with gated.client("aliya") as client:
        for path in ("", "/curfew_check:0001", "/_changes", "/_all_docs", "/none"):
            assert client.get(f"/{CASE}{path}").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("feed", ["continuous", "eventsource"])
def test_a_feed_that_goes_on_ends_when_the_grant_does(gated, feed):
    """What is written after the revocation is not told any more."""
    with gated.client("aliya") as client:
        params = {"feed": feed, "heartbeat": "200", "include_docs": "true"}
        with client.stream("GET", f"/{CASE}/_changes", params=params) as answer:
            parts = answer.iter_bytes()
            next(parts)
            del gated.access.sessions["aliya"]
            gated.write(CASE, [curfew_check("other", "secret")])
            rest = b"".join(parts)
    assert b"secret" not in rest
