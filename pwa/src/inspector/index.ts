import './install.svelte';
import { openPhone } from '../db';
import { session } from '../shell/session.svelte';

// The lock is read while the texts are still loading: the PIN pad stands there that much sooner.
// Home asks for the same phone, and says what is wrong when it cannot be opened.
if (session.me) openPhone(session.me).catch(() => undefined);

export { default } from './Home.svelte';
