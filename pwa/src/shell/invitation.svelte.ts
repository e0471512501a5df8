// An invitation arrives as `#/i/<token>`. The token opens an account once, so it
// leaves the address bar and the history before anything else happens.
let token = $state<string | null>(null);

/** Takes the token out of the address, if there is one. */
export function takeInvitation(): void {
  const found = /^#\/i\/([A-Za-z0-9_-]{8,256})$/.exec(location.hash);
  if (!found) return;
  token = found[1] as string;
  history.replaceState(history.state, '', `${location.pathname}#/`);
}

/** The invitation being accepted, or null; reactive. Held in memory only. */
export const invitation = (): string | null => token;

/** The invitation was accepted, or given up. */
export function endInvitation(): void {
  token = null;
}
