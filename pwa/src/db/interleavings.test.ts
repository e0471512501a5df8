// Phones and a server through random interleavings of everything that can go
// wrong between them: requests that never arrive, answers that are lost or torn,
// a full disk, the app killed between two of its durable steps, the server
// killed, the server put back to yesterday, an assignment that ends and comes
// back. Whatever happens, each record that a person saw as saved is on the server
// exactly once, or on the phone and shown as unsent.
//
// Each seed is one story; `QADAM_SEED=7 npm test interleavings` tells one again,
// `QADAM_SEEDS=1000` tells many, `QADAM_FIRST=1001` others.
import 'fake-indexeddb/auto';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import memory from 'pouchdb-adapter-memory';
import { keepName } from './keep';
import { openOf } from './open';
import { PouchDB } from './pouch';
import { GATHER_MS } from './triggers';
import type { Database } from './pouch-types';
import type { Doc, Phone } from './index';

const ONE = Number(process.env.QADAM_SEED ?? 0);
const FIRST = Number(process.env.QADAM_FIRST ?? 1);
const SEEDS = ONE ? [ONE] : Array.from({ length: Number(process.env.QADAM_SEEDS ?? 100) }, (_, n) => n + FIRST);
/** Of a hundred stories so many have a server that is killed, and one that is put back: that takes a second each. */
const KILLED = 5;
const RESTORED = 3;

// A PIN's work is proved elsewhere (vault.test.ts), and would be most of the time here.
vi.mock('./keys', async (original) => ({ ...(await original<object>()), measuredRounds: () => Promise.resolve(1000) }));

const root = join(import.meta.dirname, '../../..');
const python = join(root, '.venv/bin/python');
const data = mkdtempSync(join(tmpdir(), 'qadam-stories-'));
const copies = mkdtempSync(join(tmpdir(), 'qadam-copies-'));
let server: ChildProcess;
/** The server serves again. */
let up = Promise.resolve();
let origin: string;
let port: number;

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
  breakStorage();
  // What is recorded is sent a moment later by itself (triggers.ts); here the story says when, and can be told again.
  const later = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (work: () => void, ms?: number, ...rest: unknown[]) => later(ms === GATHER_MS ? () => undefined : work, ms, ...rest));
}, 30_000);

afterAll(() => {
  server?.kill('SIGKILL');
  for (const folder of [data, copies]) rmSync(folder, { recursive: true, force: true });
});

async function serve(): Promise<void> {
  const args = ['-m', 'tests.bench.phone_page.server', '--data', data, '--port', String(port)];
  server = spawn(python, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  await vi.waitFor(() => fetch(`${origin}/api/heads`), { timeout: 20_000, interval: 30 });
}

async function killServer(): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}

/** Without holding up the loop: lines that the server closes meanwhile must be seen to be closed. */
async function backup(name: string): Promise<string> {
  const copy = join(copies, `${name}.sqlite`);
  await promisify(execFile)(python, ['-m', 'api', 'backup', '--data', data, '--to', copy], { cwd: root });
  return copy;
}

/** As docs/operating.md has it: nothing but the copy is in the folder. */
async function restore(copy: string): Promise<void> {
  await killServer();
  for (const name of readdirSync(data)) rmSync(join(data, name));
  copyFileSync(copy, join(data, 'qadam.sqlite'));
  await serve();
}

/** Mulberry32: small, seeded, good enough to choose by. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

class Killed extends Error {}

type Cut = 'unreached' | 'half' | 'unanswered' | 'torn' | 'full' | 'killed';

/** One person's phone, with what may befall it. */
class Device {
  phone!: Phone;
  /** What the person saw as saved: id → its case, and a photograph's bytes. */
  readonly saved = new Map<string, { caseId: string; bytes: string | null }>();
  /** The request that is cut, counted from now, and how. */
  cut: { at: number; how: Cut } | null = null;
  /** The durable step at which the app is killed. */
  steps = Infinity;
  dead = false;

  constructor(
    readonly user: string,
    readonly chance: Chance,
  ) {}

