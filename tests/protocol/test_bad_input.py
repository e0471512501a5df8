"""Bad input of every kind: a 4xx with a reason, never a 500, never a hang, never half a batch."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JSON = {"content-type": "application/json"}

MALFORMED = {
    "empty": b"",
    "cut": b'{"docs":[{"_id":"a"}',
    "not json": b"docs=1",
    "not a number": b'{"docs":[{"v":NaN}]}',
    "endless number": b'{"docs":[{"v":1e400}]}',
    "not utf-8": b'{"docs":[{"v":"\xff\xfe"}]}',
    "half a surrogate pair": b'{"docs":[{"v":"\\ud800"}]}',
    "the other half": b'{"docs":[{"v":"\\udc00"}]}',
    "a pair the wrong way round": b'{"docs":[{"v":"\\udc00\\ud800"}]}',
    "half a pair as a key": b'{"docs":[{"\\ud800":1}]}',
    "half a pair as an id": b'{"docs":[{"_id":"\\ud83d"}]}',
    "two values": b"{} {}",
    "deep nesting": b'{"docs":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep in a document": b'{"docs":[{"v":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}]}",
    "byte order mark": b'\xef\xbb\xbf{"docs":[]}',
}


@pytest.mark.parametrize("path", ["/_bulk_docs", "/_bulk_get", "/_revs_diff", "/_all_docs", ""])
@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_json(db, path, name):
    answer = db.post(path, content=MALFORMED[name], headers=JSON)
    assert answer.status_code in {400, 413}, answer.text
    assert answer.json()["reason"]
    assert db.get("").json()["doc_count"] == 0


def test_a_document_of_eight_million_bytes_and_one(db):
    """The limit is CouchDB's; the one below is stored."""
    fits = json.dumps({"v": "x" * (8_000_000 - 8)}, separators=(",", ":"))
    assert len(fits) == 8_000_000
    assert db.put("/fits", content=fits).status_code == 201
    answer = db.put("/large", content=fits.replace('"x', '"xx'))
    assert (answer.status_code, answer.json()["error"]) == (413, "document_too_large")
    batch = {"docs": [{"_id": "good"}, {"_id": "large", "v": "x" * 8_000_001}]}
    assert db.post("/_bulk_docs", json=batch).status_code == 413
    assert db.get("/good").status_code == 404


def test_a_body_that_says_it_is_too_large_is_not_read(db, server_url, ours):
    if not ours:
        return
    where = urlsplit(server_url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as raw:
        path = urlsplit(str(db.base_url)).path
        head = f"POST {path}_bulk_docs HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        raw.sendall(f"{head}content-length: 200000000\r\n\r\n".encode())
        assert b"413" in raw.recv(1000)


def test_a_bomb_does_not_go_off(db, ours):
    """A few kilobytes of gzip that would be gigabytes."""
    if not ours:
        return
    pack = zlib.compressobj(9, wbits=31)
    bomb = b"".join(pack.compress(b" " * 1_000_000) for _ in range(300)) + pack.flush()
    answer = db.post("/_bulk_docs", content=bomb, headers={**JSON, "content-encoding": "gzip"})
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"not gzip", gzip.compress(b'{"docs":[]}')[:-4]])
def test_gzip_that_is_none(db, ours, body):
    answer = db.post("/_bulk_docs", content=body, headers={**JSON, "content-encoding": "gzip"})
    assert answer.status_code == 400 or not ours


def test_other_encodings_and_types_are_415(db):
    assert db.post("/_bulk_docs", content=b"{}", headers={"content-type": "text/plain"}).status_code == 415
    answer = db.post("/_bulk_docs", content=b"{}", headers={**JSON, "content-encoding": "br"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "path",
    [
        "/%ff",
        "/a%00b",
        "/_local/",
        "/_nothing",
        "/_design",
        "/a//b",
        "/" + "x" * 5000,
        "/_local/" + "x" * 5000,
    ],
)
def test_paths_of_every_kind(db, path):
    for method in ("GET", "PUT", "DELETE", "POST", "PATCH", "COPY", "OPTIONS"):
        answer = db.request(method, path, json={})
        assert 200 <= answer.status_code < 500 or answer.status_code == 501, (method, answer.text)


def test_paths_that_climb_stay_inside(server_url):
    where = urlsplit(server_url)
    for path in ("/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e", "//etc", "/a/../../b"):
        with socket.create_connection((where.hostname, where.port), timeout=10) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
            assert raw.recv(100).split()[1] in {b"400", b"404", b"405"}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
members = st.sampled_from(
    [
        "_id",
        "_rev",
        "_deleted",
        "_revisions",
        "_attachments",
        "_x",
        "docs",
        "start",
        "ids",
        "data",
        "stub",
        "a",
        "",
    ]
)
odd = st.dictionaries(members, st.one_of(values, st.dictionaries(members, values, max_size=3)), max_size=5)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(docs=st.lists(odd | values, max_size=4), new_edits=st.booleans())
def test_any_batch_is_taken_or_refused_whole(db, docs, new_edits):
    """Documents out of nowhere: stored, or a 4xx and nothing stored."""
    before = db.get("").json()["update_seq"]
    answer = db.post("/_bulk_docs", json={"docs": docs, "new_edits": new_edits})
    assert answer.status_code in {201, 400, 412, 413}, answer.text
    if answer.status_code != 201:
        assert db.get("").json()["update_seq"] == before
    assert db.get("/_all_docs", params={"include_docs": "true"}).status_code == 200


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=values | odd)
def test_any_question_is_answered_or_refused(db, body):
    for path in ("/_revs_diff", "/_bulk_get", "/_all_docs", "/_changes", "/_missing_revs", "/_find"):
        answer = db.post(path, content=json.dumps(body), headers=JSON)
        assert answer.status_code in {200, 400, 501}


