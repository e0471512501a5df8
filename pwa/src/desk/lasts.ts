import { formatNumber } from '../i18n';

/** A length of time in the largest unit that fits: `3 h`, `12 min`, `40 s`. */
export function lasts(seconds: number): string {
  const [value, unit] = seconds >= 5400 ? [seconds / 3600, 'hour'] : seconds >= 90 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return formatNumber(value as number, { style: 'unit', unit: unit as string, maximumFractionDigits: unit === 'hour' ? 1 : 0 });
}
