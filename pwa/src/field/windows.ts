// A window belongs to the day on which it starts; it contains its start and not its end (DOCUMENTS.md).
import { moment, plusDays, weekdayOf, type Weekday } from './zoned';

export interface HoursOfDays {
  days: Weekday[];
  from: string;
  to: string;
}

/** One night (or afternoon) of a window. */
export interface Occurrence {
  /** The day on which it starts. */
  date: string;
  from: string;
  to: string;
  /** Milliseconds; `end` is no longer inside. */
  start: number;
  end: number;
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Windows out of a condition's params, those that make sense: a newer server may send other shapes. */
export function readWindows(params: unknown): HoursOfDays[] {
  const given = (params as { windows?: unknown } | null)?.windows;
  if (!Array.isArray(given)) return [];
  return given.filter(
    (one): one is HoursOfDays =>
      Array.isArray(one?.days) && typeof one.from === 'string' && clock.test(one.from) && typeof one.to === 'string' && clock.test(one.to),
  );
}

/**
 * Every time that the windows occur with their start on one of `dates`, earliest first.
 *
 * Where two overlap, a moment belongs to the one that started first, and the other begins when that is
 * over; equal hours are no window. So do the rules on the server (api/rules/windows.py).
 */
export function occurrences(windows: readonly HoursOfDays[], dates: readonly string[], zone: string): Occurrence[] {
  const found: Occurrence[] = [];
  for (const date of dates) {
    const weekday = weekdayOf(date);
    for (const { days, from, to } of windows) {
      if (!days.includes(weekday) || from === to) continue;
      const ends = to > from ? date : plusDays(date, 1);
      found.push({ date, from, to, start: moment(date, from, zone), end: moment(ends, to, zone) });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: Occurrence[] = [];
  for (const one of found) {
    const start = Math.max(one.start, apart[apart.length - 1]?.end ?? -Infinity);
    if (start < one.end) apart.push({ ...one, start });
  }
  return apart;
}

export interface Span {
  from: number;
  until: number;
}

/** What is left of `whole` after `holes` are taken away; all half-open. */
export function without(whole: Span, holes: readonly Span[]): Span[] {
  let left: Span[] = [whole];
  for (const hole of holes) {
    left = left.flatMap(({ from, until }) =>
      hole.until <= from || hole.from >= until
        ? [{ from, until }]
        : [
            { from, until: Math.min(until, hole.from) },
            { from: Math.max(from, hole.until), until },
          ].filter((piece) => piece.from < piece.until),
    );
  }
  return left;
}
