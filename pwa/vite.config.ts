import { existsSync, readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { groupsOf } from './scripts/groups.mjs';
import { chunkName, messages } from './scripts/vite-messages.mjs';

const built = 'dist/.vite/manifest.json';
const server = 'http://127.0.0.1:8000';

// Each file of the precache list says which groups it belongs to, so that the
// service worker of an inspector keeps the inspector's files and not the desk's.
const withGroups = (entries: { url: string; revision: string | null; size: number }[]) => {
  // Also called after a build that failed, whose own error is the one to show.
  if (!existsSync(built)) return { manifest: [], warnings: [] };
  const groups = groupsOf(JSON.parse(readFileSync(built, 'utf8')));
  const manifest = entries.map((entry) => {
    const found = [...groups].filter(([, files]) => files.has(entry.url)).map(([name]) => name);
    return { ...entry, revision: entry.url.startsWith('assets/') ? null : entry.revision, groups: found.length ? found : ['core'] };
  });
  return { manifest, warnings: [] };
};

export default defineConfig({
  plugins: [
    messages(),
    svelte(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      // The manifest is public/manifest.webmanifest; the registration is src/shell/updates.svelte.ts.
      manifest: false,
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'],
        manifestTransforms: [withGroups],
        buildPlugins: { vite: [messages()] },
        rollupFormat: 'iife',
        sourcemap: false,
      },
    }),
  ],
  // PouchDB's parts still say `global`.
  define: { global: 'globalThis' },
  build: {
    target: ['chrome87', 'firefox91', 'safari15'],
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { output: { chunkFileNames: chunkName } },
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': server, '/db': server },
  },
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
  },
});