  async start(): Promise<void> {
    this.dead = false;
    this.steps = Infinity;
    const surroundings = { fetcher: this.fetch as typeof fetch, adapter: 'memory' };
    this.phone = await openOf({ user: this.user, role: 'inspector', device: 'bench', case: null }, surroundings);
    if (this.phone.vault.state === 'none') await this.phone.vault.create('123456');
    else await this.phone.vault.unlock('123456');
    await vi.waitFor(() => expect(this.phone.files.ready).toBe(true), { interval: 5 });
    // What was in the journal when the app was killed is saved, though the person never saw it confirmed.
    for (const row of this.phone.outbox.list)
      if (!this.saved.has(row.doc._id)) this.saved.set(row.doc._id, { caseId: row.case, bytes: null });
  }

  /** A durable step, or a request, is about to be made: the app may be killed before it. */
  step(): void {
    this.steps -= 1;
    if (this.steps <= 0) this.dead = true;
    if (this.dead) throw new Killed();
  }

  /** Does something that may be the app's last deed; when it was, starts it again. */
  async live(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.dead) throw error;
    }
    await this.revive();
  }

  async revive(): Promise<void> {
    this.steps = Infinity;
    if (!this.dead) return;
    await this.phone.close();
    await this.start();
  }

  async record(caseId: string, number: number): Promise<void> {
    const doc = await this.phone.record(caseId, { kind: 'curfew_check', result: 'absent', note: `${number}`, task: undefined });
    this.saved.set(doc._id, { caseId, bytes: null });
  }

  async photograph(caseId: string, number: number): Promise<void> {
    const bytes = `${this.user} ${number} ${'door '.repeat(400)}`;
    const doc = await this.phone.photograph(caseId, new Blob([bytes], { type: 'image/jpeg' }));
    this.saved.set(doc._id, { caseId, bytes });
  }

  readonly fetch = async (url: string, options: RequestInit = {}): Promise<Response> => {
    this.step();
    const headers = new Headers(options.headers);
    headers.set('Bench-User', this.user);
    const path = String(url).replace(origin, '');
    const body = options.body ? await new Response(options.body as BodyInit).arrayBuffer() : undefined;
    const ask = async (): Promise<Response> => {
      const response = await fetch(origin + path, { method: options.method, body, headers });
      if (this.dead) throw new Killed();
      return response;
    };
    if (!this.cut || --this.cut.at > 0) return ask();
    const { how } = this.cut;
    this.cut = null;
    return this.#broken(how, path, options.method ?? 'GET', headers, body, ask);
  };

  async #broken(how: Cut, path: string, method: string, headers: Headers, body: ArrayBuffer | undefined, ask: () => Promise<Response>): Promise<Response> {
    const lost = () => new TypeError('fetch failed');
    switch (how) {
      case 'full':
        return new Response('{"error":"insufficient_storage","reason":"The disk is full"}', {
          status: 507,
          headers: { 'Content-Type': 'application/json' },
        });
      case 'half':
        if (body) await half(method, path, headers, new Uint8Array(body));
        throw lost();
      case 'unanswered':
        await ask();
        throw lost();
      case 'torn': {
        const response = await ask();
        const whole = new Uint8Array(await response.arrayBuffer());
        const torn = new ReadableStream({
          start(stream) {
            stream.enqueue(whole.slice(0, whole.length / 2));
            setTimeout(() => stream.error(lost()));
          },
        });
        return new Response(torn, { status: response.status, headers: response.headers });
      }
      case 'killed': {
        const asked = ask().catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, this.chance.below(8)));
        up = killServer().then(serve);
        await Promise.all([asked, up]);
        throw lost();
      }
      default:
        throw lost();
    }
  }
}

