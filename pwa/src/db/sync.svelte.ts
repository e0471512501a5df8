// Bringing the phone and the server together: what was recorded goes first, a
// few files at a time; then one bundle brings everything that is new; photographs
// come last. Nothing new is one request. Never two runs at once, in this tab or
// another.
import { get } from '../api/client';
import { Cut, NoBundle } from './bundle';
import type { Contact } from './contact';
import type { Databases } from './databases';
import type { PhoneDrafts } from './drafts';
import type { PhoneFiles } from './files.svelte';
import type { Journal } from './journal.svelte';
import type { Keep } from './keep';
import { Leaving } from './leaving';
import { News } from './news';
import type { PhoneNotes } from './notes.svelte';
import type { Person, Sync, SyncState, Unsent } from './phone';
import { sendPicture } from './pictures';
import { pool } from './pool';
import type { RowError } from './pouch-types';
import { push, remoteOf } from './replicate';
import { Restored } from './restored';
import type { PhoneVault } from './vault.svelte';

/** Browsers open six connections to one origin; one waits for news, one is for the screens. */
const AT_ONCE = 4;
/** Bundles in a row that broke without bringing anything: somebody on the way does not let them through. */
const BROKEN = 3;

type Phase = SyncState['phase'];

export interface SyncParts {
  person: Person;
  keep: Keep;
  vault: PhoneVault;
  databases: Databases;
  journal: Journal;
  files: PhoneFiles;
  drafts: PhoneDrafts;
  notes: PhoneNotes;
  contact: Contact;
  now: () => number;
  /** Names the lock that tabs share. */
  name: string;
  /** Resolves when what is on the disk has been read: which files are here, and what is unsent. */
  loaded: () => Promise<void>;
  /** Told before each run. */
  began: () => void;
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

  get apart(): number {
    return this.journal.apart;
  }

  get refused(): number {
    return this.journal.refused;
  }
}

export class PhoneSync implements Sync {
  readonly state: State;
  readonly #restored: Restored;
  readonly #news: News;
  readonly #leaving: Leaving;
  /** Bundles that broke in a row, and how much had come before. */
  #broken = 0;
  #run: Promise<void> | null = null;
  #again = false;

  constructor(readonly parts: SyncParts) {
    this.state = new State(parts.journal);
    this.#restored = new Restored(parts);
    this.#news = new News({ ...parts, restored: this.#restored, step: (done, total) => (this.state.progress = { done, total }) });
    const send = async (caseId: string): Promise<void> => {
      await this.#push(caseId, isWord);
      await this.#push(caseId, isPicture);
    };
    this.#leaving = new Leaving({ ...parts, restored: this.#restored, send });
  }

  async load(): Promise<void> {
    this.state.lastCompleteAt = ((await this.parts.keep.get('meta', 'complete')) as string | undefined) ?? null;
  }

  /** Names the state of all files after the last run; empty when it is not known. */
  get heads(): string {
    return this.#news.heads;
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
    await this.parts.loaded().catch(() => undefined);
    if (vault.state !== 'open') return;
    contact.lost = null;
    this.parts.began();
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
    const { keep, journal } = this.parts;
    const failed = new Set<string>();
    await this.#leaving.resume();
    const accepted = await this.#send(isWord, failed);
    await this.#fetch(accepted);
    await this.#leaving.stays(this.#news.mine);
    this.state.phase = 'syncing';

    // Files whose store is another than the one that acknowledged what was recorded: compared, sent again, fetched.
    const doubtful = [...this.#news.mine].filter((id) => this.#news.held.has(id) && this.#restored.inDoubt(id));
    await this.#each(AT_ONCE, doubtful, failed, async (id) => {
      await this.#restored.putBack(id);
      await this.#push(id, isWord);
      await this.#news.pull(id);
    });
    const { lost } = this.#news;
    for (const id of lost) failed.delete(id);
    await this.#each(1, lost, failed, (id) => this.#leaving.leave(id));
    if (this.#news.behind) this.#again = true;

    const pictured = journal.list.filter((row) => isWaiting(row) && isPicture(row) && !lost.includes(row.case));
    if (pictured.length) {
      const pictures = await this.#send(isPicture, failed, (id) => !lost.includes(id));
      // Their receipts; of what broke off the next run sends the rest.
      if (pictures.size) await this.#fetch(pictures);
    }
    await this.parts.notes.ask().catch(() => undefined);
    if (failed.size) return false;
    await this.#restored.end();
    this.state.lastCompleteAt = new Date(this.parts.now()).toISOString();
    await keep.put('meta', this.state.lastCompleteAt, 'complete');
    return true;
  }

