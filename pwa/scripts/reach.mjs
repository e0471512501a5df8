// Which texts each part of the app may use: a room downloads `start` and its own
// catalogues, so a key of another room would show as a bare key there. TypeScript
// cannot see this, since all keys are one union.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bundles } from './catalogues.mjs';

/** Folder under src/ → the bundles that are certainly loaded when its code runs. */
const loaded = {
  inspector: [['start', 'inspector']],
  desk: [['start', 'desk']],
  minor: [['start', 'minor']],
  // What the law asks tonight, in the inspector's room and at the desk.
  field: [
    ['start', 'inspector'],
    ['start', 'desk'],
  ],
  // Runs in either phone's room.
  db: [
    ['start', 'inspector'],
    ['start', 'minor'],
  ],
};

const literal = /['"`]([a-z]+(?:-[A-Za-z0-9_]+)*-?)(?:['"`]|\$\{)/g;

/** Keys in a source text that its folder's rooms do not all have: `[{line, key, area}]`. */
export function outOfReach(folder, text, areaOfKey) {
  const rooms = loaded[folder] ?? [['start']];
  const found = [];
  for (const { 0: whole, 1: word, index } of text.matchAll(literal)) {
    const partial = whole.endsWith('${');
    const key = partial ? [...areaOfKey.keys()].find((one) => word.includes('-') && one.startsWith(word)) : word;
    const area = key && areaOfKey.get(key);
    if (!area) continue;
    if (rooms.every((room) => room.some((bundle) => bundles[bundle].includes(area)))) continue;
    found.push({ line: text.slice(0, index).split('\n').length, key, area });
  }
  return found;
}

/** The same for all of src/, as sentences. */
export function reachProblems(source, areaOfKey) {
  const problems = [];
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(svelte|ts)$/.test(entry.name) || /\.(test|d|fixture)\.ts$/.test(entry.name)) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const folder = relative(source, path).split(/[\\/]/)[0];
    for (const { line, key, area } of outOfReach(folder, readFileSync(path, 'utf8'), areaOfKey))
      problems.push(`src/${relative(source, path)}:${line}: ${key} is in ${area}.ftl, which is not loaded there`);
  }
  return problems;
}
