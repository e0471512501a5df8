// The review queue: what waits for this office's supervisors, kept fresh while the desk is open.
import { get, Offline, Problem } from '../api/client';
import type { QueueRow } from '../api/types';
import { onTold } from './live.svelte';

export type Shelf = 'open' | 'decided';

class Queue {
  rows = $state.raw<QueueRow[]>([]);
  shelf = $state<Shelf>('open');
  loaded = $state(false);
  failed = $state(false);
  /** Flags that came while the page was open, to be marked as new. */
  fresh = $state.raw<ReadonlySet<string>>(new Set());
  #asking: Promise<void> | null = null;
  #again = false;

  /** How many wait for a decision. */
  get waiting(): number {
    return this.shelf === 'open' ? this.rows.length : 0;
  }

  show(shelf: Shelf): void {
    this.shelf = shelf;
    this.rows = [];
    this.loaded = false;
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
    const shelf = this.shelf;
    try {
      const rows = await get<QueueRow[]>(`/api/queue?state=${shelf}`);
      if (shelf !== this.shelf) return;
      if (this.loaded) {
        const known = new Set(this.rows.map(id));
        this.fresh = new Set([...this.fresh, ...rows.map(id).filter((one) => !known.has(one))]);
      }
      this.rows = rows;
      this.loaded = true;
      this.failed = false;
    } catch (error) {
      if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
      this.failed = true;
    }
  }
}

const id = (row: QueueRow): string => `${row.case} ${row.flag}`;

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
