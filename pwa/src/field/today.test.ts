import { describe, expect, it } from 'vitest';
import { check, curfew, file, leave, local, order, someone, stamp, task, zone } from './files.fixture';
import { plannedTasks, today, workday, type CaseFile } from './today';

const at = (now: string, ...files: CaseFile[]) => today(files, local(now), zone, 'aigul');
const brief = (now: string, ...files: CaseFile[]) =>
  at(now, ...files).checks.map(({ caseId, state, window }) => `${caseId} ${state} ${window.date} ${window.from}`);

describe('the day of work', () => {
  it('begins at six by the office clock: at half past midnight it is still yesterday', () => {
    expect(workday(local('2026-10-03 00:30'), zone).date).toBe('2026-10-02');
    expect(workday(local('2026-10-03 05:59'), zone).date).toBe('2026-10-02');
    expect(workday(local('2026-10-03 06:00'), zone).date).toBe('2026-10-03');
  });

  it('asks the office zone, not the phone', () => {
    const moment = Date.parse('2026-10-03T01:30:00Z'); // 06:30 in Almaty, 03:30 in Berlin
    expect(workday(moment, 'Asia/Almaty').date).toBe('2026-10-03');
    expect(workday(moment, 'Europe/Berlin').date).toBe('2026-10-02');
  });
});

