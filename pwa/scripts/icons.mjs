// Draws the icons: a step, three treads up. The SVG here is the one source; the
// PNGs beside it are made by a headless Chromium and committed, so that nobody
// needs a browser to build. `npm run icons` after a change of the drawing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = join(dirname(fileURLToPath(import.meta.url)), '..', 'public');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

const step = (ink, weight) =>
  `<path d="M108 372h98v-92h98v-92h100" fill="none" stroke="${ink}" stroke-width="${weight}" stroke-linecap="round" stroke-linejoin="round"/>`;

const svg = (inside) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">${inside}</svg>`;
const ground = (radius) => `<rect width="512" height="512" rx="${radius}" fill="#0b5566"/>`;

const drawings = {
  // In a tab: corners of its own.
  'icon.svg': svg(ground(132) + step('#fff', 50)),
  // On a home screen: the system cuts the shape, so the ground fills the square
  // and the step stays within the safe circle of 40 %.
  maskable: svg(`${ground(0)}<g transform="translate(256 256) scale(.82) translate(-256 -280)">${step('#fff', 52)}</g>`),
  any: svg(ground(112) + step('#fff', 50)),
  // In the status bar: white on nothing, the system gives the colour.
  badge: svg(`<g transform="translate(256 256) scale(1.25) translate(-256 -280)">${step('#fff', 56)}</g>`),
};

const pictures = [
  ['icon-192.png', 'any', 192],
  ['icon-512.png', 'any', 512],
  ['maskable-192.png', 'maskable', 192],
  ['maskable-512.png', 'maskable', 512],
  ['badge-96.png', 'badge', 96],
];

writeFileSync(join(target, 'icon.svg'), `${drawings['icon.svg']}\n`);
const folder = mkdtempSync(join(tmpdir(), 'qadam-icons-'));
try {
  for (const [file, drawing, size] of pictures) {
    const page = join(folder, 'page.html');
    writeFileSync(page, `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawings[drawing]}`);
    execFileSync(chromium, [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--force-device-scale-factor=1', '--hide-scrollbars', '--default-background-color=00000000',
      `--user-data-dir=${join(folder, 'profile')}`, `--window-size=${size},${size}`, `--screenshot=${join(target, file)}`, `file://${page}`,
    ], { stdio: 'ignore' });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
