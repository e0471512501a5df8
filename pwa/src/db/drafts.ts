// Forms not finished yet. Every change is sealed and written through; while one
// write is under way only the newest of those that follow is kept, so that fast
// typing on a slow disk never queues up.
import { putDurably, type Keep } from './keep';
import type { Drafts } from './phone';
import { seal, unseal } from './seal';
import type { PhoneVault } from './vault.svelte';

const placeOf = (key: string): string => `drafts/${key}`;

interface Draft {
  savedAt: string;
  value: unknown;
}

export class PhoneDrafts implements Drafts {
  readonly #writing = new Map<string, Promise<void>>();
  readonly #next = new Map<string, () => Promise<void>>();

  constructor(
    readonly keep: Keep,
    readonly vault: PhoneVault,
    readonly now: () => number,
  ) {}

  async load<T>(key: string): Promise<T | null> {
    const sealed = await this.keep.get('drafts', key);
    return sealed ? ((await unseal<Draft>(this.vault.key, placeOf(key), sealed)).value as T) : null;
  }

  save(key: string, value: unknown): Promise<void> {
    // Taken now: the form's object goes on changing.
    const draft: Draft = { savedAt: new Date(this.now()).toISOString(), value: JSON.parse(JSON.stringify(value)) as unknown };
    return this.#in(key, async () => {
      await putDurably(this.keep, 'drafts', key, await seal(this.vault.key, placeOf(key), draft));
    });
  }

  discard(key: string): Promise<void> {
    return this.#in(key, () => this.keep.delete('drafts', key));
  }

  async list(): Promise<{ key: string; savedAt: string; value: unknown }[]> {
    const transaction = this.keep.transaction('drafts');
    const [keys, rows] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
    const key = this.vault.key;
    const opened = rows.map(async (sealed, at) => ({ key: keys[at]!, ...(await unseal<Draft>(key, placeOf(keys[at]!), sealed)) }));
    return (await Promise.all(opened)).sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1));
  }

  /** Those of one case: their keys name it. */
  async of(caseId: string): Promise<{ key: string; savedAt: string }[]> {
    return (await this.list()).filter(({ key }) => key.split('/').includes(caseId));
  }

  #in(key: string, write: () => Promise<void>): Promise<void> {
    const under = this.#writing.get(key);
    if (!under) {
      const work = write().finally(() => this.#writing.delete(key));
      this.#writing.set(key, work);
      return work;
    }
    this.#next.set(key, write);
    return under
      .catch(() => undefined)
      .then(() => {
        const newest = this.#next.get(key);
        this.#next.delete(key);
        // An earlier one of those that waited took the newest along.
        return newest ? this.#in(key, newest) : (this.#writing.get(key) ?? undefined);
      });
  }
}
