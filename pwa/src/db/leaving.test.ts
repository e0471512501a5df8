// The phone against the real application (tests/api/office.py): a case goes to
// somebody else, or comes back, while the phone is out of reach.
import 'fake-indexeddb/auto';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import memory from 'pouchdb-adapter-memory';
import type { PhoneClock } from './clock.svelte';
import { DRAFT_GRACE_MS } from './leaving';
import { openOf } from './open';
import { PouchDB } from './pouch';
import type { Doc, Fact, Phone } from './index';

interface Inspector {
  user: string;
  token: string;
  device: string;
  case: string;
}

const root = join(import.meta.dirname, '../../..');
const data = mkdtempSync(join(tmpdir(), 'qadam-office-'));
let server: ChildProcess;
let origin: string;
let head: string;
let inspectors: Inspector[];
let ahead = 0;

/** What stands between the phone and the server: by default nothing. */
let wire: (path: string, ask: () => Promise<Response>) => Promise<Response>;
let asked: string[] = [];
let token: string;

beforeAll(async () => {
  PouchDB.plugin(memory);
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
  origin = `http://127.0.0.1:${port}`;
  const args = ['-m', 'tests.api.office', '--data', data, '--port', String(port)];
  server = spawn(join(root, '.venv/bin/python'), args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => createInterface(server.stdout!).once('line', resolve));
  const told = JSON.parse(line) as { tokens: Record<string, string>; inspectors: Inspector[] };
  head = told.tokens.supervisor!;
  inspectors = told.inspectors;
  vi.stubGlobal('location', { origin });
  vi.stubGlobal('navigator', { onLine: true });
  for (const name of ['addEventListener', 'removeEventListener']) vi.stubGlobal(name, () => undefined);
  vi.stubGlobal('document', { hidden: true, addEventListener: () => undefined, removeEventListener: () => undefined });
}, 60_000);

afterAll(() => {
  server?.kill();
  rmSync(data, { recursive: true, force: true });
});

beforeEach(() => {
  ahead = 0;
  wire = (_path, ask) => ask();
});

