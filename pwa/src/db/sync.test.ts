// The phone against the real protocol, gate and store (tests/bench/phone_page/server.py).
// `there` is the file at the server without the gate: what the server, the rules
// and the supervisor would write.
import 'fake-indexeddb/auto';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import memory from 'pouchdb-adapter-memory';
import { openOf } from './open';
import { PouchDB } from './pouch';
import type { Database } from './pouch-types';
import type { Doc, Fact, Phone } from './index';

const root = join(import.meta.dirname, '../../..');
const data = mkdtempSync(join(tmpdir(), 'qadam-phone-'));
const copies = mkdtempSync(join(tmpdir(), 'qadam-copies-'));
const CASE = 'f'.repeat(31);
let server: ChildProcess;
let origin: string;
let port: number;
let made = 0;

/** What stands between the phone and the server in a test. */
interface Wire {
  user: string;
  /** The case that this test is about; the server has those of the others too. */
  only: string;
  asked: string[];
  answer: (path: string, ask: () => Promise<Response>) => Promise<Response>;
}
let wire: Wire;

// A server process is started anew in some of these.
vi.setConfig({ testTimeout: 30_000 });

beforeAll(async () => {
  PouchDB.plugin(memory);
  port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
  origin = `http://127.0.0.1:${port}`;
  await serve();
  vi.stubGlobal('location', { origin });
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  vi.stubGlobal('document', { hidden: true, addEventListener: () => undefined, removeEventListener: () => undefined });
}, 30_000);

async function serve(): Promise<void> {
  const args = ['-m', 'tests.bench.phone_page.server', '--data', data, '--port', String(port)];
  server = spawn(join(root, '.venv/bin/python'), args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  await vi.waitFor(() => fetch(`${origin}/api/heads`), { timeout: 20_000, interval: 100 });
}

/** As docs/operating.md has it, while the server runs. */
function backup(): string {
  const copy = join(copies, `${made}.sqlite`);
  execFileSync(join(root, '.venv/bin/python'), ['-m', 'api', 'backup', '--data', data, '--to', copy], { cwd: root, stdio: 'pipe' });
  return copy;
}

/** As docs/operating.md has it: nothing but the copy is in the folder. */
async function restore(copy: string): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await ended;
  for (const name of readdirSync(data)) rmSync(join(data, name));
  copyFileSync(copy, join(data, 'qadam.sqlite'));
  await serve();
}

afterAll(() => {
  server?.kill();
  for (const folder of [data, copies]) rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  wire = { user: 'nobody', only: '', asked: [], answer: straight };
});

const straight: Wire['answer'] = (_path, ask) => ask();

const fetcher = (async (url: string, options: RequestInit) => {
  const path = url.replace(origin, '');
  wire.asked.push(`${options.method ?? 'GET'} ${path.replace(/\?.*/, '')}`);
  const headers = new Headers(options.headers);
  headers.set('Bench-User', wire.user);
  headers.set('Bench-Only', wire.only);
  return wire.answer(path, () => fetch(origin + path, { method: options.method, body: options.body, headers }));
}) as unknown as typeof fetch;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });

/** A file on the server with one case in it, and a phone of a new inspector that has synchronised it. */
async function world(): Promise<{ phone: Phone; user: string; caseId: string; there: Database }> {
  const caseId = `${CASE}${(made += 1).toString(16)}`.slice(-32);
  const there = new PouchDB(`${origin}/bare/case-${caseId}`) as unknown as Database;
  await there.bulkDocs({ docs: [{ _id: `case:${caseId}`, kind: 'case', number: '7' }], new_edits: true });
  wire.only = caseId;
  const user = `inspector-${made}`;
  wire.user = user;
  const phone = await start(user);
  await phone.vault.create('123456');
  await phone.sync.now();
  return { phone, user, caseId, there };
}

