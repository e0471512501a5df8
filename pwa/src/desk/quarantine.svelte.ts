// What was recorded outside of assignments and waits for this office, kept fresh while the desk is open.
import { get, Offline, Problem } from '../api/client';
import type { QuarantineRow } from '../api/types';
import { onTold } from './live.svelte';

export type Shelf = 'waiting' | 'decided';

class Quarantine {
  waiting = $state.raw<QuarantineRow[]>([]);
  decided = $state.raw<QuarantineRow[]>([]);
  shelf = $state<Shelf>('waiting');
  loaded = $state(false);
  failed = $state(false);

  get rows(): QuarantineRow[] {
    return this.shelf === 'waiting' ? this.waiting : this.decided;
  }

  async show(shelf: Shelf): Promise<void> {
    this.shelf = shelf;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      const shelf = this.shelf;
      this.waiting = await get<QuarantineRow[]>('/api/quarantine?state=waiting');
      if (shelf === 'decided') this.decided = await get<QuarantineRow[]>('/api/quarantine?state=decided');
      this.loaded = true;
      this.failed = false;
    } catch (error) {
      if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
      this.failed = true;
    }
  }
}

export const quarantine = new Quarantine();

/** Keeps it fresh until the returned end is called. */
export function keepQuarantine(): () => void {
  void quarantine.refresh();
  return onTold((told) => {
    // Whatever moves a case between offices moves what waits for it.
    if (told.kind !== 'flag') void quarantine.refresh();
  });
}
