// Messages: allowed by the person, explained before the browser asks, and kept
// in step with the server. The app works the same without them.
import { post, remove } from '../api/client';
import { session } from '../shell/session.svelte';

type State = 'unsupported' | 'ask' | 'refused' | 'on' | 'off' | 'failed';

/** The first start installs the worker while the person reads; without one (development) nothing is waited for for ever. */
const PATIENCE_MS = 20_000;

let state = $state<State>('unsupported');

export const notifications = (): State => state;

const supported = (): boolean => 'Notification' in globalThis && 'serviceWorker' in navigator && 'PushManager' in globalThis;

const permission = (): State => (Notification.permission === 'denied' ? 'refused' : Notification.permission === 'granted' ? 'off' : 'ask');

/** Looks how things stand, and renews what the browser or the server may have changed. At each start. */
export async function startNotifications(): Promise<void> {
  if (!supported() || !session.me?.vapid_public_key) {
    state = 'unsupported';
    return;
  }
  state = permission();
  if (state === 'off') await subscribe();
}

/** Asks the browser for its permission; call it after the person has said yes to us. */
export async function allowNotifications(): Promise<void> {
  if (!supported()) return;
  await Notification.requestPermission();
  state = permission();
  if (state === 'off') await subscribe();
}

/** Before signing out: no message to somebody who left. */
export async function endNotifications(): Promise<void> {
  const subscription = await current();
  if (!subscription) return;
  await remove('/api/push/subscriptions', { endpoint: subscription.endpoint }).catch(() => undefined);
  await subscription.unsubscribe().catch(() => undefined);
  state = supported() ? permission() : 'unsupported';
}

async function subscribe(): Promise<void> {
  const key = bytesOf(session.me?.vapid_public_key ?? '');
  try {
    const worker = await Promise.race([navigator.serviceWorker.ready, new Promise<null>((give) => setTimeout(give, PATIENCE_MS, null))]);
    if (!worker) throw new Error('there is no service worker here');
    let subscription = await worker.pushManager.getSubscription();
    if (subscription && !same(subscription.options.applicationServerKey, key)) {
      // The server has a new key: what was subscribed with the old one is dead.
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = subscription.toJSON();
    // Said at each start: the server may have retired it, and saying it again changes nothing.
    await post('/api/push/subscriptions', { endpoint, keys });
    state = 'on';
  } catch {
    // No push service, no worker or no network now; the next start tries again.
    state = 'failed';
  }
}

async function current(): Promise<PushSubscription | null> {
  if (!supported()) return null;
  const worker = await navigator.serviceWorker.getRegistration();
  return (await worker?.pushManager.getSubscription()) ?? null;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

const same = (one: ArrayBuffer | null, other: Uint8Array): boolean =>
  one !== null && one.byteLength === other.length && new Uint8Array(one).every((byte, at) => byte === other[at]);
