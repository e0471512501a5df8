// The server tells what changed as it happens (Server-Sent Events); the browser
// connects again by itself. Whoever shows something asks for it anew when told.
import type { AnyDocument } from '../documents';

export interface Told {
  kind: 'flag' | 'case' | 'quarantine' | 'hello';
  case?: string;
  flag?: string;
  state?: Extract<AnyDocument, { kind: 'flag' }>['state'];
}

let connected = $state(false);
const listeners = new Set<(told: Told) => void>();

/** Whether changes reach this screen as they happen; reactive. */
export const isLive = (): boolean => connected;

/** Calls `listener` with everything that the server tells; returns its removal. */
export function onTold(listener: (told: Told) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens the one connection of this tab; returns its end. */
export function listen(): () => void {
  const source = new EventSource('/api/events');
  const tell = (kind: Told['kind']) => (event: MessageEvent<string>) => {
    connected = true;
    const data = (event.data ? JSON.parse(event.data) : {}) as Omit<Told, 'kind'>;
    for (const listener of listeners) listener({ kind, ...data });
  };
  for (const kind of ['flag', 'case', 'quarantine', 'hello'] as const) source.addEventListener(kind, tell(kind));
  source.onopen = () => (connected = true);
  source.onerror = () => (connected = false);
  return () => {
    connected = false;
    source.close();
  };
}
