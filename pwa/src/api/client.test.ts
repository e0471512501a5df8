import { afterEach, describe, expect, test, vi } from 'vitest';
import { ask, deviceTime, get, Offline, post, Problem, whenSignedOut } from './client';

const answer = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
  vi.stubGlobal('fetch', vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status, headers })));

afterEach(() => {
  vi.unstubAllGlobals();
  whenSignedOut(() => undefined);
});

describe('a request', () => {
  test('bears our header and the device’s clock', async () => {
    answer(200, { fine: true });
    await post('/api/x', { a: 1 });
    const [path, init] = vi.mocked(fetch).mock.calls[0] as [string, RequestInit];
    const headers = init.headers as Record<string, string>;
    expect(path).toBe('/api/x');
    expect(headers.Qadam).toBe('1');
    expect(headers['Qadam-Time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
    expect(Math.abs(Date.parse(headers['Qadam-Time'] as string) - Date.now())).toBeLessThan(2000);
    expect(init.body).toBe('{"a":1}');
  });

  test.each([
    [-300, '+05:00'],
    [210, '-03:30'],
    [0, '+00:00'],
  ])('writes an offset of %s minutes as %s, and means the same moment', (minutes, written) => {
    const now = new Date('2026-10-02T17:05:06.007Z');
    now.getTimezoneOffset = () => minutes;
    const text = deviceTime(now);
    expect(text.endsWith(written)).toBe(true);
    expect(Date.parse(text)).toBe(now.getTime());
  });

  test('without a body in the answer gives nothing', async () => {
    answer(204);
    expect(await post('/api/logout')).toBeUndefined();
  });
});

describe('what goes wrong', () => {
  test('no answer is Offline', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('network'))));
    await expect(get('/api/me')).rejects.toBeInstanceOf(Offline);
  });

  test('an aborted request is not Offline', async () => {
    const stop = new AbortController();
    stop.abort();
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(stop.signal.reason)));
    await expect(get('/api/me', stop.signal)).rejects.not.toBeInstanceOf(Offline);
  });

  test('a refusal is a Problem with its code, fields and patience', async () => {
    answer(429, { type: 'urn:qadam:problem:throttled', fields: [{ path: 'user', code: 'x' }] }, { 'Retry-After': '42' });
    const problem = (await get('/api/me').catch((error: unknown) => error)) as Problem;
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ status: 429, code: 'throttled', retryAfter: 42, fields: [{ path: 'user', code: 'x' }] });
  });

  test('a proxy’s page instead of a problem is one all the same', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => new Response('<html>bad gateway', { status: 502 })));
    await expect(get('/api/me')).rejects.toMatchObject({ status: 502, code: 'blank', retryAfter: null });
  });

  test('401 tells the frame, except where a wrong password says it', async () => {
    const told = vi.fn();
    whenSignedOut(told);
    answer(401, { type: 'about:blank' });
    await get('/api/heads').catch(() => undefined);
    expect(told).toHaveBeenCalledTimes(1);
    await ask('POST', '/api/login', {}, { quiet401: true }).catch(() => undefined);
    expect(told).toHaveBeenCalledTimes(1);
  });
});
