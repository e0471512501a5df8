// The case files' databases: opened when somebody asks, a few at a time, closed
// when others are needed more.
import { encrypted } from './cipher';
import type { Database } from './pouch-types';
import type { PhoneVault } from './vault.svelte';

/** Open at once: the sync's four, and those that screens look into. An open one costs a connection and some memory. */
const OPEN_AT_ONCE = 8;

interface Entry {
  database: Promise<Database>;
  users: number;
}

export class Databases {
  /** Insertion order is order of use: the first is the longest unused. */
  readonly #open = new Map<string, Entry>();
  readonly #closing = new Map<string, Promise<void>>();

  constructor(
    readonly prefix: string,
    readonly vault: PhoneVault,
    /** PouchDB's adapter; tests under Node bring `memory`. */
    readonly adapter = 'indexeddb',
  ) {}

  /** Works in a database, opening it if need be. Throws {@link Locked}. */
  async use<T>(name: string, work: (database: Database) => Promise<T>): Promise<T> {
    const key = this.vault.key;
    const entry = this.#open.get(name) ?? { database: this.#opened(name, key), users: 0 };
    this.#open.delete(name);
    this.#open.set(name, entry);
    entry.users += 1;
    try {
      return await work(await entry.database);
    } catch (error) {
      // A database that could not be opened is tried anew the next time.
      await entry.database.catch(() => this.#open.delete(name));
      throw error;
    } finally {
      entry.users -= 1;
      this.#closeUnused();
    }
  }

  /** Destroys a database; nobody may be using it. */
  async destroy(name: string): Promise<void> {
    await this.use(name, async (database) => {
      this.#open.delete(name);
      await database.destroy();
    });
  }

  /** Closes all, whoever is using them: for locking. */
  async close(): Promise<void> {
    for (const name of [...this.#open.keys()]) this.#close(name);
    await Promise.all(this.#closing.values());
  }

  async #opened(name: string, key: CryptoKey): Promise<Database> {
    const [{ PouchDB }] = await Promise.all([import('./pouch'), this.#closing.get(name)]);
    const options = { adapter: this.adapter, auto_compaction: true, revs_limit: 50 };
    return encrypted(new PouchDB(`${this.prefix}-${name}`, options), name, key) as unknown as Database;
  }

  #closeUnused(): void {
    for (const [name, entry] of this.#open) {
      if (this.#open.size <= OPEN_AT_ONCE) return;
      if (entry.users === 0) this.#close(name);
    }
  }

  #close(name: string): void {
    const entry = this.#open.get(name);
    if (!entry) return;
    this.#open.delete(name);
    const closed = entry.database
      .then((database) => database.close())
      .catch(() => undefined)
      .finally(() => this.#closing.delete(name));
    this.#closing.set(name, closed);
  }
}
