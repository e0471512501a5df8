// What tests/bench/phone.py drives: the real storage behind a few functions.
import { openPhone } from '../../../pwa/src/db';
import type { PhoneFiles } from '../../../pwa/src/db/files.svelte';
import type { PhoneVault } from '../../../pwa/src/db/vault.svelte';

const person = { user: 'bench', role: 'inspector' as const, device: 'bench', case: null };
const marks: Record<string, number> = { module: performance.now() };
const phone = await openPhone(person);
marks.phone = performance.now();

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const bench = {
  marks,
  phone,
  create: (pin: string) => phone.vault.create(pin),
  /** Unlocks and waits for the list: ms of the PIN's key, and of the list after it. */
  async unlock(pin: string) {
    const begun = performance.now();
    const answer = await phone.vault.unlock(pin);
    const unlocked = performance.now();
    await until(() => phone.files.ready);
    const listed = performance.now();
    return { ok: answer.ok, key: unlocked - begun, list: listed - unlocked, files: phone.files.list.length };
  },
  async sync() {
    const begun = performance.now();
    await phone.sync.now();
    return { ms: performance.now() - begun, phase: phone.sync.state.phase, files: phone.files.list.length };
  },
  /** Stock PouchDB, its own options, nothing encrypted and no screens: `width` databases at a time. */
  async stock(urls: string[], width: number) {
    const { PouchDB } = await import('../../../pwa/src/db/pouch');
    const queue = [...urls];
    const begun = performance.now();
    let written = 0;
    const worker = async () => {
      for (let url = queue.shift(); url; url = queue.shift()) {
        const local = new PouchDB(`stock-${url.split('/').pop()}`, { adapter: 'indexeddb' });
        written += (await local.replicate.from(url)).docs_written;
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
    return { ms: performance.now() - begun, written };
  },
  async record(note: string) {
    const file = phone.files.list[0]!;
    const times: number[] = [];
    for (let count = 0; count < 10; count += 1) {
      const begun = performance.now();
      const doc = await phone.record(file.case, { kind: 'curfew_check', result: 'absent', note });
      times.push(performance.now() - begun);
      if (phone.where(file.case, doc._id) !== 'phone') throw new Error('it is not said to be on this phone');
    }
    return times;
  },
  /** What a second tab and a killed browser are judged by. */
  kept: () => ({ unsent: phone.outbox.list.map((row) => row.doc._id), files: phone.files.list.length }),
  count: async () => (await Promise.all(phone.files.list.map((row) => phone.files.documents(row.case)))).flat().length,
  async recordOne() {
    return (await phone.record(phone.files.list[0]!.case, { kind: 'visit', outcome: 'not_home' }))._id;
  },
  async held(id: string) {
    const docs = await phone.files.documents(phone.files.list[0]!.case);
    return docs.some((doc) => doc._id === id);
  },
  async documents() {
    const begun = performance.now();
    const docs = await phone.files.documents(phone.files.list[1]!.case);
    return { ms: performance.now() - begun, documents: docs.length };
  },
  /** A picture through the `indexeddb` adapter, stock replication to the server, and back into an empty phone's file. */
  async picture() {
    const { databases, vault } = (phone.files as PhoneFiles).parts;
    const bytes = crypto.getRandomValues(new Uint8Array(50_000));
    const doc = await phone.photograph(phone.files.list[0]!.case, new Blob([bytes], { type: 'image/jpeg' }));
    const name = (phone.files as PhoneFiles).databaseOf(phone.files.list[0]!.case);
    const { PouchDB } = await import('../../../pwa/src/db/pouch');
    const { encrypted } = await import('../../../pwa/src/db/cipher');
    const remote = new PouchDB(`${location.origin}/db/${name}`, { skip_setup: true });
    await databases.use(name, async (local) => void (await local.replicate.to(remote as never)));
    const other = encrypted(new PouchDB('other', { adapter: 'indexeddb' }), 'other', (vault as PhoneVault).key);
    await other.replicate.from(remote);
    const back = (await other.getAttachment(doc._id, 'photo')) as Blob;
    const same = new Uint8Array(await back.arrayBuffer()).every((byte, at) => byte === bytes[at]);
    await other.destroy();
    return same && back.size === bytes.length;
  },
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