@pytest.mark.parametrize("told", [True, False], ids=["content-length", "chunked"])
def test_a_body_of_a_hundred_megabytes(db, server_url, ours, told):
    """Refused as soon as that is certain, in the middle of what is sent; and others are served meanwhile."""
    if not ours:
        return
    where = urlsplit(server_url)
    megabyte = b"x" * 1_000_000
    with socket.create_connection((where.hostname, where.port), timeout=20) as raw:
        path = urlsplit(str(db.base_url)).path
        head = f"PUT {path}a/huge HTTP/1.1\r\nhost: x\r\n"
        raw.sendall((head + ("content-length: 100000000" if told else "transfer-encoding: chunked")).encode())
        raw.sendall(b"\r\n\r\n")
        try:
            for _ in range(100):
                raw.sendall(megabyte if told else b"%x\r\n%b\r\n" % (len(megabyte), megabyte))
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert db.get("").json()["doc_count"] == 0
        try:
            answer = raw.recv(1000)
        except ConnectionResetError:
            answer = b""  # it had hung up already, while we were still sending
        assert b" 413 " in answer or not answer
    assert db.get("/a").status_code == 404


QUERIES = [
    "limit=" + "9" * 60_000,
    "&".join(f"a{n}=1" for n in range(5_000)),
    "keys=" + "[" * 20_000,
    "startkey=%22" + "x" * 20_000,
    "rev=" + "1" * 30_000,
    "open_revs=" + "[" * 10_000,
    "x=%ff",
    "%00=%00",
]


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
@pytest.mark.parametrize("path", ["/_all_docs", "/_changes", "/a"])
def test_huge_and_odd_query_strings(db, query, path):
    answer = db.get(f"{path}?{query}")
    assert 200 <= answer.status_code < 500


def test_the_last_of_two_members_of_one_name_counts(db):
    """As in CouchDB; and what is stored has only that."""
    assert db.put("/a", content=b'{"v":1,"v":2}').status_code == 201
    assert db.get("/a").json()["v"] == 2
    assert db.get("/a").text.count('"v"') == 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/related", b"{}"),
        ("multipart/related; boundary=", b"--\r\n\r\n{}\r\n----"),
        ("multipart/related; boundary=b", b""),
        ("multipart/related; boundary=b", b"--b"),
        ("multipart/related; boundary=b", b"--b\r\n\r\n{}"),
        ("multipart/related; boundary=b", b"--b\r\n\r\n{\r\n--b--"),
        ("multipart/related; boundary=b", b"--b\r\n\r\n[]\r\n--b--"),
        ("multipart/related; boundary=b", b'--b\r\n\r\n{"_attachments":{"x":{"follows":true}}}\r\n--b--'),
        ("multipart/related; boundary=b", b'--b\r\n\r\n{"_attachments":{"x":7}}\r\n--b\r\n\r\nx\r\n--b--'),
        ("multipart/related; boundary=" + "b" * 300, b"{}"),
    ],
)
def test_multipart_that_is_broken(db, ours, kind, body):
    answer = db.put("/a", content=body, headers={"content-type": kind})
    assert answer.status_code == 400 or not ours, answer.text
    assert db.get("/a").status_code == 404


@pytest.mark.parametrize(
    "rev", ["x", "1", "-", "1-", "-a", "0-a", "01-a", "1-" + "a" * 200, "99999999999-a", "²-a", "1-a\0"]
)
def test_absurd_revisions(db, ours, rev):
    """Wherever a revision can stand."""
    db.put("/a", json={})
    for answer in (
        db.get("/a", params={"rev": rev}),
        db.delete("/a", params={"rev": rev}),
        db.put("/b", json={"_rev": rev}),
        db.put("/b", json={"_rev": rev}, params={"new_edits": "false"}),
        db.post("/_bulk_docs", json={"docs": [{"_id": "b", "_rev": rev}], "new_edits": False}),
        db.post("/_revs_diff", json={"a": [rev]}),
        db.post("/_purge", json={"a": [rev]}),
        db.get("/a", params={"open_revs": json.dumps([rev])}),
        db.get("/a/x", params={"rev": rev}),
    ):
        assert answer.status_code == 400 or not ours, (answer.request.method, answer.url, answer.text)
    assert db.get("/b").status_code == 404 or not ours
