// Addresses are fragments, `#/case/<id>`: they never reach a server's log, and
// the whole app is one file that works offline. Back is the browser's own.
let path = $state('/');
let depth = 0;

const read = (): string => {
  const fragment = location.hash.replace(/^#/, '');
  return fragment.startsWith('/') ? fragment : '/';
};

export const route = {
  /** `/case/018f…`, without the `#`; reactive. */
  get path(): string {
    return path;
  },
  /** `['case', '018f…']`; reactive. */
  get segments(): string[] {
    return path.split('/').filter(Boolean).map(decode);
  },
};

/** `match('/case/:id')` → `{ id }`, or null when the present address is another; reactive. */
export function match(pattern: string): Record<string, string> | null {
  const wanted = pattern.split('/').filter(Boolean);
  const given = route.segments;
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] as string;
    if (part.startsWith(':')) found[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return found;
}

/** What a link's `href` says: `href('case', id)` → `#/case/018f…`. */
export const href = (...segments: string[]): string => `#/${segments.map(encodeURIComponent).join('/')}`;

/** Goes to an address such as `/today`; `replace` leaves no step to come back to. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) {
    history.replaceState(history.state, '', `#${to}`);
    path = read();
  } else if (to !== path) {
    location.hash = to;
  }
}

/** One step back; when the app was opened right here, to `otherwise`. */
export function back(otherwise = '/'): void {
  if (depth > 0) history.back();
  else go(otherwise, { replace: true });
}

export function startRouter(): void {
  path = read();
  const here = (history.state as { depth?: number } | null)?.depth;
  depth = here ?? 0;
  if (here === undefined) history.replaceState({ depth }, '');
  addEventListener('hashchange', () => {
    const known = (history.state as { depth?: number } | null)?.depth;
    depth = known ?? depth + 1;
    if (known === undefined) history.replaceState({ depth }, '');
    path = read();
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
