// The server may have been put back to an earlier day: then it lacks what it once
// acknowledged, receipts and all. It is known by another id (`Qadam-Store`) or by a
// numbering that went back. For each file the phone remembers which store was seen to
// hold everything; while that is not the store that answers, the file is in doubt:
// its receipts prove nothing, only the server's own list of what it misses does.
import type { Contact } from './contact';
import type { Databases } from './databases';
import type { Doc } from './doc';
import type { PhoneFiles } from './files.svelte';
import type { Journal } from './journal.svelte';
import type { Keep } from './keep';
import type { Person } from './phone';
import type { Database } from './pouch-types';
import { lacking, remoteOf } from './replicate';

type Seen = Record<string, string>;

export interface RestoredParts {
  person: Person;
  keep: Keep;
  databases: Databases;
  journal: Journal;
  files: PhoneFiles;
  contact: Contact;
}

export class Restored {
  #store = '';
  /** Case → the store that was seen to hold all of it. */
  #seen: Seen = {};

  constructor(readonly parts: RestoredParts) {}

  /** At the beginning of a run: `store` answers, and of this person's files those are here. */
  async begin(store: string, mine: ReadonlySet<string>, held: ReadonlySet<string>): Promise<void> {
    this.#store = store;
    const seen = (await this.parts.keep.get('meta', 'stores')) as Seen | undefined;
    // The first store ever met has acknowledged all that is not in the journal.
    this.#seen = seen ? { ...seen } : Object.fromEntries([...held].map((id) => [id, store]));
    // Nothing was recorded yet in a file that has never been here.
    const fresh = [...mine].filter((id) => !held.has(id) && this.#seen[id] === undefined);
    for (const id of fresh) this.#seen[id] = store;
    if (fresh.length) await this.#save();
  }

  inDoubt(caseId: string): boolean {
    return this.#seen[caseId] !== this.#store;
  }

  /** The file's numbering went back: the same, without another id. */
  async doubt(caseId: string): Promise<void> {
    this.#seen[caseId] = '-';
    await this.#save();
  }

  /** The file is not on this phone any more. */
  async forget(caseId: string): Promise<void> {
    delete this.#seen[caseId];
    // Also before a run has begun: of the other files nothing is changed.
    const { [caseId]: _gone, ...others } = ((await this.parts.keep.get('meta', 'stores')) as Seen | undefined) ?? {};
    if (_gone !== undefined) await this.parts.keep.put('meta', others, 'stores');
  }

  /** After a complete run. */
  async end(): Promise<void> {
    await this.#save();
  }

  /**
   * Puts back into the journal what was recorded here and the server lacks: it is sent, shown as unsent and, where
   * refused, as refused, like any other record. What others recorded their own phones send; the gate takes it from
   * nobody else.
   */
  async putBack(caseId: string): Promise<void> {
    const { journal } = this.parts;
    await this.#with(caseId, async (local, remote) => {
      // What another store kept apart is not in this one's quarantine either, for all that is known.
      for (const row of journal.of(caseId)) await journal.sendAgain(row.doc._id);
      for (const id of await lacking(remote, await chosen(local, (doc) => this.#isMine(doc) && !isElsewhere(doc)))) {
        if (journal.get(id)) continue;
        const { _rev, ...doc } = await local.get(id, { attachments: true });
        await journal.add(caseId, doc as Doc);
      }
    });
  }

  /** Takes out of the journal what the server says it holds; the file is beyond doubt when it holds all of it. */
  async confirm(caseId: string): Promise<void> {
    const missing = await this.#compare(caseId, this.#isMine);
    const rows = this.parts.journal.of(caseId);
    const apart = new Set(rows.filter((row) => row.apart).map((row) => row.doc._id));
    if (rows.length > apart.size || [...missing].some((id) => !apart.has(id))) return;
    this.#seen[caseId] = this.#store;
    await this.#save();
  }

  /**
   * Whether the server holds every fact of a file, also those that others recorded: for a moment this copy may be
   * the only one. Takes out of the journal what it holds. `apart`: what its quarantine is known to hold.
   */
  async holdsAll(caseId: string, apart: ReadonlyMap<string, unknown>): Promise<boolean> {
    return [...(await this.#compare(caseId, this.#isFact))].every((id) => apart.has(id));
  }

  /** Those of the documents that the case file at the server lacks. */
  async #compare(caseId: string, which: (doc: Doc) => boolean): Promise<Set<string>> {
    const { journal } = this.parts;
    return this.#with(caseId, async (local, remote) => {
      const docs = await chosen(local, (doc) => which(doc) || journal.get(doc._id) !== undefined);
      const missing = await lacking(remote, docs);
      // Only of what was asked: a record that is not in the file yet has not been sent either.
      const there = docs.map((doc) => doc._id).filter((id) => !missing.has(id));
      await journal.acknowledge(there.filter((id) => !journal.get(id)?.refused));
      return missing;
    });
  }

  async #with<T>(caseId: string, work: (local: Database, remote: Database) => Promise<T>): Promise<T> {
    const db = this.parts.files.databaseOf(caseId);
    const remote = await remoteOf(db, this.parts.contact);
    return this.parts.databases.use(db, (local) => work(local, remote));
  }

  async #save(): Promise<void> {
    await this.parts.keep.put('meta', { ...this.#seen }, 'stores');
  }

  readonly #isMine = (doc: Doc): boolean => {
    const { user, role, device } = this.parts.person;
    return doc.by?.user === user && doc.by.role === role && doc.by.device === device;
  };

  /** The office's acts and the rules' flags are the server's own; a child's check-ins come from the child's phone. */
  readonly #isFact = (doc: Doc): boolean => doc.by?.role === this.parts.person.role;
}

async function chosen(local: Database, which: (doc: Doc) => boolean): Promise<Doc[]> {
  const { rows } = await local.allDocs({ include_docs: true });
  return rows.flatMap((row) => (row.doc && which(row.doc) ? [row.doc] : []));
}

/** A photograph that this phone knows of and does not hold. */
const isElsewhere = (doc: Doc): boolean =>
  Object.values((doc._attachments ?? {}) as Record<string, { elsewhere?: boolean }>).some((attachment) => attachment.elsewhere);
