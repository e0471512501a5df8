// Names, addresses and telephones as they came, cut to what a small screen needs.
import type { Circle } from './place';
import type { KindOf } from './record';

type Who = KindOf<'case'> | null | undefined;

/** Family and given name; the patronymic only where there is room. */
export const fullName = (who: Who): string => [who?.name?.family, who?.name?.given].filter(Boolean).join(' ');

export const nameWithPatronymic = (who: Who): string =>
  [who?.name?.family, who?.name?.given, who?.name?.patronymic].filter(Boolean).join(' ');

/** House and flat, or the parts of a number, stay on one line: `103-48` with a hyphen that does not break. */
export const unbroken = (text: string): string => text.replace(/(?<=\d)-(?=\d)/g, '\u2011');

/** `Өскемен, Сәтбаев даңғ. 103-48` → town and street apart: the street is what one looks for at night. */
export function addressParts(who: Who): { street: string; town: string } {
  const [town, ...rest] = unbroken(who?.residence?.address ?? '').split(',').map((part) => part.trim());
  return rest.length ? { street: rest.join(', '), town: town ?? '' } : { street: town ?? '', town: '' };
}

/** The town that most of the files name: on a list, only the others need saying. */
export function usualTown(all: readonly Who[]): string {
  const counts = new Map<string, number>();
  for (const who of all) {
    const { town } = addressParts(who);
    counts.set(town, (counts.get(town) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

/** The street; the town before it where it is not the usual one. */
export function shortAddress(who: Who, usual: string): string {
  const { street, town } = addressParts(who);
  return town && town !== usual ? `${town}, ${street}` : street;
}

/** A circle out of what a document says; null for half of one. A residence without a radius gets 50 m for the picture. */
export function readCircle(given: unknown): Circle | null {
  const { lat, lon, radius_m } = (given ?? {}) as Partial<Record<keyof Circle, unknown>>;
  if (typeof lat !== 'number' || typeof lon !== 'number') return null;
  return { lat, lon, radius_m: typeof radius_m === 'number' ? radius_m : 50 };
}

export const homeCircle = (who: Who): Circle | null => readCircle(who?.residence);

/** `+7 748 000 32 73` → `tel:+77480003273`; null for what is no number. */
export function callLink(phone: string | null | undefined): string | null {
  const digits = (phone ?? '').replace(/[^\d+]/g, '');
  return digits.replace(/\D/g, '').length >= 5 ? `tel:${digits}` : null;
}
