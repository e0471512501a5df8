// The phone against the whole server: how many requests a contact costs, what a broken
// line leaves, and that plain replication goes on where a bundle ended.
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import memory from 'pouchdb-adapter-memory';
import { Contact } from './contact';
import type { PhoneClock } from './clock.svelte';
import type { Databases } from './databases';
import type { PhoneFiles } from './files.svelte';
import { PictureAway, type Doc, type Fact, type Phone } from './index';
import { openOf } from './open';
import { PouchDB } from './pouch';
import { pull, remoteOf } from './replicate';
import { office, type Office } from './server.fixture';
import { GATHER_MS } from './triggers';

const CASES = 6;
const check: Fact = { kind: 'curfew_check', result: 'absent', note: 'Жауап жоқ' };
type Answer = (path: string, ask: () => Promise<Response>, options: RequestInit) => Promise<Response>;
const straight: Answer = (_path, ask) => ask();

let server: Office;
let answer: Answer;
let devices = 0;
let asked: string[] = [];

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  PouchDB.plugin(memory);
  server = await office(CASES);
  vi.stubGlobal('location', { origin: server.origin });
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  // What is recorded is sent a moment later by itself; here each test says when.
  const later = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (work: () => void, ms?: number, ...rest: unknown[]) => later(ms === GATHER_MS ? () => undefined : work, ms, ...rest));
  vi.stubGlobal('document', { hidden: true, addEventListener: () => undefined, removeEventListener: () => undefined });
}, 60_000);

afterAll(() => server.close());
beforeEach(() => {
  answer = straight;
  asked = [];
});

const fetcher = (async (url: string, options: RequestInit) => {
  const path = url.replace(server.origin, '');
  asked.push(`${options.method ?? 'GET'} ${path.replace(/\?.*/, '')}`);
  const headers = new Headers(options.headers);
  headers.set('Cookie', `qadam=${server.tokens.inspector}`);
  const signal = options.signal ?? undefined;
  return answer(path, () => fetch(server.origin + path, { method: options.method, body: options.body, headers, signal }), options);
}) as unknown as typeof fetch;

/** The desk of the office. */
async function desk(path: string, body: unknown, method = 'POST'): Promise<void> {
  const headers = { Cookie: `qadam=${server.tokens.supervisor}`, Qadam: '1', 'Content-Type': 'application/json' };
  const response = await fetch(server.origin + path, { method, headers, body: JSON.stringify(body) });
  expect(response.status, await response.text()).toBeLessThan(300);
}

const plan = (id: string): Promise<void> => {
  const [from, until] = [3_600_000, 7_200_000].map((ms) => new Date(Date.now() + ms).toISOString());
  return desk(`/api/cases/${id}/tasks`, { type: 'visit', from, until });
};

/** The rules have looked at everything: nothing changes by itself any more. */
async function quiet(): Promise<void> {
  const heads = async () => (await fetch(`${server.origin}/api/heads`, { headers: { Cookie: `qadam=${server.tokens.supervisor}` } })).text();
  for (let before = ''; ; await new Promise((resolve) => setTimeout(resolve, 160))) {
    const now = await heads();
    if (now === before) break;
    before = now;
  }
  // Its log, too.
  await new Promise((resolve) => setTimeout(resolve, 160));
  await server.answered();
  asked = [];
}

/** A phone in the same inspector's hands, new or (by its name) one that was here before. */
const start = (name: string): Promise<Phone> =>
  openOf({ user: name, role: 'inspector', device: '1a1a1a1a-0001', case: null }, { fetcher, adapter: 'memory' });

async function fresh(): Promise<{ phone: Phone; name: string }> {
  const name = `phone-${(devices += 1)}`;
  const phone = await start(name);
  await phone.vault.create('123456');
  // Records name the account, whoever the storage is named for here.
  Object.assign(phone.person, { user: 'berik' });
  return { phone, name };
}

async function filled(): Promise<Phone> {
  const { phone } = await fresh();
  await phone.sync.now();
  expect(phone.sync.state.phase).toBe('idle');
  await quiet();
  await phone.sync.now();
  await server.answered();
  asked = [];
  return phone;
}

