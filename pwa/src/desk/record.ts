// What a fact says about time: by the phone's own clock, by the clock that counts, and when it arrived.
import type { AnyDocument, Decision, Explanation, Flag, Receipt } from '../documents';

export type Fact = Extract<AnyDocument, { by: unknown; at: string }>;
export type Told = {
  /** By the phone's own clock. */
  said: Date;
  /** Corrected by the offset measured before recording; the same as `said` when none was measured. */
  counted: Date;
  /** Seconds, server minus phone; null when the phone had never measured it. */
  offset: number | null;
  /** When the server got it; null when no receipt names it (an act of the office itself). */
  received: Date | null;
  late: boolean;
  /** Recorded outside of the assignment, and let in by a supervisor. */
  admitted: NonNullable<Receipt['admitted']> | null;
};

/** More than this between two clocks is shown to the reader; the rules have their own bound in their catalogue. */
const worthShowing = 60;

export const isFact = (document: AnyDocument): document is Fact => 'by' in document && 'at' in document;

export function told(fact: Fact, receipts: readonly Receipt[]): Told {
  const said = new Date(fact.at);
  const offset = fact.clock_offset_s ?? null;
  const receipt = receipts.find((one) => one.documents.includes(fact._id));
  return {
    said,
    counted: new Date(said.getTime() + (offset ?? 0) * 1000),
    offset,
    received: receipt ? new Date(receipt.received_at) : null,
    late: receipt?.late ?? false,
    admitted: receipt?.admitted ?? null,
  };
}

/** Whether a reader must be told that the phone's clock and the clock that counts differ. */
export const clocksDiffer = (times: Told): boolean => times.offset === null || Math.abs(times.offset) > worthShowing;

export const receiptsOf = (documents: readonly AnyDocument[]): Receipt[] =>
  documents.filter((one): one is Receipt => one.kind === 'receipt');

export const flagsOf = (documents: readonly AnyDocument[]): Flag[] =>
  documents.filter((one): one is Flag => one.kind === 'flag');

export const decisionsOn = (flag: string, documents: readonly AnyDocument[]): Decision[] =>
  documents.filter((one): one is Decision => one.kind === 'decision' && one.flag === flag).sort(byTime);

export const explanationsOf = (flag: string, documents: readonly AnyDocument[]): Explanation[] =>
  documents.filter((one): one is Explanation => one.kind === 'explanation' && one.flag === flag).sort(byTime);

/** The facts of a flag, by the clock that counts. */
export function factsOf(flag: Flag, documents: readonly AnyDocument[]): Fact[] {
  const named = new Set(flag.facts);
  return documents.filter((one): one is Fact => named.has(one._id) && isFact(one)).sort(byTime);
}

const shown = new Set<AnyDocument['kind']>([
  'visit', 'curfew_check', 'sighting', 'attendance', 'registration', 'hours', 'session', 'check_in',
  'excuse', 'permission', 'hearing', 'explanation', 'decision', 'response', 'warning', 'submission', 'serving', 'ruling',
]);

/** All that happened in a file: what people recorded and what was flagged, the newest first. */
export function everything(documents: readonly AnyDocument[]): (Fact | Flag)[] {
  const facts = documents.filter((one): one is Fact => shown.has(one.kind) && isFact(one));
  return [...facts, ...flagsOf(documents)].sort((a, b) => moment(b) - moment(a));
}

/** What came before a flag: the rest of the file. */
export function before(flag: Flag, documents: readonly AnyDocument[], most = 30): (Fact | Flag)[] {
  const own = new Set([...flag.facts, flag._id]);
  const about = (one: Fact | Flag): boolean => 'flag' in one && one.flag === flag._id;
  return everything(documents).filter((one) => !own.has(one._id) && !about(one)).slice(0, most);
}

/** When something stands in the file: a fact at its counted time, a flag at its first history entry. */
export function moment(one: Fact | Flag): number {
  if (one.kind === 'flag') {
    const first = (one as Flag).history?.[0]?.at;
    if (first) return Date.parse(first);
    const day = /^\d{4}-\d{2}-\d{2}/.exec((one as Flag).occasion)?.[0];
    return day ? Date.parse(`${day}T12:00:00Z`) : 0;
  }
  return Date.parse((one as Fact).at) + ((one as Fact).clock_offset_s ?? 0) * 1000;
}

const byTime = (a: Fact, b: Fact): number => moment(a) - moment(b);

/** Whether this person recorded one of the facts, and so may not decide. */
export const isOwn = (user: string, flag: Flag, documents: readonly AnyDocument[]): boolean =>
  factsOf(flag, documents).some((fact) => fact.by.user === user);
