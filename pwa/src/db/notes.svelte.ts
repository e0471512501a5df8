// What remains of a record whose file has left the phone before the head of the
// office decided on it: its kind, its time and where it stands. No name, no place,
// no word of it. A note is kept until the person puts it away, or a month after
// the decision.
import type { ServerReceipt } from '../api/types';
import type { Contact } from './contact';
import type { Journal } from './journal.svelte';
import type { Keep } from './keep';
import type { Note, Notes } from './phone';
import { seal, unseal } from './seal';
import type { PhoneVault } from './vault.svelte';

const PLACE = 'meta/notes';
/** Deciding takes a person; asking oftener than this tells nothing. */
const ASK_EVERY_MS = 10 * 60_000;
const KEPT_MS = 30 * 24 * 3600_000;

export interface NotesParts {
  keep: Keep;
  vault: PhoneVault;
  journal: Journal;
  contact: Contact;
  now: () => number;
}

export class PhoneNotes implements Notes {
  #list = $state.raw<readonly Note[]>([]);
  #askedAt = 0;

  constructor(readonly parts: NotesParts) {}

  get list(): readonly Note[] {
    return this.#list;
  }

  async load(): Promise<void> {
    const { keep, vault } = this.parts;
    const sealed = (await keep.get('meta', 'notes')) as Uint8Array<ArrayBuffer> | undefined;
    this.#list = sealed ? await unseal<Note[]>(vault.key, PLACE, sealed).catch(() => []) : [];
  }

  forget(): void {
    this.#list = [];
  }

  /** The same record twice is one note. */
  async add(note: Note): Promise<void> {
    await this.#save([...this.#list.filter((one) => one.id !== note.id), note]);
  }

  async dismiss(id: string): Promise<void> {
    await this.#save(this.#list.filter((one) => one.id !== id));
  }

  /**
   * Asks what became of the records that wait for the head of the office, once in a while. An admitted one of a
   * file that is still here comes with the file; a rejected one leaves it, and a note of it remains.
   */
  async ask(): Promise<void> {
    const { journal, contact, now } = this.parts;
    const apart = journal.list.filter((row) => row.apart);
    const waiting = this.#list.filter((one) => one.state === 'waiting');
    const cases = [...new Set([...apart, ...waiting].map((one) => one.case))];
    if (!cases.length || Math.abs(now() - this.#askedAt) < ASK_EVERY_MS) return;
    const told = await contact.ask<ServerReceipt[]>('POST', '/api/receipts', { cases });
    this.#askedAt = now();
    const byId = new Map(told.map((one) => [one.document, one]));
    for (const row of apart) {
      const one = byId.get(row.doc._id);
      if (one?.state !== 'rejected') continue;
      const { kind, at, _id: id } = row.doc;
      await this.add({ id, case: row.case, kind, at: at as string, received: one.received_at, state: one.state, decided: one.decided_at });
      await journal.letGo(id);
    }
    const changed = this.#list.map((note) => {
      const one = note.state === 'waiting' ? byId.get(note.id) : undefined;
      return one && one.state !== 'waiting' ? { ...note, state: one.state, decided: one.decided_at } : note;
    });
    const old = (note: Note): boolean => note.decided !== null && now() - Date.parse(note.decided) > KEPT_MS;
    await this.#save(changed.filter((note) => !old(note)));
  }

  async #save(list: readonly Note[]): Promise<void> {
    const { keep, vault } = this.parts;
    await keep.put('meta', await seal(vault.key, PLACE, list), 'notes');
    this.#list = list;
  }
}
