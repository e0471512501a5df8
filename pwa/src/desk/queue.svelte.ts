// The review queue: what waits for this office's supervisors, kept fresh while the desk is open.
import { get, Offline, Problem } from '../api/client';
import type { QueueRow } from '../api/types';
import { onTold } from './live.svelte';

export type Shelf = 'open' | 'decided';

class Queue {
  /** What waits, whichever shelf is shown: a call for help must be seen from everywhere. */
  open = $state.raw<QueueRow[]>([]);
  decided = $state.raw<QueueRow[]>([]);
  shelf = $state<Shelf>('open');
  loaded = $state(false);
  failed = $state(false);
  /** Flags that came while the page was open, to be marked as new. */
  fresh = $state.raw<ReadonlySet<string>>(new Set());
  #asking: Promise<void> | null = null;
  #again = false;

  get rows(): QueueRow[] {
    return this.shelf === 'open' ? this.open : this.decided;
  }

  /** Concerns for a child that nobody has answered. */
  get concerns(): QueueRow[] {
    return this.open.filter((row) => row.fact !== null);
  }

  show(shelf: Shelf): void {
    this.shelf = shelf;
    void this.refresh();
  }

  /** Asks anew; calls during a request become one more request after it. */
  refresh(): Promise<void> {
    if (this.#asking) {
      this.#again = true;
      return this.#asking;
    }
    this.#asking = this.#ask().finally(() => {
      this.#asking = null;
      if (this.#again) {
        this.#again = false;
        void this.refresh();
      }
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    try {
      const [open, decided] = await Promise.all([
        get<QueueRow[]>('/api/queue?state=open'),
        this.shelf === 'decided' ? get<QueueRow[]>('/api/queue?state=decided') : this.decided,
      ]);
      if (this.loaded) {
        const known = new Set(this.open.map(id));
        this.fresh = new Set([...this.fresh, ...open.map(id).filter((one) => !known.has(one))]);
      }
      this.open = open;
      this.decided = decided;
      this.loaded = true;
      this.failed = false;
    } catch (error) {
      if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
      this.failed = true;
    }
  }
}

const id = (row: QueueRow): string => `${row.case} ${row.flag ?? row.fact}`;

export const isFresh = (row: QueueRow): boolean => queue.fresh.has(id(row));
export const seen = (row: QueueRow): void => {
  if (!queue.fresh.has(id(row))) return;
  queue.fresh = new Set([...queue.fresh].filter((one) => one !== id(row)));
};

export const queue = new Queue();

/** Keeps the queue fresh until the returned end is called. */
export function keepQueue(): () => void {
  void queue.refresh();
  return onTold(() => void queue.refresh());
}
