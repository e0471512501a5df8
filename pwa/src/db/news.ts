// What is new at the server comes here: by one bundle for all files, or where no
// bundle gets through by replication, file by file. Remembers up to where each file
// came and from which store, and what the phone has told the server of itself.
import type { Assignment, Heads } from '../api/types';
import { fetchBundle, type First, type Page } from './bundle';
import { pool } from './pool';
import { pull, remoteOf, take } from './replicate';
import type { Restored, RestoredParts } from './restored';

/**
 * How often a file's `contact` is renewed when nothing was sent from it. It writes to the file, so the office's
 * phones say it once an hour; a child's phone has one file, and its silence is judged in half hours.
 */
const CONTACT_EVERY_MS = { office: 3_600_000, minor: 900_000 };

export interface NewsParts extends RestoredParts {
  restored: Restored;
  now: () => number;
  step: (done: number, total: number) => void;
}

export class News {
  /** Names the state of all files after the last run, for waiting until there is another; empty: not known. */
  heads = '';
  /** Pages stored since the app began: a bundle that breaks may have brought something. */
  stored = 0;
  /** The cases that this person works with, as far as the server has said in this run. */
  mine: Set<string> = new Set();
  /** Those on the phone when the run began. */
  held: ReadonlySet<string> = new Set();
  /** Another store answers than the checkpoints are of: they are forgotten, and one more run is due. */
  behind = false;
  #known: Heads = {};
  #store: string | null = null;

  constructor(readonly parts: NewsParts) {}

  /** At the beginning of a run, and of each fetching in it. */
  async load(): Promise<void> {
    const { keep, files, journal } = this.parts;
    this.#known = { ...((await keep.get('meta', 'heads')) as Heads | undefined) };
    this.#store = ((await keep.get('meta', 'store')) as string | undefined) ?? null;
    this.held = new Set([...files.ids(), ...journal.list.map((row) => row.case)]);
    this.mine = new Set();
    this.behind = false;
  }

  /** Held, and this person's no more. */
  get lost(): string[] {
    return [...this.held].filter((id) => !this.mine.has(id));
  }

  /** One request for everything. `accepted`: what the server has said it has, though its receipt is not here yet. */
  async bundle(accepted: ReadonlySet<string>): Promise<void> {
    const { files, contact, step } = this.parts;
    await this.load();
    const asked: Heads = {};
    for (const id of this.held) asked[files.databaseOf(id)] = this.#known[files.databaseOf(id)] ?? 0;
    const due = await this.#due(accepted);
    const complete = due.length === this.held.size && this.#allSent(accepted) ? 'all' : due;
    const unfinished = new Set<string>();
    let [done, total] = [0, 0];
    this.heads = '';
    try {
      this.heads = await fetchBundle(contact, { store: this.#store, files: asked, complete }, {
        first: async (told) => {
          step(0, (total = told.files.length));
          await this.#begun(told);
        },
        page: async (page) => {
          const id = caseOf(page.db);
          unfinished.add(id);
          await this.#take(id, page);
          if (!page.whole) return;
          unfinished.delete(id);
          step((done += 1), total);
        },
        gone: (db) => {
          this.mine.delete(caseOf(db));
          files.setLeaving(this.lost);
        },
      });
    } finally {
      // What came of a file whose end did not is shown all the same.
      for (const id of unfinished) await files.changed(id);
    }
    if (!this.behind) await this.#noted(complete === 'all' ? [...this.mine] : due);
  }

