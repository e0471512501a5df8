// Which language this device speaks: kept on the device before anybody has
// signed in, and following the user afterwards.
import { patch } from '../api/client';
import { isLanguage, language, speak, type Language } from '../i18n';
import { forServiceWorker } from './sw-memory';
import { tellWorker } from './updates.svelte';

const key = 'qadam.language';
const unsent = 'qadam.language.unsent';

/** Chosen on the sign-in screen of this visit: newer than what the account says. Not kept, since the next person may be another. */
let beforeSignIn: Language | null = null;

export const storedLanguage = (): string | null => localStorage.getItem(key);

/** The user chose a language: it changes here at once, and at the server when it can be reached. */
export async function chooseLanguage(next: Language, signedIn: boolean): Promise<void> {
  await adopt(next);
  if (!signedIn) {
    beforeSignIn = next;
    return;
  }
  localStorage.setItem(unsent, next);
  await sendLanguage();
}

/** Tells the server of a choice made without a network. Quiet: it is tried again at the next contact. */
export async function sendLanguage(): Promise<void> {
  const chosen = localStorage.getItem(unsent);
  if (!isLanguage(chosen)) return;
  try {
    await patch('/api/me', { language: chosen });
    if (localStorage.getItem(unsent) === chosen) localStorage.removeItem(unsent);
  } catch {
    // Kept for the next contact.
  }
}

/** The server says which language the user has; a choice not yet sent is newer than that. */
export async function follow(theirs: Language): Promise<void> {
  const chosen = beforeSignIn;
  beforeSignIn = null;
  if (chosen !== null && chosen !== theirs) {
    localStorage.setItem(unsent, chosen);
    await sendLanguage();
    return;
  }
  if (localStorage.getItem(unsent) === null && theirs !== language()) await adopt(theirs);
}

async function adopt(next: Language): Promise<void> {
  await speak(next);
  localStorage.setItem(key, next);
  await forServiceWorker({ language: next });
  tellWorker('keep');
}
