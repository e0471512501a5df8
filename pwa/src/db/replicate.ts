// One file's way to the server and back, in CouchDB's own protocol.
import { elsewhere } from './cipher';
import type { Contact } from './contact';
import type { Doc } from './doc';
import type { Database, RowError } from './pouch-types';
import type { Unsent } from './phone';

/** Enough for a whole file at once: on a slow line each batch costs three round trips. */
const BATCH = 1000;
/** How a session of a bundle is named in PouchDB's checkpoints: of those the server does not know yet. */
const BUNDLE = 'bundle-';

/** The file at the server, for replication. */
export async function remoteOf(name: string, contact: Contact): Promise<Database> {
  const { PouchDB } = await import('./pouch');
  const url = `${location.origin}/db/${name}`;
  const remote = new PouchDB(url, { skip_setup: true, fetch: contact.fetch } as object) as unknown as Database;
  const { bulkGet } = remote;
  Object.assign(remote, {
    // Two round trips less for each file: PouchDB would ask the server's root for a uuid, of which the address says
    // enough, and the file's counts, for a progress figure that nobody looks at.
    id: () => Promise.resolve(url),
    info: () => Promise.resolve({ update_seq: 0 }),
    // A photograph stays at the server until somebody opens it: the replicator would fetch it with its document.
    bulkGet: async (options: object) => {
      const { results } = await bulkGet.call(remote, options);
      return { results: results.map(({ id, docs }) => ({ id, docs: docs.map((doc) => ('ok' in doc ? { ok: elsewhere(doc.ok) } : doc)) })) };
    },
  });
  return remote;
}

/**
 * Stores what a bundle brought of one file, as a replication does, and then up to where (null: not known), where
 * PouchDB itself looks for that. `fresh`: the file is empty here.
 */
export async function take(local: Database, remote: Database, docs: Doc[], seq: number | string | null, fresh: boolean): Promise<void> {
  let missing = docs;
  if (!fresh && docs.length) {
    const asked: Record<string, string[]> = {};
    for (const doc of docs) (asked[doc._id] ??= []).push(doc._rev!);
    const lacking = await local.revsDiff(asked);
    missing = docs.filter((doc) => lacking[doc._id]?.missing.includes(doc._rev!));
  }
  if (missing.length) {
    const rows = await local.bulkDocs({ docs: missing.map(elsewhere), new_edits: false });
    const bad = rows.find((row): row is RowError => 'error' in row && Boolean(row.error));
    if (bad) throw new Error(`the file does not take a document: ${bad.name ?? bad.status}`);
  }
  if (seq !== null) await (await checkpoints(local, remote, 'target')).writeCheckpoint(seq, BUNDLE + crypto.randomUUID());
}

/** PouchDB's own checkpoints of this file; of one side only. */
async function checkpoints(local: Database, remote: Database, side: 'source' | 'target') {
  const { Checkpointer, generateReplicationId } = await import('./pouch');
  const id = await generateReplicationId(remote, local, {});
  const sides = { writeSourceCheckpoint: side === 'source', writeTargetCheckpoint: side === 'target' };
  return new Checkpointer(remote, local, id, { cancelled: false }, sides);
}

/** Puts into the database what only the journal has, and gives each record's revision. */
export async function revisions(local: Database, records: readonly Unsent[]): Promise<{ id: string; rev: string }[]> {
  const keys = records.map((record) => record.doc._id);
  const { rows } = await local.allDocs({ keys });
  const out: { id: string; rev: string }[] = [];
  for (const [at, row] of rows.entries()) {
    const rev = row.value && !row.value.deleted ? row.value.rev : (await local.put(records[at]!.doc)).rev;
    out.push({ id: keys[at]!, rev });
  }
  return out;
}

/**
 * Sends these records of one file and answers what the server refused. `_bulk_docs` with `new_edits: false`,
 * as every replicator ends; `_revs_diff` comes first only for photographs, because sending words twice is
 * cheaper than asking, and harmless: the same revision is stored once.
 */
export async function push(local: Database, remote: Database, records: readonly Unsent[], askFirst: boolean): Promise<RowError[]> {
  let wanted = await revisions(local, records);
  if (askFirst) {
    const missing = await remote.revsDiff(Object.fromEntries(wanted.map(({ id, rev }) => [id, [rev]])));
    wanted = wanted.filter(({ id }) => missing[id]);
  }
  if (!wanted.length) return [];
  const { results } = await local.bulkGet({ docs: wanted, revs: true, attachments: true });
  const docs = results.flatMap((result) => result.docs.flatMap((doc) => ('ok' in doc ? [withoutDigests(doc.ok)] : [])));
  const rows = await remote.bulkDocs({ docs, new_edits: false });
  return rows.filter((row): row is RowError => !('ok' in row && row.ok));
}

/** Digests here are of ciphertext; the server makes its own of what it gets. */
function withoutDigests(doc: Doc): Doc {
  const attachments = (doc._attachments ?? {}) as Record<string, { digest?: string }>;
  for (const attachment of Object.values(attachments)) delete attachment.digest;
  return doc;
}

/** Which of these documents the server says it lacks: proof where receipts are out of sight or of another day. */
export async function lacking(remote: Database, docs: readonly Doc[]): Promise<Set<string>> {
  const missing = new Set<string>();
  for (let at = 0; at < docs.length; at += BATCH) {
    const asked = Object.fromEntries(docs.slice(at, at + BATCH).map((doc) => [doc._id, [doc._rev!]]));
    for (const id of Object.keys(await remote.revsDiff(asked))) missing.add(id);
  }
  return missing;
}

/**
 * Fetches what is new: stock replication with its checkpoints on both sides. Answers how much came, and up to where.
 * `same`: the server is the one that gave this phone's checkpoint. Of one that was put back to an earlier day only
 * what both sides wrote down counts: the phone's own numbers would make it pass over what others have written since.
 */
export async function pull(local: Database, remote: Database, same: boolean) {
  // PouchDB goes on from a checkpoint that both sides know. Those of bundles only the phone has written so far.
  const source = await checkpoints(local, remote, 'source');
  const mark = same ? await local.get(source.id).catch(() => null) : null;
  if (mark?.session_id?.startsWith(BUNDLE)) await source.writeCheckpoint(mark.last_seq as number, mark.session_id as string);
  return local.replicate.from(remote, { batch_size: BATCH, batches_limit: 1, retry: false });
}
