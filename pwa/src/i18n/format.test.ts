import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayOf, formatDate, formatDay, formatDistance, formatDuration, formatMoment, formatNumber, formatRelative, formatTime, setZone } from './format';
import { speak } from './i18n.svelte';

beforeEach(() => setZone('Asia/Almaty'));
afterEach(async () => {
  setZone(undefined);
  await speak('kk');
});

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('in the office’s zone', () => {
  test('a time is the office’s, whatever the device’s zone', () => {
    expect(formatTime('2026-10-02T17:05:00Z')).toBe('22:05');
  });

  test('midnight is 00, not 24', () => {
    expect(formatTime('2026-10-02T19:00:00Z')).toBe('00:00');
  });

  test('a day begins at the office’s midnight', () => {
    expect(dayOf('2026-10-02T18:59:59Z')).toBe('2026-10-02');
    expect(dayOf('2026-10-02T19:00:00Z')).toBe('2026-10-03');
  });

  test('before March 2024 Almaty was an hour further east', () => {
    expect(formatTime('2024-02-29T17:00:00Z')).toBe('23:00');
    expect(formatTime('2024-03-01T17:00:00Z')).toBe('22:00');
  });

  test('changes when the zone does', () => {
    setZone('Europe/Moscow');
    expect(formatTime('2026-10-02T17:05:00Z')).toBe('20:05');
  });
});

describe('dates', () => {
  const now = '2026-10-02T10:00:00Z';

  test.each([
    ['kk', '3 қазан'],
    ['ru', '3 октября'],
    ['en', '3 October'],
  ] as const)('in %s', async (language, expected) => {
    await speak(language);
    expect(formatDate('2026-10-03T10:00:00Z', 'short', now)).toBe(expected);
    expect(formatDay('2026-10-03', 'short', now)).toBe(expected);
  });

  test('name the year only when it is another', async () => {
    await speak('en');
    expect(formatDate('2025-10-03T10:00:00Z', 'short', now)).toBe('3 October 2025');
  });

  test('the weekday where it is asked for', async () => {
    await speak('ru');
    expect(formatDay('2026-10-02', 'weekday', now)).toMatch(/^пятница, 2 октября$/);
  });

  test('in Kazakh with year and weekday, whatever the browser knows', () => {
    expect(formatDay('2025-12-31', 'short', now)).toBe('2025 ж. 31 желтоқсан');
    expect(formatDay('2026-10-04', 'weekday', now)).toBe('4 қазан, жексенбі');
  });

  test('of today are only the time', () => {
    expect(formatMoment('2026-10-02T17:05:00Z', now)).toBe('22:05');
    expect(formatMoment('2026-10-03T17:05:00Z', now)).toBe('3 қазан, 22:05');
  });
});

describe('how far', () => {
  const now = '2026-10-02T10:00:00Z';

  test.each([
    ['2026-10-02T10:20:00Z', 'in 20 min'],
    ['2026-10-02T07:00:00Z', '3 h ago'],
    ['2026-10-02T10:00:20Z', 'just now'],
    ['2026-10-03T11:00:00Z', 'tomorrow'],
    ['2026-10-02T11:59:00Z', 'in 1 h'],
  ])('in time: %s', async (moment, expected) => {
    await speak('en');
    expect(formatRelative(moment, now)).toBe(expected);
  });

  test.each([
    [7.6, '8 m'],
    [436, '440 m'],
    [1234, '1.2 km'],
  ])('in metres: %s', async (metres, expected) => {
    await speak('en');
    expect(plain(formatDistance(metres))).toBe(expected);
  });

  test.each([
    [40, '40 s'],
    [720, '12 min'],
    [10_800, '3 h'],
    [9000, '2.5 h'],
  ])('a length of %d s', async (seconds, expected) => {
    await speak('en');
    expect(formatDuration(seconds)).toBe(expected);
  });

  test('in Kazakh and Russian units', async () => {
    expect(plain(formatDistance(1234))).toBe('1,2 км');
    await speak('ru');
    expect(plain(formatDistance(40))).toBe('40 м');
    expect(plain(formatNumber(1438))).toBe('1 438');
  });
});
