// Locks the vault when nobody touches the phone, or when the app has been out of sight.
import type { PhoneVault } from './vault.svelte';

const touches = ['pointerdown', 'keydown', 'input', 'scroll'] as const;

/** Watches the page; returns the end of watching. */
export function autoLock(vault: PhoneVault, now: () => number): () => void {
  let touchedAt = now();
  let hiddenAt: number | null = document.hidden ? now() : null;

  const touched = () => (touchedAt = now());
  const look = () => {
    const idle = now() - touchedAt > vault.autoLockAfter.idle * 1000;
    const hidden = hiddenAt !== null && now() - hiddenAt > vault.autoLockAfter.hidden * 1000;
    if (idle || hidden) vault.lock();
  };
  const seen = () => {
    // Looked at before the new state counts: timers sleep in a hidden page.
    look();
    hiddenAt = document.hidden ? now() : null;
  };

  for (const touch of touches) addEventListener(touch, touched, { capture: true, passive: true });
  document.addEventListener('visibilitychange', seen);
  vault.whenOpened(touched);
  const timer = setInterval(look, 5000);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', seen);
    for (const touch of touches) removeEventListener(touch, touched, { capture: true });
  };
}
