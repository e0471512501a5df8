// Invented case files for the tests of this folder, written as a lawyer would read them.
import type { Doc, KindOf } from './record';
import type { CaseFile } from './today';

export const zone = 'Asia/Almaty';
export const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** `local('2026-10-02 23:30')` is that time by Almaty's clock (UTC+5 since 2024-03-01). */
export const local = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+05:00`);
export const stamp = (text: string): string => `${text.replace(' ', 'T')}:00+05:00`;

export const someone = (given: string, more: Partial<KindOf<'case'>> = {}): Doc => ({
  _id: `case:${given}`,
  kind: 'case',
  name: { family: 'Synaq', given },
  residence: { address: 'Oskemen, Synaq 1', lat: 49.9483, lon: 82.6275, radius_m: 50 },
  ...more,
});

export const order = (more: Partial<KindOf<'order'>> = {}): Doc => ({
  _id: 'order:1',
  kind: 'order',
  measure: 'restricted_freedom',
  from: '2026-09-01',
  until: '2027-08-31',
  entered_at: '2026-09-01T10:00:00+05:00',
  ...more,
});

export const curfew = (
  windows: { days?: string[]; from: string; to: string }[] = [{ from: '22:00', to: '06:00' }],
  more: Partial<KindOf<'condition'>> = {},
): Doc => ({
  _id: 'condition:curfew',
  kind: 'condition',
  order: 'order:1',
  type: 'curfew',
  from: '2026-09-01T00:00:00+05:00',
  entered_at: '2026-09-01T10:00:00+05:00',
  params: { windows: windows.map((one) => ({ days: everyDay, ...one })) },
  ...more,
});

export const check = (at: string, result: KindOf<'curfew_check'>['result'], more: Partial<KindOf<'curfew_check'>> = {}): Doc => ({
  _id: `curfew_check:${at}`,
  kind: 'curfew_check',
  by: { user: 'aigul', role: 'inspector', device: 'd1' },
  at: stamp(at),
  clock_offset_s: 0,
  result,
  method: 'in_person',
  ...more,
});

export const leave = (from: string, until: string, conditions: [string, ...string[]] = ['condition:curfew'], more: Partial<KindOf<'permission'>> = {}): Doc => ({
  _id: `permission:${from}`,
  kind: 'permission',
  by: { user: 'serik', role: 'supervisor', device: 'desk' },
  at: '2026-10-01T12:00:00+05:00',
  conditions,
  from: stamp(from),
  until: stamp(until),
  ...more,
});

export const task = (type: string, from: string, until: string, more: Partial<KindOf<'task'>> = {}): Doc => ({
  _id: `task:${type}:${from}`,
  kind: 'task',
  type,
  window: { from: stamp(from), until: stamp(until) },
  state: 'planned',
  ...more,
});

export const file = (given: string, ...documents: Doc[]): CaseFile => ({
  id: given,
  documents: [someone(given), order(), ...documents],
});
