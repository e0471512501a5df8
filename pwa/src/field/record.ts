// Reading what people recorded: which records still stand, and when the thing was seen
// by the clock that counts.
import type { AnyDocument } from '../documents';

/** A document as the phone holds it. Kinds of a newer app have a `kind` that no type here knows. */
export type Doc = AnyDocument;
export type KindOf<K extends Doc['kind']> = Extract<Doc, { kind: K }>;
/** Everything that a person records carries the envelope. */
export type Recorded = Extract<Doc, { by: unknown }>;

export const ofKind = <K extends Doc['kind']>(documents: readonly Doc[], kind: K): KindOf<K>[] =>
  documents.filter((one): one is KindOf<K> => one.kind === kind);

export const isRecorded = (one: Doc): one is Recorded => 'by' in one && 'at' in one && typeof one.at === 'string';

/** `_id` of a corrected record → `_id` of the record that replaces it. */
export function corrections(documents: readonly Doc[]): Map<string, string> {
  const replaced = new Map<string, string>();
  for (const one of documents) if (isRecorded(one) && one.corrects) replaced.set(one.corrects, one._id);
  return replaced;
}

/** Leaves out what a later record corrects. */
export function standing<D extends Doc>(documents: readonly D[], all: readonly Doc[] = documents): D[] {
  const replaced = corrections(all);
  return documents.filter((one) => !replaced.has(one._id));
}

/** When it was seen, in milliseconds: the phone's clock put right by the offset it knew. */
export const seenAt = (record: Recorded): number => corrected(record.at, record.clock_offset_s);

/** A time of the phone's own clock, put right by an offset in seconds; in milliseconds. */
export const corrected = (at: string, offsetS: number | null | undefined): number => Date.parse(at) + (offsetS ?? 0) * 1000;

/** Beyond this the rules call the clock doubtful (SCENARIOS.md, "Time"), and so do we. */
export const largeOffsetS = 120;

export type ClockTrust = 'sure' | 'unknown' | 'corrected';

/** How the clock of a phone with this offset stands: never compared, far off and put right, or as good as right. */
export const clockTrust = (offsetS: number | null | undefined): ClockTrust =>
  offsetS === null || offsetS === undefined ? 'unknown' : Math.abs(offsetS) > largeOffsetS ? 'corrected' : 'sure';
