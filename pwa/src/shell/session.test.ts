import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const me = {
  user: 'inspector',
  role: 'inspector',
  name: 'Айгүл Серікова',
  language: 'ru',
  office: 'oskemen',
  zone: 'Asia/Almaty',
  device: 'd',
  case: null,
  server_time: '2026-10-02T10:00:00Z',
  version: '1',
  vapid_public_key: null,
};

const kept = new Map<string, string>();
let answers: Record<string, () => Response | Promise<Response>>;
let asked: { path: string; method: string; body: unknown }[];

const json = (body: unknown, status = 200) => () => new Response(JSON.stringify(body), { status });
const offline = () => Promise.reject(new TypeError('network'));

/** The app opened in this browser: what it keeps stays from one opening to the next. */
async function open() {
  vi.resetModules();
  const session = await import('./session.svelte');
  const i18n = await import('../i18n');
  const language = await import('./language');
  await i18n.speak('kk');
  session.recall();
  return { ...session, i18n, language };
}

beforeEach(() => {
  kept.clear();
  asked = [];
  answers = {};
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('location', { hash: '' });
  vi.stubGlobal('history', { state: null, replaceState: () => undefined });
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, method: init.method as string, body: init.body ? JSON.parse(init.body as string) : null });
    return (answers[`${init.method} ${path}`] ?? offline)();
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('signing in', () => {
  test('sends the device’s own name, the same each time, and follows the user’s language', async () => {
    answers['POST /api/login'] = json(me);
    const app = await open();
    await app.signIn('inspector', 'secret');
    await app.signIn('inspector', 'secret');
    expect(app.session.me?.name).toBe('Айгүл Серікова');
    expect(app.i18n.language()).toBe('ru');
    const devices = asked.filter(({ path }) => path === '/api/login').map(({ body }) => (body as { device: string }).device);
    expect(devices[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(devices).size).toBe(1);
  });

  test('a wrong password leaves nobody signed in', async () => {
    answers['POST /api/login'] = json({ type: 'urn:qadam:problem:wrong_password' }, 401);
    const app = await open();
    await expect(app.signIn('inspector', 'x')).rejects.toMatchObject({ status: 401 });
    expect(app.session.me).toBeNull();
    expect(app.session.expired).toBe(false);
  });
});

describe('a browser that was signed in', () => {
  const signedIn = async () => {
    answers['POST /api/login'] = json(me);
    const app = await open();
    await app.signIn('inspector', 'secret');
    return app;
  };

  test('opens without a network, and keeps no name', async () => {
    await signedIn();
    answers = {};
    const app = await open();
    await app.refresh();
    expect(app.session.me).toMatchObject({ user: 'inspector', role: 'inspector', zone: 'Asia/Almaty', name: '' });
    expect([...kept.values()].join()).not.toContain('Айгүл');
    expect([...kept.values()].join()).not.toContain('secret');
  });

  test('says that the session ended, and works on', async () => {
    await signedIn();
    answers['GET /api/me'] = json({ type: 'urn:qadam:problem:not_signed_in' }, 401);
    const app = await open();
    await app.refresh();
    expect(app.session.expired).toBe(true);
    expect(app.session.me?.user).toBe('inspector');
    answers['POST /api/login'] = json(me);
    await app.signIn('inspector', 'secret');
    expect(app.session.expired).toBe(false);
  });

  test('is signed out, server or no server, unless a guard objects', async () => {
    const app = await signedIn();
    const release = app.beforeSignOut(async () => false);
    expect(await app.signOut()).toBe(false);
    expect(app.session.me).not.toBeNull();
    release();
    expect(await app.signOut()).toBe(true);
    expect(app.session.me).toBeNull();
    expect((await open()).session.me).toBeNull();
  });

  test('does not fall over what it kept being damaged', async () => {
    kept.set('qadam.session', '{half');
    expect((await open()).session.me).toBeNull();
  });

  test('a language chosen without a network wins over the server’s older one, and is sent at the next contact', async () => {
    const app = await signedIn();
    await app.language.chooseLanguage('en', true);
    expect(app.i18n.language()).toBe('en');
    const again = await open();
    await again.i18n.speak('en');
    answers['PATCH /api/me'] = json({ ...me, language: 'en' });
    answers['GET /api/me'] = json({ ...me, language: 'en' });
    asked = [];
    await again.refresh();
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PATCH', '/api/me', { language: 'en' }],
      ['GET', '/api/me', null],
    ]);
    asked = [];
    await again.refresh();
    expect(asked.map(({ method }) => method)).toEqual(['GET']);
  });

  test('a choice that could not be sent is not undone by what the server still believes', async () => {
    const app = await signedIn();
    await app.language.chooseLanguage('en', true);
    answers['GET /api/me'] = json(me);
    await app.refresh();
    expect(app.i18n.language()).toBe('en');
  });
});

test('an accepted invitation signs the minor in and is forgotten', async () => {
  vi.stubGlobal('location', { hash: '#/i/Abc_123-xyz', pathname: '/' });
  answers['POST /api/invitations/accept'] = json({ ...me, role: 'minor', case: 'c1' });
  const app = await open();
  const { takeInvitation, invitation } = await import('./invitation.svelte');
  takeInvitation();
  expect(invitation()).toBe('Abc_123-xyz');
  await app.acceptInvitation(invitation() as string, 'kk');
  expect(app.session.me?.role).toBe('minor');
  expect(invitation()).toBeNull();
});
