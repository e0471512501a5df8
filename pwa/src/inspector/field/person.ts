// Names, addresses and telephones as they came, cut to what a small screen needs.
import type { KindOf } from './record';

type Who = KindOf<'case'> | null | undefined;

/** Family and given name; the patronymic only where there is room. */
export const fullName = (who: Who): string => [who?.name?.family, who?.name?.given].filter(Boolean).join(' ');

export const nameWithPatronymic = (who: Who): string =>
  [who?.name?.family, who?.name?.given, who?.name?.patronymic].filter(Boolean).join(' ');

/** `Өскемен, Сәтбаев даңғ. 103-48` → town and street apart: the street is what one looks for at night. */
export function addressParts(who: Who): { street: string; town: string } {
  const [town, ...rest] = (who?.residence?.address ?? '').split(',').map((part) => part.trim());
  return rest.length ? { street: rest.join(', '), town: town ?? '' } : { street: town ?? '', town: '' };
}

/** The residence as a circle, where it has a point. A residence without a radius gets 50 m for the picture. */
export function homeCircle(who: Who): { lat: number; lon: number; radius_m: number } | null {
  const home = who?.residence;
  if (!home || typeof home.lat !== 'number' || typeof home.lon !== 'number') return null;
  return { lat: home.lat, lon: home.lon, radius_m: home.radius_m ?? 50 };
}

/** `+7 748 000 32 73` → `tel:+77480003273`; null for what is no number. */
export function callLink(phone: string | null | undefined): string | null {
  const digits = (phone ?? '').replace(/[^\d+]/g, '');
  return digits.replace(/\D/g, '').length >= 5 ? `tel:${digits}` : null;
}
