// From the fields of a form to the fact that is recorded. Pure, so that what a tap records is tested without a screen.
import type { Fact } from '../../db';
import type { Place } from '../../db';
import { seenAt, type KindOf } from '../../field/record';

export interface CheckFields {
  method: 'in_person' | 'phone' | 'video';
  note: string;
  worry: string;
}

export interface VisitFields {
  outcome: KindOf<'visit'>['outcome'] | '';
  persons: { relation: string; name: string }[];
  /** `HH:MM` of the office's clock; empty: not told. */
  leftAt: string;
  note: string;
  worry: string;
  /** The best fix so far: a visit resumed at home was still made at the door. */
  place: Place | null;
  placeAt: string;
}

export interface SchoolFields {
  date: string;
  status: KindOf<'attendance'>['status'] | '';
  lessons: number;
  source: string;
  note: string;
  worry: string;
}

export interface ServingFields {
  present: string;
  refused: boolean;
  note: string;
  worry: string;
}

export const blankServing = (): ServingFields => ({ present: '', refused: false, note: '', worry: '' });
export const blankCheck = (): CheckFields => ({ method: 'in_person', note: '', worry: '' });
export const blankVisit = (): VisitFields => ({ outcome: '', persons: [], leftAt: '', note: '', worry: '', place: null, placeAt: '' });
export const blankSchool = (date: string): SchoolFields => ({ date, status: '', lessons: 0, source: '', note: '', worry: '' });

// A correction replaces the whole record, so it begins with all that was said before: a worry about the
// child must not vanish because the result was tapped wrongly.
const saidBefore = ({ note, welfare_concern }: { note?: string | null; welfare_concern?: string | null }) => ({
  note: note ?? '',
  worry: welfare_concern ?? '',
});

export const checkAgain = (original: KindOf<'curfew_check'>): CheckFields => ({
  method: original.method ?? 'in_person',
  ...saidBefore(original),
});

/** `leftAt`: the hour of `left_at` by the office's clock. */
export const visitAgain = (original: KindOf<'visit'>, leftAt: string): VisitFields => ({
  ...blankVisit(),
  outcome: original.outcome,
  persons: (original.persons_met ?? []).map((one) => ({ relation: one.relation ?? '', name: one.name ?? '' })),
  leftAt,
  ...saidBefore(original),
});

export const schoolAgain = (original: KindOf<'attendance'>): SchoolFields => ({
  date: original.date,
  status: original.status,
  lessons: original.lessons_missed ?? 0,
  source: original.source ?? '',
  ...saidBefore(original),
});

/** RFC 3339 in UTC, to the second. */
export const stamp = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`;

const said = (text: string): string | undefined => text.trim() || undefined;

/** Only what was told: an empty field is absent, not an empty text. */
function words(fields: { note: string; worry: string }): Partial<Fact> {
  return dropUndefined({ note: said(fields.note), welfare_concern: said(fields.worry) });
}

/**
 * The device's time that, with today's offset, tells when the corrected record was made: a correction
 * says something else about the same moment, and the rules ask whether that moment lay in a window.
 */
export const sameMoment = (original: Parameters<typeof seenAt>[0], offsetS: number | null): string =>
  new Date(seenAt(original) - (offsetS ?? 0) * 1000).toISOString();

export function checkFact(
  result: KindOf<'curfew_check'>['result'],
  fields: CheckFields,
  context: { place: Place | null; task: string | null; corrects: KindOf<'curfew_check'> | null; offsetS: number | null },
): Fact {
  const { corrects } = context;
  // By phone the inspector's own position says nothing of the minor's, and the rules would read it as theirs.
  const place = fields.method !== 'in_person' ? null : corrects ? (corrects.place ?? null) : context.place;
  return dropUndefined({
    kind: 'curfew_check',
    result,
    method: fields.method,
    place: place ?? undefined,
    at: corrects ? sameMoment(corrects, context.offsetS) : undefined,
    corrects: corrects?._id,
    task: corrects?.task ?? context.task ?? undefined,
    ...words(fields),
  });
}

export function visitFact(
  fields: VisitFields & { outcome: KindOf<'visit'>['outcome'] },
  context: { startedAt: string; leftAt: string | null; task: string | null; corrects: KindOf<'visit'> | null; offsetS: number | null },
): Fact {
  const { corrects } = context;
  const persons = fields.persons
    .map(({ relation, name }) => dropUndefined({ relation: said(relation), name: said(name) }))
    .filter((one) => Object.keys(one).length > 0);
  return dropUndefined({
    kind: 'visit',
    outcome: fields.outcome,
    persons_met: fields.outcome === 'met' && persons.length ? persons : undefined,
    place: (corrects ? corrects.place : fields.place) ?? undefined,
    left_at: context.leftAt ?? undefined,
    at: corrects ? sameMoment(corrects, context.offsetS) : context.startedAt,
    corrects: corrects?._id,
    task: corrects?.task ?? context.task ?? undefined,
    ...words(fields),
  });
}

/** A paper was handed to the minor, before somebody who stands up for them. */
export const servingFact = (fields: ServingFields, about: { act: string; task: string; minor: string }): Fact =>
  dropUndefined({
    kind: 'serving',
    act: about.act,
    task: about.task || undefined,
    served_to: about.minor || '-',
    present: said(fields.present),
    refused: fields.refused || undefined,
    ...words(fields),
  });

/** Lessons are counted only where some were missed. */
export const countsLessons = (status: SchoolFields['status']): boolean => status === 'late' || status === 'excused' || status === 'unexcused';

export function schoolFact(
  fields: SchoolFields & { status: KindOf<'attendance'>['status'] },
  context: { corrects: KindOf<'attendance'> | null },
): Fact {
  return dropUndefined({
    kind: 'attendance',
    date: fields.date,
    status: fields.status,
    lessons_missed: countsLessons(fields.status) && fields.lessons > 0 ? fields.lessons : undefined,
    source: said(fields.source),
    corrects: context.corrects?._id,
    task: context.corrects?.task ?? undefined,
    ...words(fields),
  });
}

function dropUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