async function everything(phone: Phone): Promise<Record<string, string[]>> {
  const out: Record<string, string[]> = {};
  for (const { case: id } of phone.files.list) out[id] = (await phone.files.documents(id)).map((doc) => `${doc._id} ${doc._rev}`).sort();
  return out;
}

const parts = (phone: Phone): { databases: Databases; keep: { get(store: string, key: string): Promise<unknown> } } =>
  (phone.files as PhoneFiles).parts as never;

describe('what a contact costs', () => {
  it('fills a new phone with one request', async () => {
    const { phone } = await fresh();
    await quiet();
    await phone.sync.now();
    expect(phone.files.list).toHaveLength(CASES);
    expect(phone.sync.state.progress).toEqual({ done: CASES, total: CASES });
    expect(await server.answered()).toEqual(['POST /api/bundle']);
  });

  it('asks once when nothing is new', async () => {
    const phone = await filled();
    const answers: number[] = [];
    answer = async (_path, ask) => {
      const response = await ask();
      answers.push((await response.clone().text()).length);
      return response;
    };
    await phone.sync.now();
    expect(await server.answered()).toEqual(['POST /api/bundle']);
    expect(asked).toEqual(['POST /api/bundle']);
    expect(answers[0]).toBeLessThan(200);
  });

  it('fetches five new documents of five files with one request', async () => {
    const phone = await filled();
    const before = new Map(phone.files.list.map((row) => [row.case, row.tasks.length]));
    const ids = phone.files.list.slice(0, 5).map((row) => row.case);
    for (const id of ids) await plan(id);
    await quiet();
    await phone.sync.now();
    expect(await server.answered()).toEqual(['POST /api/bundle']);
    // The day's own plan may lie in a file already: what counts is one task more in each of the five.
    const more = phone.files.list.filter((row) => row.tasks.length === before.get(row.case)! + 1).map((row) => row.case);
    expect(more.sort()).toEqual(ids.sort());
  });

  it('sends a record, gets its receipt and says that it is complete with two', async () => {
    const phone = await filled();
    const id = phone.files.list[0]!.case;
    const doc = await phone.record(id, check);
    await phone.sync.now();
    expect(await server.answered()).toEqual(['POST /db/case-*/_bulk_docs', 'POST /api/bundle']);
    expect(phone.where(id, doc._id)).toHaveProperty('server');
    const contacts = (await phone.files.documents(id)).filter((one) => one.kind === 'contact');
    expect(contacts.length).toBeGreaterThan(0);
  });

  it('packs what it sends', async () => {
    const phone = await filled();
    const sent: [string, string | null, number][] = [];
    answer = (path, ask, options) => {
      const body = options.body as ArrayBuffer | string;
      sent.push([path, new Headers(options.headers).get('Content-Encoding'), typeof body === 'string' ? body.length : body.byteLength]);
      return ask();
    };
    await phone.record(phone.files.list[0]!.case, { ...check, note: 'сөз '.repeat(700) });
    await phone.sync.now();
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0 });
    expect(sent[0]).toMatchObject([expect.stringContaining('_bulk_docs'), 'gzip', expect.any(Number)]);
    expect(sent[0]![2]).toBeLessThan(800);
  });

  it('sends as it is where somebody on the way does not unpack', async () => {
    const phone = await filled();
    answer = (_path, ask, options) =>
      new Headers(options.headers).has('Content-Encoding') ? Promise.resolve(new Response('', { status: 415 })) : ask();
    await phone.record(phone.files.list[0]!.case, { ...check, note: 'сөз '.repeat(700) });
    await phone.sync.now();
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0 });
  });
});

/** The answer up to here, and then the line breaks. */
const cutAt = (response: Response, length: number): Response => {
  let left = length;
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, out) {
      out.enqueue(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) out.error(new TypeError('network error'));
    },
  });
  return new Response(response.body!.pipeThrough(cut), { status: response.status, headers: { 'Content-Type': 'application/x-ndjson' } });
};

