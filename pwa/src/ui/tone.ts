/**
 * What a colour says, always beside an icon and a word: `good` done and safe,
 * `wait` not yet, `bad` refused or overdue, `doubt` not certain, `accent` here is
 * something to do.
 */
export type Tone = 'plain' | 'accent' | 'good' | 'wait' | 'bad' | 'doubt';
