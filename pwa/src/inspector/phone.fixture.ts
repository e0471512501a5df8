// A phone in memory, for the tests of this room alone: the real one is src/db.
import type { CaseSummary, Doc, Drafts, Phone, SyncState, Unsent, Where } from '../db';
import type { Session } from '../shell/session.svelte';

export const inspector: Session = {
  user: 'aigul', role: 'inspector', name: '', language: 'en', office: 'synaq', zone: 'Asia/Almaty', device: 'd1', case: null, version: '1', vapid_public_key: null,
}; // prettier-ignore

export class MemoryDrafts implements Drafts {
  readonly kept = new Map<string, { value: string; savedAt: string }>();
  #tick = 0;

  load<T>(key: string): Promise<T | null> {
    const found = this.kept.get(key);
    return Promise.resolve(found ? (JSON.parse(found.value) as T) : null);
  }
  save(key: string, value: unknown): Promise<void> {
    this.#tick += 1;
    this.kept.set(key, { value: JSON.stringify(value), savedAt: new Date(this.#tick * 1000).toISOString() });
    return Promise.resolve();
  }
  discard(key: string): Promise<void> {
    this.kept.delete(key);
    return Promise.resolve();
  }
  list(): Promise<{ key: string; savedAt: string; value: unknown }[]> {
    return Promise.resolve([...this.kept].map(([key, { value, savedAt }]) => ({ key, savedAt, value: JSON.parse(value) as unknown })));
  }
}

interface Given {
  now?: string;
  sync?: Partial<SyncState>;
  list?: CaseSummary[];
  where?: Record<string, Where>;
  outbox?: Unsent[];
  offsetS?: number | null;
}

export function memoryPhone({ now = '2026-10-02T23:00:00+05:00', sync = {}, list = [], where = {}, outbox = [], offsetS = 0 }: Given): Phone {
  const never = (): never => {
    throw new Error('not in this test');
  };
  return {
    person: inspector,
    vault: { state: 'open', guarded: true, waitSeconds: () => 0, create: never, unlock: never, changePin: never, lock: never, autoLockAfter: { idle: 300, hidden: 60 } },
    files: {
      ready: true,
      list,
      summary: (id) => list.find((one) => one.case === id),
      documents: () => Promise.resolve([] as Doc[]),
      watch: () => () => undefined,
    },
    sync: { state: { phase: 'idle', lastCompleteAt: null, waiting: 0, apart: 0, refused: 0, progress: { done: 0, total: 0 }, ...sync }, now: never },
    outbox: { list: outbox, retry: never, discard: never, export: never },
    drafts: new MemoryDrafts(),
    notes: { list: [], dismiss: never },
    clock: { offsetS, now: () => new Date(now), corrected: () => new Date(now) },
    position: { watch: never },
    storage: { persisted: true, used: 0.1, full: false },
    record: never,
    photograph: never,
    picture: never,
    where: (_case, id) => where[id] ?? 'phone',
    close: never,
    wipe: never,
  } as Phone;
}
