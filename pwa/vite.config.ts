import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { messages } from './scripts/vite-messages.mjs';

const server = 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [messages(), svelte()],
  // PouchDB's parts still say `global`.
  define: { global: 'globalThis' },
  build: {
    target: ['chrome87', 'firefox91', 'safari15'],
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': server, '/db': server },
  },
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
  },
});
