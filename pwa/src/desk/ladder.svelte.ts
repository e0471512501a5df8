// The ladder of one case as the server reckons it, asked for again whenever the file changes.
import { get, Offline, Problem } from '../api/client';
import type { Act, Ladder } from '../api/types';
import { language } from '../i18n';
import { onTold } from './live.svelte';

export class CaseLadder {
  now = $state.raw<Ladder | null>(null);

  constructor(readonly id: string) {}

  async refresh(): Promise<void> {
    try {
      this.now = await get<Ladder>(`/api/cases/${encodeURIComponent(this.id)}/ladder`);
    } catch (error) {
      // The page around it says that the server cannot be reached.
      if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
    }
  }
}

/** Opens a case's ladder and keeps it fresh. */
export function openLadder(id: () => string): { readonly ladder: CaseLadder } {
  let ladder = $state.raw(new CaseLadder(id()));
  $effect(() => {
    const opened = new CaseLadder(id());
    ladder = opened;
    return onTold((told) => {
      if (told.kind === 'hello' || told.case === opened.id) void opened.refresh();
    });
  });
  $effect(() => {
    language(); // titles and grounds come in the reader's language
    void ladder.refresh();
  });
  return {
    get ladder() {
      return ladder;
    },
  };
}

export const standsStill = (act: Act): boolean => act.status === 'issued' || act.status === 'served' || act.status === 'ruled';