  /** Brings what is new: by a bundle, or where none gets through by replication, file by file. */
  async #fetch(accepted: ReadonlySet<string>): Promise<void> {
    const { contact } = this.parts;
    const before = this.#news.stored;
    try {
      if (this.#broken >= BROKEN) throw new NoBundle();
      await this.#news.bundle(accepted);
      this.#broken = 0;
    } catch (error) {
      if (error instanceof NoBundle && !this.#hopeless()) {
        this.#broken = 0;
        await this.#news.replicate(AT_ONCE, accepted);
        return;
      }
      this.#broken = this.#news.stored > before || !(error instanceof Cut || contact.lost === 'unreachable') ? 0 : this.#broken + 1;
      throw error;
    }
  }

  /** Sends what waits, and answers what the server has accepted. A file that fails does not keep the others back. */
  async #send(which: (row: Unsent) => boolean, failed: Set<string>, where: (id: string) => boolean = () => true): Promise<Set<string>> {
    const { journal } = this.parts;
    const accepted = new Set<string>();
    const due = new Set(journal.list.filter((row) => isWaiting(row) && which(row)).map((row) => row.case));
    await this.#each(which === isPicture ? 1 : AT_ONCE, [...due].filter(where), failed, async (id) => {
      for (const doc of await this.#push(id, which)) accepted.add(doc);
    });
    return accepted;
  }

  /** Works on files, `width` at a time; one that fails is noted, unless there is no more connection to fail by. */
  async #each(width: number, ids: readonly string[], failed: Set<string>, work: (id: string) => Promise<void>): Promise<void> {
    await pool(width, ids, async (id) => {
      try {
        await work(id);
      } catch (error) {
        if (this.#hopeless()) throw error;
        failed.add(id);
      }
    });
  }

  /** Sends what waits in one file; the ids of what the server has then. */
  async #push(caseId: string, which: (row: Unsent) => boolean): Promise<string[]> {
    const { databases, files, journal, contact, keep } = this.parts;
    const records = journal.of(caseId).filter((row) => isWaiting(row) && which(row));
    if (!records.length) return [];
    const db = files.databaseOf(caseId);
    const remote = await remoteOf(db, contact);
    return databases.use(db, async (local) => {
      if (which !== isPicture) return this.#judged(records, await push(local, remote, records, false));
      // One by one: what has arrived need not be sent again when the line breaks.
      const sent: string[] = [];
      for (const row of records) {
        const rows = await sendPicture({ db, local, remote, contact, keep, hurry: () => this.#again }, row);
        if (!rows) break;
        sent.push(...(await this.#judged([row], rows)));
      }
      return sent;
    });
  }

  /** Notes what the server refused, and answers what it accepted. */
  async #judged(records: readonly Unsent[], rows: readonly RowError[]): Promise<string[]> {
    const refused = new Set<string>();
    for (const row of rows) {
      const error = String(row.name ?? row.error ?? '');
      if (!/forbidden|unauthorized/i.test(error)) throw new Error(`the server answered ${error}`);
      refused.add(row.id);
      const code = codeOf(row.reason);
      if (code === 'quarantined') await this.parts.journal.keptApart(row.id);
      else await this.parts.journal.refuse(row.id, code, row.reason ?? '');
    }
    return records.map((row) => row.doc._id).filter((id) => !refused.has(id));
  }

  #hopeless(): boolean {
    return this.parts.contact.lost !== null || this.parts.vault.state !== 'open';
  }
}

const isWaiting = (row: Unsent): boolean => !row.refused && !row.apart;
const isPicture = (row: Unsent): boolean => row.doc.kind === 'photo';
const isWord = (row: Unsent): boolean => !isPicture(row);

/** `not_yours` of `not_yours: by.user`. */
const codeOf = (reason: string | undefined): string => /^\w+/.exec(reason ?? '')?.[0] ?? 'refused';
