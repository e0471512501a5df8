// What happens before the first picture: the invitation's token leaves the
// address bar, what this browser remembers is read, and the language is found.
import { firstLanguage, speak, type Language } from '../i18n';
import { catalogues } from '../i18n/catalogues';
import { takeInvitation } from './invitation.svelte';
import { storedLanguage } from './language';
import { roomOf, rooms, type Room } from './rooms';
import { startRouter } from './router.svelte';
import { recall, session } from './session.svelte';
import { startTheme } from './theme.svelte';
import { reloadWhenFilesAreGone } from './updates.svelte';

export async function start(): Promise<void> {
  takeInvitation();
  // Also when a link is opened while the app is; before the router sees the address.
  addEventListener('hashchange', takeInvitation);
  startRouter();
  startTheme();
  reloadWhenFilesAreGone();
  recall();
  const spoken = firstLanguage(storedLanguage(), navigator.languages);
  if (session.me) beginRoom(roomOf(session.me.role), spoken);
  await speak(spoken);
}

// The room of whoever is signed in here is wanted in a moment: its files begin to
// load beside the first texts. App shows what goes wrong with them.
function beginRoom(room: Room, spoken: Language): void {
  for (const load of [rooms[room], catalogues[room][spoken]]) load().catch(() => undefined);
}
