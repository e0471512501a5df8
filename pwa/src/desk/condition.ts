// How a condition looks on the desk: its icon, and its occasion in words.
import { formatDay, formatMoment, t } from '../i18n';
import type { IconName } from '../ui/icons';

const icons: Record<string, IconName> = {
  curfew: 'night',
  residence: 'home',
  stay_away: 'stop',
  stay_within: 'map',
  school_attendance: 'school',
  registration: 'pen',
  check_in: 'message',
  treatment: 'heart',
  community_service: 'clock',
};

export const iconOf = (type: string): IconName => icons[type] ?? 'flag';

/** An occasion is a date, a date and a start (`2026-10-03/22:00`), a moment, or a fact's id, which says nothing to people. */
export function occasionText(occasion: string): string {
  const window = /^(\d{4}-\d{2}-\d{2})(?:\/(\d{2}:\d{2}))?$/.exec(occasion);
  if (window?.[2]) return t('desk-window-from', { day: formatDay(window[1] as string), time: window[2] });
  if (window) return formatDay(window[1] as string);
  const moment = /^\d{4}-\d{2}-\d{2}T/.test(occasion) ? Date.parse(occasion) : NaN;
  return Number.isNaN(moment) ? '' : formatMoment(moment);
}
