// PouchDB put together from its parts: the `indexeddb` adapter (60 files open in
// 1.8 s on a slow phone, against 3.0 s with `idb`), http, and replication.
// Loaded on its own, after the first screen: the snapshot does without it.
import PouchDB from 'pouchdb-core';
import http from 'pouchdb-adapter-http';
import indexeddb from 'pouchdb-adapter-indexeddb';
import Checkpointer from 'pouchdb-checkpointer';
import generateReplicationId from 'pouchdb-generate-replication-id';
import replication from 'pouchdb-replication';

PouchDB.plugin(indexeddb).plugin(http).plugin(replication);

export { PouchDB, Checkpointer, generateReplicationId };
