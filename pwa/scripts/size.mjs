// What each role's device downloads before it can work: HTML, CSS, JavaScript,
// texts of one language, manifest and service worker. Icons are apart: a browser
// fetches them for the home screen, not for the start.
//   node scripts/size.mjs [--limit 150]   fails when the inspector's start is larger (kB, gzip)
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { groupsOf } from './groups.mjs';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');

const measure = (file) => {
  const bytes = readFileSync(join(dist, file));
  return {
    plain: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  };
};

const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(9);

function main() {
  const groups = groupsOf(JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8')));
  const frame = ['index.html', 'manifest.webmanifest', 'sw.js'];
  const list = process.argv.includes('--files');
  console.log(`${'kB (1000 bytes)'.padEnd(26)}     plain     gzip-9  brotli-11`);
  let inspector = 0;
  for (const role of ['sign-in', 'inspector', 'desk', 'minor'])
    for (const language of ['kk', 'ru', 'en']) {
      const wanted = ['core', `core.${language}`, ...(role === 'sign-in' ? [] : [role, `${role}.${language}`])];
      const files = new Set([...frame, ...wanted.flatMap((group) => [...(groups.get(group) ?? [])])]);
      const sum = { plain: 0, gzip: 0, brotli: 0 };
      for (const file of files) {
        const one = measure(file);
        for (const key of Object.keys(sum)) sum[key] += one[key];
        if (list && language === 'kk') console.log(`  ${file.padEnd(42)}${kilobytes(one.plain)}${kilobytes(one.gzip)}${kilobytes(one.brotli)}`);
      }
      if (role === 'inspector') inspector = Math.max(inspector, sum.gzip);
      console.log(`${`${role}, ${language} (${files.size} files)`.padEnd(26)}${kilobytes(sum.plain)}  ${kilobytes(sum.gzip)}  ${kilobytes(sum.brotli)}`);
    }
  const limit = process.argv.indexOf('--limit');
  if (limit > 0 && inspector > Number(process.argv[limit + 1]) * 1000) {
    console.error(`the inspector's start is ${(inspector / 1000).toFixed(1)} kB, above ${process.argv[limit + 1]} kB`);
    process.exitCode = 1;
  }
}

main();