/** Sends a request's head and half of its body, and hangs up. */
function half(method: string, path: string, headers: Headers, body: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const line = connect(port, '127.0.0.1', () => {
      const told = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
      line.write(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${told}Content-Length: ${body.length}\r\n\r\n`);
      line.write(body.slice(0, body.length / 2), () => line.destroy());
    });
    line.on('error', () => undefined);
    line.on('close', () => resolve());
  });
}

const devices = new Map<string, Device>();
const deviceOf = (name: string): Device | undefined => {
  for (const [keep, device] of devices) if (name.startsWith(keep)) return device;
  return undefined;
};

/** Puts `Device.step` before every write of a phone's storage. */
function breakStorage(): void {
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, names, mode, ...rest) {
    if (mode === 'readwrite') deviceOf(this.name)?.step();
    return transaction.call(this, names, mode, ...rest);
  };
  const local = PouchDB.prototype as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  for (const name of ['bulkDocs', 'put', 'destroy']) {
    const write = local[name]!;
    local[name] = function (this: { name: string }, ...given: unknown[]) {
      try {
        deviceOf(this.name)?.step();
      } catch (error) {
        const last = given.at(-1);
        if (typeof last !== 'function') return Promise.reject(error as Error);
        (last as (error: unknown) => void)(error);
        return Promise.resolve();
      }
      return write.apply(this, given);
    };
  }
}

class Story {
  readonly cases: string[];
  readonly phones: Device[];
  readonly told: string[] = [];
  /** A restore takes back what was acknowledged, until the phones have been in touch. */
  restored = false;
  copy = '';

  constructor(
    readonly seed: number,
    readonly chance = new Chance(seed),
  ) {
    this.cases = [0, 1].map((n) => `${'e'.repeat(31)}${seed.toString(16)}${n}`.slice(-32));
    this.phones = ['aliya', 'berik'].map((name) => new Device(`${name}-${seed}`, chance));
  }

  at(caseId: string): Database {
    return new PouchDB(`${origin}/bare/case-${caseId}`) as unknown as Database;
  }

  async begin(): Promise<void> {
    for (const [n, id] of this.cases.entries()) await this.at(id).bulkDocs({ docs: [{ _id: `case:${id}`, kind: 'case', number: `${n}` }], new_edits: true });
    for (const device of this.phones) {
      devices.set(await keepName(device.user), device);
      await device.start();
      await device.phone.sync.now();
    }
  }

  async go(): Promise<void> {
    const killed = this.seed % 100 < KILLED;
    const restored = this.seed % 100 >= 100 - RESTORED;
    const length = 6 + this.chance.below(10);
    for (let step = 0; step < length; step += 1) {
      await this.#step(step, killed);
      if (restored && step === Math.floor(length / 3)) this.copy = this.#tell('backup', await backup(`${this.seed}`));
      if (restored && step === Math.floor((2 * length) / 3)) {
        this.#tell('restore');
        // What the server had acknowledged of a file that was then given up only the server had.
        for (const { phone, saved } of this.phones)
          for (const [id, { caseId }] of saved) if (!phone.files.summary(caseId)) saved.delete(id);
        await restore(this.copy);
        this.restored = true;
      }
      await this.check();
    }
  }

  async #step(step: number, killed: boolean): Promise<void> {
    await up;
    const { chance } = this;
    const device = chance.of(this.phones);
    const caseId = chance.of(this.cases);
    const who = device.user;
    await device.revive();
    if (chance.below(4) === 0) device.steps = 1 + chance.below(25);
    if (chance.below(2) === 0) {
      const hows: Cut[] = ['unreached', 'half', 'unanswered', 'torn', 'full', ...(killed ? (['killed', 'killed'] as const) : [])];
      device.cut = { at: 1 + chance.below(8), how: chance.of(hows) };
    }
    this.#tell(JSON.stringify({ who, killed_at: device.steps, cut: device.cut }));
    switch (chance.below(9)) {
      case 0:
      case 1:
      case 2:
        this.#tell('record', caseId);
        return device.live(() => device.record(caseId, step));
      case 3:
        this.#tell('photograph', caseId);
        return device.live(() => device.photograph(caseId, step));
      case 4:
        return this.#assignment(caseId);
      case 5:
        this.#tell('restart');
        await device.phone.close();
        return device.start();
      default:
        this.#tell('sync');
        return device.live(() => device.phone.sync.now());
    }
  }

  /** Taken from everybody for good, ended with a late way in, or given back. */
  async #assignment(caseId: string): Promise<void> {
    const there = this.at(caseId);
    const ids = ['assignment:ended', 'assignment:none'];
    const { rows } = await there.allDocs({ keys: ids });
    const here = rows.filter((row) => row.value && !row.value.deleted);
    if (here.length) {
      this.#tell('given back', caseId);
      for (const row of here) await there.remove(row.id, row.value!.rev);
    } else {
      const id = this.chance.of(ids);
      this.#tell(id, caseId);
      await there.put({ _id: id, kind: 'assignment', until: new Date(Date.now() + 3_600_000).toISOString() });
    }
  }

  #tell(...words: string[]): string {
    this.told.push(words.join(' '));
    return words.at(-1)!;
  }

  /** Nothing saved is nowhere; nothing is twice. */
  async check(): Promise<void> {
    await up;
    const leaves = new Map<string, Map<string, number>>();
    for (const caseId of this.cases) leaves.set(caseId, await this.#leaves(caseId));
    for (const device of this.phones)
      for (const [id, { caseId }] of device.saved) {
        const where = device.phone.where(caseId, id);
        const unsent = device.phone.outbox.list.filter((row) => row.doc._id === id);
        expect(unsent.length, `${id} is in the outbox twice`).toBeLessThan(2);
        if (unsent.length) expect(where, id).toSatisfy((at) => at === 'phone' || 'refused' in at);
        const revisions = leaves.get(caseId)!.get(id) ?? 0;
        expect(revisions, `${id} has conflicts on the server`).toBeLessThan(2);
        if (!unsent.length && !this.restored) expect(revisions, `${id} is nowhere`).toBe(1);
      }
  }

  /** How many leaves each document of a file has on the server. */
  async #leaves(caseId: string): Promise<Map<string, number>> {
    const answer = await fetch(`${origin}/bare/case-${caseId}/_changes?style=all_docs`);
    const { results } = (await answer.json()) as { results: { id: string; changes: unknown[] }[] };
    return new Map(results.map(({ id, changes }) => [id, changes.length]));
  }

  /** Everything heals: the line, the assignments, and what was refused is sent again. */
  async end(): Promise<void> {
    for (const caseId of this.cases) {
      const there = this.at(caseId);
      const { rows } = await there.allDocs({ keys: ['assignment:ended', 'assignment:none'] });
      for (const row of rows) if (row.value && !row.value.deleted) await there.remove(row.id, row.value.rev);
    }
    for (const device of this.phones) {
      device.cut = null;
      // What PouchDB still does after a run has failed may have been a phone's last deed.
      await device.revive();
    }
    for (let round = 0; round < 3; round += 1)
      for (const { phone } of this.phones) {
        for (const row of phone.outbox.list) await phone.outbox.retry(row.doc._id);
        await phone.sync.now();
      }
    this.restored = false;
    await this.check();
    for (const { phone } of this.phones) {
      expect(phone.sync.state).toMatchObject({ phase: 'idle', waiting: 0, refused: 0 });
      expect(phone.outbox.list).toEqual([]);
    }
    for (const caseId of this.cases) await this.#equal(caseId);
  }

  /** The file is the same everywhere, each record has one receipt, each photograph all its bytes. */
  async #equal(caseId: string): Promise<void> {
    const there = this.at(caseId);
    const { rows } = await there.allDocs({ include_docs: true });
    // The phones' own notes of contact are not fetched for their own sake.
    const docs = rows.map((row) => row.doc!).filter((doc) => doc.kind !== 'contact');
    const receipts = docs.filter((doc) => doc.kind === 'receipt').flatMap((doc) => doc.documents as string[]);
    expect(receipts.length, 'receipts').toBe(new Set(receipts).size);
    for (const { phone, saved } of this.phones) {
      const held = (await phone.files.documents(caseId)).filter((doc) => doc.kind !== 'contact');
      // A restored server writes a receipt anew, under its old name: the phone may go on showing the first.
      const named = (doc: Doc) => (doc.kind === 'receipt' ? doc._id : `${doc._id} ${doc._rev}`);
      expect(held.map(named).sort()).toEqual(docs.map(named).sort());
      for (const [id, row] of saved) {
        if (row.caseId !== caseId) continue;
        expect(receipts, 'the receipt').toContain(id);
        expect(phone.where(caseId, id)).toEqual({ server: expect.any(String) });
        if (row.bytes === null) continue;
        const picture = await there.get(id, { attachments: true });
        expect(atob((picture._attachments as Record<string, { data: string }>).photo!.data)).toBe(row.bytes);
      }
    }
  }

  async over(): Promise<void> {
    for (const device of this.phones) {
      device.dead = false;
      device.steps = Infinity;
      await device.phone?.wipe().catch(() => undefined);
    }
    devices.clear();
    for (const caseId of this.cases) await fetch(`${origin}/bare/case-${caseId}`, { method: 'DELETE' });
  }
}

it.each(SEEDS)('story %i: nothing saved is lost or doubled', { timeout: 60_000 }, async (seed) => {
  const story = new Story(seed);
  try {
    await story.begin();
    await story.go();
    await story.end();
  } catch (error) {
    (error as Error).message += `\nThe story of seed ${seed}:\n  ${story.told.join('\n  ')}`;
    throw error;
  } finally {
    await story.over().catch((error: unknown) => console.error(error));
  }
});
