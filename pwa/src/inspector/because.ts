// Why a rule says so, in the reader's language: keys and parameters come with the flag.
import { formatDay, formatMoment, translate } from '../i18n';
import type { KindOf } from '../field/record';

type Argument = string | number | Date;

/** A parameter as people read it: moments and days in the office's zone, numbers as the language writes them. */
export function readable(value: unknown): Argument | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return formatMoment(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDay(value);
  return value;
}

/** The sentences of a flag, those that this app knows. */
export function because(flag: KindOf<'flag'>): string[] {
  return (flag.because ?? []).flatMap(({ key, params }) => {
    const given = Object.entries(params ?? {}).flatMap(([name, value]) => {
      const shown = readable(value);
      return shown === null ? [] : [[name, shown] as const];
    });
    return translate(key, Object.fromEntries(given)) ?? [];
  });
}
