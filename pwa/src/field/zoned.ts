// The office's wall clock. Windows are written as hours of the office's zone, and
// zones change their offset (Almaty did on 2024-03-01), so every conversion asks
// Intl for the offset at that very moment; no offset is ever a constant.

const formatters = new Map<string, Intl.DateTimeFormat>();

export interface Wall {
  /** `YYYY-MM-DD` */
  date: string;
  /** Minutes since midnight. */
  minutes: number;
}

const day = 86_400_000;

function parts(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, found);
  }
  return found;
}

/** The wall clock of a zone read as though it were UTC, in milliseconds. */
function face(moment: number, zone: string): number {
  const read: Record<string, number> = {};
  for (const { type, value } of parts(zone).formatToParts(moment)) read[type] = Number(value);
  const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = read;
  return Date.UTC(year, month - 1, date, hour, minute, second);
}

/** What the office's calendar and clock show at a moment (milliseconds). */
export function wall(moment: number, zone: string): Wall {
  const shown = face(moment, zone);
  const midnight = Math.floor(shown / day) * day;
  return { date: new Date(midnight).toISOString().slice(0, 10), minutes: Math.floor((shown - midnight) / 60_000) };
}

/**
 * The moment (milliseconds) at which the office's clock shows `time` on `date`.
 *
 * A time that the clock shows twice is the first of the two, as with Python's
 * `fold=0`; one that it skips is taken with the offset before the change.
 */
export function moment(date: string, time: string, zone: string): number {
  const key = `${zone} ${date} ${time}`;
  let at = moments.get(key);
  if (at === undefined) {
    if (moments.size > 2_000) moments.clear();
    moments.set(key, (at = reckon(date, time, zone)));
  }
  return at;
}

// Sixty files share a handful of hours, and Intl is slow on a cheap phone.
const moments = new Map<string, number>();

function reckon(date: string, time: string, zone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const before = wanted - offset(wanted - day, zone);
  if (face(before, zone) === wanted) return before;
  const after = wanted - offset(wanted + day, zone);
  return face(after, zone) === wanted ? after : before;
}

const offset = (at: number, zone: string): number => face(at, zone) - Math.floor(at / 1000) * 1000;

/** `2026-10-31` and 1 → `2026-11-01`. */
export const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

export const weekdayOf = (date: string): Weekday =>
  weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] as Weekday;

/** Full years from a date of birth to a day. */
export function ageOn(born: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(born.slice(0, 4));
  return date.slice(5) < born.slice(5) ? years - 1 : years;
}
