import { describe, expect, it } from 'vitest';
import type { AnyDocument, CurfewCheck, Flag, Receipt } from '../documents';
import { before, clocksDiffer, isOwn, told } from './record';

const by = (user: string) => ({ user, role: 'inspector' as const, device: 'd1' });
const check = (id: string, at: string, more: Partial<CurfewCheck> = {}): CurfewCheck => ({
  _id: `curfew_check:${id}`,
  kind: 'curfew_check',
  by: by('aigul'),
  at,
  clock_offset_s: 0,
  result: 'absent',
  method: 'in_person',
  ...more,
});
const receipt = (...documents: string[]): Receipt => ({
  _id: 'receipt:1',
  kind: 'receipt',
  documents,
  received_at: '2026-10-03T08:00:00+05:00',
});
const flag = (facts: string[], occasion = '2026-10-02'): Flag => ({
  _id: `flag:curfew:${occasion}`,
  kind: 'flag',
  condition: 'condition:curfew',
  occasion,
  certainty: 'suspected',
  state: 'open',
  facts,
  rule: 'curfew@1',
});

describe('a fact tells', () => {
  it('when it was, by the clock that counts, and when it arrived', () => {
    const fact = check('a', '2026-10-02T23:30:00+05:00', { clock_offset_s: -10_800 });
    const times = told(fact, [receipt(fact._id)]);
    expect(times.counted.toISOString()).toBe('2026-10-02T15:30:00.000Z');
    expect(times.received?.toISOString()).toBe('2026-10-03T03:00:00.000Z');
    expect(clocksDiffer(times)).toBe(true);
  });

  it('that its hour is uncertain when the phone never compared its clock', () => {
    const times = told(check('a', '2026-10-02T23:30:00+05:00', { clock_offset_s: null }), []);
    expect(times.received).toBeNull();
    expect(clocksDiffer(times)).toBe(true);
  });

  it('nothing of clocks when they agree', () =>
    expect(clocksDiffer(told(check('a', '2026-10-02T23:30:00+05:00', { clock_offset_s: 3 }), []))).toBe(false));
});

describe('what came before a flag', () => {
  const a = check('a', '2026-10-02T23:00:00+05:00');
  const earlier = check('b', '2026-09-20T23:00:00+05:00', { result: 'present' });
  const other = flag([earlier._id], '2026-09-20');
  const mine = flag([a._id]);
  const decision: AnyDocument = {
    _id: 'decision:1',
    kind: 'decision',
    by: { user: 'serik', role: 'supervisor', device: 'desk' },
    at: '2026-10-04T10:00:00+05:00',
    flag: mine._id,
    verdict: 'dismiss',
    reason: 'x',
  };

  it('is the rest of the file, newest first, without the flag, its facts and its decisions', () =>
    expect(before(mine, [other, a, earlier, mine, decision]).map((one) => one._id)).toEqual([earlier._id, other._id]));
});

describe('who may decide', () => {
  const mine = flag(['curfew_check:a']);
  const file = [check('a', '2026-10-02T23:00:00+05:00'), mine];
  it('not whoever recorded one of the facts', () => expect(isOwn('aigul', mine, file)).toBe(true));
  it('anybody else of the office', () => expect(isOwn('serik', mine, file)).toBe(false));
});
