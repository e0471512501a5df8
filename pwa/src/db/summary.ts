// What the first screen needs of a file, from its documents. Pure.
import { kindOf, type Doc } from './doc';
import { SUMMARY_DAYS, type CaseSummary, type Verdict } from './phone';

/** A change of shape here makes every phone rebuild its snapshot. */
export const SUMMARY_VERSION = 3;

/** As it is kept: without what the journal knows better. */
export interface StoredSummary extends Omit<CaseSummary, 'unsent' | 'refused' | 'leaving'> {
  version: number;
  /** Fact → when the server received it. */
  received: Record<string, string>;
  /** Fact → the last verdict on a flag that rests on it. */
  judged: Record<string, Verdict>;
}

const DAY = 86_400_000;
const factKinds = new Set(['visit', 'curfew_check', 'sighting', 'attendance', 'registration', 'hours', 'session', 'check_in', 'serving']);
const openStates = new Set(['open', 'reopened', 'frozen']);

const time = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : NaN);
const newestFirst = (a: Doc, b: Doc): number => time(b.at) - time(a.at);

export const isFact = (kind: string): boolean => factKinds.has(kind);

export const emptySummary = (caseId: string): StoredSummary => ({
  version: SUMMARY_VERSION,
  case: caseId,
  file: null,
  order: null,
  conditions: [],
  permissions: [],
  tasks: [],
  requests: [],
  facts: [],
  flags: [],
  decisions: [],
  duties: null,
  notices: [],
  received: {},
  judged: {},
});

/** `now` in ms decides what is recent; a summary of yesterday shows more than it need, never less. */
export function summarise(caseId: string, docs: readonly Doc[], now: number): StoredSummary {
  const since = now - SUMMARY_DAYS * DAY;
  const kinds = grouped(docs);
  const of = (kind: string): Doc[] => kinds.get(kind) ?? [];
  const recent = (doc: Doc): boolean => !(time(doc.at) < since);
  const corrected = new Set(docs.map((doc) => doc.corrects).filter(Boolean));
  // What replaces a condition only from a later day leaves tonight's as it is.
  const begun = of('condition').filter((doc) => !(time(doc.from) > now));
  const replaced = new Set(begun.map((doc) => doc.supersedes).filter(Boolean));
  const received = receivedAt(of('receipt'));
  const facts = docs.filter((doc) => isFact(doc.kind) && recent(doc) && !corrected.has(doc._id)).sort(newestFirst);
  return {
    version: SUMMARY_VERSION,
    case: caseId,
    file: of('case')[0] ?? null,
    order: orderInForce(of('order'), now),
    conditions: of('condition').filter((doc) => !(time(doc.until) <= now) && !replaced.has(doc._id)),
    permissions: of('permission').filter((doc) => !(time(doc.until) <= now) && !corrected.has(doc._id)),
    tasks: of('task').filter((doc) => (doc.state ?? 'planned') === 'planned'),
    requests: of('request').filter((doc) => !(time(doc.due) < since)),
    facts,
    flags: of('flag').filter((doc) => openStates.has(doc.state) || facts.some((fact) => doc.facts?.includes(fact._id))),
    decisions: of('decision').filter(recent),
    duties: of('duties')[0] ?? null,
    notices: of('notice'),
    received: picked(received, facts),
    judged: picked(verdicts(of('flag'), of('decision')), facts),
  };
}

/** Puts one newly recorded document into a summary, without reading the file. */
export function include(summary: StoredSummary, doc: Doc): StoredSummary {
  if (doc.kind === 'permission') return { ...summary, permissions: [...summary.permissions, doc] };
  if (!isFact(doc.kind)) return summary;
  const others = summary.facts.filter((fact) => fact._id !== doc._id && fact._id !== doc.corrects);
  return { ...summary, facts: [doc, ...others].sort(newestFirst) };
}

/** Document → when the server first received it. */
export function receivedAt(receipts: readonly Doc[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const receipt of receipts)
    for (const id of (receipt.documents ?? []) as string[]) {
      const known = first.get(id);
      if (!known || time(receipt.received_at) < time(known)) first.set(id, receipt.received_at as string);
    }
  return first;
}

/** Fact → the last verdict on a flag that rests on it. */
export function verdicts(flags: readonly Doc[], decisions: readonly Doc[]): Map<string, Verdict> {
  const out = new Map<string, Verdict>();
  const facts = new Map(flags.map((flag) => [flag._id, (flag.facts ?? []) as string[]]));
  for (const decision of [...decisions].sort(newestFirst).reverse())
    for (const id of facts.get(decision.flag as string) ?? []) out.set(id, decision.verdict as Verdict);
  return out;
}

function orderInForce(orders: Doc[], now: number): Doc | null {
  const begun = orders.filter((order) => !(time(order.from) > now));
  const byStart = (begun.length ? begun : orders).sort((a, b) => time(b.from) - time(a.from));
  return byStart.find((order) => !(time(order.until) + DAY <= now)) ?? byStart[0] ?? null;
}

function picked<V>(from: Map<string, V>, docs: readonly Doc[]): Record<string, V> {
  const out: Record<string, V> = {};
  for (const { _id } of docs) if (from.has(_id)) out[_id] = from.get(_id) as V;
  return out;
}

function grouped(docs: readonly Doc[]): Map<string, Doc[]> {
  const out = new Map<string, Doc[]>();
  for (const doc of docs) {
    const kind = doc.kind ?? kindOf(doc._id);
    const known = out.get(kind);
    if (known) known.push(doc);
    else out.set(kind, [doc]);
  }
  return out;
}
