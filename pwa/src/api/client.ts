// The one place from which the app asks the server. Replication goes its own way (src/db).
import { Problem, problemOf } from './problem';

/** Nothing came back: no network, or the server cannot be reached. */
export class Offline extends Error {
  override name = 'Offline';
}

type Body = Record<string, unknown> | unknown[];

let onSignedOut: () => void = () => undefined;

/** Called whenever the server answers 401 to somebody who believed to be signed in. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** This device's clock now, RFC 3339 with its offset; the server measures the clock's error by it. */
export function deviceTime(now = new Date()): string {
  const offset = -now.getTimezoneOffset();
  const local = new Date(now.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

/** Headers that every request of ours bears, replication included. */
export const ownHeaders = (): Record<string, string> => ({ Qadam: '1', 'Qadam-Time': deviceTime() });

/**
 * Asks the server. `path` begins with `/api`.
 * Throws {@link Offline} when there is no answer, {@link Problem} when it is a refusal.
 */
export async function ask<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: Body,
  options: { signal?: AbortSignal; quiet401?: boolean } = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? ownHeaders() : { ...ownHeaders(), 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Offline();
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  const problem = await problemOf(response);
  if (problem.status === 401 && !options.quiet401) onSignedOut();
  throw problem;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => ask<T>('GET', path, undefined, { signal });
export const post = <T>(path: string, body: Body = {}): Promise<T> => ask<T>('POST', path, body);
export const patch = <T>(path: string, body: Body): Promise<T> => ask<T>('PATCH', path, body);
export const remove = <T>(path: string, body?: Body): Promise<T> => ask<T>('DELETE', path, body);

export { Problem };
