import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { openKeep } from './keep';
import { measuredRounds, LEAST_ROUNDS, unwrap, wrapByPin, makeDataKey } from './keys';
import { seal, unseal } from './seal';
import { delaySeconds, PhoneVault } from './vault.svelte';

let made = 0;
const fresh = () => `vault-${(made += 1)}`;

describe('the vault', () => {
  it('opens with its PIN after a restart, and what was sealed opens with it', async () => {
    const keep = await openKeep(fresh());
    const first = await PhoneVault.load(keep, Date.now);
    expect(first.state).toBe('none');
    await first.create('135790');
    const sealed = await seal(first.key, 'a place', { word: 'Сәуле' });

    const second = await PhoneVault.load(keep, Date.now);
    expect(second.state).toBe('locked');
    expect(() => second.key).toThrow();
    expect(await second.unlock('135790')).toEqual({ ok: true });
    expect(await unseal(second.key, 'a place', sealed)).toEqual({ word: 'Сәуле' });
    await expect(unseal(second.key, 'another place', sealed)).rejects.toThrow();
    expect(second.key.extractable).toBe(false);
  });

  it('delays more with every wrong PIN, across restarts, and forgets them after the right one', async () => {
    const keep = await openKeep(fresh());
    let now = 1_000_000;
    const clock = () => now;
    const first = await PhoneVault.load(keep, clock);
    await first.create('135790');
    const load = () => PhoneVault.load(keep, clock);
    for (const expected of [0, 0, 5]) expect(await (await load()).unlock('000000')).toEqual({ ok: false, waitSeconds: expected });
    const restarted = await load();
    expect(await restarted.unlock('135790')).toEqual({ ok: false, waitSeconds: 5 });
    now += 5001;
    expect(await restarted.unlock('000000')).toEqual({ ok: false, waitSeconds: 10 });
    now -= 100_000_000;
    expect(restarted.waitSeconds()).toBe(10);
    now += 100_000_000 + 10_001;
    expect(await restarted.unlock('135790')).toEqual({ ok: true });
    expect((await load()).waitSeconds()).toBe(0);
    expect([2, 3, 4, 60].map(delaySeconds)).toEqual([0, 5, 10, 3600]);
  });

  it('takes six digits and nothing else', async () => {
    const vault = await PhoneVault.load(await openKeep(fresh()), Date.now);
    for (const pin of ['', '12345', '1234567', 'abcdef', '１２３４５６']) await expect(vault.create(pin)).rejects.toThrow(RangeError);
  });

  it('changes the PIN and keeps the data key; a wrong old PIN changes nothing', async () => {
    const keep = await openKeep(fresh());
    const vault = await PhoneVault.load(keep, Date.now);
    await vault.create('111111');
    const sealed = await seal(vault.key, 'p', 7);
    expect(await vault.changePin('222222', '999999')).toBe(false);
    expect(await vault.changePin('222222', '111111')).toBe(true);
    const later = await PhoneVault.load(keep, Date.now);
    expect((await later.unlock('111111')).ok).toBe(false);
    expect((await later.unlock('222222')).ok).toBe(true);
    expect(await unseal(later.key, 'p', sealed)).toBe(7);
  });

  it('tells who listens when it locks, and drops the key', async () => {
    const vault = await PhoneVault.load(await openKeep(fresh()), Date.now);
    await vault.create('111111');
    const locked = vi.fn();
    vault.whenLocked(locked);
    vault.lock();
    expect(locked).toHaveBeenCalledOnce();
    expect(vault.state).toBe('locked');
  });

  it('works at least 310,000 rounds however slow the device', async () => {
    let clock = 0;
    expect(await measuredRounds(() => (clock += 60_000))).toBe(LEAST_ROUNDS);
    const wrapping = await wrapByPin(await makeDataKey(), '123456', 1000);
    expect(await unwrap(wrapping, '123457')).toBeNull();
  });
});
