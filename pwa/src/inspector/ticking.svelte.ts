import type { Clock } from '../db';

const everyMs = 10_000;

/** The corrected time as a rune, renewed while somebody looks; call it while a component is being made. */
export function ticking(clock: Clock): () => number {
  let now = $state(clock.corrected().getTime());
  $effect(() => {
    const look = () => {
      if (!document.hidden) now = clock.corrected().getTime();
    };
    look();
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  });
  return () => now;
}