describe('tonight’s curfew checks', () => {
  const ainur = file('Айнұр', curfew());

  it.each([
    ['in the morning it is announced', '2026-10-02 09:00', ['Айнұр later 2026-10-02 22:00']],
    ['a minute before it opens', '2026-10-02 21:59', ['Айнұр later 2026-10-02 22:00']],
    ['its start is inside', '2026-10-02 22:00', ['Айнұр now 2026-10-02 22:00']],
    ['after midnight last evening’s window is still tonight’s', '2026-10-03 00:40', ['Айнұр now 2026-10-02 22:00']],
    ['a minute before it closes', '2026-10-03 05:59', ['Айнұр now 2026-10-02 22:00']],
    ['its end is outside, and the new day lists the next', '2026-10-03 06:00', ['Айнұр later 2026-10-03 22:00']],
  ])('%s', (_what, now, expected) => {
    expect(brief(now, ainur)).toEqual(expected);
  });

  it('belongs to the day on which it starts: Friday’s window on Saturday at 00:40, none on Saturday evening', () => {
    const friday = file('Жұма', curfew([{ days: ['fri'], from: '22:00', to: '06:00' }]));
    expect(brief('2026-10-03 00:40', friday)).toEqual(['Жұма now 2026-10-02 22:00']);
    expect(brief('2026-10-03 23:00', friday)).toEqual([]);
  });

  it('lists each of several windows, a morning one that starts before the day turns among them', () => {
    const three = file('Үш', curfew([{ from: '13:00', to: '15:00' }, { from: '22:00', to: '01:00' }, { from: '04:00', to: '07:00' }]));
    expect(brief('2026-10-02 12:00', three)).toEqual(['Үш later 2026-10-02 13:00', 'Үш later 2026-10-02 22:00', 'Үш later 2026-10-03 04:00']);
    expect(brief('2026-10-02 16:00', three)).toEqual(['Үш later 2026-10-02 22:00', 'Үш later 2026-10-03 04:00']);
    expect(brief('2026-10-03 06:30', three)).toEqual([
      'Үш now 2026-10-03 04:00', 'Үш later 2026-10-03 13:00', 'Үш later 2026-10-03 22:00', 'Үш later 2026-10-04 04:00',
    ]);
  });

  it('lets overlapping windows follow one another, and takes equal hours for no window', () => {
    const crossed = file('Екі', curfew([{ from: '21:00', to: '23:00' }, { from: '22:00', to: '06:00' }, { from: '12:00', to: '12:00' }]));
    expect(at('2026-10-02 22:30', crossed).checks.map(({ window: { start, end } }) => [start, end])).toEqual([
      [local('2026-10-02 21:00'), local('2026-10-02 23:00')],
      [local('2026-10-02 23:00'), local('2026-10-03 06:00')],
    ]);
  });

  it('keeps a window open past six that began last evening', () => {
    const late = file('Кеш', curfew([{ from: '23:00', to: '08:00' }]));
    expect(brief('2026-10-03 07:00', late)).toEqual(['Кеш now 2026-10-02 23:00', 'Кеш later 2026-10-03 23:00']);
  });

  it('puts open windows first, the soonest to close at the top, then those that open soonest', () => {
    const files = [
      file('А', curfew([{ from: '23:30', to: '06:00' }])),
      file('Б', curfew([{ from: '22:00', to: '06:00' }])),
      file('В', curfew([{ from: '21:00', to: '23:00' }])),
      file('Г', curfew([{ from: '22:45', to: '05:00' }])),
    ];
    expect(at('2026-10-02 22:30', ...files).checks.map((one) => one.caseId)).toEqual(['В', 'Б', 'Г', 'А']);
  });

  it('puts what was planned before what was not, within the open ones', () => {
    const planned = file('Я', curfew(), task('curfew_check', '2026-10-02 22:00', '2026-10-03 06:00'));
    const result = at('2026-10-02 23:00', file('А', curfew()), planned).checks;
    expect(result.map((one) => [one.caseId, one.task !== null])).toEqual([['Я', true], ['А', false]]);
  });

  it('sinks what was recorded, and says what', () => {
    const done = file('А', curfew(), check('2026-10-02 22:10', 'present'));
    const result = at('2026-10-02 23:00', done, file('Б', curfew())).checks;
    expect(result.map((one) => `${one.caseId} ${one.state}`)).toEqual(['Б now', 'А done']);
    expect(result[1]?.recorded.map((one) => one.result)).toEqual(['present']);
  });

  it('counts a check by the clock that counts: a phone three hours fast', () => {
    // The phone said 00:40 when it was 21:40: before the window.
    const fast = file('А', curfew(), check('2026-10-03 00:40', 'absent', { clock_offset_s: -3 * 3600 }));
    expect(brief('2026-10-03 01:00', fast)).toEqual(['А now 2026-10-02 22:00']);
  });

  it('does not count yesterday’s check for tonight', () => {
    expect(brief('2026-10-03 22:30', file('А', curfew(), check('2026-10-03 00:40', 'present')))).toEqual(['А now 2026-10-03 22:00']);
  });

  it('forgets what a later record corrects', () => {
    const slip = check('2026-10-02 22:30', 'absent');
    const mended = check('2026-10-02 22:31', 'present', { corrects: slip._id });
    const [row] = at('2026-10-02 23:00', file('А', curfew(), slip, mended)).checks;
    expect(row?.recorded.map((one) => one._id)).toEqual([mended._id]);
  });

  it('asks for a second try half an hour after nobody answered, then is content', () => {
    const once = check('2026-10-02 22:10', 'no_answer');
    const [row] = at('2026-10-02 22:20', file('А', curfew(), once)).checks;
    expect(row).toMatchObject({ state: 'again', againFrom: local('2026-10-02 22:40') });
    const soon = check('2026-10-02 22:30', 'no_answer');
    expect(brief('2026-10-02 23:00', file('А', curfew(), once, soon))).toEqual(['А again 2026-10-02 22:00']);
    const twice = check('2026-10-02 22:40', 'no_answer');
    expect(brief('2026-10-02 23:00', file('А', curfew(), once, twice))).toEqual(['А done 2026-10-02 22:00']);
    const opened = check('2026-10-02 22:15', 'present');
    expect(brief('2026-10-02 23:00', file('А', curfew(), once, opened))).toEqual(['А done 2026-10-02 22:00']);
  });

  it('shows a planned check that nobody made, once its window is over; an unplanned one goes', () => {
    const short = curfew([{ from: '21:00', to: '23:00' }]);
    const planned = file('А', short, task('curfew_check', '2026-10-02 21:00', '2026-10-02 23:00'));
    expect(brief('2026-10-02 23:30', planned, file('Б', short))).toEqual(['А missed 2026-10-02 21:00']);
  });

  it('tells the tasks of two files apart: the plan gives them the same name on the same day', () => {
    const visit = task('visit', '2026-10-02 14:00', '2026-10-02 17:00', { assignee: 'aigul' });
    const { tasks } = at('2026-10-02 12:00', file('А', visit), file('Б', visit));
    expect(new Set(tasks.map((one) => one.key)).size).toBe(2);
  });

  it('leaves tasks of others and cancelled ones unmarked', () => {
    const others = file('А', curfew(), task('curfew_check', '2026-10-02 22:00', '2026-10-03 06:00', { assignee: 'marat' }));
    const cancelled = file('Б', curfew(), task('curfew_check', '2026-10-02 22:00', '2026-10-03 06:00', { state: 'cancelled' }));
    expect(at('2026-10-02 23:00', others, cancelled).checks.every((one) => one.task === null)).toBe(true);
  });

  it('asks for the place that the order names, else for the residence', () => {
    const place = { lat: 50.1, lon: 82.1, radius_m: 30 };
    const elsewhere = curfew();
    (elsewhere as { params?: object }).params = { ...(elsewhere as { params?: object }).params, place };
    expect(at('2026-10-02 23:00', file('А', elsewhere)).checks[0]?.place).toEqual(place);
    expect(at('2026-10-02 23:00', ainur).checks[0]?.place).toEqual({ lat: 49.9483, lon: 82.6275, radius_m: 50 });
  });

  it('tells when the list changes by itself', () => {
    expect(at('2026-10-02 09:00', ainur).nextChange).toBe(local('2026-10-02 22:00'));
    expect(at('2026-10-02 23:00', ainur).nextChange).toBe(local('2026-10-03 06:00'));
    expect(at('2026-10-02 23:00').nextChange).toBe(local('2026-10-03 06:00'));
  });
});

