// Bringing the phone and the server together: which files have something to
// send, which have something new, a few at a time, words before photographs.
// Never two runs at once, in this tab or another.
import { get } from '../api/client';
import { Problem } from '../api/problem';
import type { Assignment, Heads } from '../api/types';
import type { Contact } from './contact';
import type { Databases } from './databases';
import type { PhoneFiles } from './files.svelte';
import type { Journal } from './journal.svelte';
import type { Keep } from './keep';
import type { Person, Sync, SyncState, Unsent } from './phone';
import { pull, push, remoteOf } from './replicate';
import { Restored } from './restored';
import type { PhoneVault } from './vault.svelte';

/** Browsers open six connections to one origin; one listens to events, one is for the screens. */
const AT_ONCE = 4;
/**
 * How often a file's `contact` is renewed when nothing was sent from it. It writes to the file, so the office's
 * phones say it once an hour; a child's phone has one file, and its silence is judged in half hours.
 */
const CONTACT_EVERY_MS = { office: 3_600_000, minor: 900_000 };
/** The server writes a contact at most this often (api/contacts.py), and a little. */
const CONTACT_AGAIN_MS = 16 * 60_000;

type Phase = SyncState['phase'];

export interface SyncParts {
  person: Person;
  keep: Keep;
  vault: PhoneVault;
  databases: Databases;
  journal: Journal;
  files: PhoneFiles;
  contact: Contact;
  now: () => number;
  /** Names the lock that tabs share. */
  name: string;
  /** Told after each run, for the next one's time. */
  ended: (outcome: Phase) => void;
}

class State implements SyncState {
  phase = $state<Phase>('idle');
  lastCompleteAt = $state<string | null>(null);
  progress = $state.raw({ done: 0, total: 0 });

  constructor(readonly journal: Journal) {}

  get waiting(): number {
    return this.journal.waiting;
  }

  get refused(): number {
    return this.journal.refused;
  }
}

export class PhoneSync implements Sync {
  readonly state: State;
  readonly #restored: Restored;
  #run: Promise<void> | null = null;
  #again = false;

  constructor(readonly parts: SyncParts) {
    this.state = new State(parts.journal);
    this.#restored = new Restored(parts);
  }

  async load(): Promise<void> {
    this.state.lastCompleteAt = ((await this.parts.keep.get('meta', 'complete')) as string | undefined) ?? null;
  }

  now(): Promise<void> {
    // What is recorded during a run may have been missed by it: one more follows.
    if (this.#run) this.#again = true;
    this.#run ??= this.#runs().finally(() => (this.#run = null));
    return this.#run;
  }

  async #runs(): Promise<void> {
    do {
      this.#again = false;
      await this.#alone(() => this.#once());
    } while (this.#again && this.state.phase === 'idle');
  }

  /** Waits for another tab's run to end: it may have begun before what is to be sent now. */
  async #alone(work: () => Promise<void>): Promise<void> {
    if (!navigator.locks) return work();
    await navigator.locks.request(`${this.parts.name}-sync`, work);
  }

  async #once(): Promise<void> {
    const { vault, contact } = this.parts;
    if (vault.state !== 'open') return;
    contact.lost = null;
    // What the person was told stays until the server has answered: no flicker at each try.
    if (this.state.phase !== 'offline' && this.state.phase !== 'signed_out') this.state.phase = 'syncing';
    this.state.progress = { done: 0, total: 0 };
    let outcome: Phase;
    try {
      outcome = (await this.#everything()) ? 'idle' : 'failed';
    } catch {
      outcome = 'failed';
    }
    if (contact.lost === 'signed_out') {
      outcome = 'signed_out';
      // The app's own client tells the frame, which asks for a new sign-in.
      void get('/api/me').catch(() => undefined);
    } else if (contact.lost === 'unreachable') outcome = 'offline';
    if (this.parts.vault.state !== 'open') outcome = 'idle';
    this.state.phase = outcome;
    this.parts.ended(outcome);
  }

  /** True when every file is up to date both ways. */
  async #everything(): Promise<boolean> {
    const { contact, keep, files, journal } = this.parts;
    const heads = await contact.ask<Heads>('GET', '/api/heads');
    const { store } = contact;
    this.state.phase = 'syncing';
    const known = ((await keep.get('meta', 'heads')) as Heads | undefined) ?? {};
    const mine = await this.#mine(heads, Object.keys(known));
    const held = new Set([...files.ids(), ...journal.list.map((row) => row.case)]);
    const lost = [...held].filter((id) => !mine.has(id));
    files.setLeaving(lost);
    await this.#restored.begin(store, mine, held);

