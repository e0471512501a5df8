// A new version waits until no form is open and the person agrees. Parts of the
// app say so with `formOpens()`; the service worker never takes over by itself.
import { untrack } from 'svelte';

let waiting = $state.raw<ServiceWorker | null>(null);
let forms = $state(0);
/** Another tab changed to a newer version: this one loads it as soon as no form is open. */
let stale = false;

const hour = 3_600_000;

/** A form is open: no update until the returned function is called: `$effect(() => formOpens())`. */
export function formOpens(): () => void {
  let open = true;
  // Untracked: the effect that calls this must not run again for what it changed itself.
  untrack(() => (forms += 1));
  return () => {
    if (!open) return;
    open = false;
    untrack(() => (forms -= 1));
    if (stale && untrack(() => forms) === 0) location.reload();
  };
}

/** A newer version is here and nothing would be lost by changing to it; reactive. */
export const updateReady = (): boolean => waiting !== null && forms === 0;

/** Changes to the newer version: it takes over and the page loads again. */
export function applyUpdate(): void {
  if (updateReady()) waiting?.postMessage('take-over');
}

/**
 * Tells the service worker something: `keep` when the role or the language
 * changed, `contact` when the server was reached a moment ago.
 */
export function tellWorker(what: 'keep' | 'contact'): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage(what));
}

/**
 * A file of this version is gone from the server and was not kept here: a newer
 * version stands there. Loading the page again finds it; once a minute at most,
 * so that a broken server does not make a page that reloads for ever.
 */
export function reloadWhenFilesAreGone(): void {
  const key = 'qadam.reloaded';
  addEventListener('vite:preloadError', () => {
    if (!navigator.onLine || Date.now() - Number(sessionStorage.getItem(key)) < 60_000) return;
    sessionStorage.setItem(key, String(Date.now()));
    if (forms === 0) location.reload();
    else stale = true;
  });
}

/** Registers the service worker, where the page is served so that it may have one. */
export async function startUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { serviceWorker } = navigator;
  const first = !serviceWorker.controller;
  let claimed = first;
  serviceWorker.addEventListener('controllerchange', () => {
    // The very first worker takes hold of a page that it serves already as it is.
    if (claimed) claimed = false;
    else if (forms === 0) location.reload();
    else stale = true;
  });
  let registration: ServiceWorkerRegistration;
  try {
    registration = await serviceWorker.register('/sw.js');
  } catch {
    // Private windows may not have one; the app then needs the network to open.
    return;
  }
  const look = () => (waiting = serviceWorker.controller ? registration.waiting : null);
  look();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  let asked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - asked < hour) return;
    asked = Date.now();
    registration.update().catch(() => undefined);
  });
}
