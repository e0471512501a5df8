// The phone's small parts: what a summary holds, drafts, the clock, the position, the envelope.
import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { PhoneClock } from './clock.svelte';
import type { Doc } from './doc';
import { PhoneDrafts } from './drafts';
import { uuidv7 } from './ids';
import { openKeep } from './keep';
import { PhonePosition } from './position.svelte';
import { complete } from './record';
import { include, summarise } from './summary';
import { PhoneVault } from './vault.svelte';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ago = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();
const fact = (id: string, days: number, more: object = {}): Doc => ({ _id: `visit:${id}`, kind: 'visit', at: ago(days), ...more });

describe('tonight', () => {
  const of = (...docs: Doc[]) => summarise('1', docs, NOW);

  it('is judged by the old wording until the new one begins', () => {
    const old: Doc = { _id: 'condition:a', kind: 'condition', from: ago(100) };
    const later: Doc = { _id: 'condition:b', kind: 'condition', from: ago(-3), supersedes: 'condition:a' };
    expect(of(old, later).conditions.map((one) => one._id)).toEqual(['condition:a', 'condition:b']);
  });

  it('is not freed by a permission that was corrected', () => {
    const leave: Doc = { _id: 'permission:a', kind: 'permission', at: ago(1), until: ago(-1) };
    const mended: Doc = { _id: 'permission:b', kind: 'permission', at: ago(0), until: ago(-2), corrects: 'permission:a' };
    expect(of(leave, mended).permissions.map((one) => one._id)).toEqual(['permission:b']);
  });
});

describe('a summary', () => {
  const docs: Doc[] = [
    { _id: 'case:1', kind: 'case', number: '7' },
    { _id: 'order:old', kind: 'order', from: '2024-01-01', until: '2025-01-01' },
    { _id: 'order:now', kind: 'order', from: '2026-01-01', until: '2026-11-22' },
    { _id: 'order:next', kind: 'order', from: '2027-01-01' },
    { _id: 'condition:a', kind: 'condition', from: ago(100) },
    { _id: 'condition:b', kind: 'condition', from: ago(10), supersedes: 'condition:a' },
    { _id: 'condition:c', kind: 'condition', from: ago(100), until: ago(1) },
    fact('new', 1),
    fact('old', 20),
    fact('wrong', 2),
    fact('right', 2, { corrects: 'visit:wrong' }),
    { _id: 'receipt:2', kind: 'receipt', documents: ['visit:new'], received_at: ago(0.5) },
    { _id: 'receipt:1', kind: 'receipt', documents: ['visit:new', 'visit:old'], received_at: ago(0.9) },
    { _id: 'flag:open', kind: 'flag', state: 'open', facts: ['visit:old'] },
    { _id: 'flag:done', kind: 'flag', state: 'dismissed', facts: ['visit:new'] },
    { _id: 'flag:past', kind: 'flag', state: 'void', facts: ['visit:gone'] },
    { _id: 'decision:1', kind: 'decision', flag: 'flag:done', verdict: 'confirm', at: ago(0.3) },
    { _id: 'decision:2', kind: 'decision', flag: 'flag:done', verdict: 'dismiss', at: ago(0.2) },
    { _id: 'task:1', kind: 'task', state: 'planned' },
    { _id: 'task:2', kind: 'task', state: 'done' },
  ];
  const summary = summarise('1', docs, NOW);
  const ids = (list: Doc[]) => list.map((doc) => doc._id);

  it('holds what is in force, what is open, and the last days without what was corrected', () => {
    expect(summary.order?._id).toBe('order:now');
    expect(ids(summary.conditions)).toEqual(['condition:b']);
    expect(ids(summary.facts)).toEqual(['visit:new', 'visit:right']);
    expect(ids(summary.flags)).toEqual(['flag:open', 'flag:done']);
    expect(ids(summary.tasks)).toEqual(['task:1']);
  });

  it('knows when a record was first received and what was decided last', () => {
    expect(summary.received).toEqual({ 'visit:new': ago(0.9) });
    expect(summary.judged).toEqual({ 'visit:new': 'dismiss' });
  });

  it('takes a new record in at its place', () => {
    const after = include(summary, fact('now', 0, { corrects: 'visit:new' }));
    expect(ids(after.facts)).toEqual(['visit:now', 'visit:right']);
  });
});

