// The texts of the app. `t('key', {args})` reads the present language as a rune,
// so whatever shows it changes in place when the language does.
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { catalogues, type Part } from './catalogues';
import type { Argument, Messages } from './keys';
import type { Language } from './languages';

export type Key = keyof Messages;
/** Keys that take no variables: for tables of labels. */
export type PlainKey = { [K in Key]: Messages[K] extends null ? K : never }[Key];
type Rest<K extends Key> = Messages[K] extends null ? [] : [args: Messages[K]];

let current = $state.raw<{ language: Language; bundle: FluentBundle }>({
  language: 'kk',
  bundle: new FluentBundle('kk'),
});
const parts = new Set<Part>(['start']);
const texts = new Map<string, string>();

/** The present language; reactive. */
export const language = (): Language => current.language;

/** The text of a message in the present language. */
export function t<K extends Key>(key: K, ...rest: Rest<K>): string {
  return translate(key, rest[0] ?? undefined) ?? key;
}

/**
 * The text of a message whose key arrives with data (a rule's explanation, a
 * refusal's code), or null where this app's catalogues do not have it: a newer
 * server may know more than this phone.
 */
export function translate(key: string, args?: Record<string, Argument> | null): string | null {
  const message = current.bundle.getMessage(key);
  if (!message?.value) return null;
  return current.bundle.formatPattern(message.value, args ?? null, []);
}

/** Loads a part's texts in the present language, before the part is shown. */
export async function addPart(part: Part): Promise<void> {
  if (parts.has(part)) return;
  parts.add(part);
  try {
    await speak(current.language);
  } catch (error) {
    parts.delete(part);
    throw error;
  }
}

/**
 * Changes the language in place. Throws when its texts are neither here nor to
 * be had (no network): then the old language stays.
 */
export async function speak(language: Language): Promise<void> {
  const wanted = [...parts];
  await Promise.all(wanted.map((part) => load(part, language)));
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const part of wanted) bundle.addResource(new FluentResource(texts.get(`${part}/${language}`) ?? ''));
  current = { language, bundle };
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}

async function load(part: Part, language: Language): Promise<void> {
  const id = `${part}/${language}`;
  if (!texts.has(id)) texts.set(id, (await catalogues[part][language]()).default);
}
