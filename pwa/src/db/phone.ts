// What the phone offers to the parts of the app that people see. Everything
// marked *reactive* is a Svelte rune underneath: read it in a template or a
// `$derived` and it follows.
import type { Me } from '../api/types';
import type { Doc, Fact } from './doc';

/** Who holds the phone; `session.me` fits. */
export type Person = Pick<Me, 'user' | 'role' | 'device' | 'case'>;

/** The phone's own storage for one person. Two people on one device have two phones, and neither can read the other's. */
export interface Phone {
  readonly person: Person;
  readonly vault: Vault;
  readonly files: Files;
  readonly sync: Sync;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly notes: Notes;
  readonly clock: Clock;
  readonly position: Position;
  readonly storage: Storage;

  /**
   * Records a fact in a case file: completes the envelope (`_id` with a UUIDv7, `schema`, `by`, `at`,
   * `clock_offset_s`) and resolves when it is durable on this phone, whatever the network does. The
   * list and {@link where} know it by then, and a sync is under way.
   * Throws {@link StorageFull}, {@link Locked}.
   */
  record(caseId: string, fact: Fact): Promise<Doc>;

  /**
   * Records a photograph as a document of its own, `photo:<sha256>`, encrypted on the phone and sent after
   * words. Name it in the fact: `evidence: [{ photo: doc._id }]`. The picture comes shrunk and without EXIF.
   */
  photograph(caseId: string, picture: Blob): Promise<Doc>;

  /**
   * Opens a photograph of a file: from this phone, or from the server, once, with `progress` from 0 to 1.
   * Throws {@link PictureAway} when it is not here and there is no way to it now.
   */
  picture(caseId: string, docId: string, progress?: (share: number) => void): Promise<Blob>;

  /** Where a record is; *reactive*. See {@link Where}. */
  where(caseId: string, docId: string): Where;

  /** Stops syncing and closes everything, keeping all data. For signing out. */
  close(): Promise<void>;

  /** Destroys all that this phone keeps of this person, unsent records included. Ask before. */
  wipe(): Promise<void>;
}

/**
 * - `'phone'`: only here; the server has not acknowledged it.
 * - `{ server }`: the file holds the server's receipt; when it was received (RFC 3339), null when it came
 *   from elsewhere and no receipt is known to this phone.
 * - `{ judged }`: a supervisor decided on a flag that rests on it.
 * - `{ apart }`: the server has it and keeps it out of the case file until the head of the office decides; since when.
 * - `{ refused }`: the server refused it with this code (message `gate-<code>`); it stays in the outbox.
 */
export type Where = 'phone' | { server: string | null } | { judged: Verdict } | { apart: string } | { refused: string };
export type Verdict = 'confirm' | 'dismiss' | 'excuse' | 'resolve_conflict';

/** The lock. Until it is open the phone reads and writes nothing. */
export interface Vault {
  /** `none`: this person has no vault here yet: {@link create}. *Reactive*. */
  readonly state: 'none' | 'locked' | 'open';
  /** Whether a PIN guards it; a minor's may be without. *Reactive*. */
  readonly guarded: boolean;
  /** Seconds until the next PIN may be tried; 0 when it may be now. *Reactive*, but counts only when read anew. */
  waitSeconds(): number;
  /** Makes the vault and opens it. Six digits; `null`: without a PIN (minors only). Throws on another shape. */
  create(pin: string | null): Promise<void>;
  unlock(pin: string): Promise<{ ok: true } | { ok: false; waitSeconds: number }>;
  /** Sets or changes the PIN of an open vault. `old` is needed when it is guarded; false when `old` is wrong. */
  changePin(pin: string, old: string | null): Promise<boolean>;
  lock(): void;
  /** Seconds without a touch, and seconds out of sight, after which it locks by itself. May be changed. */
  autoLockAfter: { idle: number; hidden: number };
}

/** The case files on this phone. */
export interface Files {
  /** The list has been read from the snapshot (a moment after unlocking). *Reactive*. */
  readonly ready: boolean;
  /** All files, by family name; at once after unlocking, kept right while documents change. *Reactive*. */
  readonly list: readonly CaseSummary[];
  /** One of the list; *reactive*. */
  summary(caseId: string): CaseSummary | undefined;
  /** All documents of a file (winners, not deleted), decrypted. Opens its database: some 50 ms. */
  documents(caseId: string): Promise<Doc[]>;
  /** Calls back after documents of the file changed (recorded here, in another tab, or synchronised). Returns its end. */
  watch(caseId: string, changed: () => void): () => void;
}

/**
 * What lists and Today need of a file. Documents are whole. `facts`, `decisions` and decided `flags`
 * reach back {@link SUMMARY_DAYS} days; for more, {@link Files.documents}.
 */
