import { beforeEach, describe, expect, test, vi } from 'vitest';
import { forServiceWorker, recallWorkerMemory } from '../shell/sw-memory';
import { owe, sendAcks } from './acks';
import { dropOld, keepOtherLanguages, keepWanted, wantedFiles, type File } from './parts';
import { messageId, notification, onClick, onPush } from './push';

// The Cache API over a Map: enough of it for what a service worker keeps.
class MemoryCache {
  entries = new Map<string, Response>();
  key = (request: string | Request) => new URL(typeof request === 'string' ? request : request.url, 'https://q.test').href;
  match = async (request: string) => this.entries.get(this.key(request))?.clone();
  put = async (request: string, response: Response) => void this.entries.set(this.key(request), response);
  delete = async (request: Request) => this.entries.delete(this.key(request));
  keys = async () => [...this.entries.keys()].map((url) => new Request(url));
  add = async (url: string) => this.addAll([url]);
  addAll = async (urls: string[]) => {
    for (const url of urls) {
      const response = await fetch(url);
      if (!response.ok) throw new TypeError(url);
      await this.put(url, response);
    }
  };
}

const opened = new Map<string, MemoryCache>();
beforeEach(() => {
  vi.unstubAllGlobals();
  opened.clear();
  vi.stubGlobal('caches', {
    open: async (name: string) => opened.get(name) ?? opened.set(name, new MemoryCache()).get(name),
  });
});

const files: File[] = [
  ['index.html', 'core'],
  ['assets/start-1.js', 'core'],
  ['assets/words-start-kk-1.js', 'core.kk'],
  ['assets/words-start-ru-1.js', 'core.ru'],
  ['assets/inspector-1.js', 'inspector'],
  ['assets/pouch-1.js', 'inspector', 'minor'],
  ['assets/words-inspector-kk-1.js', 'inspector.kk'],
  ['assets/desk-1.js', 'desk'],
].map(([url, ...groups]) => ({ url: url as string, revision: null, groups }));

describe('what a device keeps', () => {
  test('before anybody signed in: the texts of one language', () => {
    expect(wantedFiles(files, {})).toEqual(['/assets/words-start-kk-1.js']);
  });

  test('for an inspector who reads Kazakh, nothing of the desk', () => {
    expect(wantedFiles(files, { role: 'inspector', language: 'kk' })).toEqual([
      '/assets/words-start-kk-1.js',
      '/assets/inspector-1.js',
      '/assets/pouch-1.js',
      '/assets/words-inspector-kk-1.js',
    ]);
  });

  test('fetches only what is missing, and fails as a whole when a file cannot be had', async () => {
    const asked = vi.fn(async (_: string) => new Response('x'));
    vi.stubGlobal('fetch', asked);
    await forServiceWorker({ role: 'minor', language: 'ru' });
    await keepWanted(files);
    await keepWanted(files);
    expect(asked.mock.calls.map(([url]) => url)).toEqual(['/assets/words-start-ru-1.js', '/assets/pouch-1.js']);
    vi.stubGlobal('fetch', async () => new Response(null, { status: 404 }));
    await forServiceWorker({ role: 'desk' });
    await expect(keepWanted(files)).rejects.toThrow();
  });

  test('then the other languages, unless data is to be saved or there is no network', async () => {
    await forServiceWorker({ role: 'minor', language: 'ru' });
    const cache = (await caches.open('qadam-parts')) as unknown as MemoryCache;
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')));
    await keepOtherLanguages(files);
    expect(cache.entries.size).toBe(0);
    vi.stubGlobal('fetch', async () => new Response('x'));
    vi.stubGlobal('navigator', { connection: { saveData: true } });
    await keepOtherLanguages(files);
    expect(cache.entries.size).toBe(0);
    vi.stubGlobal('navigator', { connection: { saveData: false } });
    await keepOtherLanguages(files);
    expect([...cache.entries.keys()].some((url) => url.includes('words-start-kk'))).toBe(true);
  });

  test('drops the files of older versions', async () => {
    vi.stubGlobal('fetch', async () => new Response('x'));
    const cache = (await caches.open('qadam-parts')) as unknown as MemoryCache;
    await cache.addAll(['/assets/old-0.js', '/assets/desk-1.js']);
    await dropOld(files);
    expect([...cache.entries.keys()]).toEqual(['https://q.test/assets/desk-1.js']);
  });

  test('remembers language and role, each by itself', async () => {
    await forServiceWorker({ language: 'ru' });
    await forServiceWorker({ role: 'minor' });
    expect(await recallWorkerMemory()).toEqual({ language: 'ru', role: 'minor' });
  });
});

