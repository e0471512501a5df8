// Builds the phone's storage alone, as the app builds it: node build.mjs OUT
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const here = createRequire(new URL('../../../pwa/package.json', import.meta.url));
const from = (name) => import(pathToFileURL(here.resolve(name)));
const [{ build }, { svelte }] = await Promise.all([from('vite'), from('@sveltejs/vite-plugin-svelte')]);

await build({
  root: import.meta.dirname,
  configFile: false,
  logLevel: 'info',
  plugins: [svelte({ configFile: false })],
  define: { global: 'globalThis' },
  build: { target: 'es2022', outDir: process.argv[2], emptyOutDir: true },
});
