"""What one request may ask for behind the gate: one phone does not take everybody's time or memory."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import time

import pytest

from sync.errors import TooLarge
from sync.http.limits import BARE, GATED
from tests.sync.conftest import CASE
from tests.sync.gated import curfew_check

JSON = {"content-type": "application/json"}
PACKED = {**JSON, "content-encoding": "gzip"}


def listed(value: str, number: int) -> str:
    return "[" + ",".join([value] * number) + "]"


def told(answer) -> tuple[int, str]:
    assert answer.json()["reason"]
    return answer.status_code, answer.json()["error"]


def test_a_few_kilobytes_of_gzip_are_not_a_gigabyte_of_objects(gated):
    """8.8 kB that were three million documents: 74 s and 2.6 GB, now one refusal while they are unpacked."""
    body = gzip.compress(b'{"docs":' + listed("{}", 3_000_000).encode() + b"}")
    assert len(body) < 20_000
    with gated.client("aliya") as client:
        began = time.monotonic()
        answer = client.post(f"/{CASE}/_bulk_docs", content=body, headers=PACKED)
        assert time.monotonic() - began < 2
    assert told(answer) == (413, "too_large")


def test_packing_may_pay(gated):
    """What is written by people packs ten to twenty times smaller, and is let in."""
    said = random.Random(1)
    words = ["дома", "открыла мать", "дверь", "свет", "окно", "вечером", "никого", "сказала соседка", "уехал"]
    notes = [curfew_check("aliya", f"{n}", note=" ".join(said.choices(words, k=90))) for n in range(900)]
    text = json.dumps({"docs": notes}, ensure_ascii=False).encode()
    packed = gzip.compress(text)
    assert len(text) > 1_000_000 > 8 * len(packed)
    with gated.client("aliya") as client:
        answer = client.post(f"/{CASE}/_bulk_docs", content=packed, headers=PACKED)
    assert answer.status_code == 201
    assert all("ok" in row for row in answer.json())


def test_a_thousand_documents_at_a_time(gated):
    docs = [curfew_check("aliya", f"{n}") for n in range(1001)]
    with gated.client("aliya") as client:
        assert told(client.post(f"/{CASE}/_bulk_docs", json={"docs": docs})) == (413, "too_large")
        assert client.get(f"/{CASE}").json()["doc_count"] == 0
        answer = client.post(f"/{CASE}/_bulk_docs", json={"docs": docs[:1000]})
        assert answer.status_code == 201
        assert client.get(f"/{CASE}").json()["doc_count"] == 1001  # and their receipt


ASKED = {
    "_bulk_get": {"docs": [{"id": "a"}] * 10_001},
    "_revs_diff ids": {f"{n}": ["1-a"] for n in range(10_001)},
    "_revs_diff revisions": {"a": ["1-a"] * 5_001, "b": ["1-a"] * 5_001},
    "_missing_revs": {"a": ["1-a"] * 10_001},
    "_all_docs": {"keys": ["a"] * 10_001},
    "_changes?filter=_doc_ids": {"doc_ids": ["a"] * 10_001},
}


@pytest.mark.parametrize("asked", ASKED)
def test_ten_thousand_ids_at_a_time(gated, asked):
    with gated.client("aliya") as client:
        answer = client.post(f"/{CASE}/{asked.partition(' ')[0]}", json=ASKED[asked])
    assert told(answer) == (413, "too_large")


@pytest.mark.parametrize("value", ["[]", "{}", "1", '{"a":1}'])
def test_a_body_of_nothing_but_values_is_not_decoded(gated, value):
    """16 MB of empty lists take 2.5 s and 700 MB to decode, and nobody can interrupt that."""
    body = f'{{"docs":[{{"a":{listed(value, 600_000)}}}]}}'
    with gated.client("aliya") as client:
        answer = client.post(f"/{CASE}/_bulk_docs", content=body, headers=JSON)
    assert told(answer) == (413, "too_large")


def test_sixteen_megabytes_and_no_more(gated):
    body = json.dumps({"docs": [], "x": "x" * 16 * 1024 * 1024})
    with gated.client("aliya") as client:
        assert told(client.post(f"/{CASE}/_bulk_docs", content=body, headers=JSON)) == (413, "too_large")
        large = curfew_check("aliya", "1", note="x" * 8_000_000)
        answer = client.post(f"/{CASE}/_bulk_docs", json={"docs": [large]})
        assert told(answer) == (413, "document_too_large")


def test_attachments_come_unpacked(gated):
    """Inside a document nothing says how large they will be."""
    packed = {"x": {"content_type": "image/jpeg", "encoding": "gzip", "data": "H4sIAAAA"}}
    doc = curfew_check("aliya", "1", _attachments=packed)
    with gated.client("aliya") as client:
        assert client.put(f"/{CASE}/{doc['_id']}", json=doc).status_code == 400
        assert client.post(f"/{CASE}/_bulk_docs", json={"docs": [doc]}).status_code == 400


def test_a_checkpoint_is_small_and_a_device_has_twenty(gated):
    """The one written longest ago goes; another device's stay, and so does one that is in use."""
    gated.allow("other", CASE)
    with gated.client("aliya") as client, gated.client("other") as other:
        large = {"history": "x" * 64_000}
        assert told(client.put(f"/{CASE}/_local/a", json=large)) == (413, "document_too_large")
        other.put(f"/{CASE}/_local/own", json={})
        rev = client.put(f"/{CASE}/_local/used", json={}).json()["rev"]
        for n in range(30):
            assert client.put(f"/{CASE}/_local/{n}", json={}).status_code == 201
            rev = client.put(f"/{CASE}/_local/used", json={"_rev": rev}).json()["rev"]
        kept = [n for n in range(30) if client.get(f"/{CASE}/_local/{n}").status_code == 200]
        assert kept == list(range(11, 30))
        assert client.get(f"/{CASE}/_local/used").json()["_rev"] == "0-31"
        assert other.get(f"/{CASE}/_local/own").status_code == 200