describe('a draft', () => {
  it('keeps the last of many quick changes, and none of it readable', async () => {
    const keep = await openKeep('drafts-1');
    const vault = await PhoneVault.load(keep, () => NOW);
    await vault.create(null);
    const drafts = new PhoneDrafts(keep, vault, () => NOW);
    const value = { note: '' };
    const saves = [...'Көшеде'].map((letter) => {
      value.note += letter;
      return drafts.save('visit:1', value);
    });
    await Promise.all(saves);
    expect(await drafts.load('visit:1')).toEqual({ note: 'Көшеде' });
    expect(await drafts.list()).toEqual([{ key: 'visit:1', savedAt: new Date(NOW).toISOString(), value: { note: 'Көшеде' } }]);
    const raw = new TextDecoder().decode(await keep.get('drafts', 'visit:1'));
    expect(raw).not.toContain('note');
    await Promise.all([drafts.save('visit:1', { note: 'x' }), drafts.discard('visit:1')]);
    expect(await drafts.load('visit:1')).toBeNull();
  });
});

describe('the clock', () => {
  it('is measured from half the round trip, survives a restart, and is null until then', async () => {
    const keep = await openKeep('clock-1');
    const clock = new PhoneClock(keep, () => NOW);
    expect(clock.offsetS).toBeNull();
    clock.measure('Sun, 22 Nov 2026 12:01:00 GMT', NOW, NOW + 1000);
    expect(clock.offsetS).toBe(60);
    expect(clock.corrected().toISOString()).toBe('2026-11-22T12:01:00.000Z');
    clock.measure(null, NOW, NOW);
    clock.measure('Sun, 22 Nov 2026 13:00:00 GMT', NOW, NOW + 60_000);
    expect(clock.offsetS).toBe(60);
    await vi.waitFor(async () => {
      const later = new PhoneClock(keep, () => NOW);
      await later.load();
      expect(later.offsetS).toBe(60);
    });
  });
});

describe('the position', () => {
  const world = () => {
    let found!: PositionCallback;
    let failed!: PositionErrorCallback;
    const cleared = vi.fn();
    const source = {
      watchPosition: (ok: PositionCallback, no?: PositionErrorCallback | null) => ((found = ok), (failed = no!), 7),
      clearWatch: cleared,
    };
    const fix = new PhonePosition(() => NOW, source).watch();
    const fixed = (latitude: number, accuracy: number) =>
      found({ coords: { latitude, longitude: 82.6, accuracy }, timestamp: NOW } as GeolocationPosition);
    return { fix, fixed, fail: (code: number) => failed({ code } as GeolocationPositionError), cleared };
  };

  it('keeps the best fix and counts them all', () => {
    const { fix, fixed, fail, cleared } = world();
    expect(fix.status).toBe('searching');
    fixed(49.1, 80.4);
    fixed(49.2, 12);
    fixed(49.3, 40);
    expect(fix.place).toEqual({ lat: 49.2, lon: 82.6, accuracy_m: 12 });
    expect(fix.fixes).toBe(3);
    fail(2);
    expect(fix.status).toBe('found');
    fix.stop();
    expect(cleared).toHaveBeenCalledWith(7);
  });

  it('says denied, unavailable, and never blocks', () => {
    const { fix, fail } = world();
    fail(1);
    expect(fix.status).toBe('denied');
    fix.stop();
    expect(new PhonePosition(() => NOW, undefined).watch().status).toBe('unavailable');
  });
});

describe('the envelope', () => {
  it('is completed on the phone, and fields without a value are left out', async () => {
    const clock = new PhoneClock(await openKeep('clock-2'), () => NOW);
    const person = { user: 'aigul', role: 'inspector' as const, device: 'd', case: null };
    const doc = complete({ kind: 'visit', outcome: 'met', place: null, note: undefined }, person, clock);
    expect(doc).toEqual({
      _id: expect.stringMatching(/^visit:/),
      kind: 'visit',
      schema: 1,
      by: { user: 'aigul', role: 'inspector', device: 'd' },
      at: expect.stringMatching(/^2026-11-22T\d\d:\d\d:00\.000[+-]\d\d:\d\d$/),
      clock_offset_s: null,
      outcome: 'met',
    });
  });

  it('has ids that sort by time', () => {
    const ids = [1, 2, 2 ** 40].map((ms) => uuidv7(NOW + ms));
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
