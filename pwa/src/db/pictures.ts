// PLACEHOLDER
import type { Contact } from './contact';
import type { Unsent } from './phone';
import type { Database, RowError } from './pouch-types';
import { push } from './replicate';

export async function sendPicture(_db: string, local: Database, remote: Database, row: Unsent, _contact: Contact): Promise<RowError[]> {
  return push(local, remote, [row], true);
}
