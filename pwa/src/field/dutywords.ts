// What a condition asks, in plain words: the same messages and the same choice among them as on the
// server (api/rules/duties.py), so that phone, desk and report say one thing.
import { formatDay, t } from '../i18n';
import type { KindOf } from './record';
import { readWindows, type HoursOfDays } from './windows';
import { weekdays, type Weekday } from './zoned';

const day = (weekday: Weekday): string => t(`duty-day-${weekday}`);

function hours({ days, from, to }: HoursOfDays): { days: string; from: string; to: string } {
  const listed = weekdays.filter((one) => days.includes(one));
  const every = listed.length === weekdays.length;
  return { days: every ? t('duty-every-day') : t('duty-on-days', { days: listed.map(day).join(', ') }), from, to };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const areas = (given: unknown): string =>
  (Array.isArray(given) ? given : []).map((one) => text(one?.name) ?? t('duty-area-unnamed')).join('; ');

/** One or more sentences. A condition of a type or shape that this app does not know is told by the order alone. */
export function dutyText(condition: KindOf<'condition'>): string {
  const params = (condition.params ?? {}) as Record<string, unknown>;
  const windows = readWindows(params);
  switch (condition.type) {
    case 'curfew':
      return windows.map((one) => t(params.place ? 'duty-curfew-place' : 'duty-curfew', hours(one))).join(' ');
    case 'residence':
      return t('duty-residence');
    case 'stay_away':
      return windows.length
        ? windows.map((one) => t('duty-stay-away-hours', { areas: areas(params.areas), ...hours(one) })).join(' ')
        : t('duty-stay-away', { areas: areas(params.areas) });
    case 'stay_within':
      return t('duty-stay-within', { areas: areas(params.areas) });
    case 'school_attendance':
      return t('duty-school-attendance');
    case 'registration':
      return registration((params.every ?? {}) as Record<string, unknown>);
    case 'check_in':
      // What the order leaves open takes the catalogue's half hour (schemas/rules/check_in.toml).
      return t('duty-check-in', { minutes: Math.round((number(params.window_s) ?? 1800) / 60) });
    case 'treatment': {
      const provider = text(params.provider);
      return provider ? t('duty-treatment', { provider }) : t('duty-treatment-any');
    }
    case 'community_service':
      return work(params);
    case 'no_contact': {
      const words = text(params.text);
      return words ? t('duty-no-contact', { text: words }) : t('duty-no-contact-any');
    }
    default:
      return text(params.text) ?? t('duty-other-any');
  }
}

function registration({ weekday, monthdays, times_a_month: times }: Record<string, unknown>): string {
  if (weekdays.includes(weekday as Weekday)) return t('duty-registration-weekly', { day: day(weekday as Weekday) });
  if (Array.isArray(monthdays)) {
    const listed = [...new Set(monthdays as number[])].sort((a, b) => a - b).join(', ');
    return t('duty-registration-monthdays', { monthdays: listed });
  }
  return typeof times === 'number' ? t('duty-registration-times', { times }) : t('duty-other-any');
}

function work({ hours, by, max_minutes_per_day: daily }: Record<string, unknown>): string {
  const wanted = number(hours);
  if (wanted === null) return t('duty-other-any');
  const date = text(by);
  return [
    date ? t('duty-community-service-by', { hours: wanted, date: formatDay(date, 'long') }) : t('duty-community-service', { hours: wanted }),
    ...(number(daily) === null ? [] : [t('duty-community-service-daily', { minutes: number(daily) as number })]),
  ].join(' ');
}
