// One sentence about sending, and it is true: never `good` while anything is not on the server.
import type { SyncState } from '../db';

export type Tone = 'good' | 'calm' | 'wait' | 'bad';

export type Status =
  | { tone: 'bad'; says: 'refused'; count: number }
  | { tone: 'bad'; says: 'signed_out'; count: number }
  | { tone: 'wait'; says: 'offline_waiting'; count: number }
  | { tone: 'wait'; says: 'failed'; count: number }
  | { tone: 'wait'; says: 'syncing'; count: number; done: number; total: number }
  | { tone: 'wait'; says: 'waiting'; count: number }
  | { tone: 'calm'; says: 'syncing_nothing'; done: number; total: number }
  | { tone: 'calm'; says: 'offline_complete'; at: string }
  | { tone: 'calm'; says: 'offline' }
  | { tone: 'calm'; says: 'never' }
  | { tone: 'calm'; says: 'apart'; count: number }
  | { tone: 'good'; says: 'complete'; at: string };

/**
 * What the strip says. `expired`: the server asked for a new sign-in. `connected`: what the browser believes
 * of the network; its no is certain and comes before the next attempt to send.
 */
export function status(sync: SyncState, expired: boolean, connected = true): Status {
  const { waiting, refused, apart, lastCompleteAt, progress } = sync;
  const phase = connected || sync.phase === 'signed_out' ? sync.phase : 'offline';
  if (phase === 'signed_out' || expired) return { tone: 'bad', says: 'signed_out', count: waiting + refused };
  if (refused > 0) return { tone: 'bad', says: 'refused', count: refused };
  if (waiting > 0) {
    if (phase === 'offline') return { tone: 'wait', says: 'offline_waiting', count: waiting };
    if (phase === 'failed') return { tone: 'wait', says: 'failed', count: waiting };
    if (phase === 'syncing') return { tone: 'wait', says: 'syncing', count: waiting, ...progress };
    return { tone: 'wait', says: 'waiting', count: waiting };
  }
  if (phase === 'syncing') return { tone: 'calm', says: 'syncing_nothing', ...progress };
  if (phase === 'offline') return lastCompleteAt ? { tone: 'calm', says: 'offline_complete', at: lastCompleteAt } : { tone: 'calm', says: 'offline' };
  if (phase === 'failed') return { tone: 'wait', says: 'failed', count: 0 };
  // All of it is on the server, and not all of it in a case file: no green yet.
  if (apart > 0) return { tone: 'calm', says: 'apart', count: apart };
  return lastCompleteAt ? { tone: 'good', says: 'complete', at: lastCompleteAt } : { tone: 'calm', says: 'never' };
}
