// The service worker: keeps the app's own files so that it opens without a
// network, and shows the neutral notification. It never touches /api and /db.
// A new version waits until the page says `take-over` (shell/updates.svelte.ts).
import { createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { sendAcks } from './sw/acks';
import { dropOld, keepOtherLanguages, keepWanted, partsCache, type File } from './sw/parts';
import { onClick, onPush } from './sw/push';

declare const self: ServiceWorkerGlobalScope;
/** Put in by scripts/vite-worker.mjs. */
declare const __FILES__: File[];

const files = __FILES__;

// Files that everybody needs are Workbox's precache. The rest are kept when it
// is known who works here (sw/parts.ts); their names bear their content's hash.
precacheAndRoute(files.filter((file) => file.groups.includes('core')));
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
  new CacheFirst({ cacheName: partsCache }),
);
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/(api|db|health|assets)(\/|$)/] }));

self.addEventListener('install', (event) => event.waitUntil(keepWanted(files)));
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([dropOld(files), self.clients.claim()])));

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
  // Somebody signed in, or changed the language.
  if (event.data === 'keep') event.waitUntil(keepWanted(files).then(() => keepOtherLanguages(files)));
  // The server was reached a moment ago.
  if (event.data === 'contact') event.waitUntil(sendAcks());
});

self.addEventListener('push', (event) => event.waitUntil(onPush(self.registration, event.data)));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(onClick(self.clients));
});
// Background Sync, where the browser has it.
self.addEventListener('sync', (event) => (event as ExtendableEvent).waitUntil(sendAcks()));