describe('permissions', () => {
  const hospital = leave('2026-10-02 20:00', '2026-10-03 00:30');

  it('push the check to the hours that are left', () => {
    const [row] = at('2026-10-02 22:30', file('А', curfew(), hospital)).checks;
    expect(row).toMatchObject({ state: 'later', opens: local('2026-10-03 00:30'), closes: local('2026-10-03 06:00') });
    expect(row?.permitted).toEqual([{ from: local('2026-10-02 22:00'), until: local('2026-10-03 00:30') }]);
    expect(brief('2026-10-03 00:30', file('А', curfew(), hospital))).toEqual(['А now 2026-10-02 22:00']);
  });

  it('that cover the night put it at the end, not away', () => {
    const whole = leave('2026-10-02 20:00', '2026-10-04 00:00', ['*']);
    expect(brief('2026-10-02 23:00', file('А', curfew(), whole), file('Б', curfew()))).toEqual(['Б now 2026-10-02 22:00', 'А permitted 2026-10-02 22:00']);
  });

  it('for another condition change nothing', () => {
    expect(brief('2026-10-02 23:00', file('А', curfew(), leave('2026-10-02 20:00', '2026-10-03 08:00', ['condition:school'])))).toEqual(['А now 2026-10-02 22:00']);
  });

  it('given for the earlier wording free from the new one', () => {
    const amended = curfew([{ from: '23:00', to: '06:00' }], { _id: 'condition:new', supersedes: 'condition:curfew', from: stamp('2026-10-01 00:00') });
    expect(brief('2026-10-02 23:30', file('А', curfew(), amended, leave('2026-10-02 20:00', '2026-10-03 08:00')))).toEqual(['А permitted 2026-10-02 23:00']);
  });

  it('that were corrected no longer hold', () => {
    const shorter = leave('2026-10-02 20:00', '2026-10-02 22:00', ['condition:curfew'], { _id: 'permission:corrected', corrects: hospital._id });
    expect(brief('2026-10-02 22:30', file('А', curfew(), hospital, shorter))).toEqual(['А now 2026-10-02 22:00']);
  });
});

