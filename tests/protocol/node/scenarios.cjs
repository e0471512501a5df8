// What stock PouchDB 9 does with a server, as a phone would: each function is one scenario, run by
// `node scenarios.cjs NAME ARGUMENTS...` and answering with one line of JSON. NODE_PATH names pwa/node_modules.
'use strict';

const net = require('node:net');

const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-memory'))
  .plugin(require('pouchdb-adapter-http'))
  .plugin(require('pouchdb-replication'));

let count = 0;
const local = () => new PouchDB(`local-${process.pid}-${count++}`, { adapter: 'memory' });
const remote = (url, headers) => new PouchDB(url, { headers: headers ?? {}, skip_setup: !!headers });
const until = async (what, test) => {
  for (let tries = 0; tries < 600; tries++) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never: ${what}`);
};
const tree = async (db, id) => {
  const doc = await db.get(id, { conflicts: true, revs: true });
  const leaves = await db.get(id, { open_revs: 'all', revs: true });
  return {
    winner: doc._rev,
    conflicts: (doc._conflicts ?? []).sort(),
    leaves: leaves.map(({ ok }) => ({ rev: ok._rev, deleted: !!ok._deleted, ids: ok._revisions.ids })).sort((a, b) => (a.rev < b.rev ? -1 : 1)),
  };
};

const scenarios = {
  // Pushes `size` documents, pulls them into a second database.
  async push_and_pull(url, size) {
    const [from, to] = [local(), local()];
    await from.bulkDocs(Array.from({ length: size }, (_, n) => ({ _id: `doc-${n}`, n, text: 'жаса 🙂'.repeat(20) })));
    const times = [performance.now()];
    const pushed = await from.replicate.to(url);
    times.push(performance.now());
    const pulled = await to.replicate.from(url);
    times.push(performance.now());
    const again = await from.replicate.to(url);
    const { rows } = await to.allDocs({ include_docs: true });
    const { rows: same } = await from.allDocs({ include_docs: true });
    const [push_s, pull_s] = [(times[1] - times[0]) / 1000, (times[2] - times[1]) / 1000];
    return { push_s, pull_s, pushed, pulled, again, equal: JSON.stringify(rows) === JSON.stringify(same), count: rows.length };
  },

  // Edits on both sides of a document, deletions, and a deletion of a conflict.
  async conflicts(url) {
    const [a, b] = [local(), local()];
    await a.put({ _id: 'doc', v: 'first' });
    await a.replicate.to(url);
    await b.replicate.from(url);
    const [atA, atB] = [await a.get('doc'), await b.get('doc')];
    await a.put({ ...atA, v: 'a' });
    const second = await b.put({ ...atB, v: 'b' });
    await b.put({ _id: 'doc', _rev: second.rev, v: 'b again' });
    await b.put({ _id: 'gone', v: 1 }).then(({ rev }) => b.remove('gone', rev));
    await a.sync(url);
    await b.sync(url);
    await a.sync(url);
    const before = [await tree(a, 'doc'), await tree(b, 'doc'), await tree(remote(url), 'doc')];
    await a.remove('doc', before[0].conflicts[0]);
    await a.sync(url);
    await b.sync(url);
    const after = [await tree(a, 'doc'), await tree(b, 'doc'), await tree(remote(url), 'doc')];
    const gone = await remote(url).get('gone').catch((error) => ({ status: error.status, reason: error.reason }));
    return { before, after, gone };
  },

  // Two phones, live both ways over the server.
  async live(url) {
    const [a, b] = [local(), local()];
    await remote(url).info();
    const syncs = [a.sync(url, { live: true, retry: true }), b.sync(url, { live: true, retry: true })];
    await a.put({ _id: 'from-a', v: 1 });
    await b.put({ _id: 'from-b', v: 1 });
    await until('both have both', async () => (await a.info()).doc_count === 2 && (await b.info()).doc_count === 2);
    const started = performance.now();
    await a.put({ _id: 'from-a', _rev: (await a.get('from-a'))._rev, v: 2 });
    await until('the edit at b', async () => (await b.get('from-a')).v === 2);
    const ms = performance.now() - started;
    for (const sync of syncs) sync.cancel();
    return { ms, docs: (await b.allDocs()).rows.length };
  },

  // Attachments pushed, pulled, kept by an edit, removed by another.
  async attachments(url) {
    const [from, to] = [local(), local()];
    const big = Buffer.alloc(300_000, 'ә');
    await from.put({
      _id: 'doc',
      _attachments: {
        'photo.jpg': { content_type: 'image/jpeg', data: big },
        'a/b ғ.txt': { content_type: 'text/plain', data: Buffer.from('сәлем') },
      },
    });
    await from.replicate.to(url);
    await to.replicate.from(url);
    const photo = await to.getAttachment('doc', 'photo.jpg');
    const doc = await to.get('doc');
    delete doc._attachments['a/b ғ.txt'];
    await to.put({ ...doc, edited: true });
    await to.replicate.to(url);
    await from.replicate.from(url);
    const edited = await from.get('doc', { attachments: true });
    const direct = await remote(url).getAttachment('doc', 'photo.jpg');
    await remote(url).putAttachment('other', 'x.bin', Buffer.from([0, 1, 255]), 'application/x-thing');
    const other = await remote(url).get('other', { attachments: true });
    return {
      same: photo.equals(big) && direct.equals(big),
      names: Object.keys(edited._attachments),
      kept: Buffer.from(edited._attachments['photo.jpg'].data, 'base64').equals(big),
      digests: [doc._attachments['photo.jpg'].digest, edited._attachments['photo.jpg'].digest],
      revpos: (await remote(url).get('doc'))._attachments['photo.jpg'].revpos,
      other: other._attachments['x.bin'].data,
    };
  },

  // A proxy cuts every connection after so many bytes, a few times; the replication is tried again.
  async cuts(url, size, bytes) {
    // PouchDB asks for info() beside its work and does not look whether that fails; a browser only logs it.
    process.on('unhandledRejection', (error) => {
      if (error?.name !== 'TypeError' || error.message !== 'fetch failed' && error.message !== 'terminated') throw error;
    });
    const target = new URL(url);
    let cutsLeft = 6;
    const proxy = net.createServer((phone) => {
      const server = net.connect(Number(target.port), target.hostname);
      let seen = 0;
      const doomed = cutsLeft > 0;
      const through = (to) => (data) => {
        seen += data.length;
        if (doomed && seen > bytes && cutsLeft > 0) {
          cutsLeft--;
          phone.destroy();
          server.destroy();
        } else to.write(data);
      };
      phone.on('data', through(server));
      server.on('data', through(phone));
      for (const [one, other] of [[phone, server], [server, phone]]) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    // As a browser has it. PouchDB's own fetch in Node (node-fetch 2) waits for ever for the rest of a cut answer.
    const browsers = (at, options) => fetch(at, { ...options, headers: Object.fromEntries(options.headers) });
    const there = () => new PouchDB(through, { fetch: browsers });
    const login = target.username ? `${target.username}:${target.password}@` : '';
    const through = `http://${login}127.0.0.1:${proxy.address().port}${target.pathname}`;
    const [from, to] = [local(), local()];
    await from.bulkDocs(Array.from({ length: size }, (_, n) => ({ _id: `doc-${n}`, n, text: 'x'.repeat(500) })));
    let failures = 0;
    const repeat = async (step) => {
      for (;;) {
        try {
          return await step();
        } catch {
          failures++;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
    };
    await repeat(() => from.replicate.to(there(), { batch_size: 50 }));
    cutsLeft += 6;
    await repeat(() => to.replicate.from(there(), { batch_size: 50 }));
    proxy.close();
    const [one, two] = [await from.allDocs(), await to.allDocs()];
    return { failures, equal: JSON.stringify(one.rows) === JSON.stringify(two.rows), count: two.rows.length };
  },

  // A document is purged at the server between two pulls.
  async purged_between(url) {
    const to = local();
    const { origin, pathname, username, password } = new URL(url);
    const at = (path) => `${origin}${pathname}/${path}`;
    const headers = { 'content-type': 'application/json' };
    if (username) headers.authorization = `Basic ${btoa(`${username}:${password}`)}`;
    const put = async (id) => (await (await fetch(at(id), { method: 'PUT', headers, body: '{}' })).json()).rev;
    const revs = [await put('a'), await put('b')];
    await to.replicate.from(remote(url));
    const before = (await to.allDocs()).rows.map((row) => row.id);
    await fetch(at('_purge'), { method: 'POST', headers, body: JSON.stringify({ a: [revs[0]] }) });
    await put('c');
    const { docs_read: read } = await to.replicate.from(remote(url));
    return { before, read, after: (await to.allDocs()).rows.map((row) => row.id) };
  },

  // A batch of which the gate refuses a part: PouchDB says `denied`, and goes on.
  async denied(url, headers, docs) {
    const from = local();
    for (const doc of docs) await from.put(doc);
    const denied = [];
    const to = remote(url, headers);
    const replication = from.replicate.to(to);
    replication.on('denied', (error) => denied.push({ id: error.id ?? error.doc?.id, name: error.name, reason: error.reason }));
    const result = await replication;
    const again = await from.replicate.to(to);
    return { denied, written: result.docs_written, failures: result.doc_write_failures, status: result.status, again: again.docs_read };
  },

  // Pulls what a session may read.
  async pull(url, headers) {
    const to = local();
    const result = await to.replicate.from(remote(url, headers));
    return { read: result.docs_read, ids: (await to.allDocs()).rows.map((row) => row.id) };
  },

  // A feed that waits when its session is revoked.
  async live_until_refused(url, headers) {
    const to = local();
    const replication = to.replicate.from(remote(url, headers), { live: true, retry: false, heartbeat: 500 });
    console.log('waiting');
    const error = await new Promise((resolve) => replication.on('error', resolve));
    return { status: error.status, name: error.name };
  },

  // Random edits on one database after another, always through PouchDB's own merge; trees are compared outside.
  async random_histories(url, seed, steps) {
    let state = seed;
    const random = (below) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const phones = [local(), local(), local()];
    for (let step = 0; step < steps; step++) {
      const phone = phones[random(3)];
      const id = `doc-${random(4)}`;
      const leaves = await phone.get(id, { open_revs: 'all' }).catch(() => []);
      const open = leaves.map(({ ok }) => ok).filter((doc) => doc && !doc._deleted);
      const one = open[random(open.length || 1)];
      const action = random(10);
      if (action < 5) await phone.put({ _id: id, v: step, ...(one ? { _rev: one._rev } : {}) }).catch(() => {});
      else if (action < 7 && one) await phone.remove(id, one._rev);
      else if (action < 9) await phone.sync(url);
      else await PouchDB.sync(phones[random(3)], phones[random(3)]).catch(() => {});
    }
    for (let round = 0; round < 3; round++) for (const phone of phones) await phone.sync(url);
    const trees = {};
    for (let n = 0; n < 4; n++) {
      const id = `doc-${n}`;
      trees[id] = [];
      for (const db of [...phones, remote(url)]) {
        const leaves = await db.get(id, { open_revs: 'all', revs: true }).catch(() => []);
        const winner = await db.get(id).then((doc) => doc._rev, (error) => error.reason);
        trees[id].push({ winner, leaves: leaves.map(({ ok }) => [ok._rev, !!ok._deleted, ok._revisions.ids]).sort() });
      }
    }
    return { trees };
  },
};

const [name, ...rest] = process.argv.slice(2);
scenarios[name](...rest.map((text) => JSON.parse(text))).then(
  (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0)),
  (error) => {
    console.error(error, error?.status, error?.reason);
    process.exit(1);
  },
);
