// Makes a PouchDB keep ciphertext and show plain documents. It stands between
// PouchDB's core and its adapter, so everything above (get, bulkGet, stock
// replication) sees plain documents, and the adapter below sees only
//   { _id, _rev, _revisions, _deleted, c: base64(nonce ‖ AES-GCM) }
// with attachments sealed too. `_local` documents (checkpoints) stay as they
// are: they hold sequence numbers. An attachment that is only at the server is a
// word of the sealed document until somebody opens it. The database and the id are bound in, so
// that a row copied over another does not open.
import { fromBase64, openBytes, seal, sealBytes, toBase64, unseal } from './seal';

type Callback<T> = (error: unknown, result?: T) => void;
type AnyDoc = Record<string, any> & { _id: string }; // eslint-disable-line @typescript-eslint/no-explicit-any
interface Attachment {
  data?: Blob | string;
  content_type?: string;
  stub?: boolean;
  /** The content is at the server, and not here. */
  elsewhere?: boolean;
}
interface Got {
  doc: AnyDoc;
  metadata: unknown;
  ctx?: unknown;
}
interface Rows {
  rows: { doc?: AnyDoc | null }[];
}

/** What PouchDB's adapters implement; the names are its own. */
export interface Adapter {
  _bulkDocs(request: { docs: AnyDoc[] }, options: object, done: Callback<unknown>): void;
  _get(id: string, options: object, done: Callback<Got>): void;
  _allDocs(options: object, done: Callback<Rows>): void;
  _changes(options: { include_docs?: boolean }): unknown;
  _getAttachment(id: string, name: string, attachment: Attachment, options: { binary?: boolean }, done: Callback<Blob | string>): void;
}

/** Under this name a document keeps what it has only at the server. */
const ELSEWHERE = '$elsewhere';

/** The document as this phone stores it when the contents of its attachments stay at the server. */
export function elsewhere<D extends object>(doc: D): D {
  const { _attachments, ...rest } = doc as AnyDoc;
  return (_attachments ? { ...rest, [ELSEWHERE]: _attachments } : doc) as D;
}

export function encrypted<D extends object>(database: D, name: string, key: CryptoKey): D {
  const adapter = database as unknown as Adapter;
  const { _bulkDocs, _get, _allDocs, _changes, _getAttachment } = adapter;

  adapter._bulkDocs = (request, options, done) => {
    Promise.all(request.docs.map((doc) => sealDoc(key, name, doc))).then(
      (docs) => _bulkDocs.call(adapter, { ...request, docs }, options, done),
      done,
    );
  };

  adapter._get = (id, options, done) =>
    _get.call(adapter, id, options, (error, got) => {
      if (error || !got) return done(error);
      // The adapter's transaction is over by the time the document is open: it is not passed on.
      openDoc(key, name, got.doc).then((doc) => done(null, { ...got, doc, ctx: undefined }), done);
    });

  adapter._allDocs = (options, done) =>
    _allDocs.call(adapter, options, (error, answer) => {
      if (error || !answer) return done(error);
      const opened = answer.rows.map(async (row) => (row.doc ? { ...row, doc: await openDoc(key, name, row.doc) } : row));
      Promise.all(opened).then((rows) => done(null, { ...answer, rows }), done);
    });

  adapter._changes = (options) => {
    if (options.include_docs) throw new Error('changes of an encrypted file come without documents');
    return _changes.call(adapter, options);
  };

  adapter._getAttachment = (id, attachment, stub, options, done) =>
    _getAttachment.call(adapter, id, attachment, stub, { ...options, binary: true }, (error, data) => {
      if (error) return done(error);
      openAttachment(key, placeOf(name, id, attachment), data as Blob, stub.content_type, options.binary ?? false).then(
        (opened) => done(null, opened),
        done,
      );
    });

  return database;
}

const placeOf = (...parts: string[]): string => parts.join('/');

async function sealDoc(key: CryptoKey, name: string, doc: AnyDoc): Promise<AnyDoc> {
  if (doc._id.startsWith('_local/')) return doc;
  const outside: AnyDoc = { _id: doc._id };
  const inside: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(doc)) {
    if (field.startsWith('_')) outside[field] = value;
    else inside[field] = value;
  }
  outside.c = toBase64(await seal(key, placeOf(name, doc._id), inside));
  if (doc._attachments) outside._attachments = await sealAttachments(key, name, doc);
  return outside;
}

async function openDoc(key: CryptoKey, name: string, doc: AnyDoc): Promise<AnyDoc> {
  if (doc._id.startsWith('_local/')) return doc;
  const { c, ...outside } = doc;
  const { [ELSEWHERE]: stubs, ...inside } = await unseal<AnyDoc>(key, placeOf(name, doc._id), fromBase64(c as string));
  const whole = { ...inside, ...outside };
  if (!stubs) return whole;
  const marked = Object.entries(stubs as Record<string, Attachment>).map(([each, stub]) => [each, { ...stub, elsewhere: true }]);
  return { ...whole, _attachments: Object.fromEntries(marked) };
}

async function sealAttachments(key: CryptoKey, name: string, doc: AnyDoc): Promise<Record<string, Attachment>> {
  const attachments = Object.entries(doc._attachments as Record<string, Attachment>);
  const sealed = attachments.map(async ([attachment, given]): Promise<[string, Attachment]> => {
    if (given.stub || given.data === undefined) return [attachment, given];
    const plain = typeof given.data === 'string' ? fromBase64(given.data) : await bytesOf(given.data);
    const data = toBase64(await sealBytes(key, placeOf(name, doc._id, attachment), plain));
    return [attachment, { content_type: given.content_type, data }];
  });
  return Object.fromEntries(await Promise.all(sealed));
}

async function openAttachment(
  key: CryptoKey,
  place: string,
  data: Blob | Uint8Array<ArrayBuffer>,
  type: string | undefined,
  binary: boolean,
): Promise<Blob | string> {
  const plain = await openBytes(key, place, await bytesOf(data));
  return binary ? new Blob([plain], { type }) : toBase64(plain);
}

// Blobs in browsers; PouchDB under Node gives Buffers.
const bytesOf = async (data: Blob | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : Uint8Array.from(data);
