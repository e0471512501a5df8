// Writes src/i18n/keys.d.ts: every message key of the app with the variables it
// takes, so that svelte-check refuses a key that no catalogue has. The file is
// made anew before every check, build and test, and is not committed: it can
// not be stale. With --check it also fails where the languages differ, and where a
// room uses a text that it does not download.
import { mkdirSync, readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appAreas, languages, read, root, source } from './catalogues.mjs';
import { reachProblems } from './reach.mjs';

const app = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');
const target = join(app, 'i18n', 'keys.d.ts');

/** Differences between the languages of one area, as sentences. */
export function differences(area, perLanguage) {
  const out = [];
  const all = new Set(Object.values(perLanguage).flatMap(({ messages }) => [...messages.keys()]));
  for (const [language, { messages, mistakes }] of Object.entries(perLanguage)) {
    for (const mistake of mistakes) out.push(`${language}/${area}.ftl: ${mistake}`);
    for (const id of all) if (!messages.has(id)) out.push(`${language}/${area}.ftl: ${id} is missing`);
  }
  return out;
}

/** The declaration file for areas → (id → variables). */
export function declaration(areas) {
  const lines = [];
  const seen = new Map();
  const clashes = [];
  for (const [area, messages] of areas) {
    if (messages.size) lines.push(`  // ${area}`);
    for (const [id, names] of messages) {
      if (seen.has(id)) {
        clashes.push(`${id} stands in ${seen.get(id)}.ftl and in ${area}.ftl`);
        continue;
      }
      seen.set(id, area);
      const type = names.length ? `{ ${names.map((name) => `${quoted(name)}: Argument`).join('; ')} }` : 'null';
      lines.push(`  '${id}': ${type};`);
    }
  }
  const text = [
    '// Made by scripts/keys.mjs from schemas/messages. Not committed.',
    'export type Argument = string | number | Date;',
    '',
    '/** Message key → the variables it takes, null for none. */',
    'export interface Messages {',
    ...lines,
    '}',
    '',
  ].join('\n');
  return { text, clashes };
}

const quoted = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`);

function main(strict) {
  const problems = [];
  const areas = [];
  const onDisk = readdirSync(join(root, 'en')).map((name) => name.replace(/\.ftl$/, ''));
  for (const area of new Set([...appAreas, ...onDisk])) {
    const perLanguage = Object.fromEntries(languages.map((language) => [language, read(source(language, area))]));
    problems.push(...differences(area, perLanguage));
    if (!appAreas.includes(area)) continue;
    const union = new Map();
    for (const { messages } of Object.values(perLanguage))
      for (const [id, names] of messages) union.set(id, [...new Set([...(union.get(id) ?? []), ...names])].sort());
    areas.push([area, union]);
  }
  const { text, clashes } = declaration(areas);
  problems.push(...clashes);
  const areaOfKey = new Map(areas.flatMap(([area, messages]) => [...messages.keys()].map((key) => [key, area])));
  problems.push(...reachProblems(app, areaOfKey));
  mkdirSync(dirname(target), { recursive: true });
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
  for (const problem of problems) console.error(problem);
  if (problems.length && strict) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes('--check'));
