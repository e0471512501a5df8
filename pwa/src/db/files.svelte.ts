// The case files of this phone: the list from the sealed snapshot, the documents
// from the databases behind it.
import type { Databases } from './databases';
import type { Doc } from './doc';
import type { Journal } from './journal.svelte';
import type { Keep } from './keep';
import type { CaseSummary, Files, Verdict, Where } from './phone';
import { seal, unseal } from './seal';
import { include, receivedAt, SUMMARY_VERSION, summarise, verdicts, type StoredSummary } from './summary';
import type { Tabs } from './tabs';
import type { PhoneVault } from './vault.svelte';

const placeOf = (caseId: string): string => `snapshot/${caseId}`;
/** In `meta`: this file's documents may have changed after its summary was written. */
const dirtyKey = (caseId: string): string => `dirty:${caseId}`;
const MOST_FORGOTTEN = 'dirty:\uffff';

interface Traces {
  received: Map<string, string>;
  judged: Map<string, Verdict>;
}

export class PhoneFiles implements Files {
  #ready = $state(false);
  #list = $state.raw<readonly CaseSummary[]>([]);
  /** Counts changes of what `where` answers. */
  #traced = $state(0);
  readonly #stored = new Map<string, StoredSummary>();
  readonly #traces = new Map<string, Traces>();
  readonly #leaving = new Set<string>();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #rebuilding = new Map<string, Promise<void>>();

  constructor(
    readonly parts: {
      keep: Keep;
      vault: PhoneVault;
      databases: Databases;
      journal: Journal;
      tabs: () => Tabs;
      now: () => number;
      /** `case-` or `minor-`, before the id. */
      prefix: string;
    },
  ) {}

  get ready(): boolean {
    return this.#ready;
  }

  get list(): readonly CaseSummary[] {
    return this.#list;
  }

  summary(caseId: string): CaseSummary | undefined {
    return this.#list.find((row) => row.case === caseId);
  }

  databaseOf(caseId: string): string {
    return `${this.parts.prefix}${caseId}`;
  }

  /** Reads the snapshot; then rebuilds behind it what is missing or of an older shape. */
  async load(): Promise<void> {
    const { keep, vault } = this.parts;
    const transaction = keep.transaction(['snapshot', 'meta']);
    const snapshot = transaction.objectStore('snapshot');
    const [ids, rows, dirty] = await Promise.all([
      snapshot.getAllKeys(),
      snapshot.getAll(),
      transaction.objectStore('meta').getAllKeys(IDBKeyRange.bound('dirty:', MOST_FORGOTTEN)),
    ]);
    const key = vault.key;
    const stale = new Set(dirty.map((name) => name.slice('dirty:'.length)));
    await Promise.all(
      ids.map(async (id, at) => {
        // A row that does not open is rebuilt from the file, like one that is missing.
        const row = await unseal<StoredSummary>(key, placeOf(id), rows[at]!).catch(() => null);
        if (row?.version === SUMMARY_VERSION) this.#accept(row);
        else stale.add(id);
      }),
    );
    for (const row of this.parts.journal.list) {
      const known = this.#stored.get(row.case);
      if (known) this.#accept(include(known, row.doc));
      else stale.add(row.case);
    }
    this.publish();
    this.#ready = true;
    void this.#rebuildAll(stale);
  }

  forget(): void {
    this.#stored.clear();
    this.#traces.clear();
    this.#leaving.clear();
    this.#list = [];
    this.#ready = false;
    this.#traced += 1;
  }

  async documents(caseId: string): Promise<Doc[]> {
    const { databases, journal } = this.parts;
    const answer = await databases.use(this.databaseOf(caseId), (db) => db.allDocs({ include_docs: true }));
    const docs = answer.rows.map((row) => row.doc).filter((doc): doc is Doc => Boolean(doc));
    const here = new Set(docs.map((doc) => doc._id));
    // What the journal has and the database not yet: the tab was killed between the two.
    for (const row of journal.of(caseId)) if (!here.has(row.doc._id)) docs.push(row.doc);
    this.#trace(caseId, docs);
    return docs;
  }

  watch(caseId: string, changed: () => void): () => void {
    const known = this.#watchers.get(caseId) ?? new Set();
    this.#watchers.set(caseId, known.add(changed));
    return () => known.delete(changed);
  }

  where(caseId: string, docId: string): Where {
    void this.#traced;
    const unsent = this.parts.journal.get(docId);
    if (unsent?.apart) return { apart: unsent.apart };
    if (unsent) return unsent.refused ? { refused: unsent.refused.code } : 'phone';
    const traces = this.#traces.get(caseId);
    const judged = traces?.judged.get(docId);
    return judged ? { judged } : { server: traces?.received.get(docId) ?? null };
  }

  /** A document was recorded here: the summary knows it without reading the file. */
  async recorded(caseId: string, doc: Doc): Promise<void> {
    const known = this.#stored.get(caseId);
    if (known) {
      this.#accept(include(known, doc));
      await this.#save(caseId);
    } else await this.rebuild(caseId);
    this.announce(caseId);
  }

