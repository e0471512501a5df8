// The phone put together from its parts, one for each person.
import { autoLock } from './autolock';
import { PhoneClock } from './clock.svelte';
import { Contact } from './contact';
import { Databases } from './databases';
import type { Doc, Fact } from './doc';
import { PhoneDrafts } from './drafts';
import { PhoneFiles } from './files.svelte';
import { Journal } from './journal.svelte';
import { PhoneNotes } from './notes.svelte';
import { keepName, openKeep, type Keep } from './keep';
import { Locked, type Person, type Phone, type Where } from './phone';
import { openPicture } from './pictures';
import { PhonePosition } from './position.svelte';
import { complete } from './record';
import { sha256, toBase64 } from './seal';
import { PhoneStorage } from './storage.svelte';
import { PhoneSync } from './sync.svelte';
import { Tabs, type News } from './tabs';
import { Triggers } from './triggers';
import { Waiting } from './waiting';
import { PhoneVault } from './vault.svelte';

/** What tests put in the place of the device. */
export interface Surroundings {
  /** The device's clock in ms. */
  now?: () => number;
  fetcher?: typeof fetch;
  /** PouchDB's adapter. */
  adapter?: string;
}

const open = new Map<string, Promise<OnePhone>>();

export async function openOf(person: Person, surroundings: Surroundings = {}): Promise<Phone> {
  const known = await open.get(person.user)?.catch(() => undefined);
  if (known && !known.closed) {
    known.follows(person);
    return known;
  }
  const made = OnePhone.make({ ...person }, surroundings);
  open.set(person.user, made);
  return made;
}

class OnePhone implements Phone {
  closed = false;
  readonly vault: PhoneVault;
  readonly files: PhoneFiles;
  readonly sync: PhoneSync;
  readonly outbox: Journal;
  readonly drafts: PhoneDrafts;
  readonly notes: PhoneNotes;
  readonly clock: PhoneClock;
  readonly position: PhonePosition;
  readonly storage: PhoneStorage;
  readonly #databases: Databases;
  readonly #contact: Contact;
  readonly #tabs: Tabs;
  readonly #triggers: Triggers;
  readonly #stopLocking: () => void;
  /** What was on the disk has been read since the vault was opened. */
  #loaded: Promise<void> = Promise.resolve();