export interface CaseSummary {
  case: string;
  /** The `case` document, null until it has arrived. */
  file: Doc | null;
  /** The order in force, or the latest. */
  order: Doc | null;
  /** Conditions that have not ended and are not superseded. */
  conditions: Doc[];
  /** Permissions not yet over. */
  permissions: Doc[];
  /** Tasks in state `planned`. */
  tasks: Doc[];
  /** Check-ins asked lately. */
  requests: Doc[];
  /** Facts of the last days, newest first, corrected ones left out. */
  facts: Doc[];
  /** Flags that are open, reopened or frozen, and those of the last days in any state. */
  flags: Doc[];
  decisions: Doc[];
  /** In a minor's own database: the `duties` document. */
  duties: Doc | null;
  /** In a minor's own database: acts of the office that the child is told of. */
  notices: Doc[];
  /** Records of this file that are not safe at the server, refused ones included. */
  unsent: number;
  refused: number;
  /** Not assigned to this person any more; kept only until the server has what is unsent. */
  leaving: boolean;
}

/** How far back a summary's facts reach. */
export const SUMMARY_DAYS = 14;

export interface Sync {
  /** *Reactive*, each field. */
  readonly state: SyncState;
  /** Synchronises now, or joins the run under way; resolves when it ended, however. Never throws. */
  now(): Promise<void>;
}

export interface SyncState {
  /** `signed_out`: the server wants a new sign-in; everything stays and works. `failed`: tried again later by itself. */
  readonly phase: 'idle' | 'syncing' | 'offline' | 'signed_out' | 'failed';
  /** When everything was last up to date both ways; RFC 3339 by the device's clock. */
  readonly lastCompleteAt: string | null;
  /** Records that wait to be sent, refused ones not counted. */
  readonly waiting: number;
  /** Records that the server keeps apart until the head of the office decides: safe, and not in a case file. */
  readonly apart: number;
  /** Records that the server refused: see the outbox. Never show green while one is there. */
  readonly refused: number;
  /** Files of the run under way. */
  readonly progress: { done: number; total: number };
}

/** A record that no case file at the server is known to have. */
export interface Unsent {
  case: string;
  doc: Doc;
  /** Null: it waits. Else why the server refused it: `code` for message `gate-<code>`, `reason` its words. */
  refused: { code: string; reason: string; at: string } | null;
  /** Since when the server keeps it apart; it is sent again only when another store answers. */
  apart?: string | null;
}

/** What remains of a record whose file has left the phone, or which the head of the office rejected. */
export interface Note {
  id: string;
  case: string;
  /** The record's kind; `draft`: a form that was not finished in time. */
  kind: string;
  at: string;
  received: string | null;
  state: 'waiting' | 'admitted' | 'rejected' | 'gone';
  decided: string | null;
}

export interface Notes {
  /** *Reactive*. */
  readonly list: readonly Note[];
  dismiss(id: string): Promise<void>;
}

export interface Outbox {
  /** Everything unsent, oldest first; *reactive*. */
  readonly list: readonly Unsent[];
  /** Try a refused record again at the next sync, e.g. after an assignment was put right. */
  retry(docId: string): Promise<void>;
  /** Gives a refused record up: it leaves the phone for good. Ask before. Refuses what only waits. */
  discard(docId: string): Promise<void>;
  /** All unsent records as a JSON file for a person to carry. It is readable by whoever holds it: say so. */
  export(): Blob;
}

/** Forms not finished yet, encrypted, durable when `save` resolves; they survive a killed tab. Keys hold ids, never names. */
export interface Drafts {
  load<T>(key: string): Promise<T | null>;
  /** Saves in order; a later save of the same key replaces one still waiting. */
  save(key: string, value: unknown): Promise<void>;
  discard(key: string): Promise<void>;
  list(): Promise<{ key: string; savedAt: string; value: unknown }[]>;
}

export interface Clock {
  /** Server minus device in seconds at the last contact; null if never measured. *Reactive*. */
  readonly offsetS: number | null;
  /** The device's clock. */
  now(): Date;
  /** The clock that counts: the device's, corrected. */
  corrected(): Date;
}

export interface Place {
  lat: number;
  lon: number;
  accuracy_m: number | null;
}

/** The position, read only while a form is open. */
export interface Position {
  /** Begins to read, with high accuracy; the form ends it with `stop()` when it closes. */
  watch(): Fix;
}

export interface Fix {
  /** *Reactive*. `denied`: the person or the browser refused. `unavailable`: no receiver, or no fix yet after a while; it goes on trying. */
  readonly status: 'searching' | 'found' | 'denied' | 'unavailable';
  /** The best fix since `watch()`; *reactive*. Fits the `place` of a fact. */
  readonly place: Place | null;
  /** When the best fix was made. */
  readonly at: string | null;
  /** How many fixes were read; *reactive*. */
  readonly fixes: number;
  stop(): void;
}

/** The browser's disk. *Reactive*. */
export interface Storage {
  /** The browser promised not to clear it by itself; null: not known yet. */
  readonly persisted: boolean | null;
  /** 0 to 1 of what the browser allows; null: not known. */
  readonly used: number | null;
  /** A write failed for want of space. */
  readonly full: boolean;
}

/** The browser has no room left for the record: nothing was saved. */
export class StorageFull extends Error {
  override name = 'StorageFull';
}

/** The photograph is at the server, and there is no way to it now. */
export class PictureAway extends Error {
  override name = 'PictureAway';
}

/** The vault is not open. */
export class Locked extends Error {
  override name = 'Locked';
}
