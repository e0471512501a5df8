// What is due now and tonight, worked out from the documents on this phone and nothing else.
//
// A day of work begins at 06:00 of the office's clock: at half past midnight the list is
// still last evening's, and a window that began yesterday is the one that is open now.
import type { Doc, KindOf } from './record';
import { isRecorded, ofKind, seenAt, standing } from './record';
import { inForce, leaves, type InForce } from './force';
import { homeCircle, readCircle } from './person';
import type { Circle } from './place';
import { occurrences, readWindows, without, type Occurrence, type Span } from './windows';
import { moment, plusDays, wall } from './zoned';

/** When the list turns to the new day. Only for grouping: no conclusion is drawn from it. */
export const dayBegins = '06:00';

/** Two unanswered doors in one window count together when they are this far apart (SCENARIOS.md, "Who saw"). */
export const secondTryMs = 30 * 60_000;

export interface CaseFile {
  /** Key of the case, as in `case-<id>`. */
  id: string;
  documents: readonly Doc[];
}

export type CheckState =
  /** The window is open and nothing settles it yet. */
  | 'now'
  /** The window opens later in this day of work. */
  | 'later'
  /** Nobody answered once; a second try counts from `againFrom` on. */
  | 'again'
  /** Recorded in this window. */
  | 'done'
  /** A permission covers all that is left of the window. */
  | 'permitted'
  /** A planned check whose window has gone by unrecorded. */
  | 'missed';

export interface CheckDue {
  caseId: string;
  key: string;
  who: KindOf<'case'> | null;
  condition: string;
  /** Where they must be: the place that the order names, else the residence; null when it is not on the map. */
  place: Circle | null;
  window: Occurrence;
  state: CheckState;
  /** Milliseconds from which somebody must be at home; later than the window's start under a permission. */
  opens: number;
  /** Milliseconds until which. */
  closes: number;
  /** Permissions inside the window, cut to it. */
  permitted: Span[];
  task: KindOf<'task'> | null;
  /** What was recorded in the window and still stands, newest first. */
  recorded: KindOf<'curfew_check'>[];
  againFrom: number | null;
}

export type TaskState = 'overdue' | 'now' | 'later';

export interface TaskDue {
  caseId: string;
  key: string;
  who: KindOf<'case'> | null;
  task: KindOf<'task'>;
  from: number;
  until: number;
  state: TaskState;
}

export interface Today {
  checks: CheckDue[];
  tasks: TaskDue[];
  /** The earliest moment at which the list changes by itself. */
  nextChange: number;
}

/** The day of work at a moment: its date and its span. */
export function workday(now: number, zone: string): { date: string } & Span {
  const { date, minutes } = wall(now, zone);
  const [hours = 0] = dayBegins.split(':').map(Number);
  const begun = minutes >= hours * 60 ? date : plusDays(date, -1);
  return { date: begun, from: moment(begun, dayBegins, zone), until: moment(plusDays(begun, 1), dayBegins, zone) };
}

/** Everything due in the day of work that `now` belongs to. `user` sees their own tasks and those of nobody. */
export function today(files: readonly CaseFile[], now: number, zone: string, user: string): Today {
  const day = workday(now, zone);
  const checks: CheckDue[] = [];
  const tasks: TaskDue[] = [];
  for (const file of files) {
    const who = ofKind(file.documents, 'case')[0] ?? null;
    if (who && who.status && who.status !== 'active') continue;
    const planned = openTasks(file.documents, user);
    checks.push(...checksOf(file, who, planned, day, now, zone));
    tasks.push(...tasksOf(file, who, planned, day, now));
  }
  checks.sort(byUrgency);
  tasks.sort((a, b) => taskOrder[a.state] - taskOrder[b.state] || a.until - b.until || collate(a.who, b.who));
  const edges = [
    day.until,
    ...checks.flatMap(({ window, opens, closes, permitted, againFrom }) => [
      window.start, window.end, opens, closes, againFrom ?? 0, ...permitted.flatMap(({ from, until }) => [from, until]),
    ]),
    ...tasks.flatMap(({ from, until }) => [from, until]),
  ];
  return { checks, tasks, nextChange: Math.min(...edges.filter((edge) => edge > now)) };
}

/** What is still to be done for a case and not long overdue, the soonest first; anybody's. */
export const plannedTasks = (documents: readonly Doc[], now: number): KindOf<'task'>[] =>
  openTasks(documents)
    .filter((one) => Date.parse(one.window.until) > now - 7 * 86_400_000)
    .sort((a, b) => Date.parse(a.window.from) - Date.parse(b.window.from));

/** Planned, not cancelled, not fulfilled by a record that stands; with `user` given, nobody else's. */
function openTasks(documents: readonly Doc[], user?: string): KindOf<'task'>[] {
  const fulfilled = new Set(standing(documents.filter(isRecorded), documents).map((one) => one.task));
  return ofKind(documents, 'task').filter(
    (one) => (one.state ?? 'planned') === 'planned' && !fulfilled.has(one._id) && (!user || !one.assignee || one.assignee === user),
  );
}

