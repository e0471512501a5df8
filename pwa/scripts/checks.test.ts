import { describe, expect, test } from 'vitest';
import { read, stripped } from './catalogues.mjs';
import { groupsOf } from './groups.mjs';
import { declaration, differences } from './keys.mjs';
import { outOfReach } from './reach.mjs';
import { looseInScript, looseInSvelte } from './no-loose-text.mjs';

const words = (source: string) => looseInSvelte(source).map(({ text }) => text);

describe('loose text is found', () => {
  test.each([
    ['in the markup', '<p>Hello</p>', ['Hello']],
    ['beside an expression', '<p>{n} items</p>', ['items']],
    ['in a spoken name', '<button aria-label="Close">×</button>', ['Close']],
    ['in a placeholder, title, alt', '<input placeholder="Name"><img alt="Map" title="Big">', ['Name', 'Map', 'Big']],
    ['in a component’s prop', '<Field label="Name" />', ['Name']],
    ['in a prop of another name', '<X countLabel="three of them" sign="Иә" kind="main" class="a b" />', ['three of them', 'Иә']],
    ['as a literal in braces', "<p>{'Hello'}</p>", ['Hello']],
    ['in either arm of a choice', "<p>{on ? 'On' : t('off')}</p>", ['On']],
    ['in a template', '<Field label={`Name ${x}`} />', ['Name']],
    ['as a default', "<p>{name || 'Nobody'}</p>", ['Nobody']],
    ['inside blocks and snippets', '{#if a}<b>Yes</b>{:else}{#each x as y}No{/each}{/if}{#snippet s()}Deep{/snippet}', ['Yes', 'No', 'Deep']],
    ['as Cyrillic in the script', "<script>const a = 'Сәлем';</script>", ['Сәлем']],
  ])('%s', (_, source, expected) => {
    expect(words(source)).toEqual(expected);
  });

  test('with its line', () => {
    expect(looseInSvelte('<p>{a}</p>\n\n<p>Here</p>')[0]?.line).toBe(3);
    expect(looseInSvelte("<script>\n  const a = 1;\n  const b = 'Сәлем';\n</script>")[0]?.line).toBe(3);
  });

  test('and what is no text is left alone', () => {
    expect(
      words(`<script>import X from './x'; const a = 'inspector'; // Қазақша түсінік
      </script><p class="row big" data-x="hello" lang="kk">{t('shell-sign-in')} · 5 — {n}</p>
      <Field label={t('x')} type="password" icon={on ? 'see' : 'hide'} /><style>p { color: red }</style>`),
    ).toEqual([]);
  });

  test('given to what speaks', () => {
    expect(looseInScript("toast('Saved'); announce(`Done`); toast(t('x')); toast(text);").map(({ text }) => text)).toEqual(['Saved', 'Done']);
  });

  test('in scripts, but not in comments', () => {
    expect(looseInScript("const a = 'Сәлем'; // түсінік\n/* тағы */ const b = `x ${1} Қош`;")).toHaveLength(2);
    expect(looseInScript("const a = 'hello'; // түсінік")).toEqual([]);
  });
});

describe('catalogues', () => {
  test('lines that Fluent would drop are mistakes', () => {
    expect(read('a = A\nb b = B\n').mistakes).toHaveLength(1);
    expect(read('a = A\na = B\n').mistakes).toEqual(['a stands twice']);
  });

  test('variables are found through plurals and references', () => {
    const { messages } = read('a = { $n ->\n    [one] { $x }\n   *[other] { b }\n  }\nb = { $deep }\n');
    expect(messages.get('a')).toEqual(['deep', 'n', 'x']);
  });

  test('a key that one language lacks is told', () => {
    const said = differences('shell', { kk: read('a = A\nb = B\n'), ru: read('a = A\n') });
    expect(said).toEqual(['ru/shell.ftl: b is missing']);
  });

  test('a key that stands in two areas is told', () => {
    const { clashes } = declaration([
      ['shell', new Map([['a', []]])],
      ['ui', new Map([['a', []]])],
    ]);
    expect(clashes).toEqual(['a stands in shell.ftl and in ui.ftl']);
  });

  test('comments are not downloaded, texts are untouched', () => {
    expect(stripped('### Head\n# note\n\na = #1 of\n    two\n')).toBe('a = #1 of\n    two');
  });
});

describe('a room uses only texts that it downloads', () => {
  const areas = new Map([
    ['shell-sign-in', 'shell'],
    ['desk-live', 'desk'],
    ['gate-schema', 'gate'],
    ['doc-role-minor', 'documents'],
  ]);

  test.each([
    ['inspector', "t('desk-live')", ['desk-live']],
    ['inspector', "t('gate-schema') + t('shell-sign-in')", []],
    ['shell', 'translate(`doc-role-${role}`)', ['doc-role-minor']],
    ['minor', 'translate(`doc-role-${role}`)', []],
    ['db', "const key = 'gate-schema'", ['gate-schema']],
    ['inspector', "const icon = 'sign-in'; class='row'", []],
  ])('%s: %s', (folder, text, expected) => {
    expect(outOfReach(folder, text, areas).map(({ key }) => key)).toEqual(expected);
  });
});

test('files are grouped by who needs them', () => {
  const groups = groupsOf({
    'index.html': {
      file: 'assets/start.js',
      isEntry: true,
      css: ['assets/start.css'],
      dynamicImports: ['src/inspector/index.ts', 'src/desk/index.ts', '_kk', '_ikk'],
    },
    _kk: { file: 'assets/words-start-kk-1.js', isDynamicEntry: true },
    _ikk: { file: 'assets/words-inspector-kk-1.js', isDynamicEntry: true },
    'src/inspector/index.ts': {
      src: 'src/inspector/index.ts',
      file: 'assets/inspector.js',
      imports: ['index.html', '_shared'],
      dynamicImports: ['_map'],
    },
    'src/desk/index.ts': { src: 'src/desk/index.ts', file: 'assets/desk.js', imports: ['_shared'] },
    _shared: { file: 'assets/shared.js', css: ['assets/shared.css'] },
    _map: { file: 'assets/map.js' },
  });
  expect(Object.fromEntries([...groups].map(([name, files]) => [name, [...files].sort()]))).toEqual({
    core: ['assets/start.css', 'assets/start.js'],
    'core.kk': ['assets/words-start-kk-1.js'],
    'inspector.kk': ['assets/words-inspector-kk-1.js'],
    inspector: ['assets/inspector.js', 'assets/map.js', 'assets/shared.css', 'assets/shared.js'],
    desk: ['assets/desk.js', 'assets/shared.css', 'assets/shared.js'],
  });
});
