// A fact becomes a document: the envelope of DOCUMENTS.md, completed on the phone.
import { deviceTime } from '../api/client';
import type { Doc, Fact } from './doc';
import { uuidv7 } from './ids';
import type { Clock, Person } from './phone';

export const SCHEMA = 1;

/** Fields that are null or undefined are left out: the server reads a missing field as its default. */
export function complete(fact: Fact, person: Person, clock: Clock, id = `${fact.kind}:${uuidv7(clock.now().getTime())}`): Doc {
  const { kind, at, ...fields } = fact;
  const said = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return {
    _id: id,
    kind,
    schema: SCHEMA,
    by: { user: person.user, role: person.role, device: person.device },
    at: at ?? deviceTime(clock.now()),
    clock_offset_s: clock.offsetS,
    // Svelte's state proxies cannot be cloned into a database; JSON is what the document is.
    ...(JSON.parse(JSON.stringify(Object.fromEntries(said))) as Record<string, unknown>),
  };
}
