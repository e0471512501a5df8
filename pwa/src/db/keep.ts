// The phone's own IndexedDB beside the case files: the lock, the snapshot, what
// is unsent, drafts, and what the sync remembers. One database per person.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Wrapping } from './keys';
import { sha256 } from './seal';

export type Sealed = Uint8Array<ArrayBuffer>;

export interface VaultRow {
  wrapping: Wrapping;
  /** Wrong PINs since the last right one. */
  wrong: number;
  /** Device time in ms before which no PIN is tried, and when that was set. */
  notBefore: number;
  setAt: number;
}

export interface KeepSchema extends DBSchema {
  vault: { key: string; value: VaultRow };
  /** Case → sealed summary. */
  snapshot: { key: string; value: Sealed };
  /** Document id → its case, and the sealed record. */
  journal: { key: string; value: { case: string; sealed: Sealed } };
  /** Draft key → sealed draft. */
  drafts: { key: string; value: Sealed };
  /** Database and document → a photograph that was opened, sealed, and when. */
  pictures: { key: string; value: { sealed: Sealed; at: number } };
  /** What the sync remembers. Ids, numbers and times only: nothing of a document. */
  meta: { key: string; value: unknown };
}

export type Keep = IDBPDatabase<KeepSchema>;

/**
 * Step n brings a database of version n to n + 1. Steps are only ever added: a phone in the field may come
 * from any version.
 */
const steps: ((db: Keep) => void)[] = [
  (db) => {
    db.createObjectStore('vault');
    db.createObjectStore('snapshot');
    db.createObjectStore('journal');
    db.createObjectStore('drafts');
    db.createObjectStore('meta');
  },
  (db) => {
    db.createObjectStore('pictures');
  },
];

/** A name for this person's databases that does not say who it is. */
export async function keepName(user: string): Promise<string> {
  return `qadam-${(await sha256(new TextEncoder().encode(`qadam ${user}`))).slice(0, 16)}`;
}

export const openKeep = (name: string): Promise<Keep> =>
  openDB<KeepSchema>(name, steps.length, {
    upgrade(db, from) {
      for (const step of steps.slice(from)) step(db);
    },
    // Another tab runs a newer version of the app: let it migrate.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });

/** Puts a row and resolves when it is on the disk, not merely in the system's cache. */
export async function putDurably<S extends 'journal' | 'drafts' | 'vault'>(
  keep: Keep,
  store: S,
  key: string,
  value: KeepSchema[S]['value'],
): Promise<void> {
  const transaction = keep.transaction(store, 'readwrite', { durability: 'strict' });
  await Promise.all([transaction.store.put(value, key), transaction.done]);
}
