// Short messages at the bottom of the screen, read aloud to those who listen.
// A toast never carries what must not be missed: that is a Banner's work.
export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'good' | 'bad';
  action?: { label: string; run: () => void };
}

import { untrack } from 'svelte';

let next = 1;
let list = $state<Toast[]>([]);
let spoken = $state('');

export const toasts = (): readonly Toast[] => list;
export const said = (): string => spoken;

/** Says something without showing it: for changes that the eye sees anyway. */
export function announce(text: string): void {
  // The same words twice are read twice only if the region was empty in between.
  spoken = '';
  setTimeout(() => (spoken = text), 50);
}

/** Shows a message for a while; with an action it stays longer. */
export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  const id = next++;
  // Untracked, so that an effect may show a toast.
  untrack(() => (list = [...list.slice(-2), { id, text, tone: options.tone ?? 'plain', action: options.action }]));
  setTimeout(() => dismiss(id), options.action ? 10_000 : 5_000);
}

export function dismiss(id: number): void {
  untrack(() => (list = list.filter((one) => one.id !== id)));
}
