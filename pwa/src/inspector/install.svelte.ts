// Installing the app: the browser's own offer where it makes one, words where it does not,
// and one refusal is enough.

interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const key = 'qadam.install.later';
let offer = $state.raw<InstallOffer | null>(null);
let later = $state(localStorage.getItem(key) !== null);
let done = $state(matchMedia('(display-mode: standalone)').matches);

// The event comes once, early: this file is loaded with the room, before any screen.
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer = event as InstallOffer;
});
addEventListener('appinstalled', () => {
  offer = null;
  done = true;
});

export const install = {
  /** It runs as an app already. */
  get done(): boolean {
    return done;
  },
  /** The browser would install it at a touch. */
  get offered(): boolean {
    return offer !== null;
  },
  /** Worth a line on Today: not installed, and never waved away on this device. */
  get suggested(): boolean {
    return !done && !later;
  },
  async now(): Promise<void> {
    const kept = offer;
    offer = null;
    if ((await kept?.prompt())?.outcome === 'dismissed') install.later();
  },
  later(): void {
    later = true;
    localStorage.setItem(key, '1');
  },
};
