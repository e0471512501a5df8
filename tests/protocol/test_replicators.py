"""CouchDB's own replicator between a CouchDB and ours, bare and behind the gate, on good lines and on bad.

``REPLICATOR_URL`` (or ``COUCHDB_URL``) names the CouchDB that does it; without one there is nobody to ask.
"""

from __future__ import annotations

import base64
import json
import os
import random
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from tests.api.town import DEVICE
from tests.protocol.cutting import CuttingProxy
from tests.protocol.gated import gated_application
from tests.protocol.server import BareServer

JUDGE = os.environ.get("REPLICATOR_URL") or os.environ.get("COUCHDB_URL")

pytestmark = pytest.mark.skipif(not JUDGE, reason="REPLICATOR_URL names no CouchDB")

WORDS = base64.b64encode(b"packed by CouchDB, because it is text " * 200).decode()


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    server = BareServer(tmp_path_factory.mktemp("replicated")).start()
    yield server.url
    assert "Traceback" not in server.stop()


@pytest.fixture(scope="module")
def judge():
    with httpx.Client(base_url=JUDGE, timeout=120) as client:
        yield client


@pytest.fixture
def pair(ours, judge, db_name):
    """A database of the same name on both sides."""
    with httpx.Client(base_url=f"{ours}/{db_name}", timeout=30, verify=False) as here:
        there = httpx.Client(base_url=f"{JUDGE}/{db_name}", timeout=30)
        assert here.put(f"{ours}/{db_name}").status_code == 201
        assert there.put(f"{JUDGE}/{db_name}").status_code == 201
        yield here, there
        there.delete(f"{JUDGE}/{db_name}")
        there.close()


def fill(db, seed):
    """Edits, deletions, conflicts, a conflict that was resolved, attachments of every kind."""
    chance = random.Random(seed)
    for n in range(40):
        db.put(f"/plain-{n}", json={"n": n, "text": "жаса 🙂" * 20})
    for n in range(0, 40, 4):
        rev = db.get(f"/plain-{n}").json()["_rev"]
        rev = db.put(f"/plain-{n}", json={"_rev": rev, "again": True}).json()["rev"]
        if n % 8 == 0:
            db.delete(f"/plain-{n}", params={"rev": rev})
    forks = [
        {"_id": "forked", "_revisions": {"start": 3, "ids": ["d", "b", "a"]}, "v": "d"},
        {"_id": "forked", "_revisions": {"start": 2, "ids": ["c", "a"]}, "v": "c"},
        {"_id": "forked", "_revisions": {"start": 3, "ids": ["x", "y", "a"]}, "_deleted": True},
        {"_id": "lost", "_revisions": {"start": 2, "ids": ["l", "k"]}, "_deleted": True},
        {"_id": "lost", "_revisions": {"start": 2, "ids": ["m", "k"]}, "_deleted": True, "why": 1},
    ]
    for fork in forks:
        fork["_rev"] = f"{fork['_revisions']['start']}-{fork['_revisions']['ids'][0]}"
    assert db.post("/_bulk_docs", json={"docs": forks, "new_edits": False}).json() == []
    photo = base64.b64encode(chance.randbytes(120_000)).decode()
    attached = {
        "photo.jpg": {"content_type": "image/jpeg", "data": photo},
        "words.txt": {"content_type": "text/plain", "data": WORDS},
        "none": {"content_type": "a/b", "data": ""},
    }
    db.put("/attached", json={"_attachments": attached})
    fork = {
        "_id": "attached",
        "_rev": f"1-{'0f' * 16}",
        "_attachments": {"x/ә.txt": {**attached["words.txt"], "revpos": 1}},
    }
    assert db.post("/_bulk_docs", json={"docs": [fork], "new_edits": False}).json() == []
    db.put("/_design/app", json={"views": {"v": {"map": "function (doc) { emit(doc.n); }"}}})


def trees(db):
    """Every leaf of every document with its history and its content, attachments in full."""
    found = {}
    accept = {"accept": "application/json"}
    for row in db.get("/_changes", params={"style": "all_docs"}).json()["results"]:
        params = {"open_revs": "all", "revs": "true", "attachments": "true"}
        leaves = db.get(f"/{row['id']}", params=params, headers=accept).json()
        for leaf in leaves:
            for entry in leaf["ok"].get("_attachments", {}).values():
                del entry["digest"]  # of what is stored: CouchDB packs text
        found[row["id"]] = sorted((leaf["ok"] for leaf in leaves), key=lambda doc: doc["_rev"])
        winner = db.get(f"/{row['id']}", params={"conflicts": "true", "deleted_conflicts": "true"}).json()
        found[row["id"]] += [winner.get(name) for name in ("_rev", "_conflicts", "_deleted_conflicts")]
    return found


def replicate(judge, source, target, tries=1):
    """One replication; on a bad line it may give up, and goes on from its checkpoint when asked again."""
    for left in reversed(range(tries)):
        answer = judge.post("/_replicate", json={"source": source, "target": target})
        if answer.status_code == 200 and answer.json()["ok"] is True:
            return answer.json()
        assert left, answer.text
    raise AssertionError