describe('a notification', () => {
  test.each([
    ['kk', 'Сізге хабарлама бар'],
    ['ru', 'У вас сообщение'],
    ['en', 'You have a message'],
    [undefined, 'Сізге хабарлама бар'],
    ['xx', 'Сізге хабарлама бар'],
  ])('in %s says only: %s', (language, body) => {
    const [title, options] = notification(language);
    expect(title).toBe('Qadam');
    expect(options.body).toBe(body);
    expect(options.tag).toBe('qadam');
    expect(options.data).toBeUndefined();
  });

  test.each([
    ['the id', '{"m":"abc"}', 'abc'],
    ['another shape', '{"x":1}', null],
    ['not a text', '{"m":5}', null],
    ['not JSON', 'hello', null],
    ['null', 'null', null],
  ])('of a payload with %s', (_, text, expected) => {
    expect(messageId({ json: () => JSON.parse(text) as unknown })).toBe(expected);
  });

  test('is shown even when the payload cannot be read, and nothing is reported then', async () => {
    const asked = vi.fn();
    vi.stubGlobal('fetch', asked);
    const showNotification = vi.fn(async () => undefined);
    await onPush({ showNotification } as unknown as ServiceWorkerRegistration, null);
    expect(showNotification).toHaveBeenCalledTimes(1);
    expect(asked).not.toHaveBeenCalled();
  });

  test('touched, brings the open app to the front, or opens it', async () => {
    const focus = vi.fn();
    const openWindow = vi.fn();
    await onClick({ matchAll: async () => [{ visibilityState: 'hidden', focus }], openWindow } as never);
    expect(focus).toHaveBeenCalled();
    await onClick({ matchAll: async () => [], openWindow } as never);
    expect(openWindow).toHaveBeenCalledWith('/');
  });
});

describe('proof of delivery', () => {
  const reported = (responses: (Response | Error)[]) => {
    const sent: string[] = [];
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      const next = responses.shift() ?? new Response(null, { status: 204 });
      if (next instanceof Error) throw next;
      sent.push((JSON.parse(init.body as string) as { message: string }).message);
      return next;
    });
    return sent;
  };

  test('waits without a network and goes out at the next contact, once', async () => {
    const sent = reported([new TypeError('offline')]);
    const register = vi.fn(async () => undefined);
    await owe('a');
    await sendAcks({ sync: { register } } as never);
    expect(register).toHaveBeenCalledWith('acks');
    await owe('b');
    await owe('a');
    await sendAcks();
    await sendAcks();
    expect(sent).toEqual(['a', 'b']);
  });

  test('two pushes at once lose neither', async () => {
    const sent = reported([]);
    await Promise.all([owe('a'), owe('b'), owe('c')]);
    await Promise.all([sendAcks(), sendAcks()]);
    expect(sent).toEqual(['a', 'b', 'c']);
  });

  test.each([
    [500, 2],
    [429, 2],
    [401, 2],
    [404, 1],
    [410, 1],
  ])('an answer of %s: asked %s time(s) in two contacts', async (status, times) => {
    const sent = reported([new Response(null, { status })]);
    await owe('a');
    await sendAcks();
    await sendAcks();
    expect(sent).toHaveLength(times);
  });
});
