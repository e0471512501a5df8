// What is asked of the child now, and what became of it. Pure.
import type { CaseSummary, Doc } from '../db';

export interface Asked {
  id: string;
  due: number;
  until: number;
}

const read = (request: Doc): Asked => {
  const due = Date.parse(request.due as string);
  return { id: request._id, due, until: due + ((request.window_s as number | undefined) ?? 1800) * 1000 };
};

const answered = (summary: CaseSummary): Set<unknown> => new Set(summary.facts.map((fact) => fact.request));

/** The request that is open and not answered; of several, the one that ends first. */
export function askedNow(summary: CaseSummary | undefined, now: number): Asked | null {
  if (!summary) return null;
  const done = answered(summary);
  const open = summary.requests.filter((request) => !done.has(request._id)).map(read);
  return open.filter(({ due, until }) => due <= now && now < until).sort((a, b) => a.until - b.until)[0] ?? null;
}

/** How long after its end a request is still worth answering late: a late answer says more than none. */
const LATE_MS = 12 * 3_600_000;

/** The last request that ended unanswered a short while ago. */
export function missedLately(summary: CaseSummary | undefined, now: number): Asked | null {
  if (!summary) return null;
  const done = answered(summary);
  const past = summary.requests.filter((request) => !done.has(request._id)).map(read);
  return past.filter(({ until }) => until <= now && now < until + LATE_MS).sort((a, b) => b.until - a.until)[0] ?? null;
}
