// Reasons that are being written, by flag: going to another line and back, or a
// case page in between, loses nothing. They leave with the tab; they are never stored.
export const reasons = $state<Record<string, string>>({});