  /** Before documents come in from elsewhere, so that dying in between is noticed. */
  async willChange(caseId: string): Promise<void> {
    await this.parts.keep.put('meta', 1, dirtyKey(caseId));
  }

  /** Reads the file anew, writes its summary, tells everybody. */
  async changed(caseId: string): Promise<void> {
    await this.rebuild(caseId);
    await this.parts.keep.delete('meta', dirtyKey(caseId));
    this.announce(caseId);
  }

  /** One at a time for each file: the later of two reads must also be the later written. */
  async rebuild(caseId: string): Promise<void> {
    const before = this.#rebuilding.get(caseId) ?? Promise.resolve();
    const work = before.catch(() => undefined).then(async () => {
      const docs = await this.documents(caseId);
      this.#accept(summarise(caseId, docs, this.parts.now()));
      await this.#save(caseId);
    });
    this.#rebuilding.set(caseId, work);
    await work;
  }

  /** Another tab changed a file: its row is read again. */
  async heard(caseId: string): Promise<void> {
    const { keep, vault, journal } = this.parts;
    if (vault.state !== 'open') return;
    await journal.load();
    const sealed = await keep.get('snapshot', caseId);
    if (sealed) this.#accept(await unseal<StoredSummary>(vault.key, placeOf(caseId), sealed));
    else this.#drop(caseId);
    this.publish();
    this.#tellWatchers(caseId);
  }

  ids(): string[] {
    return [...this.#stored.keys()];
  }

  /** Which files are not this person's any more, but hold what is unsent. */
  setLeaving(caseIds: Iterable<string>): void {
    this.#leaving.clear();
    for (const id of caseIds) this.#leaving.add(id);
    this.publish();
  }

  /** The file is destroyed on this phone: copy first acknowledged, then database, then its row. */
  async destroy(caseId: string): Promise<void> {
    const { databases, keep } = this.parts;
    await databases.destroy(this.databaseOf(caseId));
    const copies = IDBKeyRange.bound(`${this.databaseOf(caseId)}/`, `${this.databaseOf(caseId)}/\uffff`);
    await Promise.all([keep.delete('snapshot', caseId), keep.delete('meta', dirtyKey(caseId)), keep.delete('pictures', copies)]);
    this.#drop(caseId);
    this.announce(caseId);
  }

  announce(caseId: string): void {
    this.publish();
    this.#tellWatchers(caseId);
    this.parts.tabs().tell({ changed: caseId });
  }

  /** Makes the list anew from the summaries and the journal. */
  publish(): void {
    const { journal } = this.parts;
    const list = [...this.#stored.values()].map((row): CaseSummary => {
      const unsent = journal.of(row.case).filter((one) => !one.apart);
      const refused = unsent.filter((one) => one.refused).length;
      return { ...row, unsent: unsent.length, refused, leaving: this.#leaving.has(row.case) };
    });
    this.#list = list.sort(byName);
    this.#traced += 1;
  }

  async #rebuildAll(caseIds: Set<string>): Promise<void> {
    for (const id of caseIds) {
      if (this.parts.vault.state !== 'open') return;
      try {
        await this.changed(id);
      } catch {
        // Stays marked, and is tried again at the next unlocking and the next sync.
      }
    }
  }

  #accept(row: StoredSummary): void {
    this.#stored.set(row.case, row);
    const known = this.#traces.get(row.case) ?? { received: new Map(), judged: new Map() };
    for (const [id, at] of Object.entries(row.received)) known.received.set(id, at);
    for (const [id, verdict] of Object.entries(row.judged)) known.judged.set(id, verdict);
    this.#traces.set(row.case, known);
  }

  #trace(caseId: string, docs: Doc[]): void {
    const of = (kind: string) => docs.filter((doc) => doc.kind === kind);
    this.#traces.set(caseId, { received: receivedAt(of('receipt')), judged: verdicts(of('flag'), of('decision')) });
    this.#traced += 1;
  }

  #drop(caseId: string): void {
    this.#stored.delete(caseId);
    this.#traces.delete(caseId);
    this.#leaving.delete(caseId);
  }

  async #save(caseId: string): Promise<void> {
    const { keep, vault } = this.parts;
    await keep.put('snapshot', await seal(vault.key, placeOf(caseId), this.#stored.get(caseId)), caseId);
  }

  #tellWatchers(caseId: string): void {
    for (const watcher of this.#watchers.get(caseId) ?? []) watcher();
  }
}

// Kazakh registers write ә also as Latin ə; the letters sort as one.
const sortName = (row: CaseSummary): string => {
  const name = row.file?.name as { family?: string; given?: string } | null | undefined;
  return `${name?.family ?? ''} ${name?.given ?? ''}`.replace(/ə/g, 'ә').replace(/Ə/g, 'Ә');
};
const collator = new Intl.Collator(['kk', 'ru']);
const byName = (a: CaseSummary, b: CaseSummary): number =>
  collator.compare(sortName(a), sortName(b)) || (a.case < b.case ? -1 : 1);
