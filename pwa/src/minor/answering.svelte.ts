// One answer being made: the position read while its screen is open, the note
// kept at every letter, and what was recorded in the end.
import { onDestroy, onMount } from 'svelte';
import { StorageFull, type Fix } from '../db';
import { formOpens } from '../shell/updates.svelte';
import type { Room } from './room';

export class Answering {
  note = $state('');
  busy = $state(false);
  /** The phone had no room: nothing was saved. */
  full = $state(false);
  saved = $state.raw<{ id: string; at: string } | null>(null);
  readonly fix: Fix;

  /** Call it while a component is being made; `draft` names what is kept between two tries. */
  constructor(
    readonly room: Room,
    readonly draft: 'answer' | 'help',
    /** Settled when the screen opens: what is answered must not change under the thumb. */
    readonly request: string | undefined,
  ) {
    const { phone } = room;
    this.fix = phone.position.watch();
    const closed = formOpens();
    onMount(async () => {
      this.note = (await phone.drafts.load<string>(draft)) ?? this.note;
    });
    onDestroy(() => {
      this.fix.stop();
      closed();
    });
  }

  readonly keep = (): void => {
    // Without room for a draft the answer itself can still be tried.
    void this.room.phone.drafts.save(this.draft, this.note).catch(() => undefined);
  };

  /** Never waits for the position: an answer without a place is an answer. */
  async send(): Promise<void> {
    const { phone, caseId } = this.room;
    this.busy = true;
    this.full = false;
    try {
      const doc = await phone.record(caseId, {
        kind: 'check_in',
        request: this.request,
        place: this.fix.place,
        note: this.note.trim() || undefined,
        help_wanted: this.draft === 'help',
      });
      this.fix.stop();
      this.saved = { id: doc._id, at: doc.at as string };
      await phone.drafts.discard(this.draft);
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      this.full = true;
    } finally {
      this.busy = false;
    }
  }
}
