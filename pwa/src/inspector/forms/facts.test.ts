import { describe, expect, it } from 'vitest';
import { check } from '../../field/files.fixture';
import { seenAt, type KindOf, type Recorded } from '../../field/record';
import { blankCheck, blankSchool, blankVisit, checkAgain, checkFact, schoolAgain, schoolFact, visitAgain, visitFact } from './facts';

const place = { lat: 49.9, lon: 82.6, accuracy_m: 12 };
const nothing = { place: null, task: null, corrects: null, offsetS: null };
const original = check('2026-10-02 22:30', 'absent', { clock_offset_s: 40, place, task: 'task:1' }) as KindOf<'curfew_check'>;

describe('one tap on a result', () => {
  it('records the result, how, and where; what was not told is absent', () => {
    expect(checkFact('present', blankCheck(), { ...nothing, place, task: 'task:1' })).toEqual({
      kind: 'curfew_check', result: 'present', method: 'in_person', place, task: 'task:1',
    });
    expect(checkFact('no_answer', blankCheck(), nothing)).toEqual({ kind: 'curfew_check', result: 'no_answer', method: 'in_person' });
  });

  it('takes note and worry along, without blank ends', () => {
    expect(checkFact('absent', { method: 'in_person', note: ' ит бар ', worry: ' \n' }, nothing)).toMatchObject({ note: 'ит бар' });
    expect(checkFact('absent', { method: 'in_person', note: '', worry: 'жылап отыр' }, nothing)).toMatchObject({ welfare_concern: 'жылап отыр' });
  });

  it('never takes the inspector’s own position for the minor’s: by phone and video there is none', () => {
    for (const method of ['phone', 'video'] as const)
      expect(checkFact('present', { ...blankCheck(), method }, { ...nothing, place })).not.toHaveProperty('place');
  });

  it('corrects another record at the same moment and place, whatever the clock offset is now', () => {
    const fact = checkFact('present', blankCheck(), { place: { lat: 1, lon: 1, accuracy_m: 5 }, task: null, corrects: original, offsetS: -7200 });
    expect(fact).toMatchObject({ corrects: original._id, place, task: 'task:1' });
    const completed = { ...original, at: fact.at as string, clock_offset_s: -7200 } as Recorded;
    expect(seenAt(completed)).toBe(seenAt(original));
  });
});

describe('a correction', () => {
  const told = { note: 'ит бар', welfare_concern: 'жылап отыр' };
  it('loses no note and no worry about the child', () => {
    const wrong = { ...original, ...told };
    expect(checkFact('present', checkAgain(wrong), { ...nothing, corrects: wrong, offsetS: 0 })).toMatchObject({ ...told, result: 'present' });
    const visit = { ...wrong, _id: 'visit:1', kind: 'visit', outcome: 'met', persons_met: [{ relation: 'анасы' }] } as unknown as KindOf<'visit'>;
    const again = visitAgain(visit, '15:40');
    expect(again).toMatchObject({ leftAt: '15:40', persons: [{ relation: 'анасы', name: '' }] });
    expect(visitFact({ ...again, outcome: 'met' }, { startedAt: '', leftAt: null, task: null, corrects: visit, offsetS: 0 })).toMatchObject({
      ...told, persons_met: [{ relation: 'анасы' }],
    });
    const day = { ...wrong, _id: 'attendance:1', kind: 'attendance', date: '2026-10-02', status: 'late', lessons_missed: 2 } as unknown as KindOf<'attendance'>;
    expect(schoolFact({ ...schoolAgain(day), status: 'unexcused' }, { corrects: day })).toMatchObject({ ...told, lessons_missed: 2, corrects: 'attendance:1' });
  });
});

describe('a home visit', () => {
  const fields = { ...blankVisit(), outcome: 'met' as const, place, persons: [{ relation: 'анасы', name: ' ' }, { relation: '', name: '' }] };
  const context = { startedAt: '2026-10-02T15:00:00+05:00', leftAt: null, task: 'task:2', corrects: null, offsetS: 0 };

  it('was made when its form was begun', () => {
    expect(visitFact(fields, context)).toEqual({
      kind: 'visit', outcome: 'met', at: '2026-10-02T15:00:00+05:00', place, persons_met: [{ relation: 'анасы' }], task: 'task:2',
    });
  });

  it('meets nobody where nobody was met', () => {
    expect(visitFact({ ...fields, outcome: 'not_home' }, context)).not.toHaveProperty('persons_met');
  });

  it('keeps place and moment of the record that it corrects', () => {
    const visit = { ...original, _id: 'visit:1', kind: 'visit', outcome: 'met', place: null } as unknown as KindOf<'visit'>;
    const fact = visitFact({ ...fields, outcome: 'wrong_address' }, { ...context, corrects: visit, offsetS: 40 });
    expect(fact).toMatchObject({ corrects: 'visit:1', at: '2026-10-02T17:30:00.000Z', task: 'task:1' });
    expect(fact).not.toHaveProperty('place');
  });
});

describe('a day at school', () => {
  it('counts lessons only where some were missed', () => {
    const fields = { ...blankSchool('2026-10-02'), lessons: 3, source: 'сынып жетекшісі' };
    expect(schoolFact({ ...fields, status: 'late' }, { corrects: null })).toEqual({
      kind: 'attendance', date: '2026-10-02', status: 'late', lessons_missed: 3, source: 'сынып жетекшісі',
    });
    expect(schoolFact({ ...fields, status: 'present' }, { corrects: null })).not.toHaveProperty('lessons_missed');
    expect(schoolFact({ ...fields, lessons: 0, status: 'unexcused' }, { corrects: null })).not.toHaveProperty('lessons_missed');
  });
});
