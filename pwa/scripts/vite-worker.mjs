// Builds src/sw.ts into dist/sw.js after the app, with the list of the app's
// files and the groups they belong to (`__FILES__`). What vite-plugin-pwa's
// injectManifest does, without workbox-build's two hundred packages.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build } from 'vite';
import { groupsOf } from './groups.mjs';
import { messages } from './vite-messages.mjs';

const kept = /\.(js|css|html|svg|png|webmanifest)$/;

/** Every file that a device may keep: `{url, revision, groups}`; revision null where the name has the hash. */
export function filesOf(dist) {
  const groups = groupsOf(JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8')));
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && kept.test(entry.name) && entry.name !== 'sw.js')
    .map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      const url = relative(dist, path).split(sep).join('/');
      const found = [...groups].filter(([, files]) => files.has(url)).map(([name]) => name);
      const hashed = url.startsWith('assets/');
      return {
        url,
        revision: hashed ? null : createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16),
        // Hashed files that nothing reaches are kept by nobody; the page and its icons by everybody.
        groups: found.length || hashed ? found : ['core'],
      };
    })
    .sort((one, other) => (one.url < other.url ? -1 : 1));
}

export function worker() {
  let config;
  return {
    name: 'qadam-worker',
    apply: 'build',
    configResolved: (resolved) => void (config = resolved),
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const outDir = join(config.root, config.build.outDir);
        await build({
          configFile: false,
          root: config.root,
          publicDir: false,
          logLevel: 'warn',
          plugins: [messages()],
          define: { __FILES__: JSON.stringify(filesOf(outDir)) },
          build: {
            outDir,
            emptyOutDir: false,
            target: config.build.target,
            modulePreload: false,
            reportCompressedSize: false,
            rollupOptions: {
              input: join(config.root, 'src', 'sw.ts'),
              output: { format: 'iife', entryFileNames: 'sw.js' },
            },
          },
        });
      },
    },
  };
}
