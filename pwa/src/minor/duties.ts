// The child's duties as the screens tell them. Pure but for the words.
import type { Doc } from '../db';
import { formatDay, t, translate } from '../i18n';
import { hoursToday, type Window } from './hours';

interface Duty {
  condition: string;
  type: string;
  /** Left out where the duty has none. */
  params?: Record<string, unknown>;
  from: string;
  until?: string | null;
}

export interface Told {
  id: string;
  type: string;
  title: string;
  /** What exactly, below the title; empty when the title says it all. */
  text: string;
  /** What counts today; empty when nothing does. */
  hours: string;
  /** Whether it asks something of this day. */
  today: boolean;
}

/** Duties in force at a moment, those of today first. */
export function dutiesNow(duties: Doc | null, now: number): Told[] {
  const all = (duties?.duties ?? []) as Duty[];
  const inForce = all.filter(({ from, until }) => Date.parse(from) <= now && !(until && Date.parse(until) <= now));
  return inForce.map((duty) => told(duty, now)).sort((a, b) => Number(b.today) - Number(a.today));
}

function told({ condition, type, params = {}, until = null }: Duty, now: number): Told {
  const title = translate(`minor-duty-${type}`) ?? t('minor-duty-other');
  const base = { id: condition, type, title, hours: '', today: false };
  const names = (params.areas as { name?: string | null }[] | undefined)?.map((area) => area.name).filter(Boolean) ?? [];
  const list = names.join(', ');
  const words = (params.text as string | null | undefined) ?? '';
  switch (type) {
    case 'curfew':
      return { ...base, ...atHome((params.windows ?? []) as Window[], now) };
    case 'residence':
      return { ...base, text: t('minor-duty-residence-text') };
    case 'stay_away':
    case 'stay_within':
      return { ...base, text: list || t('minor-duty-places-unnamed') };
    case 'school_attendance':
      return { ...base, text: (params.school as string | null) ?? '' };
    case 'registration':
      return { ...base, text: howOften((params.every ?? {}) as Record<string, unknown>) };
    case 'check_in':
      return { ...base, text: t('minor-duty-check_in-text', { minutes: Math.round(((params.window_s as number | null) ?? 1800) / 60) }) };
    case 'treatment':
      return { ...base, text: (params.provider as string | null) ?? '' };
    case 'community_service':
      return { ...base, text: service(params, until) };
    default:
      return { ...base, text: words };
  }
}

function atHome(windows: Window[], now: number): Pick<Told, 'text' | 'hours' | 'today'> {
  const { running, later } = hoursToday(windows, now);
  const text = [...new Set(windows.map(({ from, to }) => t('minor-duty-hours', { from, to })))].join(', ');
  const [current] = running;
  const [next] = later;
  if (current) return { text, hours: t('minor-home-now', { to: current.to }), today: true };
  if (next) return { text, hours: t('minor-home-later', { from: next.from, to: next.to }), today: true };
  return { text, hours: t('minor-home-free'), today: true };
}

function howOften(every: Record<string, unknown>): string {
  if (typeof every.weekday === 'string') return t('minor-every-week', { day: every.weekday });
  if (Array.isArray(every.monthdays)) return t('minor-every-month', { days: every.monthdays.join(', ') });
  if (typeof every.times_a_month === 'number') return t('minor-times-a-month', { count: every.times_a_month });
  return '';
}

function service(params: Record<string, unknown>, until: string | null): string {
  const hours = params.hours as number;
  const by = (params.by as string | null) ?? (until ? until.slice(0, 10) : null);
  return by ? t('minor-service-by', { hours, by: formatDay(by, 'long') }) : t('minor-service', { hours });
}
