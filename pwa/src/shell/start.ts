// What happens before the first picture: the invitation's token leaves the
// address bar, the language is found, and what this browser remembers is read.
import { firstLanguage, speak } from '../i18n';
import { takeInvitation } from './invitation.svelte';
import { storedLanguage } from './language';
import { startRouter } from './router.svelte';
import { recall } from './session.svelte';
import { startTheme } from './theme.svelte';
import { reloadWhenFilesAreGone } from './updates.svelte';

export async function start(): Promise<void> {
  takeInvitation();
  startRouter();
  startTheme();
  reloadWhenFilesAreGone();
  await speak(firstLanguage(storedLanguage(), navigator.languages));
  recall();
}
