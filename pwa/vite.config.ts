import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { chunkName, messages } from './scripts/vite-messages.mjs';
import { worker } from './scripts/vite-worker.mjs';

const server = 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [messages(), svelte(), worker()],
  // PouchDB's parts still say `global`.
  define: { global: 'globalThis' },
  resolve: { alias: { 'pouchdb-selector-core': new URL('src/db/no-selector.ts', import.meta.url).pathname } },
  build: {
    // Chrome 95 is the last that Android 5 gets, Safari 16.4 the first with Web Push.
    target: ['chrome95', 'firefox93', 'safari16.4'],
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
