// A form that survives: kept at every change, found again after the tab was killed.
import type { Drafts } from '../../db';
import { deviceTime } from '../../api/client';

export type FormName = 'check' | 'visit' | 'school' | 'serve';

export interface Kept<T = unknown> {
  form: FormName;
  caseId: string;
  /** Where the form is, to come back to it. */
  path: string;
  /** By the phone's clock, RFC 3339. */
  startedAt: string;
  fields: T;
}

const prefix = 'form/';

/** One draft for each form of each case, correction and task: keys hold ids, never names. */
export const draftKey = (form: FormName, caseId: string, about = ''): string => `${prefix}${form}/${caseId}/${about}`;

/** Forms begun and not finished, the latest first. */
export async function unfinished(drafts: Drafts): Promise<{ key: string; savedAt: string; kept: Kept }[]> {
  return (await drafts.list())
    .filter(({ key }) => key.startsWith(prefix))
    .map(({ key, savedAt, value }) => ({ key, savedAt, kept: value as Kept }))
    .sort((a, b) => b.savedAt.localeCompare(a.savedAt));
}

/** The fields of an open form. Call {@link FormDraft.watch} while the component is being made. */
export class FormDraft<T extends object> {
  fields: T = $state() as T;
  ready = $state(false);
  /** What was begun before was found again. */
  restored = $state(false);
  startedAt = $state('');
  /** A correction has taken over what was said before. */
  begun = $state(false);

  readonly #drafts: Drafts;
  readonly #key: string;
  readonly #about: Pick<Kept, 'form' | 'caseId' | 'path'>;
  readonly #blank: T;
  readonly #byItself: readonly (keyof T)[];
  /** What a form that nobody touched holds. */
  #untouched: string;
  #last: string;
  #ended = false;

  /** `byItself`: fields that fill without a hand, such as the position; they alone make no draft. */
  constructor(drafts: Drafts, key: string, about: Pick<Kept, 'form' | 'caseId' | 'path'>, blank: T, byItself: readonly (keyof T)[] = []) {
    this.#drafts = drafts;
    this.#key = key;
    this.#about = about;
    this.#blank = blank;
    this.#byItself = byItself;
    this.#untouched = this.#last = JSON.stringify(blank);
    this.fields = { ...blank };
    this.startedAt = deviceTime();
  }

  async restore(): Promise<void> {
    const kept = await this.#drafts.load<Kept<T>>(this.#key);
    if (kept) {
      // A newer app may have added fields since: what it does not know takes the blank form's value.
      this.fields = { ...this.#blank, ...kept.fields };
      this.startedAt = kept.startedAt;
      this.restored = true;
      this.#last = JSON.stringify(this.fields);
    }
    this.ready = true;
  }

  /** Fills a form that nobody touched with what the corrected record says; once. Reads `ready` reactively. */
  beginWith(fields: T): void {
    if (!this.ready || this.begun) return;
    this.begun = true;
    if (this.restored) return;
    this.#untouched = this.#last = JSON.stringify(fields);
    this.fields = fields;
  }

  /** Saves at every change from here on; an untouched form leaves nothing behind. */
  watch(): void {
    $effect(() => {
      const fields = $state.snapshot(this.fields) as T;
      const text = JSON.stringify(fields);
      if (!this.ready || this.#ended || text === this.#last) return;
      this.#last = text;
      void this.keep(fields);
    });
  }

  async keep(fields: T): Promise<void> {
    if (this.#handOf(fields) === this.#untouched) await this.#drafts.discard(this.#key);
    else await this.#drafts.save(this.#key, { ...this.#about, startedAt: this.startedAt, fields } satisfies Kept<T>);
  }

  /** What a hand filled in, as text. */
  #handOf(fields: T): string {
    const own = { ...fields };
    for (const name of this.#byItself) own[name] = this.#blank[name];
    return JSON.stringify(own);
  }

  /** The form is finished or given up: the draft goes. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#drafts.discard(this.#key);
  }
}
