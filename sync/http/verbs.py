"""All verbs of the protocol on one page: what is served, by which function, and whom the gate lets use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from sync.http import (
    all_docs,
    attachment,
    bulk_docs,
    bulk_get,
    changes,
    copy_document,
    database,
    db_updates,
    delete_document,
    ensure_full_commit,
    find,
    get_document,
    local_docs,
    local_document,
    purge,
    put_document,
    refused,
    revs_diff,
    server,
    settings,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sync.http.call import Call

    Handler = Callable[[Call], Awaitable[None]]

Needs = Literal["session", "grant", "read", "write", "copy", "owner"]
"""What the gate asks for: a session; any grant in the database; to read; to write something; both; nobody
through the gate may (only the bare store's owner)."""


class Verb(NamedTuple):
    handler: Handler
    needs: Needs


VERBS: dict[str, dict[str, Verb]] = {
    "server": {"GET": Verb(server.welcome, "session")},
    "_session": {"GET": Verb(server.session, "session")},
    "_up": {"GET": Verb(server.up, "owner")},
    "_uuids": {"GET": Verb(server.uuids, "owner")},
    "_all_dbs": {"GET": Verb(server.all_dbs, "owner")},
    "_dbs_info": {"GET": Verb(server.dbs_info, "owner"), "POST": Verb(server.dbs_info_of, "owner")},
    "_active_tasks": {"GET": Verb(server.active_tasks, "owner")},
    "_membership": {"GET": Verb(server.membership, "owner")},
    "_node/_local": {"GET": Verb(server.node, "owner")},
    "_scheduler/jobs": {"GET": Verb(server.scheduler_jobs, "owner")},
    "_scheduler/docs": {"GET": Verb(server.scheduler_docs, "owner")},
    "_replicate": {"POST": Verb(refused.no_replicator, "owner")},
    "_db_updates": {"GET": Verb(db_updates.db_updates, "owner")},
    "database": {
        "GET": Verb(database.info, "grant"),
        "PUT": Verb(database.create, "owner"),
        "DELETE": Verb(database.delete, "owner"),
        "POST": Verb(put_document.post, "write"),
    },
    "document": {
        "GET": Verb(get_document.get_document, "read"),
        "PUT": Verb(put_document.put, "write"),
        "COPY": Verb(copy_document.copy_document, "copy"),
        "DELETE": Verb(delete_document.delete_document, "write"),
    },
    "attachment": {
        "GET": Verb(attachment.get_attachment, "read"),
        "PUT": Verb(attachment.put_attachment, "write"),
        "DELETE": Verb(attachment.delete_attachment, "write"),
    },
    "local": {
        "GET": Verb(local_document.get_local, "grant"),
        "PUT": Verb(local_document.put_local, "grant"),
        "DELETE": Verb(local_document.delete_local, "grant"),
    },
    "{db}/_all_docs": {"GET": Verb(all_docs.all_docs, "read"), "POST": Verb(all_docs.all_docs_of, "read")},
    "{db}/_design_docs": {
        "GET": Verb(all_docs.design_docs, "read"),
        "POST": Verb(all_docs.design_docs_of, "read"),
    },
    "{db}/_local_docs": {
        "GET": Verb(local_docs.local_docs, "owner"),
        "POST": Verb(local_docs.local_docs_of, "owner"),
    },
    "{db}/_all_docs/queries": {"POST": Verb(all_docs.queries, "read")},
    "{db}/_design_docs/queries": {"POST": Verb(all_docs.design_queries, "read")},
    "{db}/_bulk_docs": {"POST": Verb(bulk_docs.bulk_docs, "write")},
    "{db}/_bulk_get": {"POST": Verb(bulk_get.bulk_get, "read")},
    "{db}/_changes": {"GET": Verb(changes.changes, "read"), "POST": Verb(changes.changes_of, "read")},
    "{db}/_compact": {"POST": Verb(database.compact, "owner")},
    "{db}/_ensure_full_commit": {"POST": Verb(ensure_full_commit.ensure_full_commit, "grant")},
    "{db}/_missing_revs": {"POST": Verb(revs_diff.missing_revs, "grant")},
    "{db}/_revs_diff": {"POST": Verb(revs_diff.revs_diff, "grant")},
    "{db}/_find": {"POST": Verb(find.find, "read")},
    "{db}/_explain": {"POST": Verb(find.explain, "read")},
    "{db}/_index": {"GET": Verb(find.indexes, "read"), "POST": Verb(find.make_index, "owner")},
    "{db}/_index/_bulk_delete": {"POST": Verb(find.delete_indexes, "owner")},
    "{db}/_index/{ddoc}/{type}/{name}": {"DELETE": Verb(find.delete_index, "owner")},
    "{db}/_temp_view": {"POST": Verb(refused.temporary_view, "owner")},
    "{db}/_view_cleanup": {"POST": Verb(refused.nothing_to_clean, "owner")},
    "{db}/_purge": {"POST": Verb(purge.purge, "owner")},
    "{db}/_purged_infos": {"GET": Verb(purge.purged_infos, "owner")},
    "{db}/_purged_infos_limit": {
        "GET": Verb(settings.purged_infos_limit, "owner"),
        "PUT": Verb(settings.set_purged_infos_limit, "owner"),
    },
    "{db}/_revs_limit": {
        "GET": Verb(settings.revs_limit, "owner"),
        "PUT": Verb(settings.set_revs_limit, "owner"),
    },
    "{db}/_security": {
        "GET": Verb(settings.security, "owner"),
        "PUT": Verb(settings.set_security, "owner"),
    },
    **{
        "{db}/{ddoc}/" + name: {method: Verb(refused.refused, "owner") for method in ("GET", "POST", "PUT")}
        for name in ("_view", "_show", "_list", "_update", "_rewrite", "_search", "_info")
    },
}
