export { addPart, language, speak, t, translate, type Key, type PlainKey } from './i18n.svelte';
export { firstLanguage, isLanguage, languages, ownNames, type Language } from './languages';
export * from './format';
