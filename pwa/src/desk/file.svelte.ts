// One case file on the desk, with its flags and their explanations, kept fresh.
import { get, Offline, Problem } from '../api/client';
import type { Assigned, CaseAnswer, Copy, Owed } from '../api/types';
import type { AnyDocument, Case, Flag, Residence } from '../documents';
import { language } from '../i18n';
import { onTold } from './live.svelte';

export class CaseFile {
  documents = $state.raw<AnyDocument[]>([]);
  explanations = $state.raw<Record<string, string>>({});
  assigned = $state.raw<Assigned[]>([]);
  owed = $state.raw<Owed[]>([]);
  copies = $state.raw<Copy[]>([]);
  /** Some phone of the minor takes messages. */
  reachable = $state(false);
  #people = $state.raw<Record<string, string>>({});
  loaded = $state(false);
  /** 'offline', or the status of a refusal. */
  failed = $state<'offline' | number | null>(null);

  constructor(readonly id: string) {}

  get case(): Case | undefined {
    return this.documents.find((one): one is Case => one.kind === 'case');
  }

  get name(): string {
    const name = this.case?.name;
    return name ? [name.family, name.given, name.patronymic].filter(Boolean).join(' ') : '';
  }

  get residence(): Residence | null {
    return this.case?.residence ?? null;
  }

  /** Somebody's name, for those who recorded something here. */
  nameOf = (user: string): string => this.#people[user] ?? user;

  flag(id: string): Flag | undefined {
    return this.documents.find((one): one is Flag => one._id === id && one.kind === 'flag');
  }

  of<K extends AnyDocument['kind']>(kind: K): Extract<AnyDocument, { kind: K }>[] {
    return this.documents.filter((one): one is Extract<AnyDocument, { kind: K }> => one.kind === kind);
  }

  async refresh(): Promise<void> {
    try {
      const answer = await get<CaseAnswer<AnyDocument, Flag>>(`/api/cases/${encodeURIComponent(this.id)}`);
      this.documents = answer.documents;
      this.explanations = answer.explanations;
      this.copies = answer.copies;
      this.#people = answer.people;
      this.reachable = answer.reachable;
      this.owed = answer.owed;
      const now = Date.now();
      this.assigned = answer.assigned.filter((one) => one.until === null || Date.parse(one.until) > now);
      this.loaded = true;
      this.failed = null;
    } catch (error) {
      if (error instanceof Offline) this.failed = 'offline';
      else if (error instanceof Problem) this.failed = error.status;
      else throw error;
    }
  }
}

/** Opens a file and keeps it fresh: when the server tells of it, and when the reader's language changes. */
export function openFile(id: () => string): { readonly file: CaseFile } {
  let file = $state.raw(new CaseFile(id()));
  $effect(() => {
    const opened = new CaseFile(id());
    file = opened;
    return onTold((told) => {
      if (told.kind === 'hello' || told.case === opened.id) void opened.refresh();
    });
  });
  $effect(() => {
    language(); // explanations come in the reader's language
    void file.refresh();
  });
  return {
    get file() {
      return file;
    },
  };
}
