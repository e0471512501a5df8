/**
 * What a colour says, always beside an icon and a word: `good` done and safe,
 * `wait` not yet, `bad` refused or overdue, `doubt` not certain, `accent` here is
 * something to do. The class `tone-…` (ground.css) gives its paper and ink as `--tone-paper`, `--tone-ink`.
 */
export type Tone = 'plain' | 'accent' | 'good' | 'wait' | 'bad' | 'doubt';
