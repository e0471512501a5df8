// When to synchronise: on unlocking, when the network or the eye comes back,
// when the one request that waits for news is answered, now and then while looked
// at, and again with growing patience after a failure. Nothing at all while hidden:
// a day's battery is not spent.
import type { SyncState } from './phone';

/** News come by themselves; this is for a proxy that lets nobody wait, and for the note of contact. */
const NOW_AND_THEN_MS = 5 * 60_000;
/** After the waiting request broke: the next contact says whether the network did. */
const BROKE_MS = 3_000;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 5 * 60_000;
/** Somebody is signing in on this very screen, perhaps: one small request tells. */
const SIGNED_OUT_MS = 15_000;
/** Changes come in flocks (a receipt, a flag): one run for all of them. */
export const GATHER_MS = 150;

export class Triggers {
  #waiting: AbortController | null = null;
  #interval: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #gather: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #running = false;

  constructor(
    readonly run: () => Promise<void>,
    /** Waits for news: see {@link Waiting}. */
    readonly news: (signal: AbortSignal) => Promise<boolean | null>,
  ) {}

  start(): void {
    if (this.#running) return;
    this.#running = true;
    addEventListener('online', this.#online);
    document.addEventListener('visibilitychange', this.#look);
    this.#look();
  }

  stop(): void {
    this.#running = false;
    removeEventListener('online', this.#online);
    document.removeEventListener('visibilitychange', this.#look);
    clearTimeout(this.#retry);
    clearTimeout(this.#gather);
    this.#rest();
  }

  /** Soon, together with what else asks for it. */
  soon(afterMs = GATHER_MS): void {
    if (!this.#running) return;
    clearTimeout(this.#gather);
    this.#gather = setTimeout(() => void this.run(), afterMs);
  }

  /** A run begins: what it brings must not be told as news. */
  began(): void {
    this.#hush();
  }

  /** A run ended: listen while all is well, come back later when it is not. */
  ended(outcome: SyncState['phase']): void {
    clearTimeout(this.#retry);
    if (!this.#running) return;
    if (outcome === 'idle') {
      this.#failures = 0;
      void this.#listen();
      return;
    }
    this.#hush();
    if (document.hidden) return;
    const growing = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures) * (0.75 + Math.random() / 2);
    this.#failures += 1;
    this.#retry = setTimeout(() => void this.run(), outcome === 'signed_out' ? SIGNED_OUT_MS : growing);
  }

  readonly #online = (): void => {
    this.#failures = 0;
    if (!document.hidden) this.soon();
  };

  readonly #look = (): void => {
    if (document.hidden) return this.#rest();
    this.#failures = 0;
    clearInterval(this.#interval);
    this.#interval = setInterval(() => void this.run(), NOW_AND_THEN_MS);
    this.soon();
  };

  #rest(): void {
    clearInterval(this.#interval);
    this.#hush();
  }

  async #listen(): Promise<void> {
    if (this.#waiting || document.hidden) return;
    const waiting = (this.#waiting = new AbortController());
    const { signal } = waiting;
    try {
      let fresh: boolean | null = false;
      while (fresh === false && !signal.aborted) fresh = await this.news(signal);
      if (fresh && !signal.aborted) this.soon();
    } catch {
      if (!signal.aborted) this.soon(BROKE_MS);
    } finally {
      if (this.#waiting === waiting) this.#waiting = null;
    }
  }

  #hush(): void {
    this.#waiting?.abort();
    this.#waiting = null;
  }
}
