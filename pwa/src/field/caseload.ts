// All files of the phone, found by what one remembers of a person.
import type { CaseSummary } from '../db';
import { findable, fit, type Findable } from './search';

const kept = new WeakMap<object, Findable>();

/** What a file is found by; worked out once for each version of its `case` document. */
function bones({ file }: CaseSummary): Findable {
  if (!file) return { names: [], others: [] };
  let found = kept.get(file);
  if (!found) {
    const { name, number, residence, school } = file;
    found = findable([name?.family, name?.given, name?.patronymic], [number, residence?.address, school]);
    kept.set(file, found);
  }
  return found;
}

/** The files that fit, the best first; in the given order where they fit alike. */
export function search(list: readonly CaseSummary[], query: string): CaseSummary[] {
  return list
    .map((summary) => ({ summary, fits: fit(query, bones(summary)) }))
    .filter(({ fits }) => fits > 0)
    .sort((a, b) => b.fits - a.fits)
    .map(({ summary }) => summary);
}
