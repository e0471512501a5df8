// What the small parts of a screen say, rendered by the very components.
import { render } from 'svelte/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { addPart, languages, setZone, speak, translate } from '../../i18n';
import { check, curfew, file, leave, order, someone, zone } from '../../field/files.fixture';
import type { KindOf } from '../../field/record';
import { timeline, type Entry } from '../../field/timeline';
import { today } from '../../field/today';
import { memoryPhone } from '../phone.fixture';
import type { Where } from '../../db';
import Under from './Under.fixture.svelte';

const now = '2026-10-02T23:00:00+05:00';

beforeAll(async () => {
  setZone(zone);
  await addPart('inspector');
  await speak('en');
});

const text = (html: string) => html.replace(/<!--.*?-->/g, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
const shown = (part: string, props: Record<string, unknown>, given: Parameters<typeof memoryPhone>[0] = {}) =>
  render(Under, { props: { part, props, phone: memoryPhone({ now, ...given }), now: Date.parse(now) } }).body;

describe('the strip about sending', () => {
  const complete = '2026-10-02T14:05:00+05:00';
  it.each([
    ['all there', { lastCompleteAt: complete }, 'good', 'Everything is on the server, 14:05'],
    ['one waits', { lastCompleteAt: complete, waiting: 1 }, 'wait', '1 record only on this phone'],
    ['one refused', { lastCompleteAt: complete, refused: 1, waiting: 2 }, 'bad', 'The server refused 1 record'],
    ['no network', { lastCompleteAt: complete, phase: 'offline', waiting: 3 }, 'wait', 'No network. 3 records only on this phone'],
    ['signed out', { lastCompleteAt: complete, phase: 'signed_out', waiting: 3 }, 'bad', 'Sign in again: 3 records only on this phone'],
  ] as const)('%s', (_what, sync, tone, says) => {
    const html = shown('StatusStrip', {}, { sync });
    expect(html).toMatch(new RegExp(`class="strip tone-${tone}[ "]`));
    expect(text(html)).toBe(says);
  });
});

describe('a row of tonight', () => {
  const row = (...documents: Parameters<typeof file>[1][]) => today([file('Aru', curfew(), ...documents)], Date.parse(now), zone, 'aigul').checks[0];
  it('names person, street and hours, and leads to the form', () => {
    const html = shown('CheckRow', { check: row(), usualTown: 'Oskemen' });
    expect(text(html)).toBe('22:00 06:00 Synaq Aru Synaq 1');
    expect(html).toContain('href="#/case/Aru/check"');
  });

  it('says what was recorded and where the record is', () => {
    const made = check('2026-10-02 22:10', 'present');
    const html = shown('CheckRow', { check: row(made), usualTown: '' }, { where: { [made._id]: { server: '2026-10-02T22:12:00+05:00' } } });
    expect(text(html)).toContain('At home, 22:10 On the server, 22:12');
    expect(html).toContain('href="#/case/Aru"');
  });

  it('tells of a permission that ends in the night', () => {
    expect(text(shown('CheckRow', { check: row(leave('2026-10-02 20:00', '2026-10-03 00:30')), usualTown: '' }))).toContain('Permission until 00:30');
  });
});

describe('where a record is', () => {
  it.each<[Where, string]>([
    ['phone', 'On this phone only'],
    [{ server: '2026-10-02T22:12:00+05:00' }, 'On the server, 22:12'],
    [{ server: null }, 'On the server'],
    [{ judged: 'confirm' }, 'Decided: Confirmed'],
    [{ refused: 'schema' }, 'Refused by the server'],
  ])('%o: %s', (where, says) => {
    expect(text(shown('WhereBadge', { caseId: 'a', docId: 'x' }, { where: { x: where } }))).toBe(says);
  });
});

describe('a flag', () => {
  const documents = (state: KindOf<'flag'>['state'], certainty: KindOf<'flag'>['certainty'] = 'suspected') => [
    curfew(),
    {
      _id: 'flag:curfew:2026-10-02', kind: 'flag', condition: 'condition:curfew', occasion: '2026-10-02', certainty, state, facts: [], rule: 'curfew@1',
      because: [{ key: 'because-absent', params: { at: '2026-10-02T22:40:00+05:00', method: 'in_person' } }, { key: 'because-of-a-newer-rule' }],
    },
  ] as Parameters<typeof timeline>[0]; // prettier-ignore
  const flag = (...given: Parameters<typeof documents>) => {
    const all = documents(...given);
    return text(shown('FlagEntry', { entry: timeline(all, zone)[0] as Entry, documents: all }));
  };

  it('is never called a violation before a supervisor confirmed it', () => {
    for (const state of ['open', 'reopened', 'dismissed', 'excused', 'void', 'frozen'] as const) expect(flag(state)).not.toMatch(/(^|\. |: )Violation/);
    expect(flag('open')).toContain('Suspected violation: Curfew');
    expect(flag('open', 'inconclusive')).toContain('Unclear: Curfew');
    expect(flag('confirmed')).toContain('Violation: Curfew');
  });

  it('gives its reasons with times by the office clock, and passes over what this app does not know', () => {
    expect(flag('open')).toContain('22:40: a check at the door found the minor absent.');
    expect(flag('open')).not.toContain('newer');
  });
});

describe('guardians', () => {
  const who = someone('Aru', {
    guardians: [
      { relation: 'mother', phone: '+7 700 000 00 01', safe_to_contact: true },
      { relation: 'father', phone: '+7 700 000 00 02', safe_to_contact: false },
    ],
  });
  it('can be called, unless it is not safe', () => {
    const html = shown('Guardians', { who });
    expect(html).toContain('href="tel:+77000000001"');
    expect(html).not.toContain('0000002');
    expect(html).not.toContain('00 02');
    expect(text(html)).toContain('Not safe to contact');
  });
});

describe('the clock', () => {
  it.each([
    [0, 'checked with the server'],
    [119, 'checked with the server'],
    [-10_800, 'This phone\'s clock is 180 min fast; the time is corrected'],
    [600, 'This phone\'s clock is 10 min slow; the time is corrected'],
    [null, 'This phone\'s clock was never compared with the server'],
  ])('off by %s s', (offsetS, says) => {
    expect(text(shown('ClockLine', {}, { offsetS }))).toBe(`23:00 ${says}`);
  });
});

describe('duties', () => {
  it('are told in plain words with the hours that count today', () => {
    const words = text(shown('Duties', { documents: [someone('Aru'), order(), curfew(undefined), leave('2026-10-02 20:00', '2026-10-03 00:30')] }));
    expect(words).toContain('Be at home every day from 22:00 to 06:00.');
    expect(words).toContain('Now, 22:00–06:00');
    expect(words).toContain('Permission:');
  });
});

describe('every value of every document has a word', () => {
  it.each(languages)('%s', async (language) => {
    await speak(language);
    const values = {
      'doc-result': ['present', 'absent', 'no_answer', 'refused'],
      'doc-visit-outcome': ['met', 'not_home', 'refused', 'moved_out', 'wrong_address'],
      'doc-attendance': ['present', 'late', 'excused', 'unexcused', 'no_class'],
      'doc-flag-state': ['open', 'confirmed', 'dismissed', 'excused', 'void', 'reopened', 'frozen'],
      'doc-verdict': ['confirm', 'dismiss', 'excuse', 'resolve_conflict'],
      'doc-weekday-short': ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    };
    for (const [prefix, all] of Object.entries(values)) for (const value of all) expect(translate(`${prefix}-${value}`)).toBeTruthy();
    await speak('en');
  });
});
