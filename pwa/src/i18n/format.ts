// Times, dates and numbers as the present language writes them, in the office's
// zone whatever the phone's own zone is: a curfew begins by the office's clock.
import { language } from './i18n.svelte';
import type { Language } from './languages';

type Moment = Date | string | number;

let zone: string | undefined;
const kept = new Map<string, unknown>();

/** The office's zone, an IANA name; until it is known, the device's own. */
export function setZone(name: string | undefined): void {
  zone = name;
  kept.clear();
}

export const officeZone = (): string => zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Hour and minute: `22:05`. */
export const formatTime = (moment: Moment): string => dateTime({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, moment);

/** Day and month, the year only when it is another than this one: `3 қараша`, or with the weekday. */
export function formatDate(moment: Moment, style: 'short' | 'long' | 'weekday' = 'short', now: Moment = Date.now()): string {
  const year = part({ year: 'numeric' }, moment) === part({ year: 'numeric' }, now) && style !== 'long';
  return dateTime(
    {
      day: 'numeric',
      month: named() ? 'long' : '2-digit',
      ...(year ? {} : { year: 'numeric' }),
      ...(style === 'weekday' && named() ? { weekday: 'long' } : {}),
    },
    moment,
  );
}

/** Day and time together: `3 қараша, 22:05`; only the time when it is today. */
export function formatMoment(moment: Moment, now: Moment = Date.now()): string {
  if (dayOf(moment) === dayOf(now)) return formatTime(moment);
  return `${formatDate(moment, 'short', now)}, ${formatTime(moment)}`;
}

/** The date (`YYYY-MM-DD`) that the office's calendar shows at a moment. */
export function dayOf(moment: Moment): string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  return formatter(`day ${zone}`, () => new Intl.DateTimeFormat('en-CA', { ...options, timeZone: zone })).format(new Date(moment));
}

/** A date without a time (`YYYY-MM-DD`), in words. */
export function formatDay(date: string, style: 'short' | 'long' | 'weekday' = 'short', now: Moment = Date.now()): string {
  // Noon in UTC is the same calendar day in every zone from -12 to +11, and Kazakhstan is at +5.
  return formatDate(`${date}T12:00:00Z`, style, now);
}

/** How far away in time: `in 20 minutes`, `3 hours ago`. */
export function formatRelative(moment: Moment, now: Moment = Date.now()): string {
  const seconds = Math.round((new Date(moment).getTime() - new Date(now).getTime()) / 1000);
  const size = Math.abs(seconds);
  const [amount, unit]: [number, Intl.RelativeTimeFormatUnit] =
    size < 3600 ? [seconds / 60, 'minute'] : size < 86_400 ? [seconds / 3600, 'hour'] : [seconds / 86_400, 'day'];
  const locale = usable(language(), Intl.RelativeTimeFormat);
  return formatter(`rel ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })).format(Math.trunc(amount), unit);
}

/** Metres or kilometres: `40 m`, `1.2 km`. */
export function formatDistance(metres: number): string {
  const far = metres >= 1000;
  const value = far ? metres / 1000 : metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10;
  const locale = usable(language(), Intl.NumberFormat);
  return formatter(`dist ${locale} ${far}`, () =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: far ? 'kilometer' : 'meter',
      maximumFractionDigits: far ? 1 : 0,
    }),
  ).format(value);
}

export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  const locale = usable(language(), Intl.NumberFormat);
  return formatter(`num ${locale} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options)).format(value);
}

function dateTime(options: Intl.DateTimeFormatOptions, moment: Moment): string {
  const locale = usable(language(), Intl.DateTimeFormat);
  return formatter(`at ${locale} ${zone} ${JSON.stringify(options)}`, () =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }),
  ).format(new Date(moment));
}

const part = dateTime;

/** Whether this browser can write the present language's month names. */
const named = (): boolean => usable(language(), Intl.DateTimeFormat) === language();

// A browser without Kazakh in its Intl data writes numbers and numeric dates the
// Russian way, which Kazakhstan shares; words of another language are avoided.
function usable(language: Language, kind: { supportedLocalesOf(locales: string): string[] }): string {
  return kind.supportedLocalesOf(language).length ? language : 'ru';
}

function formatter<F>(id: string, make: () => F): F {
  if (!kept.has(id)) kept.set(id, make());
  return kept.get(id) as F;
}