describe('a line that breaks', () => {
  it.each([31, 700, 2_300, 5_100])('keeps what came whole of an answer that was cut after %i characters', async (length) => {
    const complete = await everything(await filled());
    const { phone } = await fresh();
    const asking: string[] = [];
    answer = async (path, ask, options) => {
      if (path !== '/api/bundle') return ask();
      asking.push(typeof options.body === 'string' ? options.body : '');
      return asking.length < 3 ? cutAt(await ask(), length) : ask();
    };
    for (let run = 0; run < 2; run += 1) {
      await phone.sync.now();
      expect(phone.sync.state.phase).toBe('offline');
    }
    const had = Object.values(await everything(phone)).flat().length;
    const docs = new Set<string>();
    answer = async (path, ask) => {
      const response = await ask();
      if (path === '/api/bundle') for (const line of (await response.clone().text()).split('\n')) if (line.startsWith('{"doc"')) docs.add(line);
      return response;
    };
    await phone.sync.now();
    expect(phone.sync.state.phase).toBe('idle');
    expect(await everything(phone)).toEqual(complete);
    if (length > 3_000) expect(had).toBeGreaterThan(0);
    // What was here did not come again.
    expect(docs.size).toBeLessThanOrEqual(Object.values(complete).flat().length - had);
  });

  it('goes on after the app was killed in the middle', async () => {
    const complete = await everything(await filled());
    const { phone, name } = await fresh();
    answer = async (path, ask) => (path === '/api/bundle' ? stalled(await ask()) : ask());
    void phone.sync.now();
    await vi.waitFor(() => expect(phone.files.list.length).toBeGreaterThan(1), { timeout: 20_000 });
    await phone.close();

    answer = straight;
    const again = await start(name);
    await again.vault.unlock('123456');
    await vi.waitFor(() => expect(again.files.ready).toBe(true));
    await again.sync.now();
    expect(again.sync.state.phase).toBe('idle');
    expect(await everything(again)).toEqual(complete);
  });

  it('goes on after the phone was locked in the middle', async () => {
    const complete = await everything(await filled());
    const { phone } = await fresh();
    answer = async (path, ask) => (path === '/api/bundle' ? slowed(await ask()) : ask());
    const run = phone.sync.now();
    await vi.waitFor(() => expect(phone.files.list.length).toBeGreaterThan(0), { timeout: 20_000 });
    phone.vault.lock();
    await run;
    expect(phone.files.list).toEqual([]);
    answer = straight;
    await phone.vault.unlock('123456');
    await vi.waitFor(() => expect(phone.files.ready).toBe(true));
    await phone.sync.now();
    expect(phone.sync.state.phase).toBe('idle');
    expect(await everything(phone)).toEqual(complete);
  });
});

const piecewise = (response: Response, each: (before: string) => Promise<void>): Response => {
  let before = '';
  const pieces = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, out) {
      for (let start = 0; start < chunk.length; start += 500) {
        await each(before);
        const piece = chunk.subarray(start, start + 500);
        out.enqueue(piece);
        before += Buffer.from(piece).toString('latin1');
      }
    },
  });
  return new Response(response.body!.pipeThrough(pieces), { headers: { 'Content-Type': 'application/x-ndjson' } });
};
/** Nothing more comes once two files are whole. */
const stalled = (response: Response): Response =>
  piecewise(response, (before) => (before.split('"whole"').length > 2 ? new Promise(() => undefined) : Promise.resolve()));
const slowed = (response: Response): Response => piecewise(response, () => new Promise((resolve) => setTimeout(resolve, 30)));

