"""CouchDB-Python, a client that knows nothing of us, does its usual work."""

from __future__ import annotations

import couchdb
import pytest


@pytest.fixture
def library(server_url, db, db_name):
    return couchdb.Server(server_url)[db_name]


def test_saves_reads_edits_and_deletes(library):
    doc_id, rev = library.save({"type": "visit", "text": "ә"})
    doc = library[doc_id]
    assert (doc.rev, doc["text"]) == (rev, "ә")
    doc["text"] = "again"
    library.save(doc)
    assert [step.rev for step in library.revisions(doc_id)][1] == rev
    library.delete(library[doc_id])
    assert doc_id not in library


def test_conflicts_are_its_exception(library):
    library["a"] = {"v": 1}
    with pytest.raises(couchdb.ResourceConflict):
        library["a"] = {"v": 2}


def test_bulk_updates_and_iterates(library):
    done = library.update([{"_id": f"d{n}"} for n in range(120)])
    assert all(ok for ok, _, _ in done)
    assert sorted(library) == sorted(f"d{n}" for n in range(120))
    assert len(library) == 120


def test_attachments(library):
    library["a"] = {}
    library.put_attachment(library["a"], b"content", "x.bin", "application/x-thing")
    assert library.get_attachment("a", "x.bin").read() == b"content"
    library.delete_attachment(library["a"], "x.bin")
    assert library.get_attachment("a", "x.bin") is None


def test_changes_and_purposes_of_the_server(library, server_url, db_name):
    library["a"] = {}
    assert [row["id"] for row in library.changes()["results"]] == ["a"]
    server = couchdb.Server(server_url)
    assert db_name in server
    assert server.version().startswith("3.")
    assert len(server.uuids(3)) == 3