  private constructor(
    readonly person: Person,
    readonly name: string,
    readonly keep: Keep,
    vault: PhoneVault,
    { now = () => Date.now(), fetcher, adapter }: Surroundings,
  ) {
    this.vault = vault;
    this.clock = new PhoneClock(keep, now);
    this.position = new PhonePosition(now);
    this.storage = new PhoneStorage(keep);
    this.outbox = new Journal(keep, vault, now);
    this.drafts = new PhoneDrafts(keep, vault, now);
    const databases = new Databases(name, vault, adapter);
    this.#databases = databases;
    this.#tabs = new Tabs(name, (news) => void this.#heard(news));
    const journal = this.outbox;
    this.files = new PhoneFiles({
      keep, vault, databases, journal, now, tabs: () => this.#tabs,
      prefix: person.role === 'minor' ? 'minor-' : 'case-',
    });
    const contact = new Contact(this.clock, fetcher);
    this.notes = new PhoneNotes({ keep, vault, journal, contact, now });
    // Its own: what becomes of a photograph says nothing about the sync under way.
    this.#contact = new Contact(this.clock, fetcher);
    this.sync = new PhoneSync({
      person, keep, vault, databases, journal, files: this.files, drafts: this.drafts, notes: this.notes, contact, now, name,
      loaded: () => this.#loaded,
      began: () => this.#triggers.began(),
      ended: (outcome) => {
        this.#triggers.ended(outcome);
        void this.storage.look();
        if (outcome === 'idle') this.#tabs.tell({ synced: true });
      },
    });
    this.#triggers = new Triggers(() => this.sync.now(), new Waiting(contact, () => this.sync.heads).news);
    journal.changed = () => this.files.publish();
    journal.discarded = (row) => this.#giveUp(row.case, row.doc._id);
    vault.whenOpened(() => this.#opened());
    vault.whenLocked(() => void this.#locked());
    this.#stopLocking = typeof document === 'undefined' ? () => undefined : autoLock(vault, now);
  }

  static async make(person: Person, surroundings: Surroundings): Promise<OnePhone> {
    const name = await keepName(person.user);
    const keep = await openKeep(name);
    const vault = await PhoneVault.load(keep, surroundings.now ?? (() => Date.now()));
    const phone = new OnePhone(person, name, keep, vault, surroundings);
    await Promise.all([phone.clock.load(), phone.sync.load()]);
    await vault.openUnguarded();
    return phone;
  }

  /** The server may have said more about the person since (a minor's case). */
  follows(person: Person): void {
    Object.assign(this.person, person);
    this.#triggers.soon();
  }

  async record(caseId: string, fact: Fact): Promise<Doc> {
    return this.#keepDoc(caseId, complete(fact, this.person, this.clock));
  }

  async photograph(caseId: string, picture: Blob): Promise<Doc> {
    const bytes = new Uint8Array(await picture.arrayBuffer());
    const fact = { kind: 'photo', content_type: picture.type, size: bytes.length };
    const doc = complete(fact, this.person, this.clock, `photo:${await sha256(bytes)}`);
    doc._attachments = { photo: { content_type: picture.type, data: toBase64(bytes) } };
    return this.#keepDoc(caseId, doc);
  }

  picture(caseId: string, docId: string, progress: (share: number) => void = () => undefined): Promise<Blob> {
    const { keep, vault } = this;
    return openPicture({ keep, vault, contact: this.#contact, databases: this.#databases }, this.files.databaseOf(caseId), docId, progress);
  }

  where(caseId: string, docId: string): Where {
    return this.files.where(caseId, docId);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.#stopLocking();
    this.vault.forget();
    this.#triggers.stop();
    this.#tabs.close();
    await this.#databases.close();
    this.keep.close();
  }

  async wipe(): Promise<void> {
    const names = (await this.keep.getAllKeys('snapshot')).map((id) => this.files.databaseOf(id));
    for (const { case: id } of this.outbox.list) names.push(this.files.databaseOf(id));
    await this.close();
    const databases = [...new Set(names)].map((name) => `_pouch_${this.name}-${name}`);
    await Promise.all([...databases, this.name].map(erased));
  }

  async #keepDoc(caseId: string, doc: Doc): Promise<Doc> {
    await this.#loaded;
    // First the journal, through to the disk: from here on it cannot be lost. Then the file.
    await this.storage.room(() => this.outbox.add(caseId, doc));
    await this.#databases
      .use(this.files.databaseOf(caseId), (database) => database.put(structuredClone(doc)))
      // The journal has it, and the next push puts it into the file.
      .catch(() => undefined);
    await this.files.recorded(caseId, doc).catch(() => this.files.announce(caseId));
    this.#triggers.soon();
    return doc;
  }

  async #giveUp(caseId: string, docId: string): Promise<void> {
    await this.#databases.use(this.files.databaseOf(caseId), async (database) => {
      const held = await database.get(docId).catch(() => null);
      if (held?._rev) await database.remove(docId, held._rev);
    });
    await this.files.changed(caseId);
  }

  #opened(): void {
    this.#loaded = Promise.all([this.outbox.load(), this.notes.load()]).then(() => this.files.load());
    void this.#loaded
      .then(() => {
        this.#triggers.start();
        return this.storage.askToPersist();
      })
      .then(() => this.storage.look())
      // Locked again before it was read: the next unlocking reads it.
      .catch((error: unknown) => {
        if (!(error instanceof Locked)) throw error;
      });
  }

  async #locked(): Promise<void> {
    this.#triggers.stop();
    this.files.forget();
    this.outbox.forget();
    this.notes.forget();
    await this.#databases.close();
  }

  async #heard(news: News): Promise<void> {
    if ('changed' in news) await this.files.heard(news.changed);
    else await this.sync.load();
  }
}

const erased = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    // Another tab still holds it: it goes as soon as that closes.
    request.onblocked = () => resolve();
  });
