"""gzip both ways: a phone on a slow line sends and receives less."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest


def test_a_packed_request(db):
    body = gzip.compress(json.dumps({"docs": [{"_id": "a", "v": 1}]}).encode())
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    assert db.post("/_bulk_docs", content=body, headers=headers).status_code == 201
    assert db.get("/a").json()["v"] == 1


@pytest.mark.parametrize("path", ["/_changes?include_docs=true", "/_all_docs?include_docs=true", "/d0"])
def test_answers_are_packed_for_those_who_ask(db, ours, path):
    if not ours:
        return  # CouchDB does not compress
    db.post("/_bulk_docs", json={"docs": [{"_id": f"d{n}", "text": "same words " * 200} for n in range(900)]})
    with db.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert "accept-encoding" in answer.headers["vary"]
    plain = db.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 5
    assert "content-encoding" not in db.get(path, headers={"accept-encoding": "gzip;q=0"}).headers


def test_a_heartbeat_is_not_kept_back_by_packing(db, ours):
    since = db.get("/_changes").json()["last_seq"]
    params = {"feed": "longpoll", "since": since, "heartbeat": 150, "timeout": 600}
    with db.stream("GET", "/_changes", params=params, headers={"accept-encoding": "gzip"}) as answer:
        unpack = zlib.decompressobj(wbits=31) if answer.headers.get("content-encoding") == "gzip" else None
        first = next(answer.iter_raw())
        assert (unpack.decompress(first) if unpack else first) == b"\n"


@pytest.mark.parametrize(
    ("accepted", "named"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, zstd;q=0", "gzip"),
        ("*", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("br", None),
        ("*;q=0", None),
        ("gzip;q=0.0, *", None),
    ],
)
def test_zstd_for_those_who_name_it(db, ours, accepted, named):
    if not ours:
        return
    db.post("/_bulk_docs", json={"docs": [{"_id": f"d{n}", "text": "same words " * 200} for n in range(90)]})
    answer = db.get("/_all_docs?include_docs=true", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == named
    assert len(answer.json()["rows"]) == 90
