// Photographs. Up: asked about first, sent from where they broke off
// (api/photos/routes.py), by plain replication where a server does not know that.
// Down: never, until somebody opens one; then once, and kept sealed on this phone.
import { Problem, problemOf } from '../api/problem';
import type { Contact } from './contact';
import type { Databases } from './databases';
import type { Doc } from './doc';
import type { Keep } from './keep';
import { PictureAway, type Unsent } from './phone';
import type { Database, RowError } from './pouch-types';
import { push, revisions } from './replicate';
import { openBytes, sealBytes, sha256 } from './seal';
import type { PhoneVault } from './vault.svelte';

/** A proxy may pass a request on only when it is whole: what is lost with a broken line is a piece. */
const PIECE = 256 * 1024;
/** Bytes of opened photographs kept on the phone; the oldest go first, and can be opened again. */
const KEPT = 60_000_000;
/** Photographs of which is remembered in which case they were sent last. */
const REMEMBERED = 200;

export interface Way {
  db: string;
  local: Database;
  remote: Database;
  contact: Contact;
  keep: Keep;
  hurry: () => boolean;
}

interface Answer {
  stored?: boolean;
  refused?: string;
  upload?: string;
  offset?: number;
}

/**
 * Sends a photograph, or what of it the server lacks. Answers why it was refused, as `push` does; null: not all of it
 * went, because words are waiting now (`hurry`), and the rest follows them.
 */
export async function sendPicture(
  { db, local, remote, contact, keep, hurry }: Way,
  row: Unsent,
): Promise<RowError[] | null> {
  const [named] = await revisions(local, [row]);
  const { results } = await local.bulkGet({ docs: [named], revs: true });
  const found = results[0]?.docs[0];
  const doc = found && 'ok' in found ? found.ok : null;
  const [name, stub] = Object.entries((doc?._attachments ?? {}) as Record<string, { content_type: string }>)[0] ?? [];
  if (!doc || !name || !stub) return push(local, remote, [row], true);
  const bytes = await bytesOf(await local.getAttachment(doc._id, name));
  const told = { ...doc, _attachments: { [name]: { content_type: stub.content_type, length: bytes.length } } };
  const sent = ((await keep.get('meta', 'pictures')) as Record<string, string> | undefined) ?? {};
  const held = sent[doc._id] === db ? undefined : sent[doc._id];
  let answer: Answer;
  try {
    answer = await contact.ask<Answer>('POST', '/api/photos', { db, doc: told, held });
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 405)) return push(local, remote, [row], true);
    throw error;
  }
  while (answer.upload !== undefined) {
    if (hurry()) return null;
    const from = answer.offset ?? 0;
    answer = await contact.ask<Answer>('PATCH', `/api/photos/${answer.upload}`, bytes.subarray(from, from + PIECE), { 'Upload-Offset': String(from) });
  }
  if (answer.refused) return [{ id: doc._id, name: 'forbidden', reason: answer.refused }];
  const lately = Object.entries(sent).slice(-REMEMBERED).filter(([id]) => id !== doc._id);
  await keep.put('meta', Object.fromEntries([...lately, [doc._id, db]]), 'pictures');
  return [];
}

export interface PictureParts {
  databases: Databases;
  keep: Keep;
  vault: PhoneVault;
  contact: Contact;
}

/** Opens a photograph: from this phone, or once from the server. Throws {@link PictureAway}. */
export async function openPicture(parts: PictureParts, db: string, id: string, progress: (share: number) => void): Promise<Blob> {
  const { databases, keep, vault, contact } = parts;
  const { doc, own } = await databases.use(db, async (local) => {
    const doc = await local.get(id);
    const [name, stub] = Object.entries((doc._attachments ?? {}) as Record<string, { elsewhere?: boolean }>)[0] ?? [];
    return { doc, own: name && !stub?.elsewhere ? await local.getAttachment(id, name) : null };
  });
  const type = (doc.content_type as string | undefined) ?? 'image/jpeg';
  if (own) return new Blob([await bytesOf(own)], { type });
  const place = `${db}/${id}`;
  const kept = await keep.get('pictures', place);
  if (kept) return new Blob([await openBytes(vault.key, place, kept.sealed)], { type });
  const bytes = await fetched(contact, db, doc, progress);
  if (`photo:${await sha256(bytes)}` !== id) throw new PictureAway();
  const sealed = await sealBytes(vault.key, place, bytes);
  // Only a copy: where there is no room for it, it is fetched again.
  await keepPicture(keep, place, sealed).catch(() => undefined);
  return new Blob([bytes], { type });
}

async function fetched(contact: Contact, db: string, doc: Doc, progress: (share: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const [name, stub] = Object.entries(doc._attachments as Record<string, { length: number }>)[0]!;
  try {
    const response = await contact.fetch(`/db/${db}/${encodeURIComponent(doc._id)}/${encodeURIComponent(name)}`);
    if (!response.ok || !response.body) throw await problemOf(response);
    const bytes = new Uint8Array(stub.length);
    let at = 0;
    for (const stream = response.body.getReader(); ; ) {
      const { done, value } = await stream.read();
      if (done) break;
      bytes.set(value, at);
      at += value.length;
      progress(at / stub.length);
    }
    return bytes.subarray(0, at);
  } catch {
    throw new PictureAway();
  }
}

async function keepPicture(keep: Keep, place: string, sealed: Uint8Array<ArrayBuffer>): Promise<void> {
  await keep.put('pictures', { sealed, at: Date.now() }, place);
  const [keys, rows] = await Promise.all([keep.getAllKeys('pictures'), keep.getAll('pictures')]);
  const oldest = rows.map((row, n) => ({ key: keys[n]!, at: row.at, size: row.sealed.length })).sort((a, b) => a.at - b.at);
  let size = oldest.reduce((sum, row) => sum + row.size, 0);
  for (const row of oldest) {
    if (size <= KEPT) return;
    await keep.delete('pictures', row.key);
    size -= row.size;
  }
}

// Blobs in browsers; PouchDB under Node gives Buffers.
const bytesOf = async (data: Blob | Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : Uint8Array.from(data);
