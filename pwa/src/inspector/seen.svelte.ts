// Which decisions the inspector has seen on this phone. Kept encrypted beside the drafts.
import type { Drafts } from '../db';

const key = 'seen/decisions';

export class Seen {
  ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Until the list is read, nothing is called new. */
  ready = $state(false);
  readonly #drafts: Drafts;

  constructor(drafts: Drafts) {
    this.#drafts = drafts;
  }

  async read(): Promise<void> {
    this.ids = new Set((await this.#drafts.load<string[]>(key)) ?? []);
    this.ready = true;
  }

  /** `present`: all decisions still on the phone; older ones are forgotten, so that the list stays short. */
  async add(ids: readonly string[], present: ReadonlySet<string>): Promise<void> {
    const next = new Set([...this.ids, ...ids].filter((id) => present.has(id)));
    if (next.size === this.ids.size && ids.every((id) => this.ids.has(id))) return;
    this.ids = next;
    await this.#drafts.save(key, [...next]);
  }
}
