// The phone's storage: `openPhone(session.me)` and what it gives. The promises
// are written in phone.ts; pwa/src/db keeps everything else to itself.
import { openOf } from './open';
import type { Person, Phone } from './phone';

export * from './phone';
export { kindOf, type Doc, type Fact } from './doc';

/**
 * The phone of this person, the same one each time it is asked for. Cheap: only the lock's parameters are
 * read. Then: `vault.state` `none` → `create(pin)`, `locked` → `unlock(pin)`; once `open`, `files.list`
 * fills from the snapshot, and synchronising begins.
 */
export const openPhone = (person: Person): Promise<Phone> => openOf(person);
