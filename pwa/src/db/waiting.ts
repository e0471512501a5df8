// One request waits for news of all files: the server answers it when something is
// new, or after a while that nothing is. The tag names what the phone has.
import type { Contact } from './contact';

/** Proxies and mobile networks cut a silent connection after a minute or more. */
const WAIT_S = 55;
/** An answer within this time has not waited: somebody on the way, or an old server, does not know how to. */
const TOO_SOON_MS = 5_000;

export class Waiting {
  /** What was last told as news. Told again after it was fetched, it is none. */
  #told = '';

  constructor(
    readonly contact: Contact,
    readonly heads: () => string,
  ) {}

  /**
   * True: something is new. False: nothing is, and it may be asked again. Null: nobody waits here, ask now and then.
   * Throws when the connection breaks.
   */
  readonly news = async (signal: AbortSignal): Promise<boolean | null> => {
    const heads = this.heads();
    if (!heads) return null;
    const begun = Date.now();
    const response = await this.contact.wait('/api/heads', { 'If-None-Match': `"${heads}"`, Prefer: `wait=${WAIT_S}` }, signal);
    if (response.status === 401) return true;
    if (response.status === 304) return Date.now() - begun < TOO_SOON_MS ? null : false;
    const tag = response.headers.get('ETag');
    if (!response.ok || !tag || tag === this.#told) return null;
    this.#told = tag;
    return true;
  };
}
