// A case file as a story: what was recorded, what the rules suspect, what was decided; newest first.
import { corrections, isRecorded, ofKind, seenAt, type Doc, type KindOf } from './record';
import { moment } from './zoned';

/** Kinds that tell something of the story; a receipt or an assignment is not one of them. */
const told = new Set([
  'visit', 'curfew_check', 'sighting', 'attendance', 'registration', 'hours', 'session', 'check_in',
  'permission', 'excuse', 'hearing', 'explanation', 'serving', 'warning', 'submission', 'ruling', 'response',
]); // prettier-ignore

const silent = new Set([
  'case', 'order', 'condition', 'task', 'photo', 'receipt', 'contact', 'request', 'assignment', 'duties', 'decision', 'flag',
]); // prettier-ignore

export type Entry =
  | { is: 'record'; key: string; at: number; doc: Doc; corrected: string | null; corrects: string | null }
  | { is: 'flag'; key: string; at: number; flag: KindOf<'flag'>; decisions: KindOf<'decision'>[] }
  | { is: 'newer'; key: string; at: number; doc: Doc };

/** Everything worth telling, newest first. `zone` places an occasion that is only a date. */
export function timeline(documents: readonly Doc[], zone: string): Entry[] {
  const replaced = corrections(documents);
  const byId = new Map(documents.map((one) => [one._id, one]));
  const decisions = ofKind(documents, 'decision');
  const entries: Entry[] = [];
  for (const doc of documents) {
    if (doc.kind === 'flag') {
      const mine = decisions.filter((one) => one.flag === doc._id).sort((a, b) => seenAt(b) - seenAt(a));
      entries.push({ is: 'flag', key: doc._id, at: raisedAt(doc, byId, zone), flag: doc, decisions: mine });
    } else if (told.has(doc.kind) && (doc.schema ?? 1) === 1 && isRecorded(doc)) {
      entries.push({
        is: 'record', key: doc._id, at: seenAt(doc), doc,
        corrected: replaced.get(doc._id) ?? null, corrects: doc.corrects ?? null,
      }); // prettier-ignore
    } else if (!silent.has(doc.kind)) {
      entries.push({ is: 'newer', key: doc._id, at: isRecorded(doc) ? seenAt(doc) : 0, doc });
    }
  }
  return entries.sort((a, b) => b.at - a.at || Number(b.is === 'flag') - Number(a.is === 'flag') || (a.key < b.key ? 1 : -1));
}

/** A flag stands where its latest fact does; one raised by silence, on the day it is about. */
function raisedAt(flag: KindOf<'flag'>, byId: Map<string, Doc>, zone: string): number {
  const seen = flag.facts.flatMap((id) => {
    const fact = byId.get(id);
    return fact && isRecorded(fact) ? [seenAt(fact)] : [];
  });
  if (seen.length) return Math.max(...seen);
  const date = /^\d{4}-\d{2}-\d{2}/.exec(flag.occasion)?.[0];
  return date ? moment(date, '23:59', zone) : 0;
}

export interface CameBack {
  caseId: string;
  who: KindOf<'case'> | null;
  decision: KindOf<'decision'>;
  flag: KindOf<'flag'> | null;
  at: number;
}

/** Decisions not seen yet on this phone, newest first; one's own are no news. */
export function cameBack(
  files: readonly { id: string; documents: readonly Doc[] }[],
  seen: ReadonlySet<string>,
  user: string,
): CameBack[] {
  return files
    .flatMap(({ id, documents }) => {
      const who = ofKind(documents, 'case')[0] ?? null;
      const flags = ofKind(documents, 'flag');
      return ofKind(documents, 'decision')
        .filter((one) => !seen.has(one._id) && one.by.user !== user)
        .map((decision) => ({
          caseId: id, who, decision, flag: flags.find((one) => one._id === decision.flag) ?? null, at: seenAt(decision),
        })); // prettier-ignore
    })
    .sort((a, b) => b.at - a.at);
}
