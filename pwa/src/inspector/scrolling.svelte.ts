// Each new screen begins at its top with its heading spoken; a list that one comes back to stands where it stood.
import { tick } from 'svelte';
import { route } from '../shell/router.svelte';

/** Call it while a component is being made, once; `lists` are the addresses that keep their place. */
export function keepPlaces(lists: readonly string[]): void {
  const places = new Map<string, number>();
  let shown = '';
  let first = true;
  $effect.pre(() => {
    const next = route.path;
    // Still the old screen: this runs before the new one is drawn.
    if (lists.includes(shown)) places.set(shown, scrollY);
    shown = next;
    if (first) first = false;
    else void arrive(next);
  });

  async function arrive(path: string): Promise<void> {
    await tick();
    scrollTo(0, lists.includes(path) ? (places.get(path) ?? 0) : 0);
    const heading = document.querySelector<HTMLElement>('h1');
    // A form that took the focus for itself keeps it.
    if (!heading || document.activeElement !== document.body) return;
    heading.tabIndex = -1;
    heading.style.outline = 'none';
    heading.focus({ preventScroll: true });
  }
}