function checksOf(
  file: CaseFile,
  who: KindOf<'case'> | null,
  planned: readonly KindOf<'task'>[],
  day: { date: string } & Span,
  now: number,
  zone: string,
): CheckDue[] {
  const recorded = standing(ofKind(file.documents, 'curfew_check'), file.documents).sort((a, b) => seenAt(b) - seenAt(a));
  const permissions = standing(ofKind(file.documents, 'permission'), file.documents);
  const due: CheckDue[] = [];
  for (const bound of inForce(file.documents, zone)) {
    if (bound.condition.type !== 'curfew') continue;
    const dates = [plusDays(day.date, -1), day.date, plusDays(day.date, 1)];
    for (const window of occurrences(readWindows(bound.condition.params), dates, zone)) {
      const startsToday = window.start >= day.from && window.start < day.until;
      if (!startsToday && !(window.start <= now && now < window.end)) continue;
      const one = checkOf(file.id, who, bound, window, recorded, permissions, planned, now);
      if (one) due.push(one);
    }
  }
  return due;
}

function checkOf(
  caseId: string,
  who: KindOf<'case'> | null,
  bound: InForce,
  window: Occurrence,
  allRecorded: readonly KindOf<'curfew_check'>[],
  permissions: readonly KindOf<'permission'>[],
  planned: readonly KindOf<'task'>[],
  now: number,
): CheckDue | null {
  const span = { from: Math.max(window.start, bound.from), until: Math.min(window.end, bound.until) };
  if (span.from >= span.until) return null;
  const recorded = allRecorded.filter((one) => span.from <= seenAt(one) && seenAt(one) < span.until);
  const permitted = leaves(bound, permissions)
    .map(({ from, until }) => ({ from: Math.max(from, span.from), until: Math.min(until, span.until) }))
    .filter(({ from, until }) => from < until);
  const left = without({ from: Math.max(span.from, Math.min(now, span.until)), until: span.until }, permitted);
  const opens = left[0]?.from ?? span.from;
  const closes = left[0]?.until ?? span.until;
  const task =
    planned.find((one) => one.type === 'curfew_check' && Date.parse(one.window.from) < span.until && Date.parse(one.window.until) > span.from) ??
    null;
  const answered = recorded.some((one) => one.result !== 'no_answer');
  const tries = recorded.map(seenAt);
  const settled = answered || (tries.length > 1 && Math.max(...tries) - Math.min(...tries) >= secondTryMs);
  const againFrom = recorded.length && !settled ? Math.min(...tries) + secondTryMs : null;

  let state: CheckState;
  if (settled) state = 'done';
  else if (now >= span.until) {
    if (recorded.length) state = 'done';
    else if (task) state = 'missed';
    else return null;
  } else if (!left.length) state = 'permitted';
  else if (againFrom !== null) state = 'again';
  else state = opens <= now ? 'now' : 'later';

  return {
    caseId,
    key: `${caseId}/${bound.condition._id}/${window.date}/${window.from}`,
    who,
    condition: bound.condition._id,
    place: readCircle((bound.condition.params as { place?: unknown } | undefined)?.place) ?? homeCircle(who),
    window,
    state,
    opens,
    closes,
    permitted,
    task,
    recorded,
    againFrom: state === 'again' ? againFrom : null,
  };
}

function tasksOf(
  file: CaseFile,
  who: KindOf<'case'> | null,
  planned: readonly KindOf<'task'>[],
  day: Span,
  now: number,
): TaskDue[] {
  return planned
    .filter((task) => task.type !== 'curfew_check')
    .map((task) => ({ task, from: Date.parse(task.window.from), until: Date.parse(task.window.until) }))
    .filter(({ from }) => from < day.until)
    .map(({ task, from, until }) => ({
      caseId: file.id,
      key: `${file.id}/${task._id}`,
      who,
      task,
      from,
      until,
      state: until <= now ? ('overdue' as const) : from <= now ? ('now' as const) : ('later' as const),
    }));
}

const checkOrder: Record<CheckState, number> = { now: 0, again: 0, later: 1, missed: 2, permitted: 3, done: 4 };
const taskOrder: Record<TaskState, number> = { overdue: 0, now: 1, later: 2 };

/** Open windows first, the planned among them, then the soonest to close; then those that open soonest. */
function byUrgency(a: CheckDue, b: CheckDue): number {
  return (
    checkOrder[a.state] - checkOrder[b.state] ||
    (a.state === 'later' ? a.opens - b.opens : 0) ||
    Number(b.task !== null) - Number(a.task !== null) ||
    Number(a.state === 'again') - Number(b.state === 'again') ||
    a.closes - b.closes ||
    collate(a.who, b.who)
  );
}

const collator = new Intl.Collator(['kk', 'ru']);
const collate = (a: KindOf<'case'> | null, b: KindOf<'case'> | null): number =>
  collator.compare(`${a?.name?.family ?? ''} ${a?.name?.given ?? ''}`, `${b?.name?.family ?? ''} ${b?.name?.given ?? ''}`);
