// One request under way, and what came of it, in words: what every small form of the desk needs.
import { Offline, Problem } from '../api/client';
import { t, translate } from '../i18n';

export class Sending {
  busy = $state(false);
  refused = $state('');
  /** The refusal's code, where the server gave one. */
  code = $state('');

  /** Runs `work`; what the server or the network refuses is said, not thrown. Answers whether it went well. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refused = '';
    this.code = '';
    try {
      await work();
      return true;
    } catch (error) {
      this.refused = inWords(error);
      this.code = error instanceof Problem ? error.code : '';
      return false;
    } finally {
      this.busy = false;
    }
  }
}

function inWords(error: unknown): string {
  if (error instanceof Offline) return t('desk-not-sent');
  if (error instanceof Problem) return translate(`server-${error.code}`) ?? t('desk-refused', { reason: error.code });
  throw error;
}
