const key = 'qadam.device';

/** This browser profile's name towards the server: a random UUID, made once. */
export function device(): string {
  const kept = localStorage.getItem(key);
  if (kept) return kept;
  const made = crypto.randomUUID();
  localStorage.setItem(key, made);
  return made;
}
