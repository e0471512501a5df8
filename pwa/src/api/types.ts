// What the people's endpoints answer. Documents themselves are typed in src/documents.ts.
import type { Language } from '../i18n/languages';

export type Role = 'inspector' | 'supervisor' | 'minor' | 'analyst' | 'admin';

export interface Me {
  user: string;
  role: Role;
  name: string;
  language: Language;
  office: string | null;
  /** IANA zone of the office. */
  zone: string;
  device: string;
  /** The minor's own case; null for everybody else. */
  case: string | null;
  server_time: string;
  version: string;
  vapid_public_key: string | null;
}

export interface Assignment {
  case: string;
  db: string;
  from: string;
  until: string | null;
}

/** That the server has a record of this person's outside of the case file, and where it stands. */
export interface ServerReceipt {
  case: string;
  document: string;
  received_at: string;
  state: 'waiting' | 'admitted' | 'rejected';
  decided_at: string | null;
}

/** Database → update sequence; compared for equality only. */
export type Heads = Record<string, number | string>;

interface QueueRowOfAny {
  case: string;
  number: string;
  name: string;
  state: string;
  recorded_at: string;
  received_at: string;
}

export interface FlagRow extends QueueRowOfAny {
  /** `_id` of the flag. */
  flag: string;
  fact: null;
  type: string;
  occasion: string;
  certainty: 'suspected' | 'inconclusive';
  welfare: boolean;
}

/** A concern for the child: on top of the queue, whether or not a rule is touched. */
export interface WelfareRow extends QueueRowOfAny {
  flag: null;
  /** `_id` of the fact that tells it. */
  fact: string;
  type: 'welfare';
  occasion: null;
  certainty: null;
  welfare: true;
}

export type QueueRow = FlagRow | WelfareRow;

export interface CaseRow {
  case: string;
  number: string;
  name: string;
  born: string;
  office: string;
  measure: string;
  inspector: string | null;
  open_flags: number;
  status: string;
}

/** `documents` and `flags` are documents of the case file. */
export interface CaseAnswer<Document, Flag> {
  documents: Document[];
  zone: string;
  flags: Flag[];
  explanations: Record<string, string>;
  /** What the service has not done, or waits for, in this file. */
  owed: Owed[];
  /** Who works with the case now. */
  assigned: Assigned[];
  copies: Copy[];
  /** Names of those who recorded something, by user. */
  people: Record<string, string>;
  /** Some phone of the minor has messages allowed. */
  reachable: boolean;
}

/** `type`: of the condition, or of the planned check; `waiting`: some phone may still hold the record. */
export interface Owed {
  reason: string;
  type: string | null;
  occasion: string;
  document: string;
  waiting: boolean;
}

/** A record that waits outside of the case file, or waited. */
export interface QuarantineRow {
  case: string;
  number: string;
  name: string;
  document: string;
  about: string;
  user: string;
  recorded_by: string;
  why: string;
  recorded_at: string | null;
  received_at: string;
  ended_at: string | null;
  state: 'waiting' | 'admitting' | 'admitted' | 'rejected';
  decided_at: string | null;
}

export interface Kept<Document> {
  document: string;
  about: string;
  /** Null once it is in the case file. */
  doc: Document | null;
  user: string;
  name: string;
  recorded_at: string | null;
  received_at: string;
  clock_offset_s: number | null;
  why: string;
  ended_at: string | null;
  state: QuarantineRow['state'];
  ruled: { by: string; at: string; verdict: 'admit' | 'reject'; reason: string } | null;
  ruled_by: string | null;
}

/** The copy of a case file on somebody's phone. */
export interface Copy {
  user: string;
  name: string;
  device: string;
  contact_at: string;
  /** Since when it should be gone; null: its user works with the file. */
  ended_at: string | null;
  destroyed_at: string | null;
}

export interface Assigned extends Colleague {
  from: string;
  until: string | null;
}

export interface Colleague {
  user: string;
  name: string;
}

/** An analyst gets a word instead of a figure so small that it would point to a child. */
export type Figure = number | '<5' | '*';

export interface Statistics {
  total: Figure;
  measures: Record<string, Figure>;
  offices: { office: string; total: Figure; measures: Record<string, Figure> }[];
  flags: Record<string, Figure>;
  as_of: string;
}

export interface Invitation {
  url: string;
  /** The link as a QR code, an SVG element as text. */
  qr: string;
  expires_at: string;
}

export interface Heard {
  how: 'taken' | 'declined' | 'invited' | 'none';
  /** From when on a decision may follow; in the future while an invitation is waited for. */
  since: string | null;
  by: string | null;
}

export interface Violation {
  flag: string;
  happened: string;
  lapses: string;
  heard: Heard;
  state: 'counts' | 'unheard' | 'lapsed' | 'submitted';
  malicious: boolean;
}

/** A warning or a submission, and what became of it. */
export interface Act {
  kind: 'warning' | 'submission';
  id: string;
  first: string;
  flags: string[];
  at: string;
  status: 'issued' | 'served' | 'ruled' | 'fallen' | 'own_fact' | 'withdrawn' | 'lapsed';
  by: string;
  served_at: string | null;
  served_to: string | null;
  present: string | null;
  refused: boolean;
  withdrawal: string | null;
  told_at: string | null;
  ruling: string | null;
  outcome: string | null;
}

export type Step = 'hear' | 'decide_again' | 'warn' | 'submit' | 'serve' | 'send' | 'withdraw' | 'tell_court';

export interface Proposal {
  step: Step;
  flags: string[];
  act: string;
  number: number;
  title: string;
  why: string;
  source: string;
}

/** Where a child stands, as the server reckons it; every proposal waits for a person. */
export interface Ladder {
  violations: Violation[];
  warnings: Act[];
  submissions: Act[];
  hearings: Record<string, Heard>;
  counted: number;
  needed: number;
  most_warnings: number;
  proposals: Proposal[];
  people: Record<string, string>;
}

export interface Paper {
  title: string;
  sections: { head: string; lines: string[] }[];
  text: string;
}

export interface PlannedTask {
  case: string;
  file: string;
  name: string;
  task: string;
  type: string;
  assignee: string | null;
  from: string;
  until: string;
  state: 'planned' | 'done' | 'missed' | 'cancelled';
  moved: boolean;
}

export interface OfficePlan {
  from: string;
  until: string;
  zone: string;
  tasks: PlannedTask[];
  people: Record<string, string>;
}

export interface OfficeStep {
  case: string;
  file: string;
  name: string;
  step: Step;
  act: string;
  number: number;
  title: string;
}
