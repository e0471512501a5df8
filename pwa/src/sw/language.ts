export type LanguageCode = 'kk' | 'ru' | 'en';

export const isLanguageCode = (value: unknown): value is LanguageCode => value === 'kk' || value === 'ru' || value === 'en';
