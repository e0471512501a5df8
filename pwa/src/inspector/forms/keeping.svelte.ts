// From the last tap to the record on the phone: one at a time, and what went wrong is said.
import { onDestroy } from 'svelte';
import { StorageFull, type Doc } from '../../db';
import { formOpens } from '../../shell/updates.svelte';

export class Keeping {
  saved = $state.raw<Doc | null>(null);
  busy = $state(false);
  trouble = $state<'full' | 'failed' | null>(null);
  readonly draft: { readonly ready: boolean; end(): Promise<void> };
  readonly #over: () => void;

  /** `stop`: what ends with the form. Make it while the form is being made. */
  constructor(draft: Keeping['draft'], stop?: () => void) {
    this.draft = draft;
    const closed = formOpens();
    this.#over = () => {
      stop?.();
      closed();
    };
    onDestroy(this.#over);
  }

  async run(record: () => Promise<Doc>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = null;
    try {
      this.saved = await record();
      navigator.vibrate?.(30);
      await this.draft.end();
      this.#over();
    } catch (error) {
      this.trouble = error instanceof StorageFull ? 'full' : 'failed';
    } finally {
      this.busy = false;
    }
  }
}
