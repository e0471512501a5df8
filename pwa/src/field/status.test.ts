import { describe, expect, it } from 'vitest';
import type { SyncState } from '../db';
import { status } from './status';

const phases = ['idle', 'syncing', 'offline', 'signed_out', 'failed'] as const;
const state = (more: Partial<SyncState>): SyncState => ({
  phase: 'idle', lastCompleteAt: '2026-10-02T14:05:00Z', waiting: 0, apart: 0, refused: 0, progress: { done: 0, total: 0 }, ...more,
}); // prettier-ignore

describe('what the strip says', () => {
  it('is never good while anything is not on the server, whatever else is so', () => {
    for (const phase of phases)
      for (const waiting of [0, 1, 7])
        for (const refused of [0, 1, 3])
          for (const expired of [false, true])
            for (const lastCompleteAt of [null, '2026-10-02T14:05:00Z']) {
              const said = status(state({ phase, waiting, refused, lastCompleteAt }), expired);
              const everythingThere = phase === 'idle' && waiting === 0 && refused === 0 && !expired && lastCompleteAt !== null;
              expect(said.tone === 'good').toBe(everythingThere);
            }
  });

  it('believes the browser that there is no network, before anything was tried', () => {
    expect(status(state({ waiting: 2 }), false, false)).toEqual({ tone: 'wait', says: 'offline_waiting', count: 2 });
    expect(status(state({}), false, false).tone).toBe('calm');
  });

  it.each([
    ['what the head decides on is no green', { apart: 1 }, 'apart'],
    ['a refusal outranks what waits', { refused: 1, waiting: 2 }, 'refused'],
    ['signing in again outranks both', { phase: 'signed_out', refused: 1 }, 'signed_out'],
    ['three on this phone', { waiting: 3 }, 'waiting'],
    ['three on this phone, no network', { waiting: 3, phase: 'offline' }, 'offline_waiting'],
    ['sending', { waiting: 3, phase: 'syncing' }, 'syncing'],
    ['only looking', { phase: 'syncing' }, 'syncing_nothing'],
    ['no network, nothing to send', { phase: 'offline' }, 'offline_complete'],
    ['never been in contact', { lastCompleteAt: null }, 'never'],
  ] as const)('%s', (_what, more, says) => {
    expect(status(state(more), false).says).toBe(says);
  });
});
