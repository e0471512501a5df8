// The browser's disk: asked once to keep our data for good, looked at after each sync.
import type { Keep } from './keep';
import { StorageFull, type Storage } from './phone';

export class PhoneStorage implements Storage {
  persisted = $state<boolean | null>(null);
  used = $state<number | null>(null);
  full = $state(false);

  constructor(readonly keep: Keep) {}

  /** Asks once in a vault's life: some browsers put the question to the person. */
  async askToPersist(): Promise<void> {
    const disk = globalThis.navigator?.storage;
    if (!disk?.persist) return;
    this.persisted = await disk.persisted();
    if (this.persisted || (await this.keep.get('meta', 'asked-to-persist'))) return;
    await this.keep.put('meta', 1, 'asked-to-persist');
    this.persisted = await disk.persist();
  }

  async look(): Promise<void> {
    const estimate = await globalThis.navigator?.storage?.estimate?.().catch(() => null);
    if (estimate?.quota) this.used = (estimate.usage ?? 0) / estimate.quota;
  }

  /** Runs a write and says plainly when there is no room. */
  async room<T>(write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      this.full = false;
      return result;
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error;
      this.full = true;
      throw new StorageFull();
    }
  }
}
