import { negotiateLanguages } from '@fluent/langneg';

export const languages = ['kk', 'ru', 'en'] as const;
export type Language = (typeof languages)[number];

/** Each language's name in itself: the same in every catalogue, so not in one. */
export const ownNames: Record<Language, string> = { kk: 'Қазақша', ru: 'Русский', en: 'English' };

export const isLanguage = (value: unknown): value is Language => languages.includes(value as Language);

/** The language to begin with: what this device was set to, else what its browser asks for, else Kazakh. */
export function firstLanguage(stored: string | null, asked: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  const [best] = negotiateLanguages([...asked], [...languages], { strategy: 'lookup', defaultLocale: 'kk' });
  return isLanguage(best) ? best : 'kk';
}
