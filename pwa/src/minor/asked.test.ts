import { describe, expect, it } from 'vitest';
import type { CaseSummary, Doc } from '../db';
import { setZone } from '../i18n';
import { askedNow, missedLately } from './asked';
import { dutiesNow } from './duties';
import { hoursToday } from './hours';

const at = (time: string): number => Date.parse(`2026-11-22T${time}:00+05:00`);
const request = (id: string, due: string, window_s?: number): Doc => ({ _id: `request:${id}`, kind: 'request', due: new Date(at(due)).toISOString(), window_s });
const answer = (to: string): Doc => ({ _id: `check_in:${to}`, kind: 'check_in', request: `request:${to}`, at: '' });
const known = (requests: Doc[], facts: Doc[] = []): CaseSummary => ({ requests, facts }) as unknown as CaseSummary;

describe('what is asked now', () => {
  it.each([
    ['before it is due', [request('a', '12:00')], [], '11:59', null],
    ['from the minute it is due', [request('a', '12:00')], [], '12:00', 'request:a'],
    ['half an hour where nothing else is said', [request('a', '12:00')], [], '12:29', 'request:a'],
    ['not at its end', [request('a', '12:00')], [], '12:30', null],
    ['its own window', [request('a', '12:00', 7200)], [], '13:59', 'request:a'],
    ['the one that ends first', [request('a', '12:00', 7200), request('b', '12:10')], [], '12:20', 'request:b'],
    ['not what is answered', [request('a', '12:00')], [answer('a')], '12:10', null],
  ])('%s', (_name, requests, facts, now, expected) => {
    expect(askedNow(known(requests, facts), at(now))?.id ?? null).toBe(expected);
  });

  it('may be answered late for half a day', () => {
    const summary = known([request('a', '02:00'), request('b', '09:00')]);
    expect(missedLately(summary, at('12:00'))?.id).toBe('request:b');
    expect(missedLately(known([request('a', '02:00')]), at('14:31'))).toBeNull();
    expect(missedLately(known([request('b', '09:00')], [answer('b')]), at('12:00'))).toBeNull();
  });
});

describe('hours of today, in the office’s zone', () => {
  setZone('Asia/Almaty');
  // 2026-11-22 is a Sunday.
  const night = { days: ['sat', 'sun'], from: '22:00', to: '06:00' };
  it.each([
    ['the night that began yesterday', '05:59', 1, 1],
    ['free at six', '06:00', 0, 1],
    ['later today', '21:59', 0, 1],
    ['begun', '22:00', 1, 0],
  ])('%s', (_name, now, running, later) => {
    const hours = hoursToday([night], at(now));
    expect([hours.running.length, hours.later.length]).toEqual([running, later]);
  });

  it('knows a night that does not begin today', () => {
    expect(hoursToday([{ ...night, days: ['mon'] }], at('22:30'))).toEqual({ running: [], later: [] });
    expect(hoursToday([{ days: ['sun'], from: '13:00', to: '15:00' }], at('14:00')).running).toHaveLength(1);
  });

  it('leaves out what has not begun or is over, and copes with duties without particulars', () => {
    const duty = (condition: string, from: string, until?: string) => ({ condition, type: 'residence', from, until });
    const duties = [
      duty('a', '2026-01-01T00:00:00+05:00'),
      duty('b', '2027-01-01T00:00:00+05:00'),
      duty('c', '2025-01-01T00:00:00+05:00', '2026-11-22T00:00:00+05:00'),
    ];
    const told = dutiesNow({ _id: 'duties:1', kind: 'duties', duties }, at('12:00'));
    expect(told.map(({ id }) => id)).toEqual(['a']);
  });
});
