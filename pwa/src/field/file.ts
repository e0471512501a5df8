// From what the phone's storage gives to the typed documents that the field's logic reads.
import type { CaseSummary, Doc as Stored } from '../db';
import type { CaseFile } from './today';
import type { Doc } from './record';

/** Documents come from the server's gate, which checked each kind this app knows; unknown kinds keep their own. */
export const typed = (documents: readonly Stored[]): Doc[] => documents as unknown as Doc[];

/** Everything that a summary holds, as one list. */
export function summaryFile(summary: CaseSummary): CaseFile {
  const { file, order, conditions, permissions, tasks, facts, flags, decisions } = summary;
  const single = [file, order].filter((one): one is Stored => one !== null);
  return { id: summary.case, documents: typed([...single, ...conditions, ...permissions, ...tasks, ...facts, ...flags, ...decisions]) };
}
