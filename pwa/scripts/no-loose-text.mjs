// Fails on words that stand in the app's source instead of in a catalogue: text
// and spoken or shown attributes of .svelte files, Cyrillic literals of .ts files.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';

const source = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');
const shownAttributes = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label', 'hint', 'text', 'error']);
// May hold several words that nobody sees.
const quietAttributes = new Set(['class', 'style', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'rel', 'd', 'points', 'transform', 'viewBox', 'sizes', 'media', 'autocomplete', 'accept', 'content']);
const letters = /\p{L}/u;
const cyrillic = /\p{Script=Cyrillic}/u;
// The name of the app and each language's name in itself are the same everywhere;
// a single Cyrillic letter is spelling (ә and ə found alike), not speech.
const allowed = /^(Qadam|Қазақша|Русский|\p{Script=Cyrillic})$/u;

/** Loose words of a .svelte file: `[{line, text}]`. */
export function looseInSvelte(text) {
  const found = [];
  const note = (node, words) => {
    if (letters.test(words) && !allowed.test(words.trim()))
      found.push({ line: text.slice(0, node.start).split('\n').length, text: words.trim() });
  };
  const tree = parse(text, { modern: true });
  walk(tree.fragment, (node) => {
    if (node.type === 'Text' && !node.inAttribute) note(node, node.data);
    if (node.type === 'ExpressionTag' && !node.inAttribute) literals(node.expression, note);
    if (node.type === 'Attribute' && !shownAttributes.has(node.name) && !quietAttributes.has(node.name)) {
      // Any other attribute may be a prop that is shown: Cyrillic and whole phrases are.
      for (const part of Array.isArray(node.value) ? node.value : [])
        if (part.type === 'Text' && (cyrillic.test(part.data) || /\p{L}+ \p{L}+/u.test(part.data))) note(part, part.data);
    }
    if (node.type === 'Attribute' && shownAttributes.has(node.name)) {
      const parts = Array.isArray(node.value) ? node.value : node.value === true ? [] : [node.value];
      for (const part of parts) {
        if (part.type === 'Text') note(part, part.data);
        else literals(part.expression, note);
      }
      return false;
    }
    return node.type !== 'Attribute' && node.type !== 'StyleSheet';
  });
  for (const script of [tree.instance, tree.module])
    if (script) for (const one of looseInScript(text.slice(script.content.start, script.content.end)))
      found.push({ line: one.line + text.slice(0, script.content.start).split('\n').length - 1, text: one.text });
  return found;
}

/** Cyrillic literals of a script, and literals given to what speaks. Comments may say anything. */
export function looseInScript(text) {
  const found = [];
  for (const { 1: word, index } of text.matchAll(/\b(?:toast|announce)\(\s*['"`]([^'"`$]*\p{L}[^'"`$]*)['"`]/gu))
    found.push({ line: text.slice(0, index).split('\n').length, text: word });
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
  for (const { 0: word, index } of text.matchAll(token)) {
    if (word.startsWith('//') || word.startsWith('/*')) continue;
    const inside = word.slice(1, -1);
    if (cyrillic.test(inside) && !allowed.test(inside)) found.push({ line: text.slice(0, index).split('\n').length, text: inside });
  }
  return found;
}

// The strings that an expression can show: its own literals and both arms of a
// choice; not the arguments of calls (`t('key')`) and not what it compares with.
function literals(expression, note) {
  if (!expression) return;
  if (expression.type === 'Literal' && typeof expression.value === 'string') note(expression, expression.value);
  else if (expression.type === 'TemplateLiteral') {
    for (const quasi of expression.quasis) note({ start: expression.start }, quasi.value.cooked);
    for (const inner of expression.expressions) literals(inner, note);
  } else if (expression.type === 'ConditionalExpression') {
    literals(expression.consequent, note);
    literals(expression.alternate, note);
  } else if (expression.type === 'LogicalExpression' || (expression.type === 'BinaryExpression' && expression.operator === '+')) {
    literals(expression.left, note);
    literals(expression.right, note);
  }
}

function walk(node, visit) {
  if (Array.isArray(node)) for (const child of node) walk(child, visit);
  else if (node && typeof node === 'object') {
    if (node.type && visit(node) === false) return;
    for (const [key, child] of Object.entries(node)) {
      if (key === 'attributes' || key === 'fragment' || key === 'nodes' || typeof child === 'object') walk(child, visit);
    }
  }
}

function main() {
  let count = 0;
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const check = path.endsWith('.svelte') ? looseInSvelte : /(?<!\.test|\.d)\.ts$/.test(path) ? looseInScript : null;
    if (!check || !entry.isFile()) continue;
    for (const { line, text } of check(readFileSync(path, 'utf8'))) {
      console.error(`${relative(join(source, '..'), path)}:${line}: text outside the catalogues: ${text}`);
      count += 1;
    }
  }
  if (count) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
