import { afterEach, describe, expect, test, vi } from 'vitest';

class Container extends EventTarget {
  controller: object | null = {};
  waiting: { postMessage: ReturnType<typeof vi.fn> } | null = null;
  register = async () => Object.assign(new EventTarget(), { waiting: this.waiting, installing: null, update: async () => undefined });
}

async function page(container: Container) {
  vi.resetModules();
  const reload = vi.fn();
  vi.stubGlobal('navigator', { serviceWorker: container, onLine: true });
  vi.stubGlobal('location', { reload });
  vi.stubGlobal('document', new EventTarget());
  vi.stubEnv('DEV', false);
  const updates = await import('./updates.svelte');
  await updates.startUpdates();
  return { updates, reload };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

const waitingOne = () => {
  const container = new Container();
  container.waiting = { postMessage: vi.fn() };
  return container;
};

describe('a newer version', () => {
  test('is offered, and takes over only when the person says so', async () => {
    const container = waitingOne();
    const { updates, reload } = await page(container);
    expect(updates.updateReady()).toBe(true);
    expect(container.waiting?.postMessage).not.toHaveBeenCalled();
    updates.applyUpdate();
    expect(container.waiting?.postMessage).toHaveBeenCalledWith('take-over');
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test('waits while any form is open', async () => {
    const container = waitingOne();
    const { updates } = await page(container);
    const first = updates.formOpens();
    const second = updates.formOpens();
    first();
    first();
    expect(updates.updateReady()).toBe(false);
    updates.applyUpdate();
    expect(container.waiting?.postMessage).not.toHaveBeenCalled();
    second();
    expect(updates.updateReady()).toBe(true);
  });

  test('that another tab took is loaded here when the last form is closed', async () => {
    const container = new Container();
    const { updates, reload } = await page(container);
    const close = updates.formOpens();
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).not.toHaveBeenCalled();
    close();
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test('is not one when the very first worker takes hold of the page', async () => {
    const container = waitingOne();
    container.controller = null;
    const { updates, reload } = await page(container);
    expect(updates.updateReady()).toBe(false);
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).not.toHaveBeenCalled();
  });
});
