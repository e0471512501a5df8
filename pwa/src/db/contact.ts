// Every request of the sync goes through here: our headers, the clock measured
// at each answer, and why a contact failed told apart from what it failed at.
import { ownHeaders } from '../api/client';
import { problemOf } from '../api/problem';
import type { PhoneClock } from './clock.svelte';

/** 2G with a bad signal still answers in this time; beyond it the connection is dead. */
const PATIENCE_MS = 120_000;

/** Below this many characters packing saves no packet. */
const WORTH_PACKING = 800;
/** Where the server unpacks. */
const PACKED = /\/db\/|\/api\/bundle$/;

export class Contact {
  /** What the last failure of this contact was, where it is one of the connection or the session. */
  lost: 'unreachable' | 'signed_out' | null = null;
  /** Somebody on the way understands no packed requests. */
  #plain = false;
  /** Which store answered last: another one after the server was put back to an earlier day. */
  store = '';

  constructor(
    readonly clock: PhoneClock,
    readonly fetcher: typeof fetch = (...request) => fetch(...request),
  ) {}

  readonly fetch = async (url: string | Request, options: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(options.headers);
    for (const [name, value] of Object.entries(ownHeaders())) headers.set(name, value);
    const body = this.#plain || !PACKED.test(String(url)) ? options.body : await packed(options.body, headers);
    const askedAt = this.clock.ms();
    const patience = options.signal ? null : new AbortController();
    const timer = patience && setTimeout(() => patience.abort(), PATIENCE_MS);
    let response: Response;
    try {
      response = await this.fetcher(url, {
        ...options,
        body,
        headers,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: options.signal ?? patience?.signal,
      });
    } catch (error) {
      this.lost = 'unreachable';
      throw error;
    } finally {
      if (timer) clearTimeout(timer);
    }
    this.clock.measure(response.headers.get('Date'), askedAt, this.clock.ms());
    this.store = response.headers.get('Qadam-Store') ?? this.store;
    if (response.status === 415 && body !== options.body) {
      this.#plain = true;
      return this.fetch(url, options);
    }
    if (response.status === 401) this.lost = 'signed_out';
    return response;
  };

  /** Waits for an answer without a body; a failure of it says nothing about the contact under way. */
  wait(path: string, more: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const headers = { ...ownHeaders(), ...more };
    return this.fetcher(path, { method: 'HEAD', headers, credentials: 'same-origin', cache: 'no-store', signal });
  }

  /** Asks a people's endpoint; bytes go as they are. Throws Problem when refused, TypeError when there is no answer. */
  async ask<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
    const bytes = body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : null;
    const kind: Record<string, string> = body === undefined ? {} : { 'Content-Type': bytes ? 'application/octet-stream' : 'application/json' };
    const response = await this.fetch(path, {
      method,
      headers: { ...kind, ...more },
      body: body === undefined ? undefined : (bytes ?? JSON.stringify(body)),
    });
    if (!response.ok) throw await problemOf(response);
    const text = response.status === 204 ? '' : await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

/** A body of words, gzipped: a phone's way up is its slowest. */
async function packed(body: RequestInit['body'], headers: Headers): Promise<RequestInit['body']> {
  if (typeof body !== 'string' || body.length < WORTH_PACKING || typeof CompressionStream === 'undefined') return body;
  headers.set('Content-Encoding', 'gzip');
  return new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}
