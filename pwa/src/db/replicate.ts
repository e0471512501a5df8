// One file's way to the server and back, in CouchDB's own protocol.
import type { Contact } from './contact';
import type { Doc } from './doc';
import type { Database, RowError } from './pouch-types';
import type { Unsent } from './phone';

/** Enough for a whole file at once: on a slow line each batch costs three round trips. */
const BATCH = 1000;

/** The file at the server, for replication. */
export async function remoteOf(name: string, contact: Contact): Promise<Database> {
  const { PouchDB } = await import('./pouch');
  const url = `${location.origin}/db/${name}`;
  const remote = new PouchDB(url, { skip_setup: true, fetch: contact.fetch } as object);
  // Two round trips less for each file: PouchDB would ask the server's root for a uuid, of which the address says
  // enough, and the file's counts, for a progress figure that nobody looks at.
  Object.assign(remote, { id: () => Promise.resolve(url), info: () => Promise.resolve({ update_seq: 0 }) });
  return remote as unknown as Database;
}

/** Puts into the database what only the journal has, and gives each record's revision. */
async function revisions(local: Database, records: readonly Unsent[]): Promise<{ id: string; rev: string }[]> {
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

/** Fetches what is new: stock replication with its checkpoints on both sides. Answers how much came, and up to where. */
export const pull = (local: Database, remote: Database) =>
  local.replicate.from(remote, { batch_size: BATCH, batches_limit: 1, retry: false });
