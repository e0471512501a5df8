// The adapter under Node is `memory`; tests/bench/phone.py runs the same through `indexeddb` in Chromium.
import { beforeAll, describe, expect, it } from 'vitest';
import memory from 'pouchdb-adapter-memory';
import { encrypted } from './cipher';
import { makeDataKey } from './keys';
import { PouchDB } from './pouch';
import type { Database } from './pouch-types';

const SECRET = 'Көктем көшесі 14';
let key: CryptoKey;
let made = 0;
const sealedOne = (name = `case-${(made += 1)}`): Database =>
  encrypted(new PouchDB(`sealed-${name}`, { adapter: 'memory' }), name, key) as unknown as Database;
const plainOne = (): Database => new PouchDB(`plain-${(made += 1)}`, { adapter: 'memory' }) as unknown as Database;

beforeAll(async () => {
  PouchDB.plugin(memory);
  key = await makeDataKey();
});

/** What the adapter itself holds. */
async function dump(name: string): Promise<string> {
  const raw = new PouchDB(name, { adapter: 'memory' }) as unknown as Database;
  return JSON.stringify(await raw.allDocs({ include_docs: true, attachments: true }));
}

describe('an encrypted file', () => {
  it('shows what was put into it, and keeps none of it readable', async () => {
    const db = sealedOne('case-a');
    await db.put({ _id: 'visit:1', kind: 'visit', note: SECRET, deep: { list: [1, null, true] } });
    expect(await db.get('visit:1')).toMatchObject({ kind: 'visit', note: SECRET, deep: { list: [1, null, true] } });
    const { rows } = await db.allDocs({ include_docs: true });
    expect(rows[0]?.doc).toMatchObject({ _id: 'visit:1', note: SECRET });
    const raw = await dump('sealed-case-a');
    expect(raw).toContain('visit:1');
    expect(raw).not.toContain(SECRET);
    expect(raw).not.toContain('"note"');
  });

  it('replicates as plain documents both ways, with the same revisions', async () => {
    const [sealed, server, other] = [sealedOne(), plainOne(), sealedOne()];
    await server.put({ _id: 'case:1', kind: 'case', name: { family: 'Ə' } });
    await sealed.put({ _id: 'visit:1', kind: 'visit', note: SECRET });
    await sealed.replicate.to(server);
    await sealed.replicate.from(server);
    await other.replicate.from(server);
    const there = await server.get('visit:1');
    expect(there).toEqual({ _id: 'visit:1', _rev: there._rev, kind: 'visit', note: SECRET });
    for (const db of [sealed, other]) {
      expect(await db.get('visit:1')).toEqual(there);
      expect((await db.get('case:1')).name).toEqual({ family: 'Ə' });
    }
    expect((await sealed.replicate.to(server)).docs_written).toBe(0);
    expect((await sealed.replicate.from(server)).docs_written).toBe(0);
  });

  it('carries edits and deletions', async () => {
    const [sealed, server] = [sealedOne(), plainOne()];
    const { rev } = await server.put({ _id: 'task:1', kind: 'task', state: 'planned' });
    await server.put({ _id: 'task:2', kind: 'task' });
    await sealed.replicate.from(server);
    await server.put({ _id: 'task:1', _rev: rev, kind: 'task', state: 'done' });
    await server.remove('task:2', (await server.get('task:2'))._rev!);
    await sealed.replicate.from(server);
    expect((await sealed.get('task:1')).state).toBe('done');
    await expect(sealed.get('task:2')).rejects.toMatchObject({ status: 404 });
  });

  it('seals attachments, and gives them back as they were', async () => {
    const [sealed, server] = [sealedOne('case-photo'), plainOne()];
    const data = btoa('a picture of a door');
    await sealed.put({ _id: 'photo:1', kind: 'photo', _attachments: { photo: { content_type: 'image/jpeg', data } } });
    expect(await dump('sealed-case-photo')).not.toContain(data.slice(0, 12));
    const { results } = await sealed.bulkGet({ docs: [{ id: 'photo:1' }], revs: true, attachments: true });
    const [got] = results[0]!.docs;
    if (!got || !('ok' in got)) throw new Error('the picture is not there');
    expect(got.ok._attachments.photo.data).toBe(data);
    // As replicate.ts sends it: the digest of the ciphertext stays behind.
    delete got.ok._attachments.photo.digest;
    await server.bulkDocs({ docs: [got.ok], new_edits: false });
    const there = await server.get('photo:1', { attachments: true });
    expect(there._attachments.photo.data).toBe(data);
  });

  it('does not open a row that was put under another id', async () => {
    const db = sealedOne();
    await db.put({ _id: 'visit:1', note: SECRET });
    const raw = new PouchDB(`sealed-case-${made}`, { adapter: 'memory' }) as unknown as Database;
    const { c } = await raw.get('visit:1');
    await raw.put({ _id: 'visit:2', c });
    await expect(db.get('visit:2')).rejects.toBeTruthy();
  });
});
