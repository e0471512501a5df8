// A file that is not this person's any more leaves the phone. In this order, and
// each step can be cut off and taken again:
//
//   sent → receipts for all of it → a note of what the head decides on →
//   marked → journal, documents, snapshot, drafts destroyed → reported → mark gone
//
// Nothing is destroyed before the server says that it has it: the case file what
// was recorded while the person was assigned, the quarantine what was not. From
// the mark on the copy may be gone, so it is only finished, never begun anew.
import type { ServerReceipt } from '../api/types';
import type { Contact } from './contact';
import type { PhoneDrafts } from './drafts';
import type { PhoneFiles } from './files.svelte';
import type { Journal } from './journal.svelte';
import type { Keep } from './keep';
import type { PhoneNotes } from './notes.svelte';
import type { Unsent } from './phone';
import type { Restored } from './restored';

/**
 * A form begun and not finished cannot be sent, and is the person's own work: the copy waits a day for it to be
 * finished or thrown away. Then it goes, and a note says so.
 */
export const DRAFT_GRACE_MS = 24 * 3600_000;

const markOf = (caseId: string): string => `leaving:${caseId}`;
const sinceOf = (caseId: string): string => `lost:${caseId}`;
const between = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

export interface LeavingParts {
  keep: Keep;
  journal: Journal;
  files: PhoneFiles;
  drafts: PhoneDrafts;
  notes: PhoneNotes;
  contact: Contact;
  restored: Restored;
  now: () => number;
  /** Sends what waits in a file, words before photographs. */
  send: (caseId: string) => Promise<void>;
}

export class Leaving {
  constructor(readonly parts: LeavingParts) {}

  /** Of those files that are this person's (again) nothing is counted. */
  async stays(mine: ReadonlySet<string>): Promise<void> {
    const { keep } = this.parts;
    for (const key of await keep.getAllKeys('meta', between('lost:'))) if (mine.has(key.slice('lost:'.length))) await keep.delete('meta', key);
  }

  /** At the beginning of a run: finishes what was cut off, and reports what is destroyed, before anything is fetched. */
  async resume(): Promise<void> {
    const { keep, contact, journal } = this.parts;
    // A server of an earlier version refused what this one keeps apart.
    for (const row of journal.list) if (row.refused?.code === 'after_assignment') await journal.retry(row.doc._id);
    const marked = (await keep.getAllKeys('meta', between('leaving:'))).map((key) => key.slice('leaving:'.length));
    const ended: string[] = [];
    for (const caseId of marked) if (await this.#destroy(caseId)) ended.push(caseId);
    if (!ended.length) return;
    await contact.ask('POST', '/api/contacts/ended', { cases: ended });
    for (const caseId of ended) await keep.delete('meta', markOf(caseId));
  }

  /** Sends what the file holds and, when the server has all of it, destroys the copy. */
  async leave(caseId: string): Promise<void> {
    const { keep, journal, restored, notes } = this.parts;
    if (restored.inDoubt(caseId)) await restored.putBack(caseId);
    await this.parts.send(caseId);
    const rows = journal.of(caseId);
    const receipts = rows.length ? await this.#receipts(caseId) : new Map<string, ServerReceipt>();
    // The server was put back to a day before it took them: they are sent again.
    for (const row of rows) if (row.apart && !receipts.has(row.doc._id)) await journal.sendAgain(row.doc._id);
    // The receipts of what it took into the case file are out of sight: `releases` takes it out of the journal.
    if (!(await this.#releases(caseId, receipts))) return;
    if (journal.of(caseId).some((row) => !row.apart)) return;
    if (await this.#waitsForDrafts(caseId)) return;
    for (const row of journal.of(caseId)) await notes.add(noteOf(row, receipts.get(row.doc._id)!));
    await keep.put('meta', this.parts.now(), markOf(caseId));
    await this.resume();
  }

  /** What the quarantine says it holds of this person's records. */
  async #receipts(caseId: string): Promise<Map<string, ServerReceipt>> {
    if (!this.parts.journal.of(caseId).some((row) => row.apart)) return new Map();
    const told = await this.parts.contact.ask<ServerReceipt[]>('POST', '/api/receipts', { cases: [caseId] });
    return new Map(told.filter((one) => one.case === caseId).map((one) => [one.document, one]));
  }

  /** Whether the server has it all. Its receipts may be out of sight now; its own list of what it misses is as good. */
  async #releases(caseId: string, apart: ReadonlyMap<string, unknown>): Promise<boolean> {
    const { restored } = this.parts;
    try {
      return await restored.holdsAll(caseId, apart);
    } catch (error) {
      // It does not even say: the case file was expunged. It had acknowledged everything, and is the same store.
      if ((error as { status?: number }).status === 403 && !restored.inDoubt(caseId)) return true;
      throw error;
    }
  }

  async #waitsForDrafts(caseId: string): Promise<boolean> {
    const { keep, drafts, notes, now } = this.parts;
    const begun = await drafts.of(caseId);
    if (!begun.length) return false;
    const since = (await keep.get('meta', sinceOf(caseId))) as number | undefined;
    if (since === undefined) await keep.put('meta', now(), sinceOf(caseId));
    // A clock set back must not keep the copy for longer than a day from now.
    if (since === undefined || Math.abs(now() - since) < DRAFT_GRACE_MS) return true;
    for (const { key, savedAt } of begun)
      await notes.add({ id: key, case: caseId, kind: 'draft', at: savedAt, received: null, state: 'gone', decided: null });
    return false;
  }

  /** True when nothing of the file is left. What was recorded after the mark is in the journal, and is sent first. */
  async #destroy(caseId: string): Promise<boolean> {
    const { keep, journal, files, drafts, restored } = this.parts;
    const rows = journal.of(caseId);
    if (rows.some((row) => !row.apart)) {
      await keep.delete('meta', markOf(caseId));
      return false;
    }
    await files.destroy(caseId);
    await journal.acknowledge(rows.map((row) => row.doc._id));
    for (const { key } of await drafts.of(caseId)) await drafts.discard(key);
    await keep.delete('meta', sinceOf(caseId));
    await restored.forget(caseId);
    await this.#forget('heads', files.databaseOf(caseId));
    // Fetched anew, the file has a contact at once: it takes back what is reported now.
    await this.#forget('contacts', caseId);
    return true;
  }

  async #forget(what: 'heads' | 'contacts', name: string): Promise<void> {
    const known = { ...((await this.parts.keep.get('meta', what)) as Record<string, unknown> | undefined) };
    delete known[name];
    await this.parts.keep.put('meta', known, what);
  }
}

const noteOf = ({ case: caseId, doc }: Unsent, receipt: ServerReceipt) => ({
  id: doc._id,
  case: caseId,
  kind: doc.kind,
  at: doc.at as string,
  received: receipt.received_at,
  state: receipt.state,
  decided: receipt.decided_at,
});