describe('what is in force', () => {
  const people = (...documents: Parameters<typeof file>[1][]) => ({ id: 'А', documents: [someone('А'), ...documents] });

  it('ends with the last day of the order, inside', () => {
    const ending = people(order({ until: '2026-10-02' }), curfew());
    expect(at('2026-10-02 23:00', ending).checks[0]).toMatchObject({ state: 'now', closes: local('2026-10-03 00:00') });
    expect(brief('2026-10-03 00:10', ending)).toEqual([]);
    expect(brief('2026-10-03 22:30', ending)).toEqual([]);
  });

  it('follows an order that the court prolonged', () => {
    const longer = order({ _id: 'order:2', supersedes: 'order:1', until: '2026-12-31', entered_at: '2026-10-01T10:00:00+05:00' });
    expect(brief('2026-10-03 22:30', people(order({ until: '2026-10-02' }), longer, curfew()))).toEqual(['А now 2026-10-03 22:00']);
  });

  it('knows the term from the amending order alone, which is all that a summary holds', () => {
    const longer = order({ _id: 'order:2', supersedes: 'order:1', until: '2026-10-02' });
    expect(brief('2026-10-02 22:30', people(longer, curfew()))).toEqual(['А now 2026-10-02 22:00']);
    expect(brief('2026-10-03 22:30', people(longer, curfew()))).toEqual([]);
  });

  it('ends with the condition', () => {
    expect(brief('2026-10-02 23:00', people(order(), curfew(undefined, { until: stamp('2026-10-02 22:30') })))).toEqual([]);
    expect(brief('2026-10-02 22:10', people(order(), curfew(undefined, { until: stamp('2026-10-02 22:30') })))).toEqual(['А now 2026-10-02 22:00']);
  });

  it('has not begun before its first moment', () => {
    expect(brief('2026-10-02 23:00', people(order(), curfew(undefined, { from: stamp('2026-10-05 00:00') })))).toEqual([]);
  });

  it('is the new wording from its own beginning on, though it was entered later', () => {
    const amended = curfew([{ from: '23:00', to: '06:00' }], { _id: 'condition:new', supersedes: 'condition:curfew', from: stamp('2026-10-02 00:00') });
    expect(brief('2026-10-02 22:30', people(order(), curfew(), amended))).toEqual(['А later 2026-10-02 23:00']);
  });

  it('is the old wording until then', () => {
    const amended = curfew([{ from: '23:00', to: '06:00' }], { _id: 'condition:new', supersedes: 'condition:curfew', from: stamp('2026-11-01 00:00') });
    expect(brief('2026-10-02 22:30', people(order(), curfew(), amended))).toEqual(['А now 2026-10-02 22:00']);
  });

  it('is the last of a chain of amendments, even when it reaches further back', () => {
    const second = curfew([{ from: '23:00', to: '06:00' }], { _id: 'condition:2', supersedes: 'condition:curfew', from: stamp('2026-10-10 00:00') });
    const third = curfew([{ from: '21:00', to: '06:00' }], { _id: 'condition:3', supersedes: 'condition:2', from: stamp('2026-10-01 00:00') });
    expect(brief('2026-10-02 22:30', people(order(), curfew(), second, third))).toEqual(['А now 2026-10-02 21:00']);
  });

  it('is, of two amendments of one condition, the one entered later', () => {
    const first = curfew([{ from: '23:00', to: '06:00' }], { _id: 'condition:a', supersedes: 'condition:curfew', from: stamp('2026-10-01 00:00'), entered_at: stamp('2026-10-01 09:00') });
    const other = curfew([{ from: '21:00', to: '06:00' }], { _id: 'condition:b', supersedes: 'condition:curfew', from: stamp('2026-10-02 00:00'), entered_at: stamp('2026-10-02 09:00') });
    expect(brief('2026-10-02 22:30', people(order(), curfew(), first, other))).toEqual(['А now 2026-10-02 21:00']);
  });

  it('survives a circle of amendments and windows of a shape it does not know', () => {
    const a = curfew(undefined, { _id: 'condition:a', supersedes: 'condition:b' });
    const b = curfew(undefined, { _id: 'condition:b', supersedes: 'condition:a' });
    const odd = curfew(undefined, { _id: 'condition:odd', params: { windows: [{ sunset: true }] } });
    expect(() => brief('2026-10-02 22:30', people(order(), a, b, odd))).not.toThrow();
  });

  it('asks nothing of a closed or suspended case', () => {
    const closed = { id: 'А', documents: [someone('А', { status: 'suspended' }), order(), curfew()] };
    expect(brief('2026-10-02 22:30', closed)).toEqual([]);
  });
});

describe('visits and other tasks', () => {
  const visit = task('visit', '2026-10-02 10:00', '2026-10-02 18:00');

  it.each([
    ['before its window', '2026-10-02 09:00', ['later']],
    ['in its window', '2026-10-02 12:00', ['now']],
    ['after its window', '2026-10-02 19:00', ['overdue']],
    ['a week after', '2026-10-09 19:00', ['overdue']],
    ['the day before', '2026-10-01 12:00', []],
  ])('%s', (_what, now, expected) => {
    expect(at(now, file('А', visit)).tasks.map((one) => one.state)).toEqual(expected);
  });

  it('are done by a record that names them, undone by its correction', () => {
    const made = { ...check('2026-10-02 11:00', 'present'), _id: 'visit:1', kind: 'visit', outcome: 'met', task: visit._id } as never;
    expect(at('2026-10-02 12:00', file('А', visit, made)).tasks).toEqual([]);
    const undone = { ...check('2026-10-02 11:05', 'present'), _id: 'visit:2', kind: 'visit', outcome: 'not_home', corrects: 'visit:1' } as never;
    expect(at('2026-10-02 12:00', file('А', visit, made, undone)).tasks).toHaveLength(1);
  });

  it('of a case are told whoever they are for, the soonest first, and not for ever', () => {
    const later = task('visit', '2026-10-05 10:00', '2026-10-05 18:00', { assignee: 'marat' });
    const old = task('visit', '2026-09-01 10:00', '2026-09-01 18:00');
    expect(plannedTasks([later, old, visit], local('2026-10-02 12:00')).map((one) => one._id)).toEqual([visit._id, later._id]);
  });

  it('come overdue first, then by their end', () => {
    const files = [
      file('А', task('visit', '2026-10-02 10:00', '2026-10-03 18:00')),
      file('Б', task('visit', '2026-10-02 10:00', '2026-10-02 14:00')),
      file('В', task('visit', '2026-09-28 10:00', '2026-09-28 18:00')),
    ];
    expect(at('2026-10-02 12:00', ...files).tasks.map((one) => one.caseId)).toEqual(['В', 'Б', 'А']);
  });
});
