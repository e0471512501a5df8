// A new version waits until no form is open and the person agrees. Parts of the
// app say so with `formOpens()`; the service worker never takes over by itself.
let waiting = $state.raw<ServiceWorker | null>(null);
let forms = $state(0);

/** A form is open: no update until the returned function is called. */
export function formOpens(): () => void {
  let open = true;
  forms += 1;
  return () => {
    if (open) forms -= 1;
    open = false;
  };
}

/** A newer version is here and nothing would be lost by changing to it; reactive. */
export const updateReady = (): boolean => waiting !== null && forms === 0;

/** Changes to the newer version: it takes over and the page loads again. */
export function applyUpdate(): void {
  if (!updateReady()) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting?.postMessage('take-over');
}

/** Registers the service worker, where the page is served so that it may have one. */
export async function startUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const registration = await navigator.serviceWorker.register('/sw.js');
  const look = () => {
    if (registration.waiting && navigator.serviceWorker.controller) waiting = registration.waiting;
  };
  look();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
}
