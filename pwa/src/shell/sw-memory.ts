// What the service worker must know without a page: the language of its one
// sentence, and which role's files to keep. A cache entry, because that is the
// smallest storage that a page and a service worker share.
export interface WorkerMemory {
  language?: string;
  /** The room: `inspector`, `desk` or `minor`. */
  role?: string;
}

const cacheName = 'qadam-memory';
const address = '/__memory';

export async function recallWorkerMemory(): Promise<WorkerMemory> {
  try {
    const found = await (await caches.open(cacheName)).match(address);
    return found ? ((await found.json()) as WorkerMemory) : {};
  } catch {
    return {};
  }
}

/** Adds to what the service worker knows; what is not named stays as it is. */
export async function forServiceWorker(change: WorkerMemory): Promise<void> {
  if (!('caches' in globalThis)) return;
  try {
    const cache = await caches.open(cacheName);
    const body = JSON.stringify({ ...(await recallWorkerMemory()), ...change });
    await cache.put(address, new Response(body, { headers: { 'Content-Type': 'application/json' } }));
  } catch {
    // A browser that keeps nothing (private mode, full disk): the worker speaks its default language.
  }
}
