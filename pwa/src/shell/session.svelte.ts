// Who is signed in. The server's cookie is the session; what is kept here only
// lets the right part of the app open without a network. No name is kept: a
// lost phone's storage must not say whose it is.
import { ask, get, Offline, post, Problem, whenSignedOut } from '../api/client';
import type { Me } from '../api/types';
import { language, setZone } from '../i18n';
import { device } from './device';
import { follow, sendLanguage } from './language';
import { endInvitation } from './invitation.svelte';
import { roomOf } from './rooms';
import { go } from './router.svelte';
import { forServiceWorker } from './sw-memory';
import { tellWorker } from './updates.svelte';

export type Session = Omit<Me, 'name' | 'server_time'> & {
  /** Known after a contact with the server; empty until then. */
  name: string;
};

const key = 'qadam.session';
let me = $state.raw<Session | null>(null);
let expired = $state(false);
const guards = new Set<() => boolean | Promise<boolean>>();

export const session = {
  /** The person signed in on this device, or null; reactive. */
  get me(): Session | null {
    return me;
  },
  /** The server no longer knows the session: the app works on, but nothing is sent until the next sign-in. */
  get expired(): boolean {
    return expired;
  },
};

/** Signs in. Throws Problem (401 wrong password, 429 with `retryAfter`) or Offline. */
export async function signIn(user: string, password: string): Promise<void> {
  const answer = await ask<Me>('POST', '/api/login', { user, password, device: device() }, { quiet401: true });
  await welcome(answer);
}

/** Accepts an invitation: the minor's way to sign in. Throws Problem 410 when it was used or is too old. */
export async function acceptInvitation(token: string, language: string): Promise<void> {
  await welcome(await ask<Me>('POST', '/api/invitations/accept', { token, device: device(), language }, { quiet401: true }));
  endInvitation();
}

/**
 * Signs out, unless a guard refuses (unsent records). Without a network the
 * session on this device ends all the same.
 */
export async function signOut(): Promise<boolean> {
  for (const guard of guards) if (!(await guard())) return false;
  try {
    await post('/api/logout');
  } catch (error) {
    if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
  }
  localStorage.removeItem(key);
  me = null;
  expired = false;
  setZone(undefined);
  go('/', { replace: true });
  return true;
}

/** A part of the app asks to be heard before signing out; `false` keeps the session. Returns its removal. */
export function beforeSignOut(guard: () => boolean | Promise<boolean>): () => void {
  guards.add(guard);
  return () => guards.delete(guard);
}

/** What this browser remembers of the last sign-in, at once and without a network. */
export function recall(): void {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Session | null;
    if (kept?.user && kept.role) {
      me = { ...kept, name: '' };
      setZone(kept.zone);
    }
  } catch {
    localStorage.removeItem(key);
  }
}

/** Asks the server who is signed in; quiet without a network. */
export async function refresh(): Promise<void> {
  if (!me) return;
  try {
    await sendLanguage();
    await welcome(await get<Me>('/api/me'));
  } catch (error) {
    if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
  }
}

async function welcome(answer: Me): Promise<void> {
  const { server_time: _, ...known } = answer;
  me = known;
  expired = false;
  setZone(known.zone);
  localStorage.setItem(key, JSON.stringify({ ...known, name: '' }));
  await forServiceWorker({ role: roomOf(known.role), language: language() });
  tellWorker('keep');
  tellWorker('contact');
  try {
    await follow(known.language);
  } catch {
    // Its texts could not be loaded; the device's language stays.
  }
}

whenSignedOut(() => {
  if (me) expired = true;
});
