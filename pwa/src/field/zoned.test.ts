import { describe, expect, it } from 'vitest';
import { ageOn, moment, plusDays, wall, weekdayOf } from './zoned';

const iso = (at: number) => new Date(at).toISOString();

describe('the wall clock of a zone', () => {
  it.each([
    ['Almaty after 2024-03-01 is UTC+5', '2026-10-02', '22:00', 'Asia/Almaty', '2026-10-02T17:00:00.000Z'],
    ['Almaty before it was UTC+6', '2024-02-10', '22:00', 'Asia/Almaty', '2024-02-10T16:00:00.000Z'],
    ['the first evening of the new offset', '2024-03-01', '22:00', 'Asia/Almaty', '2024-03-01T17:00:00.000Z'],
    ['midnight begins its own day', '2026-10-03', '00:00', 'Asia/Almaty', '2026-10-02T19:00:00.000Z'],
    ['Aqtau is UTC+5', '2026-01-01', '06:00', 'Asia/Aqtau', '2026-01-01T01:00:00.000Z'],
    ['winter in Berlin', '2026-01-10', '22:00', 'Europe/Berlin', '2026-01-10T21:00:00.000Z'],
    ['summer in Berlin', '2026-07-10', '22:00', 'Europe/Berlin', '2026-07-10T20:00:00.000Z'],
    ['a time shown twice is the first', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['a skipped time keeps the offset before', '2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['west of Greenwich', '2026-07-10', '22:00', 'America/New_York', '2026-07-11T02:00:00.000Z'],
    ['quarters of an hour', '2026-07-10', '22:00', 'Asia/Kathmandu', '2026-07-10T16:15:00.000Z'],
  ])('%s', (_what, date, time, zone, expected) => {
    expect(iso(moment(date, time, zone))).toBe(expected);
  });

  it('reads back what it wrote, for each hour of two days around a change of the clock', () => {
    for (const [date, zone] of [['2024-02-29', 'Asia/Almaty'], ['2026-10-25', 'Europe/Berlin']] as const)
      for (let hour = 4; hour < 24; hour += 1) {
        const time = `${String(hour).padStart(2, '0')}:15`;
        expect(wall(moment(date, time, zone), zone)).toEqual({ date, minutes: hour * 60 + 15 });
      }
  });

  it('counts days over months and years, and names them', () => {
    expect(plusDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(plusDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(weekdayOf('2026-10-02')).toBe('fri');
    expect(weekdayOf('2026-10-04')).toBe('sun');
  });

  it('adds a year of age on the birthday, not before', () => {
    expect(ageOn('2010-02-14', '2026-02-13')).toBe(15);
    expect(ageOn('2010-02-14', '2026-02-14')).toBe(16);
  });
});
