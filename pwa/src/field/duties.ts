// The duties that bind, and the hours of them that count in this day of work.
import { inForce, type InForce } from './force';
import type { Doc } from './record';
import { workday } from './today';
import { occurrences, readWindows, type Occurrence } from './windows';
import { plusDays } from './zoned';

export interface DutyToday {
  bound: InForce;
  /** For duties with windows: those of this day of work not yet over; empty when today has none. Null: no windows. */
  hours: Occurrence[] | null;
  /** Binds only from then on. */
  begins: number | null;
}

const first = ['curfew', 'stay_away', 'school_attendance', 'registration'];
const rank = (type: string): number => (first.includes(type) ? first.indexOf(type) : first.length);

/** What binds now or will, with the hours that count today; what bound once is history. */
export function dutiesToday(documents: readonly Doc[], now: number, zone: string): DutyToday[] {
  const day = workday(now, zone);
  const dates = [plusDays(day.date, -1), day.date, plusDays(day.date, 1)];
  return inForce(documents, zone)
    .filter(({ until }) => until > now)
    .map((bound) => {
      const windows = readWindows(bound.condition.params);
      const hours = occurrences(windows, dates, zone).filter(
        ({ start, end }) => end > now && start < bound.until && (start <= now || (start >= day.from && start < day.until)),
      );
      return { bound, hours: windows.length ? hours : null, begins: bound.from > now ? bound.from : null };
    })
    .sort((a, b) => Number(a.begins !== null) - Number(b.begins !== null) || rank(a.bound.condition.type) - rank(b.bound.condition.type));
}
