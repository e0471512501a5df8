// Light, dark, or as the device has it.
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'qadam.theme';
/** `--paper` of ui/tokens.css. */
const grounds = { light: '#f3f1ec', dark: '#10161a' };
let chosen = $state<Theme>('auto');

export const theme = (): Theme => chosen;

export function chooseTheme(next: Theme): void {
  chosen = next;
  if (next === 'auto') localStorage.removeItem(key);
  else localStorage.setItem(key, next);
  show();
}

export function startTheme(): void {
  const kept = localStorage.getItem(key) as Theme | null;
  chosen = kept && themes.includes(kept) ? kept : 'auto';
  show();
}

function show(): void {
  // The browser's own bars follow a chosen appearance too.
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = bar.media.includes('dark') ? 'dark' : 'light';
    bar.content = grounds[chosen === 'auto' ? own : chosen];
  }
  if (chosen === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
