// Everything recorded here that the server has not acknowledged with a receipt.
// A record is written to the journal first, through to the disk, before its case
// file: whatever happens to a database or to the app, what a person saw as saved
// is here until the server has it.
import type { Doc } from './doc';
import { putDurably, type Keep } from './keep';
import type { Outbox, Unsent } from './phone';
import { seal, unseal } from './seal';
import type { PhoneVault } from './vault.svelte';

const placeOf = (id: string): string => `journal/${id}`;

export class Journal implements Outbox {
  #rows = $state.raw<ReadonlyMap<string, Unsent>>(new Map());
  /** Set by the phone: a record was given up, and leaves its file and the lists. */
  discarded: (row: Unsent) => Promise<void> = async () => undefined;
  /** Set by the phone: what counts unsent records must count anew. */
  changed: (caseId: string) => void = () => undefined;

  constructor(
    readonly keep: Keep,
    readonly vault: PhoneVault,
    readonly now: () => number,
  ) {}

  /** Reads it all; again when another tab has written. */
  async load(): Promise<void> {
    const transaction = this.keep.transaction('journal');
    const [ids, rows] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
    const key = this.vault.key;
    // A row that a failing disk has damaged stays where it is, and does not keep the others from being read.
    const read = rows.map((row, at) => unseal<Unsent>(key, placeOf(ids[at]!), row.sealed).catch(() => null));
    const opened = (await Promise.all(read)).filter((row) => row !== null);
    this.#rows = new Map(opened.sort(oldestFirst).map((row) => [row.doc._id, row]));
  }

  forget(): void {
    this.#rows = new Map();
  }

  get list(): readonly Unsent[] {
    return [...this.#rows.values()];
  }

  get(id: string): Unsent | undefined {
    return this.#rows.get(id);
  }

  of(caseId: string): Unsent[] {
    return this.list.filter((row) => row.case === caseId);
  }

  get waiting(): number {
    return this.list.filter((row) => !row.refused && !row.apart).length;
  }

  get apart(): number {
    return this.list.filter((row) => row.apart).length;
  }

  get refused(): number {
    return this.list.filter((row) => row.refused).length;
  }

  async add(caseId: string, doc: Doc): Promise<void> {
    await this.#put({ case: caseId, doc, refused: null });
  }

  /** The server refused a record: it stays, and is not sent again until a person says so. */
  async refuse(id: string, code: string, reason: string): Promise<void> {
    const row = this.#rows.get(id);
    if (row) await this.#put({ ...row, refused: { code, reason, at: new Date(this.now()).toISOString() } });
  }

  /** The server keeps a record apart, until the head of the office decides: safe there, and not in the case file. */
  async keptApart(id: string): Promise<void> {
    const row = this.#rows.get(id);
    if (row) await this.#put({ ...row, refused: null, apart: new Date(this.now()).toISOString() });
  }

  /** The server that kept it apart is not the one that answers now. */
  async sendAgain(id: string): Promise<void> {
    const row = this.#rows.get(id);
    if (row?.apart) await this.#put({ ...row, apart: null });
  }

  /** The head of the office rejected what the server kept apart: it leaves the phone, and stays there. */
  async letGo(id: string): Promise<void> {
    const row = this.#rows.get(id);
    if (!row?.apart) return;
    await this.#remove([id]);
    await this.discarded(row);
  }

  async retry(id: string): Promise<void> {
    const row = this.#rows.get(id);
    if (row?.refused) await this.#put({ ...row, refused: null });
  }

  async discard(id: string): Promise<void> {
    const row = this.#rows.get(id);
    if (!row?.refused) return;
    await this.#remove([id]);
    await this.discarded(row);
  }

  /** The server has them: its receipts are in the file. Answers those that were in the journal. */
  async acknowledge(ids: Iterable<string>): Promise<string[]> {
    const known = [...ids].filter((id) => this.#rows.has(id));
    if (known.length) await this.#remove(known);
    return known;
  }

  export(): Blob {
    const content = { made_at: new Date(this.now()).toISOString(), records: this.list };
    return new Blob([JSON.stringify(content, null, 1)], { type: 'application/json' });
  }

  async #put(row: Unsent): Promise<void> {
    const id = row.doc._id;
    const sealed = await seal(this.vault.key, placeOf(id), row);
    await putDurably(this.keep, 'journal', id, { case: row.case, sealed });
    this.#rows = new Map(this.#rows).set(id, row);
    this.changed(row.case);
  }

  async #remove(ids: string[]): Promise<void> {
    const transaction = this.keep.transaction('journal', 'readwrite');
    await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
    const rows = new Map(this.#rows);
    const cases = new Set(ids.map((id) => rows.get(id)?.case));
    for (const id of ids) rows.delete(id);
    this.#rows = rows;
    for (const caseId of cases) if (caseId) this.changed(caseId);
  }
}

const oldestFirst = (a: Unsent, b: Unsent): number => Date.parse(a.doc.at as string) - Date.parse(b.doc.at as string);
