import { afterEach, describe, expect, test } from 'vitest';
import { addPart, language, speak, t, translate } from './i18n.svelte';
import { firstLanguage } from './languages';

afterEach(() => speak('kk'));

describe('the language to begin with', () => {
  test.each([
    ['what the device was set to', 'ru', ['en-GB'], 'ru'],
    ['the first that the browser asks for and we have', null, ['de', 'ru-KZ', 'en'], 'ru'],
    ['a regional variant', null, ['kk-KZ'], 'kk'],
    ['Kazakh when nothing fits', null, ['de', 'fr'], 'kk'],
    ['a stored word that is no language is not believed', 'xx', ['en'], 'en'],
  ])('%s', (_, stored, asked, expected) => {
    expect(firstLanguage(stored, asked)).toBe(expected);
  });
});

describe('texts', () => {
  test('change in place with the language', async () => {
    await speak('ru');
    expect(t('shell-sign-in')).toBe('Войти');
    await speak('kk');
    expect(t('shell-sign-in')).toBe('Кіру');
    expect(language()).toBe('kk');
  });

  test('count as each language counts', async () => {
    await speak('ru');
    const said = [1, 2, 5, 21].map((seconds) => t('shell-login-throttled', { seconds }));
    expect(said.map((text) => text.split(' ').at(-1))).toEqual(['секунду.', 'секунды.', 'секунд.', 'секунду.']);
  });

  test('carry no invisible marks around what is filled in', async () => {
    await speak('en');
    expect(t('ui-pin-filled', { count: 2, of: 6 })).toBe('2 digits of 6 entered');
  });

  test('of a part are there after it was added, in the present language and the next', async () => {
    expect(translate('doc-kind-visit')).toBeNull();
    await addPart('inspector');
    const kazakh = translate('doc-kind-visit');
    await speak('ru');
    expect(kazakh).toBeTruthy();
    expect(translate('doc-kind-visit')).not.toBe(kazakh);
  });

  test('a key that came with data and is not known here is null, never a guess', () => {
    expect(translate('rule-of-a-newer-server')).toBeNull();
  });
});