    const due = [...mine].filter((id) => {
      const db = files.databaseOf(id);
      return known[db] !== heads[db] || !held.has(id) || this.#restored.inDoubt(id) || journal.of(id).some(isWaiting);
    });
    this.state.progress = { done: 0, total: due.length + lost.length };
    const sent = new Set<string>();
    const failed: string[] = [];

    await pool(AT_ONCE, due, async (id) => {
      try {
        const db = files.databaseOf(id);
        if (wentBack(known[db], heads[db])) await this.#restored.doubt(id);
        if (this.#restored.inDoubt(id)) await this.#restored.putBack(id);
        if (await this.#push(id, isWord)) sent.add(id);
        await this.#pull(id, heads, known);
      } catch (error) {
        if (this.#hopeless()) throw error;
        failed.push(id);
      }
      this.#step();
    });
    for (const id of lost) {
      await this.#leave(id).catch(() => failed.push(id));
      this.#step();
    }
    const pictured = due.filter((id) => journal.of(id).some(isPicture));
    await pool(2, pictured, async (id) => {
      await this.#push(id, isPicture);
      await this.#pull(id, heads, known);
    });
    await this.#contacted([...mine].filter((id) => !failed.includes(id)), sent, known);
    if (failed.length) return false;
    await this.#restored.end();
    this.state.lastCompleteAt = new Date(this.parts.now()).toISOString();
    await keep.put('meta', this.state.lastCompleteAt, 'complete');
    return true;
  }

  /** The cases this person works with. Only when they differ from last time is a second request spent on them. */
  async #mine(heads: Heads, known: string[]): Promise<Set<string>> {
    const { person, files, contact } = this.parts;
    if (person.role === 'minor') return new Set(person.case ? [person.case] : []);
    const here = Object.keys(heads).filter((db) => db.startsWith('case-'));
    const same = here.length === known.length && here.every((db) => known.includes(db)) && files.ids().length === here.length;
    if (same) return new Set(here.map((db) => db.slice('case-'.length)));
    // A file is destroyed on this answer: it must come from the assignments themselves.
    const assignments = await contact.ask<Assignment[]>('GET', '/api/assignments');
    return new Set(assignments.map((assignment) => assignment.case));
  }

  /** Sends what waits in one file; true when something was. */
  async #push(caseId: string, which: (row: Unsent) => boolean): Promise<boolean> {
    const { databases, files, journal, contact } = this.parts;
    const records = journal.of(caseId).filter((row) => isWaiting(row) && which(row));
    if (!records.length) return false;
    const db = files.databaseOf(caseId);
    const remote = await remoteOf(db, contact);
    await databases.use(db, async (local) => {
      // Photographs one by one: what has arrived need not be sent again when the line breaks.
      const batches = which === isPicture ? records.map((row) => [row]) : [records];
      for (const batch of batches)
        for (const row of await push(local, remote, batch, which === isPicture)) {
          const error = String(row.name ?? row.error ?? '');
          if (!/forbidden|unauthorized/i.test(error)) throw new Error(`the server answered ${error}`);
          await journal.refuse(row.id, codeOf(row.reason), row.reason ?? '');
        }
    });
    return true;
  }

