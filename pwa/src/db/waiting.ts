// One request waits for news of all files: the server answers it when something is
// new, or after a while that nothing is. The tag names what the phone has.
import type { Contact } from './contact';

/** Proxies and mobile networks cut a silent connection after a minute or more. */
const WAIT_S = 55;
/** An answer within this time has not waited: somebody on the way, or an old server, does not know how to. */
const TOO_SOON_MS = 5_000;

/**
 * True: something is new. False: nothing is, and it may be asked again. Null: nobody waits here, ask now and then.
 * Throws when the connection breaks.
 */
export async function waitForNews(contact: Contact, heads: string, signal: AbortSignal): Promise<boolean | null> {
  if (!heads) return null;
  const begun = Date.now();
  const response = await contact.wait('/api/heads', { 'If-None-Match': `"${heads}"`, Prefer: `wait=${WAIT_S}` }, signal);
  if (response.status === 304) return Date.now() - begun < TOO_SOON_MS ? null : false;
  if (response.ok || response.status === 401) return true;
  return null;
}