def test_a_person_lets_thirty_two_feeds_wait(gated):
    """One more is 429, another's is served, and a place that was left can be taken again."""
    gated.allow("other", CASE)
    path, params = f"/{CASE}/_changes", {"feed": "continuous", "since": "now"}
    with contextlib.ExitStack() as feeds, gated.client("aliya") as client, gated.client("other") as other:
        for _ in range(GATED.feeds - 1):
            feeds.enter_context(client.stream("GET", path, params=params))
        with client.stream("GET", path, params=params) as last:
            assert last.status_code == 200
            assert told(client.get(path, params={"feed": "longpoll"})) == (429, "too_many_requests")
            assert client.get(path).status_code == 200
            assert other.get(path, params={"feed": "longpoll", "timeout": "10"}).status_code == 200
        until = time.monotonic() + 5
        while client.get(path, params={"feed": "longpoll", "timeout": "10"}).status_code != 200:
            assert time.monotonic() < until


def test_a_heartbeat_a_second(gated):
    """At each one the session and the grant are asked for."""
    params = {"feed": "continuous", "since": "now", "heartbeat": "100", "timeout": "2500"}
    with gated.client("aliya") as client:
        answer = client.get(f"/{CASE}/_changes", params=params)
    beats, _ = answer.text.split("{")
    assert 1 <= len(beats) <= 3


def test_the_bare_store_is_its_owners():
    """Without a gate only CouchDB's own bounds hold, and 64 MB for a request."""
    docs = [{}] * 100_000
    BARE.check_written([{"_attachments": {"x": {"encoding": "gzip"}}}, *docs])
    BARE.check_asked(docs)
    BARE.check_json(b"[]" * 1_000_000)
    assert (BARE.body, BARE.unpacked(100_000)) == (64 * 1024 * 1024, 64 * 1024 * 1024)
    with pytest.raises(TooLarge):
        GATED.check_asked(docs)