const start = (user: string): Promise<Phone> =>
  openOf({ user, role: 'inspector', device: 'bench', case: null }, { fetcher, adapter: 'memory' });

const check: Fact = { kind: 'curfew_check', result: 'absent', note: 'Жауап жоқ', task: undefined };

describe('a phone and its server', () => {
  it('fetches a file, and then nothing new costs one request', async () => {
    const { phone, caseId } = await world();
    expect(phone.sync.state.phase).toBe('idle');
    expect(phone.files.list).toMatchObject([{ case: caseId, file: { number: '7' }, unsent: 0 }]);
    expect(phone.clock.offsetS).toBeLessThan(2);
    // The first run noted its contact, which changed the file: not fetched for its sake.
    wire.asked = [];
    await phone.sync.now();
    expect(wire.asked).toEqual(['POST /api/bundle']);
  });

  it('says where a record is: here, received, judged', async () => {
    const { phone, caseId, there } = await world();
    const changed = vi.fn();
    phone.files.watch(caseId, changed);
    const doc = await phone.record(caseId, check);
    expect(doc).toMatchObject({ kind: 'curfew_check', schema: 1, by: { role: 'inspector', device: 'bench' } });
    expect(doc._id).toMatch(/^curfew_check:[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(phone.where(caseId, doc._id)).toBe('phone');
    expect(phone.files.summary(caseId)?.facts.map((fact) => fact._id)).toEqual([doc._id]);
    expect(changed).toHaveBeenCalled();

    // Pushed is not acknowledged: without the receipt it is only here.
    wire.answer = async (path, ask) => {
      const response = await ask();
      if (path.endsWith('/_bulk_docs')) wire.answer = () => Promise.reject(new TypeError('no network'));
      return response;
    };
    await phone.sync.now();
    expect(phone.sync.state).toMatchObject({ phase: 'offline', waiting: 1 });
    expect(phone.where(caseId, doc._id)).toBe('phone');

    wire.answer = straight;
    await phone.sync.now();
    expect(await there.get(doc._id)).toMatchObject({ result: 'absent', note: 'Жауап жоқ' });
    const where = phone.where(caseId, doc._id);
    expect(where).toEqual({ server: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0 });
    // One receipt, though it was sent twice.
    const { rows } = await there.allDocs({ startkey: 'receipt:', endkey: 'receipt:~' });
    expect(rows).toHaveLength(1);

    await there.put({ _id: 'flag:1', kind: 'flag', state: 'confirmed', facts: [doc._id] });
    await there.put({ _id: 'decision:1', kind: 'decision', flag: 'flag:1', verdict: 'confirm', at: '2026-11-22T19:00:00Z' });
    await phone.sync.now();
    expect(phone.where(caseId, doc._id)).toEqual({ judged: 'confirm' });
  });

  it('keeps what the server refuses, says why, and sends it again only when told', async () => {
    const { phone, user, caseId, there } = await world();
    wire.user = 'somebody-else';
    const doc = await phone.record(caseId, check);
    await phone.sync.now();
    expect(phone.where(caseId, doc._id)).toEqual({ refused: 'not_yours' });
    expect(phone.outbox.list).toMatchObject([{ case: caseId, refused: { code: 'not_yours', reason: 'not_yours: curfew_check.by.user' } }]);
    expect(phone.sync.state).toMatchObject({ waiting: 0, refused: 1 });
    expect(phone.files.summary(caseId)).toMatchObject({ unsent: 1, refused: 1 });
    wire.user = user;
    wire.asked = [];
    await phone.sync.now();
    expect(wire.asked.filter((asked) => asked.endsWith('_bulk_docs'))).toEqual([]);

    await phone.outbox.retry(doc._id);
    await phone.sync.now();
    expect(await there.get(doc._id)).toMatchObject({ result: 'absent' });
    expect(phone.outbox.list).toEqual([]);
  });

  it('sends what can be sent beside what is refused', async () => {
    const { phone, caseId, there } = await world();
    const bad = await phone.record(caseId, { kind: 'visit', outcome: 'vanished' });
    const good = await phone.record(caseId, check);
    await phone.sync.now();
    expect(phone.where(caseId, bad._id)).toEqual({ refused: 'schema' });
    expect(phone.where(caseId, good._id)).toHaveProperty('server');
    expect(await there.get(good._id)).toMatchObject({ result: 'absent' });
  });

  it('gives a refused record up only when told, and a waiting one never', async () => {
    const { phone, caseId } = await world();
    const doc = await phone.record(caseId, { kind: 'visit', outcome: 'vanished' });
    await phone.outbox.discard(doc._id);
    expect(phone.outbox.list).toHaveLength(1);
    await phone.sync.now();
    await phone.outbox.discard(doc._id);
    expect(phone.outbox.list).toEqual([]);
    expect((await phone.files.documents(caseId)).map((held) => held._id)).not.toContain(doc._id);
    expect(phone.files.summary(caseId)?.facts).toEqual([]);
  });

  it('sends a photograph after words, and keeps its bytes', async () => {
    const { phone, caseId, there } = await world();
    const picture = await phone.photograph(caseId, new Blob(['a door, in the evening'], { type: 'image/jpeg' }));
    await phone.record(caseId, { ...check, evidence: [{ photo: picture._id }] });
    wire.asked = [];
    await phone.sync.now();
    expect(phone.where(caseId, picture._id)).toHaveProperty('server');
    const held = await there.get(picture._id, { attachments: true });
    expect(atob(held._attachments.photo.data as string)).toBe('a door, in the evening');
    const sent = wire.asked.filter((asked) => /_bulk_docs|_revs_diff/.test(asked)).map((asked) => asked.split('/').pop());
    expect(sent).toEqual(['_bulk_docs', '_revs_diff', '_bulk_docs']);
  });

  it('keeps everything through a restart, and is unreadable until unlocked', async () => {
    const { phone, user, caseId } = await world();
    wire.answer = () => Promise.reject(new TypeError('no network'));
    const doc = await phone.record(caseId, check);
    await phone.drafts.save('visit', { outcome: 'met' });
    await phone.close();

    const again = await start(user);
    expect(again).not.toBe(phone);
    expect(again.vault.state).toBe('locked');
    expect(again.files.list).toEqual([]);
    await expect(again.drafts.load('visit')).rejects.toThrow();
    await again.vault.unlock('123456');
    await vi.waitFor(() => expect(again.files.ready).toBe(true));
    expect(again.files.summary(caseId)).toMatchObject({ unsent: 1, facts: [{ _id: doc._id }] });
    expect(again.where(caseId, doc._id)).toBe('phone');
    expect(await again.drafts.load('visit')).toEqual({ outcome: 'met' });
    await again.sync.now();
    expect(again.sync.state.phase).toBe('offline');
  });

  it('works on when signed out, and sends after the next sign-in', async () => {
    const { phone, caseId, there } = await world();
    wire.answer = () => Promise.resolve(json(401, { type: 'signed-out', status: 401 }));
    vi.stubGlobal('fetch', wrapped(() => Promise.resolve(json(401, {}))));
    const doc = await phone.record(caseId, check);
    await phone.sync.now();
    expect(phone.sync.state.phase).toBe('signed_out');
    expect(phone.where(caseId, doc._id)).toBe('phone');
    vi.stubGlobal('fetch', reallyFetch);
    wire.answer = straight;
    await phone.sync.now();
    expect(await there.get(doc._id)).toMatchObject({ result: 'absent' });
  });

  it('sends what the journal has and the file not: the app was killed between the two', async () => {
    const { phone, user, caseId, there } = await world();
    const by = { user, role: 'inspector', device: 'bench' };
    const doc: Doc = { _id: 'visit:018f', kind: 'visit', schema: 1, by, at: '2026-11-22T10:00:00Z', outcome: 'met' };
    await (phone.outbox as unknown as { add(caseId: string, doc: Doc): Promise<void> }).add(caseId, doc);
    expect((await phone.files.documents(caseId)).map((held) => held._id)).toContain(doc._id);
    await phone.sync.now();
    expect(await there.get(doc._id)).toMatchObject({ outcome: 'met' });
  });

  it('sends first and destroys its copy when the case goes to somebody else', async () => {
    const { phone, caseId, there } = await world();
    const doc = await phone.record(caseId, check);
    const until = new Date(Date.now() + 1000).toISOString();
    await there.put({ _id: 'assignment:ended', kind: 'assignment', until });
    const gone: Wire['answer'] = async (path, ask) =>
      path === '/api/heads' ? json(200, {}) : path === '/api/assignments' ? json(200, []) : ask();
    wire.answer = async (path, ask) => (path.includes('/_bulk_docs') ? json(500, { error: 'no' }) : gone(path, ask));
    await phone.sync.now();
    expect(phone.files.list).toMatchObject([{ case: caseId, leaving: true, unsent: 1 }]);
    wire.answer = gone;
    await phone.sync.now();
    expect(await there.get(doc._id)).toMatchObject({ result: 'absent' });
    expect(phone.files.list).toEqual([]);
    expect(phone.outbox.list).toEqual([]);
    expect(phone.sync.state.phase).toBe('idle');
  });

  it('sends everything again to a server that was put back to an earlier day', async () => {
    const { phone, caseId, there } = await world();
    const doc = await phone.record(caseId, check);
    await phone.sync.now();
    expect(phone.sync.state.waiting).toBe(0);
    await there.destroy();
    const restored = new PouchDB(`${origin}/bare/case-${caseId}`) as unknown as Database;
    await restored.info();
    await phone.sync.now();
    expect(await restored.get(doc._id)).toMatchObject({ result: 'absent' });
  });

  it('sends again what a restored server lacks, though others have written as much since', async () => {
    const { phone, caseId, there } = await world();
    const before = await phone.record(caseId, check);
    await phone.sync.now();
    const copy = backup();
    const word = await phone.record(caseId, check);
    const picture = await phone.photograph(caseId, new Blob(['a door, at night'], { type: 'image/jpeg' }));
    await phone.sync.now();
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0 });
    const { update_seq: head } = await there.info();

    await restore(copy);
    await expect(there.get(word._id)).rejects.toMatchObject({ status: 404 });
    await others(there, head);
    // The line breaks between the words and the photograph: the receipts of the old server prove nothing.
    const whole = wire.answer;
    wire.answer = (path, ask) => (path.endsWith('/_revs_diff') && sentWords() ? Promise.reject(new TypeError('no network')) : whole(path, ask));
    wire.asked = [];
    const sentWords = () => wire.asked.some((asked) => asked.endsWith('/_bulk_docs'));
    await phone.sync.now();
    expect(phone.sync.state.phase).toBe('offline');
    expect(phone.where(caseId, picture._id)).toBe('phone');

    wire.answer = whole;
    await phone.sync.now();
    expect(await there.get(word._id)).toMatchObject({ result: 'absent' });
    const held = await there.get(picture._id, { attachments: true });
    expect(atob(held._attachments.photo.data as string)).toBe('a door, at night');
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0, refused: 0 });
    // What the copy had was not sent a second time: one receipt names it.
    const { rows } = await there.allDocs({ startkey: 'receipt:', endkey: 'receipt:~', include_docs: true });
    expect(rows.filter((row) => row.doc?.documents.includes(before._id))).toHaveLength(1);

    // Beyond doubt again: it is not compared at every run.
    await phone.sync.now();
    wire.asked = [];
    await phone.sync.now();
    expect(wire.asked).toEqual(['POST /api/bundle']);
  });

  it('shows what a restored server refuses, whatever the receipts of the old one say', async () => {
    const { phone, user, caseId, there } = await world();
    const copy = backup();
    const doc = await phone.record(caseId, check);
    await phone.sync.now();
    const { update_seq: head } = await there.info();
    await restore(copy);
    await others(there, head);
    wire.user = 'somebody-else';
    await phone.sync.now();
    await phone.sync.now();
    expect(phone.where(caseId, doc._id)).toEqual({ refused: 'not_yours' });
    wire.user = user;
    await phone.outbox.retry(doc._id);
    await phone.sync.now();
    expect(await there.get(doc._id)).toMatchObject({ result: 'absent' });
    expect(phone.outbox.list).toEqual([]);
  });

  it('destroys nothing while a restored server without the assignment lacks the facts', async () => {
    const { phone, caseId, there } = await world();
    const none = await there.put({ _id: 'assignment:none', kind: 'assignment' });
    const copy = backup();
    await there.remove('assignment:none', none.rev);
    const doc = await phone.record(caseId, check);
    const colleague = { _id: 'visit:theirs', kind: 'visit', by: { user: 'colleague', role: 'inspector', device: 'other' } };
    await there.put(colleague);
    await phone.sync.now();
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0 });

    await restore(copy);
    for (let run = 0; run < 2; run += 1) {
      await phone.sync.now();
      expect(phone.files.list).toMatchObject([{ case: caseId, leaving: true }]);
      expect((await phone.files.documents(caseId)).map((held) => held._id)).toContain(doc._id);
    }

    // Assigned again, and ended: the late way in is enough for what was recorded here.
    const again = await there.get('assignment:none');
    await there.remove(again._id, again._rev!);
    await there.put({ _id: 'assignment:ended', kind: 'assignment', until: new Date(Date.now() + 1000).toISOString() });
    await phone.sync.now();
    expect(await there.get(doc._id)).toMatchObject({ result: 'absent' });
    expect(phone.files.list).toMatchObject([{ case: caseId, leaving: true, unsent: 0 }]);
    // What a colleague recorded comes from the colleague's phone. Here it is the only copy until then.
    const { _rev } = (await phone.files.documents(caseId)).find((held) => held._id === colleague._id)!;
    await there.bulkDocs({ docs: [{ ...colleague, _rev }], new_edits: false });
    await phone.sync.now();
    expect(phone.files.list).toEqual([]);
    expect(phone.sync.state.phase).toBe('idle');
  });

  it('destroys its copy of a file that the same store does not know any more', async () => {
    const { phone, caseId, there } = await world();
    await phone.record(caseId, check);
    await phone.sync.now();
    await there.put({ _id: 'assignment:none', kind: 'assignment' });
    await phone.sync.now();
    expect(phone.files.list).toEqual([]);
    expect(phone.sync.state.phase).toBe('idle');
  });

  it('is another phone for another person on the same device', async () => {
    const { phone, caseId } = await world();
    wire.answer = () => Promise.reject(new TypeError('no network'));
    await phone.record(caseId, check);
    const other = await start('somebody-else');
    expect(other.vault.state).toBe('none');
    await other.vault.create('654321');
    expect(other.outbox.list).toEqual([]);
    expect(phone.outbox.list).toHaveLength(1);
  });
});

/** The desk and the rules write until the file's numbering is beyond `head`. */
async function others(there: Database, head: number | string): Promise<void> {
  for (let n = 0; ((await there.info()).update_seq as number) <= (head as number) + 1; n += 1) await there.put({ _id: `flag:${n}`, kind: 'flag' });
}

const reallyFetch = globalThis.fetch;
const wrapped = (answer: () => Promise<Response>): typeof fetch => ((...request: Parameters<typeof fetch>) =>
  String(request[0]).startsWith('/api/me') ? answer() : reallyFetch(...request)) as typeof fetch;
