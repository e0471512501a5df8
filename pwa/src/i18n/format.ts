// Times, dates and numbers as the present language writes them, in the office's
// zone whatever the phone's own zone is: a curfew begins by the office's clock.
//
// Intl does the calendar and the zone; the words are from our catalogues. Chromium
// says that it supports Kazakh and then writes "M11 22, Sun": it ships no Kazakh data.
import { language, t, type PlainKey } from './i18n.svelte';

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
export const formatTime = (moment: Moment): string =>
  formatter(`time ${zone}`, () => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone })).format(
    new Date(moment),
  );

/** Day and month, the year only when it is another than this one: `3 қараша`, or with the weekday. */
export const formatDate = (moment: Moment, style: Style = 'short', now: Moment = Date.now()): string => formatDay(dayOf(moment), style, now);

type Style = 'short' | 'long' | 'weekday';

/** A date without a time (`YYYY-MM-DD`), in words; `long` always names the year. */
export function formatDay(date: string, style: Style = 'short', now: Moment = Date.now()): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const named = { day: String(day), month: t(`ui-month-${month}` as PlainKey) };
  const thisYear = dayOf(now).slice(0, 4) === date.slice(0, 4);
  const words = thisYear && style !== 'long' ? t('ui-date', named) : t('ui-date-year', { ...named, year: String(year) });
  if (style !== 'weekday') return words;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
  return t('ui-date-weekday', { date: words, weekday: t(`ui-weekday-${weekday}` as PlainKey) });
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

/** How far away in time: `in 20 min`, `3 h ago`, `yesterday`. */
export function formatRelative(moment: Moment, now: Moment = Date.now()): string {
  const seconds = (new Date(moment).getTime() - new Date(now).getTime()) / 1000;
  const past = seconds < 0;
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  if (minutes < 1) return t('ui-just-now');
  if (minutes < 60) return t(past ? 'ui-minutes-ago' : 'ui-in-minutes', { count: minutes });
  const hours = Math.trunc(minutes / 60);
  if (hours < 24) return t(past ? 'ui-hours-ago' : 'ui-in-hours', { count: hours });
  return t(past ? 'ui-days-ago' : 'ui-in-days', { count: Math.trunc(hours / 24) });
}

/** A length of time in the largest unit that fits: `3 h`, `12 min`, `40 s`. */
export function formatDuration(seconds: number): string {
  if (seconds >= 5400) return t('ui-lasts-hours', { count: formatNumber(seconds / 3600, { maximumFractionDigits: 1 }) });
  if (seconds >= 90) return t('ui-lasts-minutes', { count: formatNumber(Math.round(seconds / 60)) });
  return t('ui-lasts-seconds', { count: formatNumber(Math.round(seconds)) });
}

/** Metres or kilometres: `40 m`, `1.2 km`. */
export function formatDistance(metres: number): string {
  const far = metres >= 1000;
  const value = far ? metres / 1000 : metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10;
  return formatNumber(value, { style: 'unit', unit: far ? 'kilometer' : 'meter', maximumFractionDigits: far ? 1 : 0 });
}

/** A number; Kazakh writes them, percent, metres and kilometres as Russian does. */
export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  const locale = language() === 'en' ? 'en-GB' : 'ru';
  return formatter(`num ${locale} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options)).format(value);
}

function formatter<F>(id: string, make: () => F): F {
  if (!kept.has(id)) kept.set(id, make());
  return kept.get(id) as F;
}
