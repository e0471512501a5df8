// PouchDB 9 as judge and as peer: one process for a whole test run, one JSON line in, one out (tests/sync/pouchdb.py).
// NODE_PATH names pwa/node_modules.
'use strict';

const readline = require('node:readline');
const { collectLeaves, merge, revExists, traverseRevTree, winningRev } = require('pouchdb-merge');

const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-memory'))
  .plugin(require('pouchdb-adapter-http'))
  .plugin(require('pouchdb-replication'));

// PouchDB asks for info() beside its work and does not look whether that fails; a browser only logs it.
process.on('unhandledRejection', (error) => {
  if (error?.code !== 'CUT') throw error;
});

const peers = new Map();
let made = 0;

/** A path (newest first) as PouchDB's parser makes it of `_revisions`. */
function treeOf(path, deleted) {
  const parts = path.map((rev) => rev.slice(rev.indexOf('-') + 1));
  let ids = [parts[0], { status: 'available', ...(deleted ? { deleted: true } : {}) }, []];
  for (const hash of parts.slice(1)) ids = [hash, { status: 'missing' }, [ids]];
  return { pos: Number.parseInt(path[0], 10) + 1 - path.length, ids };
}

/** `fetch` that breaks at the n-th request: before it is sent, or after the server has done it. */
function breaking(at, sent) {
  let count = 0;
  return async (url, options) => {
    count += 1;
    const cut = () => {
      throw Object.assign(new TypeError('fetch failed'), { code: 'CUT' });
    };
    if (count === at && !sent) cut();
    const answer = await fetch(url, { ...options, headers: Object.fromEntries(options.headers) });
    const body = await answer.arrayBuffer();
    if (count === at) cut();
    const whole = new Response(answer.status === 204 || answer.status === 304 ? null : body, answer);
    // PouchDB in Node takes attachments by node-fetch's `buffer`; the Blobs of a browser it cannot store there.
    return Object.assign(whole, { buffer: () => Promise.resolve(Buffer.from(body)) });
  };
}

const open = (name, cut) => {
  const peer = peers.get(name);
  return peer.url ? new PouchDB(peer.url, { skip_setup: true, fetch: breaking(cut?.at ?? 0, cut?.sent) }) : peer.db;
};

async function living(db, id) {
  const leaves = await db.get(id, { open_revs: 'all' }).catch(() => []);
  return leaves.map(({ ok }) => ok).filter((doc) => doc && !doc._deleted).sort((a, b) => (a._rev < b._rev ? -1 : 1));
}

const asked = {
  /** Merges paths in their order, as PouchDB's updateDoc does; `trees` is one rev_tree for each document. */
  merge({ paths, limit }) {
    let tree = [];
    for (const [path, deleted] of paths)
      if (!tree.length || !revExists(tree, path[0])) tree = merge(tree, treeOf(path, deleted), limit).tree;
    const parents = {};
    traverseRevTree(tree, (_leaf, pos, hash, parent) => {
      parents[`${pos}-${hash}`] = parent ?? null;
      return `${pos}-${hash}`;
    });
    const leaves = Object.fromEntries(collectLeaves(tree).map(({ rev, opts }) => [rev, !!opts.deleted]));
    return { parents, leaves, winner: winningRev({ rev_tree: tree }) };
  },

  /** A peer: in memory with its own revs_limit, or a server's database. */
  async peer({ name, url, limit }) {
    peers.set(name, url ? { url } : { db: new PouchDB(`peer-${made++}`, { adapter: 'memory', revs_limit: limit }) });
  },

  async edit({ name, id, value, which, attachment }) {
    const db = open(name);
    const leaves = await living(db, id);
    const doc = { ...(leaves[which % leaves.length] ?? { _id: id }), v: value };
    // Named by its content, as photographs are: of a conflict's attachment PouchDB 9 fetches what the winner has
    // under that name (pouchdb-replication, getDocAttachmentsFromTargetOrSource asks without the revision).
    const named = (data) => `x-${Buffer.from(data, 'base64').toString('hex')}`;
    if (attachment) doc._attachments = { ...doc._attachments, [named(attachment)]: { content_type: 'a/b', data: attachment } };
    await db.put(doc);
  },

  async remove({ name, id, which }) {
    const db = open(name);
    const leaves = await living(db, id);
    if (leaves.length) await db.remove(id, leaves[which % leaves.length]._rev);
  },

  async compact({ name }) {
    await open(name).compact();
  },

  /** One way; answers whether it came to its end. */
  async replicate({ source, target, cut, batch }) {
    try {
      const done = await PouchDB.replicate(open(source, cut), open(target, cut), { batch_size: batch ?? 100 });
      return { ok: done.ok, written: done.docs_written, failures: done.doc_write_failures };
    } catch (error) {
      if (!cut) throw error;
      return { ok: false };
    }
  },

  /** What a reader sees of these documents, and PouchDB's own verdict over the leaves. */
  async seen({ name, ids }) {
    const db = open(name);
    const view = {};
    for (const id of ids) {
      const found = await db.get(id, { open_revs: 'all', revs: true }).catch(() => []);
      if (!found.length) continue;
      const leaves = [];
      for (const { ok } of found) {
        const attachments = {};
        for (const file of Object.keys(ok._attachments ?? {}).sort())
          attachments[file] = Buffer.from(await db.getAttachment(id, file, { rev: ok._rev })).toString('base64');
        leaves.push({ rev: ok._rev, deleted: !!ok._deleted, v: ok.v ?? null, ids: ok._revisions.ids, attachments });
      }
      leaves.sort((a, b) => (a.rev < b.rev ? -1 : 1));
      const winner = await db.get(id, { conflicts: true }).then(
        (doc) => [doc._rev, (doc._conflicts ?? []).sort()],
        (error) => [error.reason, []],
      );
      const judged = winningRev({ rev_tree: leaves.map((leaf) => treeOf([leaf.rev], leaf.deleted)) });
      view[id] = { leaves, winner, judged };
    }
    const { doc_count } = await db.info();
    return { view, doc_count };
  },

  async forget() {
    const dbs = [...peers.values()].flatMap(({ db }) => (db ? [db] : []));
    peers.clear();
    await Promise.all(dbs.map((db) => db.destroy()));
  },
};

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let answer;
    try {
      const { ask, ...rest } = JSON.parse(line);
      answer = { answer: (await asked[ask](rest)) ?? null };
    } catch (error) {
      answer = { error: `${error?.stack ?? error} ${error?.status ?? ''} ${error?.reason ?? ''}` };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

main();
