"""Every endpoint with every method, parameters and bodies out of nowhere: an answer in words, all or nothing.

What is asserted of each answer: no 5xx but 501; JSON with ``error`` and ``reason`` when it is a refusal; and
then the database is what it was. The examples are the same in each run; more are tried with
``HYPOTHESIS_PROFILE=deep``.
"""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protocol.questions import contents, filled

ENDPOINTS = [
    "", "/a", "/gone", "/none", "/att", "/att/t.txt", "/att/p.jpg", "/_design/d", "/_design/d/_view/v",
    "/_local/x", "/_all_docs", "/_all_docs/queries", "/_bulk_docs", "/_bulk_get", "/_changes",
    "/_compact", "/_design_docs", "/_ensure_full_commit", "/_explain", "/_find", "/_index",
    "/_local_docs", "/_missing_revs", "/_purge", "/_purged_infos", "/_purged_infos_limit", "/_revs_diff",
    "/_revs_limit", "/_security", "/_view_cleanup",
]  # fmt: skip
METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "COPY", "PATCH"]
PARAMETERS = [
    "rev", "revs", "revs_info", "open_revs", "latest", "conflicts", "deleted_conflicts", "local_seq",
    "attachments", "att_encoding_info", "atts_since", "deleted", "meta", "new_edits", "batch", "since",
    "limit", "skip", "descending", "style", "include_docs", "seq_interval", "filter", "doc_ids", "view",
    "key", "keys", "startkey", "endkey", "inclusive_end", "update_seq", "w", "r",
]  # fmt: skip
MEMBERS = [
    "_id", "_rev", "_deleted", "_revisions", "_attachments", "docs", "new_edits", "keys", "queries",
    "selector", "fields", "sort", "limit", "skip", "bookmark", "use_index", "doc_ids", "id", "rev",
    "start", "ids", "data", "stub", "follows", "content_type", "encoding", "index", "admins", "members",
    "names", "roles", "a", "att", "$and", "$not", "$regex", "$in", "$elemMatch", "$mod", "$size",
]  # fmt: skip

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from([2**31, 2**53, -(2**63), 1e300, 0.5]),
    st.sampled_from(["", "a", "x", "1-a", "0-1", "now", "true", "all", "_design/d", "_local/x"]),
    st.sampled_from(["att", "(", "\0", "ә"]),
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
    max_leaves=10,
)
texts = st.one_of(
    values.map(json.dumps),
    st.sampled_from(["", "-1", "0", "x", "[", "%ff", "%00", "1e9", "null", '["a"]', "9" * 40]),
)
bodies = st.one_of(
    values.map(json.dumps).map(str.encode),
    st.binary(max_size=20),
    st.sampled_from([b"", b"{", b"[[", b"\xff", b'{"a":1}{', b'{"docs":[' + b"[" * 5_000]),
)
headers = st.dictionaries(
    st.sampled_from(
        ["content-type", "accept", "if-match", "destination", "range", "content-encoding", "if-none-match"]
    ),
    st.sampled_from(
        ["application/json", "text/plain", "multipart/related; boundary=b", "multipart/mixed", "*/*", "",
         '"1-a"', "b?rev=x",
         "bytes=0-1", "bytes=9-1,", "gzip", "br", "x" * 300]
    ),
    max_size=3,
)  # fmt: skip


@pytest.fixture(scope="module")
def shelf(server_url, ours):
    if not ours:
        pytest.skip("others are asked by test_questions.py")
    with httpx.Client(base_url=server_url, timeout=30, verify=False) as client:
        made: list[str] = []

        def fresh() -> str:
            db = f"protocol-fuzz-{len(made)}"
            filled(client, db)
            made.append(db)
            return db

        yield client, {"db": fresh()}, fresh
        for db in made:
            client.delete(f"/{db}")


@settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    method=st.sampled_from(METHODS),
    endpoint=st.sampled_from(ENDPOINTS),
    params=st.dictionaries(st.sampled_from(PARAMETERS), texts, max_size=3),
    body=bodies,
    sent=headers,
)
def test_anything_is_answered_in_words(shelf, method, endpoint, params, body, sent):
    client, now, fresh = shelf
    sent = {"content-type": "application/json", **sent} if method in {"POST", "PUT"} else sent
    before = contents(client, now["db"])
    answer = client.request(method, f"/{now['db']}{endpoint}", params=params, content=body, headers=sent)
    after = contents(client, now["db"])
    assert answer.status_code < 500 or answer.status_code == 501, answer.text
    if answer.status_code >= 400:
        assert after == before
        if method != "HEAD":
            assert answer.json()["error"], answer.text
            assert answer.json()["reason"], answer.text
    elif after != before:
        client.delete(f"/{now['db']}")
        now["db"] = fresh()