@contextmanager
def way(url, cuts, seed):
    """The address under which the replicator reaches us: through a proxy that cuts, or without one."""
    parts = urlsplit(url)
    if not cuts:
        yield url, None
        return
    with CuttingProxy(parts.hostname, parts.port, seed=seed, cuts=cuts) as proxy:
        yield f"http://127.0.0.1:{proxy.port}{parts.path}", proxy


@pytest.mark.timeout(600)
@pytest.mark.parametrize("cuts", [0, 6])
@pytest.mark.parametrize("to_ours", [True, False], ids=["to ours", "from ours"])
def test_everything_arrives(pair, judge, db_name, ours, to_ours, cuts):
    """The same trees, winners, conflicts living and dead, deletions and attachments on both sides; then an
    edit that keeps its attachments as stubs, and there is nothing left to do."""
    here, there = pair
    source, target = (there, here) if to_ours else (here, there)
    fill(source, 1)
    with way(f"{ours}/{db_name}", cuts, seed=7) as (address, proxy):
        ends = (f"{JUDGE}/{db_name}", address) if to_ours else (address, f"{JUDGE}/{db_name}")
        done = replicate(judge, *ends, tries=1 + cuts)
        assert trees(here) == trees(there)
        assert done["history"][0]["doc_write_failures"] == 0
        doc = source.get("/attached").json()
        doc["edited"] = True
        assert source.put("/attached", json=doc).status_code == 201
        replicate(judge, *ends, tries=1 + cuts)
        assert trees(here) == trees(there)
        again = replicate(judge, *ends, tries=1 + cuts)
        assert again.get("no_changes") or again["history"][0]["docs_written"] == 0
        if proxy is not None:
            assert proxy.cut >= 3
    words = target.get("/attached/words.txt", params={"rev": target.get("/attached").json()["_rev"]})
    assert words.content == base64.b64decode(WORDS)


@pytest.mark.timeout(600)
def test_both_ways_and_on_with_it(pair, judge, db_name, ours):
    """Edited on both sides apart: one tree, one winner, the same conflicts."""
    here, there = pair
    ends = f"{ours}/{db_name}", f"{JUDGE}/{db_name}"
    rev = here.put("/doc", json={"v": 0}).json()["rev"]
    replicate(judge, *ends)
    here.put("/doc", json={"_rev": rev, "v": "here"})
    there.put("/doc", json={"_rev": rev, "v": "there"})
    replicate(judge, *ends)
    replicate(judge, *reversed(ends))
    assert trees(here) == trees(there)
    assert len(here.get("/doc", params={"conflicts": "true"}).json()["_conflicts"]) == 1


def record(n):
    return {
        "_id": f"curfew_check:0197a000-0000-7000-8000-{n:012x}",
        "kind": "curfew_check", "schema": 1, "at": "2026-10-02T23:10:00+05:00", "clock_offset_s": 0.0,
        "by": {"user": "berik", "role": "inspector", "device": DEVICE["inspector"]},
        "result": "present", "method": "in_person",
    }  # fmt: skip


@pytest.mark.timeout(600)
@pytest.mark.parametrize("cuts", [0, 4])
def test_through_the_gate(tmp_path, judge, db_name, cuts):
    """A stock replicator with somebody's session pulls a case file, and pushes what they recorded; what the
    gate refuses is counted as such, and does not stop the rest."""
    name = f"{JUDGE}/{db_name}"
    with gated_application(tmp_path / "data") as gated, way(f"{gated.url}/{gated.db}", cuts, 3) as (url, _):
        case = {"url": url, "headers": gated.headers}
        assert judge.put(f"/{db_name}").status_code == 201
        try:
            replicate(judge, case, name, tries=1 + cuts)
            with httpx.Client(base_url=name, timeout=30) as there, gated.client() as phone:
                pulled = {row["id"] for row in there.get("/_all_docs").json()["rows"]}
                served = {row["id"] for row in phone.get(f"/{gated.db}/_all_docs").json()["rows"]}
                assert pulled == served
                assert there.get("/att/p.jpg").content == bytes(range(10))
                docs = [record(n) for n in range(30)]
                docs.append({**record(99), "by": {"user": "other", "role": "inspector", "device": "x"}})
                there.post("/_bulk_docs", json={"docs": docs})
                done = replicate(judge, name, case, tries=1 + cuts)
                if not cuts:
                    assert done["history"][0]["doc_write_failures"] == 1
                stored = {row["id"] for row in phone.get(f"/{gated.db}/_all_docs").json()["rows"]}
                assert {doc["_id"] for doc in docs[:-1]} <= stored
                assert docs[-1]["_id"] not in stored
        finally:
            judge.delete(f"/{db_name}")


def test_records_are_what_the_gate_takes():
    """So that a refusal above is the gate's word on its sender, and not on its form."""
    from schemas.check import problems

    assert not problems(record(1)), json.dumps(record(1))
