// Proof of delivery: each message that reached this device is reported once. What
// could not be sent waits here for the next contact.
const cacheName = 'qadam-memory';
const address = '/__acks';
const most = 100;

// One change at a time: two pushes may arrive together.
let turn: Promise<unknown> = Promise.resolve();
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const done = turn.then(work, work);
  turn = done.catch(() => undefined);
  return done;
};

async function owed(): Promise<string[]> {
  const found = await (await caches.open(cacheName)).match(address);
  return found ? ((await found.json()) as string[]) : [];
}

async function keep(ids: string[]): Promise<void> {
  await (await caches.open(cacheName)).put(address, new Response(JSON.stringify(ids.slice(-most))));
}

/** A message arrived and has to be reported. */
export const owe = (id: string): Promise<void> =>
  inTurn(async () => {
    const ids = await owed();
    if (!ids.includes(id)) await keep([...ids, id]);
  });

/** Reports what is owed. What cannot be sent now is tried again at the next contact. */
export const sendAcks = (registration?: ServiceWorkerRegistration): Promise<void> =>
  inTurn(async () => {
    for (const id of await owed()) {
      if (!(await report(id))) {
        await retryLater(registration);
        return;
      }
      await keep((await owed()).filter((other) => other !== id));
    }
  });

/** True when there is nothing more to do about a message: taken, or never to be taken. */
async function report(message: string): Promise<boolean> {
  try {
    const { ok, status } = await fetch('/api/push/acks', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Qadam: '1' },
      body: JSON.stringify({ message }),
      credentials: 'same-origin',
    });
    // 401: the session ended; after the next sign-in the report is still true.
    return ok || (status >= 400 && status < 500 && ![401, 408, 429].includes(status));
  } catch {
    return false;
  }
}

async function retryLater(registration?: ServiceWorkerRegistration): Promise<void> {
  const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  try {
    await sync?.register('acks');
  } catch {
    // Not allowed here; the page says `contact` when it next reaches the server.
  }
}
