// What the Fluent catalogues at the repository's root hold, and which of them
// each part of the app downloads.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@fluent/syntax';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'schemas', 'messages');
export const languages = ['kk', 'ru', 'en'];

/** Areas in the order in which they are joined; a role's bundle comes on top of `start`. */
export const bundles = {
  start: ['shell', 'ui'],
  inspector: ['documents', 'inspector', 'rules', 'gate'],
  desk: ['documents', 'desk', 'rules', 'server'],
  minor: ['documents', 'minor'],
};

export const appAreas = [...new Set(Object.values(bundles).flat())];

export const pathOf = (language, area) => join(root, language, `${area}.ftl`);

export const source = (language, area) => {
  const path = pathOf(language, area);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** Catalogue text without comments and blank lines: what the phone downloads. */
export const stripped = (text) =>
  text
    .split('\n')
    .filter((line) => !/^#{1,3}( |$)/.test(line) && line.trim() !== '')
    .join('\n');

/**
 * The messages of a catalogue: id → sorted variable names.
 * `mistakes` are lines that Fluent would drop without a word, and ids given twice.
 */
export function read(text) {
  const messages = new Map();
  const references = new Map();
  const mistakes = [];
  for (const entry of parse(text, { withSpans: true }).body) {
    if (entry.type === 'Junk') {
      const line = text.slice(0, entry.span.start).split('\n').length;
      mistakes.push(`line ${line}: ${entry.annotations[0]?.message ?? 'not Fluent'}`);
    }
    if (entry.type !== 'Message' && entry.type !== 'Term') continue;
    const id = entry.type === 'Term' ? `-${entry.id.name}` : entry.id.name;
    if (messages.has(id)) mistakes.push(`${id} stands twice`);
    const variables = new Set();
    const calls = new Set();
    collect(entry, variables, calls);
    messages.set(id, variables);
    references.set(id, calls);
  }
  for (const id of messages.keys()) reach(id, messages, references, messages.get(id), new Set());
  return {
    messages: new Map(
      [...messages].filter(([id]) => !id.startsWith('-')).map(([id, names]) => [id, [...names].sort()]),
    ),
    mistakes,
  };
}

function collect(node, variables, calls) {
  if (Array.isArray(node)) for (const child of node) collect(child, variables, calls);
  else if (node && typeof node === 'object') {
    if (node.type === 'VariableReference') variables.add(node.id.name);
    if (node.type === 'MessageReference') calls.add(node.id.name);
    for (const [key, child] of Object.entries(node)) if (key !== 'span') collect(child, variables, calls);
  }
}

function reach(id, messages, references, into, seen) {
  if (seen.has(id)) return;
  seen.add(id);
  for (const other of references.get(id) ?? []) {
    for (const name of messages.get(other) ?? []) into.add(name);
    reach(other, messages, references, into, seen);
  }
}