describe('plain replication', () => {
  it.each<[string, (ask: () => Promise<Response>) => Promise<Response>]>([
    ['does not know it', () => Promise.resolve(new Response('', { status: 404 }))],
    ['answers with a page of its own', () => Promise.resolve(new Response('<html>', { headers: { 'Content-Type': 'text/html' } }))],
    ['changes it on the way', async (ask) => new Response((await (await ask()).text()).replace(/{"file/g, '{"file"'), { headers: { 'Content-Type': 'application/x-ndjson' } })],
  ])('takes its place where a server %s', async (_what, garbled) => {
    const complete = await everything(await filled());
    const { phone } = await fresh();
    answer = (path, ask) => (path === '/api/bundle' ? garbled(ask) : ask());
    await phone.sync.now();
    expect(phone.sync.state.phase).toBe('idle');
    const revisions = await everything(phone);
    // This phone's own contact may have been noted since.
    for (const [id, docs] of Object.entries(complete)) expect(revisions[id]).toEqual(expect.arrayContaining(docs.filter((doc) => !doc.startsWith('contact:'))));
  });

  it('takes its place where answers break and bring nothing', async () => {
    const { phone } = await fresh();
    answer = async (path, ask) => (path === '/api/bundle' ? cutAt(await ask(), 20) : ask());
    for (let run = 0; run < 3; run += 1) {
      await phone.sync.now();
      expect(phone.sync.state.phase).toBe('offline');
    }
    await phone.sync.now();
    expect(phone.sync.state.phase).toBe('idle');
    expect(phone.files.list).toHaveLength(CASES);
  });

  it('goes on where a bundle ended: it reads no document again', async () => {
    const phone = await filled();
    const id = phone.files.list[0]!.case;
    const remote = await remoteOf(`case-${id}`, new Contact({ ms: () => 0, measure: () => undefined } as unknown as PhoneClock, fetcher));
    const since: string[] = [];
    answer = (path, ask) => {
      const found = /_changes.*since=([^&]*)/.exec(path);
      if (found) since.push(found[1]!);
      return ask();
    };
    const result = await parts(phone).databases.use(`case-${id}`, (local) => pull(local, remote, true));
    expect(result.docs_read).toBe(0);
    expect(since).toEqual([String((await parts(phone).keep.get('meta', 'heads') as Record<string, number>)[`case-${id}`])]);
    expect((await server.answered()).map((line) => line.replace('/db/case-*/', ''))).toEqual(['GET _local', 'PUT _local', 'GET _local', 'GET _changes', 'GET _local']);

    // Both sides know the checkpoint now: replication itself, with PouchDB's own options, looks and is done.
    const stock = await parts(phone).databases.use(`case-${id}`, (local) => local.replicate.from(remote));
    expect(stock.docs_read).toBe(0);
    expect((await server.answered()).map((line) => line.replace('/db/case-*/', ''))).toEqual(['GET _local', 'GET _changes', 'GET _local']);
  });

  it('leaves a bundle nothing to bring again', async () => {
    const phone = await filled();
    for (const { case: id } of phone.files.list.slice(0, 2)) await plan(id);
    await quiet();
    answer = (path, ask) => (path === '/api/bundle' ? Promise.resolve(new Response('', { status: 404 })) : ask());
    await phone.sync.now();
    expect(new Set(asked.filter((one) => one.includes('_changes'))).size).toBe(2);
    let came = '';
    answer = async (_path, ask) => {
      const response = await ask();
      came = await response.clone().text();
      return response;
    };
    await phone.sync.now();
    expect(came).not.toContain('"doc"');
  });
});

const picture = new Uint8Array(330_000).map((_, at) => (at * 2_654_435_761) >>> 24);
const blob = (mark: number): Blob => new Blob([picture, new Uint8Array([mark])], { type: 'image/jpeg' });

describe('photographs', () => {
  it('go after words, in pieces, and on from where they broke', async () => {
    const phone = await filled();
    const id = phone.files.list[1]!.case;
    const fact = await phone.record(id, check);
    const photo = await phone.photograph(id, blob(1));
    let sent = 0;
    answer = (_path, ask, options) => {
      if (options.method !== 'PATCH') return ask();
      const size = (options.body as Uint8Array).length;
      if (sent) return Promise.reject(new TypeError('no network'));
      sent += size;
      return ask();
    };
    await phone.sync.now();
    expect(phone.sync.state.phase).toBe('offline');
    expect(phone.where(id, fact._id)).toHaveProperty('server');
    expect(phone.where(id, photo._id)).toBe('phone');
    expect(sent).toBe(256 * 1024);

    answer = (_path, ask, options) => {
      if (options.method === 'PATCH') sent += (options.body as Uint8Array).length;
      return ask();
    };
    await phone.sync.now();
    expect(phone.where(id, photo._id)).toHaveProperty('server');
    expect(sent).toBe(330_001);
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0 });
  });

  it('let words go first that are recorded meanwhile', async () => {
    const phone = await filled();
    const id = phone.files.list[4]!.case;
    await phone.photograph(id, blob(5));
    let fact: Doc | null = null;
    answer = async (_path, ask, options) => {
      if (options.method === 'PATCH' && !fact) {
        fact = await phone.record(id, check);
        void phone.sync.now();
      }
      return ask();
    };
    await server.answered();
    await phone.sync.now();
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0 });
    expect((await server.answered()).filter((line) => /PATCH|_bulk_docs/.test(line))).toEqual([
      'PATCH /api/photos/{upload}', 'POST /db/case-*/_bulk_docs', 'PATCH /api/photos/{upload}',
    ]);
  });

  it('are known by what they show: the same one in another case is not sent again', async () => {
    const phone = await filled();
    const [one, other] = phone.files.list.map((row) => row.case) as [string, string];
    await phone.photograph(one, blob(2));
    await phone.sync.now();
    await phone.photograph(other, blob(2));
    await server.answered();
    await phone.sync.now();
    expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0 });
    const sent = await server.answered();
    expect(sent.slice(0, 3)).toEqual(['POST /api/bundle', 'POST /api/photos', 'POST /api/bundle']);
    expect(sent.filter((line) => /PATCH|_bulk_docs/.test(line))).toEqual([]);
  });

  it('stay at the server until one is opened, which fetches it once and keeps it sealed', async () => {
    const author = await filled();
    const id = author.files.list[2]!.case;
    const { _id } = await author.photograph(id, blob(3));
    await author.sync.now();

    const { phone } = await fresh();
    let down = 0;
    answer = async (_path, ask) => {
      const response = await ask();
      down += (await response.clone().arrayBuffer()).byteLength;
      return response;
    };
    await phone.sync.now();
    expect(down).toBeLessThan(200_000);
    const doc = (await phone.files.documents(id)).find((one) => one._id === _id) as Doc;
    expect(doc._attachments.photo).toMatchObject({ stub: true, elsewhere: true, length: 330_001 });

    answer = () => Promise.reject(new TypeError('no network'));
    await expect(phone.picture(id, _id)).rejects.toBeInstanceOf(PictureAway);
    answer = straight;
    asked = [];
    const shares: number[] = [];
    const opened = await phone.picture(id, _id, (share) => shares.push(share));
    expect(opened.type).toBe('image/jpeg');
    expect(new Uint8Array(await opened.arrayBuffer())).toEqual(new Uint8Array(await blob(3).arrayBuffer()));
    expect(shares.at(-1)).toBe(1);
    expect(asked).toHaveLength(1);
    answer = () => Promise.reject(new TypeError('no network'));
    expect((await phone.picture(id, _id)).size).toBe(330_001);
    const kept = (await parts(phone).keep.get('pictures', `case-${id}/${_id}`)) as { sealed: Uint8Array };
    expect(Buffer.from(kept.sealed).includes(Buffer.from(picture.subarray(0, 64)))).toBe(false);
    // The author's own needs no server.
    expect((await author.picture(id, _id)).size).toBe(330_001);
  });

  it('are not fetched by plain replication either', async () => {
    const author = await filled();
    const id = author.files.list[3]!.case;
    const { _id } = await author.photograph(id, blob(4));
    await author.sync.now();
    const { phone } = await fresh();
    answer = (path, ask) => (path === '/api/bundle' ? Promise.resolve(new Response('', { status: 404 })) : ask());
    await phone.sync.now();
    expect(phone.sync.state.phase).toBe('idle');
    expect(asked.filter((one) => one.includes('photo:') || one.includes('photo%3A'))).toEqual([]);
    answer = straight;
    expect((await phone.picture(id, _id)).size).toBe(330_001);
  });
});