  async #begun({ store, files: fresh, gone }: First): Promise<void> {
    const { keep, files, restored } = this.parts;
    const lost = new Set(gone.map(caseOf));
    this.mine = new Set([...[...this.held].filter((id) => !lost.has(id)), ...fresh.map(caseOf)]);
    if (this.#store !== store) {
      this.behind = this.#store !== null;
      if (this.behind) await keep.put('meta', (this.#known = {}), 'heads');
      await keep.put('meta', (this.#store = store), 'store');
    }
    files.setLeaving(this.lost);
    await restored.begin(store, this.mine, this.held);
  }

  async #take(id: string, page: Page): Promise<void> {
    const { databases, files, contact, restored } = this.parts;
    const before = this.#known[page.db];
    const fresh = before === undefined && !this.held.has(id);
    await files.willChange(id);
    const remote = await remoteOf(page.db, contact);
    await databases.use(page.db, (local) => take(local, remote, page.docs, page.seq, fresh));
    this.stored += 1;
    if (page.seq !== null) {
      if (wentBack(before, page.seq)) await restored.doubt(id);
      await this.#reached(page.db, page.seq);
    }
    if (!page.whole) return;
    await this.#acknowledged(id);
    await files.changed(id);
  }

  /** The same by plain replication: of those files whose heads say that they have something new. */
  async replicate(width: number, accepted: ReadonlySet<string>): Promise<void> {
    const { files, contact, person, step } = this.parts;
    await this.load();
    this.heads = '';
    const heads = await contact.ask<Heads>('GET', '/api/heads');
    const here = person.role === 'minor' ? [person.case].filter((id) => id !== null) : await this.#assigned();
    const gone = [...this.held].filter((id) => !here.includes(id)).map((id) => files.databaseOf(id));
    const known = { ...this.#known };
    await this.#begun({ store: contact.store, files: here.map((id) => files.databaseOf(id)), gone });
    const due = here.filter((id) => {
      const db = files.databaseOf(id);
      return known[db] !== heads[db] || this.#known[db] === undefined;
    });
    let done = 0;
    await pool(width, due, async (id) => {
      const db = files.databaseOf(id);
      if (wentBack(known[db], heads[db])) await this.parts.restored.doubt(id);
      await this.pull(id);
      await this.#reached(db, further(heads[db], this.#known[db]!));
      step((done += 1), due.length);
    });
    const complete = await this.#due(accepted);
    if (!complete.length) return;
    const { cases } = await contact.ask<{ cases: string[] }>('POST', '/api/contacts', { cases: complete });
    await this.#noted(cases);
    // The note is itself a change of each file; where it is the only one, the file is not fetched for its sake.
    const after = await contact.ask<Heads>('GET', '/api/heads');
    for (const db of cases.map((id) => files.databaseOf(id))) {
      const before = this.#known[db];
      if (typeof before === 'number' && after[db] === before + 1) await this.#reached(db, before + 1);
    }
  }

  /** A file is destroyed on this answer: it must come from the assignments themselves. */
  async #assigned(): Promise<string[]> {
    return (await this.parts.contact.ask<Assignment[]>('GET', '/api/assignments')).map((assignment) => assignment.case);
  }

  /** One file by plain replication, whose checkpoints also tell what a restored server still has in common with this phone. */
  async pull(id: string): Promise<void> {
    const { databases, files, contact, restored } = this.parts;
    const db = files.databaseOf(id);
    const remote = await remoteOf(db, contact);
    await files.willChange(id);
    const came = await databases.use(db, (local) => pull(local, remote, !restored.inDoubt(id)));
    this.stored += 1;
    await this.#acknowledged(id);
    await files.changed(id);
    await this.#reached(db, came.last_seq);
  }

  /** The file is not on this phone any more. */
  async forget(id: string): Promise<void> {
    delete this.#known[this.parts.files.databaseOf(id)];
    await this.parts.keep.put('meta', { ...this.#known }, 'heads');
  }

  async #reached(db: string, seq: number | string): Promise<void> {
    this.#known[db] = seq;
    await this.parts.keep.put('meta', { ...this.#known }, 'heads');
  }

  /** Takes out of the journal what the file's receipts name, where they are the receipts of this store. */
  async #acknowledged(id: string): Promise<void> {
    const { databases, files, journal, restored } = this.parts;
    if (restored.inDoubt(id)) return restored.confirm(id);
    if (!journal.of(id).length) return;
    const range = { startkey: 'receipt:', endkey: 'receipt:\uffff', include_docs: true };
    const { rows } = await databases.use(files.databaseOf(id), (local) => local.allDocs(range));
    await journal.acknowledge(rows.flatMap((row) => (row.doc?.documents ?? []) as string[]));
  }

  /** Cases to be told complete: something was just sent, or it is long ago; and the server has all that was recorded. */
  async #due(accepted: ReadonlySet<string>): Promise<string[]> {
    const { journal, person, now } = this.parts;
    const last = await this.#contacts();
    const every = person.role === 'minor' ? CONTACT_EVERY_MS.minor : CONTACT_EVERY_MS.office;
    return [...this.held].filter((id) => {
      const unsent = journal.of(id).filter((row) => !row.apart);
      const long = Math.abs(now() - (last[id] ?? 0)) > every;
      return (long || unsent.length > 0) && unsent.every((row) => accepted.has(row.doc._id));
    });
  }

  #allSent(accepted: ReadonlySet<string>): boolean {
    return this.parts.journal.list.every((row) => row.apart || accepted.has(row.doc._id));
  }

  async #contacts(): Promise<Record<string, number>> {
    return ((await this.parts.keep.get('meta', 'contacts')) as Record<string, number> | undefined) ?? {};
  }

  async #noted(cases: readonly string[]): Promise<void> {
    if (!cases.length) return;
    const at = this.parts.now();
    const now = Object.fromEntries(cases.map((id) => [id, at]));
    await this.parts.keep.put('meta', { ...(await this.#contacts()), ...now }, 'contacts');
  }
}

/** `0190…` of `case-0190…`. */
const caseOf = (db: string): string => db.slice(db.indexOf('-') + 1);

/** The server's numbering is behind what this phone has seen: it was put back to an earlier day. */
const wentBack = (known: number | string | undefined, head: number | string | undefined): boolean =>
  typeof known === 'number' && typeof head === 'number' && head < known;

/** Up to where this phone is up to date: what it pulled itself, where that can be compared, includes its own push. */
const further = (head: number | string | undefined, pulled: number | string): number | string =>
  typeof head === 'number' && typeof pulled === 'number' ? Math.max(head, pulled) : (head ?? pulled);
