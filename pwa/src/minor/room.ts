// What every screen of the child's app reads.
import { createContext } from 'svelte';
import type { CaseSummary, Phone } from '../db';

export interface Room {
  readonly phone: Phone;
  /** The case, which names the child's own database. */
  readonly caseId: string;
  /** What the phone knows of it; undefined until the first contact. Reactive. */
  summary(): CaseSummary | undefined;
  /** Milliseconds by the corrected clock; reactive, renewed every few seconds. */
  now(): number;
}

export const [room, giveRoom] = createContext<Room>();