const as = async (who: string, method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(origin + path, {
    method,
    headers: { Cookie: `qadam=${who}`, Qadam: '1', 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

const fetcher = (async (url: string, options: RequestInit) => {
  const path = url.replace(origin, '');
  asked.push(`${options.method ?? 'GET'} ${path.replace(/\?.*/, '')}`);
  const headers = new Headers(options.headers);
  headers.set('Cookie', `qadam=${token}`);
  return wire(path, () => fetch(origin + path, { method: options.method, body: options.body, headers }));
}) as unknown as typeof fetch;

const offline: typeof wire = () => Promise.reject(new TypeError('no network'));
const online: typeof wire = (_path, ask) => ask();

/** A new inspector with one case, on a phone that has it. */
async function world() {
  const me = inspectors.shift()!;
  token = me.token;
  await assign(me);
  const phone = await openOf({ ...me, role: 'inspector', case: null }, { fetcher, adapter: 'memory', now: () => Date.now() + ahead });
  // Both have this machine's clock; measured by `Date` it would be a second off, and by a busy machine's more.
  const clock = phone.clock as PhoneClock;
  clock.measure(new Date(1000).toUTCString(), 1500, 1500);
  expect(clock.offsetS).toBe(0);
  clock.measure = () => undefined;
  await phone.vault.create('123456');
  await phone.sync.now();
  expect(phone.files.list.map((file) => file.case)).toEqual([me.case]);
  asked = [];
  return { me, phone, caseId: me.case };
}

const assign = async (me: Inspector): Promise<void> => {
  expect((await as(head, 'POST', `/api/cases/${me.case}/assignments`, { user: me.user })).status).toBe(201);
};
const takeAway = async (me: Inspector): Promise<void> => {
  expect((await as(head, 'DELETE', `/api/cases/${me.case}/assignments/${me.user}`)).status).toBe(204);
};
const decide = async (me: Inspector, doc: Doc, verdict: 'admit' | 'reject'): Promise<void> => {
  const said = { document: doc._id, verdict, reason: 'Телефон желісіз болған' };
  expect((await as(head, 'POST', `/api/cases/${me.case}/quarantine`, said)).status).toBe(201);
};
interface Page {
  documents: Doc[];
  copies: { user: string; ended_at: string | null; destroyed_at: string | null }[];
}
const page = async (me: Inspector): Promise<Page> => (await (await as(head, 'GET', `/api/cases/${me.case}`)).json()) as Page;
const apart = async (me: Inspector): Promise<{ document: string; state: string }[]> =>
  (await (await as(head, 'GET', `/api/cases/${me.case}/quarantine`)).json()) as { document: string; state: string }[];
const pause = (ms = 30): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const check: Fact = { kind: 'curfew_check', result: 'absent', method: 'in_person', note: 'Жауап жоқ' };

/** Both sides of an end that the phone does not know of. */
async function bothSides(): Promise<{ me: Inspector; phone: Phone; caseId: string; before: Doc; after: Doc }> {
  const { me, phone, caseId } = await world();
  wire = offline;
  const before = await phone.record(caseId, check);
  await pause();
  await takeAway(me);
  await pause();
  const after = await phone.record(caseId, check);
  await phone.sync.now();
  return { me, phone, caseId, before, after };
}

describe('a case that goes to somebody else', () => {
  it('takes what was recorded before into the file, the rest apart, and then the copy is gone', async () => {
    const { me, phone, caseId, before, after } = await bothSides();
    expect(phone.sync.state).toMatchObject({ phase: 'offline', waiting: 2 });
    wire = online;
    await phone.sync.now();
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0, refused: 0, apart: 0 });
    expect(phone.files.list).toEqual([]);
    expect(phone.outbox.list).toEqual([]);
    expect(phone.notes.list).toMatchObject([{ id: after._id, case: caseId, kind: 'curfew_check', state: 'waiting', decided: null }]);
    expect(JSON.stringify(phone.notes.list)).not.toMatch(/Жауап|absent/);
    const { documents, copies } = await page(me);
    const own = documents.filter((doc) => doc.by?.user === me.user).map((doc) => doc._id);
    expect(own).toEqual([before._id]);
    expect((await apart(me)).map((one) => [one.document, one.state])).toEqual([[after._id, 'waiting']]);
    expect(copies).toMatchObject([{ user: me.user, ended_at: expect.any(String), destroyed_at: expect.any(String) }]);
    expect(asked.filter((one) => one.endsWith('/contacts/ended'))).toHaveLength(1);
  });

  it('tells on the phone what the head decided, and keeps no more than that', async () => {
    const { me, phone, after } = await bothSides();
    wire = online;
    await phone.sync.now();
    await decide(me, after, 'admit');
    await phone.sync.now();
    expect(phone.notes.list[0]).toMatchObject({ state: 'waiting' }); // asked once in ten minutes
    ahead = 11 * 60_000;
    await phone.sync.now();
    expect(phone.notes.list[0]).toMatchObject({ state: 'admitted', decided: expect.any(String) });
    const receipt = (await page(me)).documents.find((doc) => doc.kind === 'receipt' && doc.admitted);
    expect(receipt).toMatchObject({ late: true, documents: [after._id], admitted: { by: 'aigul', why: 'after_assignment' } });
    await phone.notes.dismiss(after._id);
    expect(phone.notes.list).toEqual([]);
    asked = [];
    ahead += 11 * 60_000;
    await phone.sync.now();
    expect(asked).not.toContain('POST /api/receipts');
  });

  const cuts: [string, string, boolean][] = [
    ['the push is lost on its way', '/_bulk_docs', false],
    ['the answer to the push is lost', '/_bulk_docs', true],
    ['the receipts do not come', '/api/receipts', true],
    ['what the server lacks is not told', '/_revs_diff', true],
    ['the report is lost on its way', '/api/contacts/ended', false],
    ['the answer to the report is lost', '/api/contacts/ended', true],
  ];
  it.each(cuts)('loses nothing and ends the same when %s', async (_name, where, arrives) => {
    const { me, phone, caseId, before, after } = await bothSides();
    let cut = 0;
    wire = async (path, ask) => {
      if (!path.includes(where) || cut) return ask();
      cut += 1;
      if (arrives) await ask();
      throw new TypeError('cut');
    };
    await phone.sync.now();
    expect(cut).toBe(1);
    if (where !== '/api/contacts/ended') {
      // Everything is still here, or shown.
      expect((await phone.files.documents(caseId)).map((doc) => doc._id)).toEqual(expect.arrayContaining([before._id, after._id]));
      expect(phone.files.list.map((file) => file.case)).toEqual([caseId]);
    }
    await phone.sync.now();
    expect(phone.files.list).toEqual([]);
    expect(phone.outbox.list).toEqual([]);
    expect(phone.notes.list.map((note) => note.id)).toEqual([after._id]);
    const { documents, copies } = await page(me);
    expect(documents.filter((doc) => doc.by?.user === me.user).map((doc) => doc._id)).toEqual([before._id]);
    expect((await apart(me)).map((one) => one.document)).toEqual([after._id]);
    expect(copies[0]!.destroyed_at).not.toBeNull();
  });

  it('finishes what was cut off in the middle of destroying, and never destroys what was recorded since', async () => {
    const { me, phone, caseId, after } = await bothSides();
    const destroy = vi.spyOn(phone.files as unknown as { destroy: (id: string) => Promise<void> }, 'destroy');
    destroy.mockRejectedValueOnce(new Error('the app was killed'));
    wire = online;
    await phone.sync.now();
    expect(phone.files.list).toHaveLength(1);
    const since = await phone.record(caseId, check);
    await phone.sync.now();
    expect(phone.files.list).toEqual([]);
    expect((await apart(me)).map((one) => one.document).sort()).toEqual([after._id, since._id].sort());
    expect(phone.notes.list.map((note) => note.id).sort()).toEqual([after._id, since._id].sort());
    destroy.mockRestore();
  });

  it('sends a photograph after its words, and both wait for the head together', async () => {
    const { me, phone, caseId } = await world();
    wire = offline;
    await takeAway(me);
    await pause();
    const picture = await phone.photograph(caseId, new Blob(['a door, in the evening'], { type: 'image/jpeg' }));
    const doc = await phone.record(caseId, { ...check, evidence: [{ photo: picture._id }] });
    wire = online;
    await phone.sync.now();
    expect(phone.files.list).toEqual([]);
    await decide(me, doc, 'admit');
    const { documents } = await page(me);
    expect(documents.map((one) => one._id)).toEqual(expect.arrayContaining([doc._id, picture._id]));
    const content = await as(head, 'GET', `/db/case-${caseId}/${encodeURIComponent(picture._id)}/photo`);
    expect(await content.text()).toBe('a door, in the evening');
  });

  it('waits a day for an unfinished form, and then says that it is gone', async () => {
    const { me, phone, caseId } = await world();
    await phone.drafts.save(`form/visit/${caseId}/`, { form: 'visit', caseId, fields: { note: 'Анасы үйде' } });
    await phone.drafts.save('form/visit/another/', { form: 'visit' });
    await takeAway(me);
    await phone.sync.now();
    expect(phone.files.list).toMatchObject([{ case: caseId, leaving: true }]);
    ahead = DRAFT_GRACE_MS - 60_000;
    await phone.sync.now();
    expect(phone.files.list).toHaveLength(1);
    ahead = DRAFT_GRACE_MS + 60_000;
    await phone.sync.now();
    expect(phone.files.list).toEqual([]);
    expect((await phone.drafts.list()).map((draft) => draft.key)).toEqual(['form/visit/another/']);
    expect(phone.notes.list).toMatchObject([{ kind: 'draft', case: caseId, state: 'gone' }]);
    expect((await page(me)).copies[0]!.destroyed_at).not.toBeNull();
  });

  it('takes a finished form, and then goes at once', async () => {
    const { me, phone, caseId } = await world();
    await phone.drafts.save(`form/check/${caseId}/`, { form: 'check', caseId, fields: {} });
    await takeAway(me);
    await pause();
    await phone.sync.now();
    const doc = await phone.record(caseId, check);
    await phone.drafts.discard(`form/check/${caseId}/`);
    await phone.sync.now();
    expect(phone.files.list).toEqual([]);
    expect((await apart(me)).map((one) => one.document)).toEqual([doc._id]);
  });

  it('is found out at the next sign-in by a phone whose session was revoked', async () => {
    const { me, phone, after } = await bothSides();
    const revoked = token;
    token = 'of nobody';
    wire = online;
    vi.stubGlobal('fetch', (...request: Parameters<typeof fetch>) =>
      String(request[0]).startsWith('/api/me') ? Promise.resolve(new Response('{}', { status: 401 })) : reallyFetch(...request),
    );
    await phone.sync.now();
    vi.stubGlobal('fetch', reallyFetch);
    expect(phone.sync.state).toMatchObject({ phase: 'signed_out', waiting: 2 });
    expect(phone.files.list).toHaveLength(1);
    token = revoked;
    await phone.sync.now();
    expect(phone.files.list).toEqual([]);
    expect((await apart(me)).map((one) => one.document)).toEqual([after._id]);
  });
});

describe('a case that comes back', () => {
  it('stays on a phone that was away meanwhile; what was recorded in between waits, in sight', async () => {
    const { me, phone, caseId } = await world();
    wire = offline;
    await takeAway(me);
    await pause();
    const gap = await phone.record(caseId, check);
    await pause();
    await assign(me);
    await pause();
    const again = await phone.record(caseId, check);
    wire = online;
    asked = [];
    const destroyed = vi.spyOn(phone.files as unknown as { destroy: () => Promise<void> }, 'destroy');
    await phone.sync.now();
    expect(destroyed).not.toHaveBeenCalled();
    expect(asked).not.toContain('POST /api/contacts/ended');
    expect(phone.where(caseId, gap._id)).toEqual({ apart: expect.any(String) });
    expect(phone.where(caseId, again._id)).toHaveProperty('server');
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0, refused: 0, apart: 1 });
    expect(phone.files.list).toMatchObject([{ unsent: 0, refused: 0, leaving: false }]);
    expect((await apart(me)).map((one) => one.document)).toEqual([gap._id]);
    // It is not sent again and again.
    asked = [];
    await phone.sync.now();
    expect(asked.filter((one) => one.endsWith('_bulk_docs'))).toEqual([]);

    await decide(me, gap, 'admit');
    await phone.sync.now();
    expect(phone.where(caseId, gap._id)).toHaveProperty('server');
    expect(phone.sync.state.apart).toBe(0);
    expect((await phone.files.documents(caseId)).filter((doc) => doc._id === gap._id)).toHaveLength(1);
  });

  it('loses what the head rejected, and a note of it remains', async () => {
    const { me, phone, caseId } = await world();
    wire = offline;
    await takeAway(me);
    await pause();
    const gap = await phone.record(caseId, check);
    await pause();
    await assign(me);
    wire = online;
    await phone.sync.now();
    await decide(me, gap, 'reject');
    ahead = 11 * 60_000;
    await phone.sync.now();
    expect(phone.outbox.list).toEqual([]);
    expect((await phone.files.documents(caseId)).map((doc) => doc._id)).not.toContain(gap._id);
    expect(phone.notes.list).toMatchObject([{ id: gap._id, state: 'rejected' }]);
    expect((await apart(me)).map((one) => one.state)).toEqual(['rejected']);
  });

  it('is reported destroyed before it is fetched anew', async () => {
    const { me, phone, caseId } = await bothSides();
    wire = async (path, ask) => {
      if (path === '/api/contacts/ended') throw new TypeError('cut');
      return ask();
    };
    await phone.sync.now();
    await assign(me);
    wire = online;
    asked = [];
    await phone.sync.now();
    expect(phone.files.list).toMatchObject([{ case: caseId, leaving: false }]);
    const reported = asked.indexOf('POST /api/contacts/ended');
    expect(reported).toBeGreaterThan(-1);
    expect(reported).toBeLessThan(asked.findIndex((one) => one.endsWith('/_changes') || one.endsWith('/api/bundle')));
    expect((await page(me)).copies).toMatchObject([{ ended_at: null, destroyed_at: null }]);
  });
});

const reallyFetch = globalThis.fetch;
