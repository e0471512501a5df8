// One request for everything that is new in all files (`POST /api/bundle`): the
// phone tells its checkpoints, the answer is read as it comes, line by line, and
// kept page by page. Whatever cuts it, what came whole is stored, and the next
// question goes on from there. The lines are described in sync/bundle.py.
import type { Heads } from '../api/types';
import type { Contact } from './contact';
import type { Doc } from './doc';

/** Documents that are stored together. */
const PAGE = 100;
/** Characters: large documents make small pages. */
const PAGE_SIZE = 512_000;
/** Pages on their way to the disk while the line is read on: more would be held in memory. */
const AHEAD = 6;
/** Nothing came for so long: the line is dead, whatever the phone's radio believes. */
const STALLED_MS = 60_000;

export interface Asked {
  /** The store that gave the checkpoints; null on a new phone. */
  store: string | null;
  files: Heads;
  /** Cases of which the server has all that was recorded here. */
  complete: string[] | 'all';
}

export interface First {
  store: string;
  /** Databases with something new. */
  files: string[];
  /** Databases of the question that are not this person's. */
  gone: string[];
}

export interface Page {
  db: string;
  docs: Doc[];
  /** Up to where the file is complete with these; null: they came, but nothing says up to where. */
  seq: number | string | null;
  /** The file is up to date. */
  whole: boolean;
}

interface Line {
  bundle?: number;
  store?: string;
  files?: string[];
  gone?: string | string[];
  file?: string;
  doc?: Doc;
  seq?: number | string;
  whole?: boolean;
  end?: boolean;
  heads?: string;
}

export interface Reader {
  first(told: First): Promise<void>;
  page(page: Page): Promise<void>;
  gone(db: string): void;
}

/** The answer is none, or none that can be read: plain replication is left. */
export class NoBundle extends Error {
  override name = 'NoBundle';
}

/** The stream ended before its end. What came is stored. */
export class Cut extends Error {
  override name = 'Cut';
}

/** Asks, reads, stores; answers the name of the state that the phone has then. Throws {@link NoBundle}, {@link Cut}. */
export async function fetchBundle(contact: Contact, asked: Asked, reader: Reader): Promise<string> {
  const end = new AbortController();
  let timer = setTimeout(() => end.abort(), STALLED_MS);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => end.abort(), STALLED_MS);
  };
  try {
    const response = await contact.fetch('/api/bundle', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/x-ndjson' },
      body: JSON.stringify(asked),
      signal: end.signal,
    });
    if (response.status === 401 || response.status === 429 || response.status === 503) throw new Cut();
    if (!response.ok || !response.headers.get('Content-Type')?.includes('ndjson') || !response.body) throw new NoBundle();
    return await new Gathering(reader).read(lines(response.body, alive, contact));
  } finally {
    clearTimeout(timer);
  }
}

/** The lines of a stream, as they come whole. */
async function* lines(body: ReadableStream<Uint8Array>, alive: () => void, contact: Contact): AsyncGenerator<string> {
  const stream = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await stream.read().catch((error: unknown) => {
        contact.lost = 'unreachable';
        throw error;
      });
      if (done) return;
      alive();
      rest += decoder.decode(value, { stream: true });
      const whole = rest.split('\n');
      rest = whole.pop()!;
      yield* whole;
    }
  } finally {
    void stream.cancel().catch(() => undefined);
  }
}

/** Makes pages of lines and sees them stored: a few at a time, those of one file one after another. */
class Gathering {
  #page: Page | null = null;
  #size = 0;
  readonly #storing = new Map<string, Promise<void>>();
  readonly #under = new Set<Promise<void>>();
  #failed: unknown = null;

  constructor(readonly reader: Reader) {}

  async read(stream: AsyncGenerator<string>): Promise<string> {
    let cut: unknown;
    try {
      const heads = await this.#lines(stream);
      if (heads !== null) return heads;
    } catch (error) {
      cut = error;
    } finally {
      this.#store();
      await Promise.all(this.#under);
    }
    if (this.#failed) throw this.#failed;
    if (cut instanceof NoBundle) throw cut;
    throw new Cut();
  }

  async #lines(stream: AsyncGenerator<string>): Promise<string | null> {
    let begun = false;
    for await (const text of stream) {
      const line = parsed(text);
      if (!begun) {
        if (line.bundle !== 1) throw new NoBundle();
        begun = true;
        await this.reader.first({ store: line.store!, files: line.files!, gone: line.gone as string[] });
        continue;
      }
      if (line.end) {
        this.#store();
        await Promise.all(this.#under);
        return this.#failed ? null : line.heads!;
      }
      if (typeof line.gone === 'string') this.reader.gone(line.gone);
      if (line.file) {
        this.#store();
        this.#page = { db: line.file, docs: [], seq: null, whole: false };
      }
      if (this.#page) this.#take(this.#page, line, text.length);
      while (this.#under.size >= AHEAD) await Promise.race(this.#under);
      if (this.#failed) return null;
    }
    return null;
  }

  #take(page: Page, line: Line, size: number): void {
    if (line.doc) page.docs.push(line.doc);
    if (line.seq !== undefined) page.seq = line.seq;
    if (line.whole) page.whole = true;
    this.#size += size;
    if (line.whole) return this.#store();
    // Only where a checkpoint stands: a document's leaves stay together.
    if (line.seq !== undefined && (page.docs.length >= PAGE || this.#size >= PAGE_SIZE)) this.#store({ ...page, docs: [], seq: null });
  }

  /** Sends the page to the disk, behind those of the same file. */
  #store(next: Page | null = null): void {
    const page = this.#page;
    this.#page = next;
    this.#size = 0;
    if (!page || (!page.docs.length && page.seq === null)) return;
    const before = this.#storing.get(page.db) ?? Promise.resolve();
    const work = before.then(() => (this.#failed ? undefined : this.reader.page(page)));
    const done = work.catch((error: unknown) => void (this.#failed ??= error)).finally(() => this.#under.delete(done));
    this.#storing.set(page.db, done);
    this.#under.add(done);
  }
}

function parsed(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    throw new NoBundle();
  }
}