  async #pull(caseId: string, heads: Heads, known: Heads): Promise<void> {
    const { databases, files, contact, keep } = this.parts;
    const db = files.databaseOf(caseId);
    const remote = await remoteOf(db, contact);
    await files.willChange(caseId);
    const came = await databases.use(db, (local) => pull(local, remote));
    await this.#acknowledged(caseId);
    await files.changed(caseId);
    known[db] = further(heads[db], came.last_seq);
    await keep.put('meta', { ...known }, 'heads');
  }

  /** Takes out of the journal what the file's receipts name, where they are the receipts of this store. */
  async #acknowledged(caseId: string): Promise<void> {
    const { databases, files, journal } = this.parts;
    if (this.#restored.inDoubt(caseId)) return this.#restored.confirm(caseId);
    if (!journal.of(caseId).length) return;
    const range = { startkey: 'receipt:', endkey: 'receipt:\uffff', include_docs: true };
    const { rows } = await databases.use(files.databaseOf(caseId), (local) => local.allDocs(range));
    await journal.acknowledge(rows.flatMap((row) => (row.doc?.documents ?? []) as string[]));
  }

  /**
   * The file is not this person's any more: what was recorded is sent first, and only when the server says that it
   * has every fact is the copy destroyed. What it refuses stays and is shown.
   */
  async #leave(caseId: string): Promise<void> {
    const { files, journal, keep } = this.parts;
    if (this.#restored.inDoubt(caseId)) await this.#restored.putBack(caseId);
    await this.#push(caseId, isWord);
    await this.#push(caseId, isPicture);
    if (!(await this.#releases(caseId)) || journal.of(caseId).length) return;
    await files.destroy(caseId);
    await this.#restored.forget(caseId);
    const known = ((await keep.get('meta', 'heads')) as Heads | undefined) ?? {};
    delete known[files.databaseOf(caseId)];
    await keep.put('meta', known, 'heads');
  }

  /** Whether the server has it all. Its receipts may be out of sight now; its own list of what it misses is as good. */
  async #releases(caseId: string): Promise<boolean> {
    try {
      return await this.#restored.holdsAll(caseId);
    } catch (error) {
      // It does not even say: the case file was expunged. It had acknowledged everything, and is the same store.
      if ((error as { status?: number }).status === 403 && !this.#restored.inDoubt(caseId)) return true;
      throw error;
    }
  }

  /**
   * Tells the server that this phone has sent all it had from these files: only then may the rules judge silence.
   * The note is itself a change of each file; where it is the only one, the file is not fetched for its sake.
   */
  async #contacted(mine: string[], sent: Set<string>, known: Heads): Promise<void> {
    const { contact, keep, journal, files, person } = this.parts;
    const now = this.parts.now();
    const last = ((await keep.get('meta', 'contacts')) as Record<string, number> | undefined) ?? {};
    const ago = (id: string): number => Math.abs(now - (last[id] ?? 0));
    const every = person.role === 'minor' ? CONTACT_EVERY_MS.minor : CONTACT_EVERY_MS.office;
    const cases = mine.filter((id) => (sent.has(id) || ago(id) > every) && !journal.of(id).length);
    if (!cases.length) return;
    try {
      const noted = (await contact.ask<{ cases: string[] }>('POST', '/api/contacts', { cases })).cases;
      const heads = person.role === 'minor' ? {} : await contact.ask<Heads>('GET', '/api/heads');
      for (const id of noted) {
        const db = files.databaseOf(id);
        const [before, after] = [known[db], heads[db]];
        const onlyOurs = typeof before === 'number' && after === before + 1 && ago(id) > CONTACT_AGAIN_MS;
        if (onlyOurs) known[db] = after;
      }
      await keep.put('meta', { ...known }, 'heads');
      await keep.put('meta', { ...last, ...Object.fromEntries(cases.map((id) => [id, now])) }, 'contacts');
    } catch (error) {
      // The records are there; only this note is not, and the next run makes it.
      if (!(error instanceof Problem)) throw error;
    }
  }

  #hopeless(): boolean {
    return this.parts.contact.lost !== null || this.parts.vault.state !== 'open';
  }

  #step(): void {
    const { done, total } = this.state.progress;
    this.state.progress = { done: done + 1, total };
  }
}

const isWaiting = (row: Unsent): boolean => !row.refused;
const isPicture = (row: Unsent): boolean => row.doc.kind === 'photo';
const isWord = (row: Unsent): boolean => !isPicture(row);

/** `not_yours` of `not_yours: by.user`. */
const codeOf = (reason: string | undefined): string => /^\w+/.exec(reason ?? '')?.[0] ?? 'refused';

/** The server's numbering is behind what this phone has seen: it was put back to an earlier day. */
const wentBack = (known: number | string | undefined, head: number | string | undefined): boolean =>
  typeof known === 'number' && typeof head === 'number' && head < known;

/** Up to where this phone is up to date: what it pulled itself, where that can be compared, includes its own push. */
const further = (head: number | string | undefined, pulled: number | string): number | string =>
  typeof head === 'number' && typeof pulled === 'number' ? Math.max(head, pulled) : (head ?? pulled);

/** Runs the work `width` at a time. Waits for all that has begun, then throws the first error. */
async function pool<T>(width: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
