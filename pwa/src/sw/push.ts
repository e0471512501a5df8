// A push says "open the app" and nothing else, and so does what is shown: no
// word of it may tell a person who looks over the shoulder anything.
import said from 'message:shell-push';
import { isLanguageCode, type LanguageCode } from './language';
import { recallWorkerMemory } from '../shell/sw-memory';
import { owe, sendAcks } from './acks';

/** The message id of a payload `{"m": "<id>"}`, or null when there is nothing to read. */
export function messageId(data: Pick<PushMessageData, 'json'> | null): string | null {
  try {
    const id = (data?.json() as { m?: unknown } | undefined)?.m;
    return typeof id === 'string' && id !== '' && id.length <= 200 ? id : null;
  } catch {
    return null;
  }
}

/** What is shown, in a language: the same whatever was sent. */
export function notification(language: unknown): [title: string, options: NotificationOptions & { renotify: boolean }] {
  const spoken: LanguageCode = isLanguageCode(language) ? language : 'kk';
  return [
    'Qadam',
    {
      body: said[spoken],
      lang: spoken,
      icon: '/icon-192.png',
      badge: '/badge-96.png',
      // A newer message takes the older one's place, and is heard again.
      tag: 'qadam',
      renotify: true,
    },
  ];
}

export async function onPush(registration: ServiceWorkerRegistration, data: PushMessageData | null): Promise<void> {
  const id = messageId(data);
  if (id !== null) await owe(id);
  const { language } = await recallWorkerMemory();
  await Promise.all([registration.showNotification(...notification(language)), sendAcks(registration)]);
}

/** Brings the app to the front, or opens it. */
export async function onClick(clients: Clients): Promise<void> {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.find((client) => client.visibilityState === 'visible') ?? windows[0];
  if (open) await open.focus();
  else await clients.openWindow('/');
}
