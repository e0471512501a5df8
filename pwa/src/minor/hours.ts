// Which hours of a duty count today, in the office's zone. Pure but for the
// zone, which src/i18n knows.
import { dayOf, formatTime } from '../i18n';

export interface Window {
  days: string[];
  from: string;
  to: string;
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY = 86_400_000;

const weekdayOf = (day: string): string => weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]!;

/** Windows that run now or begin later today. A window belongs to the day on which it begins. */
export function hoursToday(windows: readonly Window[], now: number): { running: Window[]; later: Window[] } {
  const today = weekdayOf(dayOf(now));
  const yesterday = weekdayOf(dayOf(now - DAY));
  const time = formatTime(now);
  const running = windows.filter(({ days, from, to }) => {
    const overnight = to <= from;
    const begun = days.includes(today) && from <= time && (overnight || time < to);
    return begun || (overnight && days.includes(yesterday) && time < to);
  });
  return { running, later: windows.filter((window) => window.days.includes(today) && time < window.from) };
}
