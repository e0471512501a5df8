// @vitest-environment node
import { beforeEach, describe, expect, test, vi } from 'vitest';

// A browser's history and address, as far as the router uses them.
class Tab extends EventTarget {
  entries = [{ hash: '', state: null as unknown }];
  at = 0;
  location = { pathname: '/' } as { pathname: string; hash: string };
  history = {
    back: () => this.move(-1),
    replaceState: (state: unknown, _: string, url?: string) => {
      const here = this.entries[this.at]!;
      here.state = state;
      if (url !== undefined) here.hash = url.includes('#') ? url.slice(url.indexOf('#')) : '';
    },
  } as unknown as History;

  constructor(hash = '') {
    super();
    this.entries[0]!.hash = hash;
    const tab = this;
    Object.defineProperty(this.location, 'hash', {
      get: () => tab.entries[tab.at]!.hash,
      set: (value: string) => {
        tab.entries.splice(tab.at + 1);
        tab.entries.push({ hash: value.startsWith('#') ? value : `#${value}`, state: null });
        tab.at += 1;
        tab.dispatchEvent(new Event('hashchange'));
      },
    });
    Object.defineProperty(this.history, 'state', { get: () => tab.entries[tab.at]!.state });
  }

  move(by: number) {
    this.at = Math.max(0, this.at + by);
    this.dispatchEvent(new Event('hashchange'));
  }
}

async function open(hash: string) {
  vi.resetModules();
  const tab = new Tab(hash);
  vi.stubGlobal('location', tab.location);
  vi.stubGlobal('history', tab.history);
  vi.stubGlobal('addEventListener', tab.addEventListener.bind(tab));
  return { tab, router: await import('./router.svelte'), invitation: await import('./invitation.svelte') };
}

beforeEach(() => vi.unstubAllGlobals());

describe('addresses', () => {
  test('are read at the start, and by their parts', async () => {
    const { router } = await open('#/case/a%20b');
    router.startRouter();
    expect(router.route.path).toBe('/case/a%20b');
    expect(router.match('/case/:id')).toEqual({ id: 'a b' });
    expect(router.match('/case')).toBeNull();
    expect(router.match('/file/:id')).toBeNull();
    expect(router.href('case', 'a b')).toBe('#/case/a%20b');
  });

  test('that are broken do not stop the app', async () => {
    const { router } = await open('#/case/%E0%A4');
    router.startRouter();
    expect(router.match('/case/:id')).toEqual({ id: '%E0%A4' });
  });

  test('something that is no address is the start', async () => {
    const { router } = await open('#section');
    router.startRouter();
    expect(router.route.path).toBe('/');
  });
});

describe('back', () => {
  test('is the browser’s own step where there is one', async () => {
    const { router, tab } = await open('#/today');
    router.startRouter();
    router.go('/case/1');
    router.go('/case/1/visit');
    router.back('/today');
    expect(router.route.path).toBe('/case/1');
    tab.move(-1);
    expect(router.route.path).toBe('/today');
  });

  test('goes to where it should when the app was opened right here', async () => {
    const { router, tab } = await open('#/case/1');
    router.startRouter();
    router.back('/today');
    expect(router.route.path).toBe('/today');
    expect(tab.entries).toHaveLength(1);
  });

  test('does not leave the app after going forth and back', async () => {
    const { router } = await open('#/today');
    router.startRouter();
    router.go('/case/1');
    router.back('/today');
    router.back('/cases');
    expect(router.route.path).toBe('/cases');
  });
});

describe('an invitation', () => {
  test('leaves the address at once and is kept in memory until accepted', async () => {
    const { invitation, tab } = await open('#/i/Abc_123-xyz');
    invitation.takeInvitation();
    expect(invitation.invitation()).toBe('Abc_123-xyz');
    expect(tab.entries).toEqual([{ hash: '#/', state: null }]);
    invitation.endInvitation();
    expect(invitation.invitation()).toBeNull();
  });

  test('opened while the app is open is taken before the router sees it', async () => {
    const { invitation, router, tab } = await open('#/today');
    tab.addEventListener('hashchange', invitation.takeInvitation);
    router.startRouter();
    tab.location.hash = '#/i/Abc_123-xyz';
    expect(invitation.invitation()).toBe('Abc_123-xyz');
    expect(router.route.path).toBe('/');
    expect(tab.entries.map(({ hash }) => hash)).toEqual(['#/today', '#/']);
  });

  test('is not seen in other addresses', async () => {
    const { invitation, tab } = await open('#/inbox/123456789');
    invitation.takeInvitation();
    expect(invitation.invitation()).toBeNull();
    expect(tab.entries[0]?.hash).toBe('#/inbox/123456789');
  });
});
