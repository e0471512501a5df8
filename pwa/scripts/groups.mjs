// Which built files belong together, from Vite's manifest: `core` (what everybody
// downloads to sign in), a group per room, and the texts of each per language
// (`core.kk`, `inspector.kk`). A file that `core` has is in no other group.
const room = /^src\/(inspector|desk|minor)\/index\.ts$/;
const words = /(?:^|\/)words-(start|inspector|desk|minor)-(kk|ru|en)-/;

/** @returns {Map<string, Set<string>>} group → files, relative to dist/ */
export function groupsOf(manifest) {
  const groups = new Map();
  const add = (group, key, follow) => {
    const files = groups.get(group) ?? groups.set(group, new Set()).get(group);
    const chunk = manifest[key];
    const core = groups.get('core');
    if (files.has(chunk.file) || (group !== 'core' && core.has(chunk.file))) return;
    files.add(chunk.file);
    for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) if (group === 'core' || !core.has(file)) files.add(file);
    for (const other of chunk.imports ?? []) add(group, other, follow);
    if (follow) for (const other of chunk.dynamicImports ?? []) if (!special(manifest[other])) add(group, other, follow);
  };
  const special = (chunk) => room.test(chunk.src ?? '') || words.test(chunk.file);

  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) add('core', key, false);
  for (const [key, chunk] of Object.entries(manifest)) {
    const name = room.exec(chunk.src ?? '')?.[1];
    const text = words.exec(chunk.file);
    if (name) add(name, key, true);
    else if (text) add(`${text[1] === 'start' ? 'core' : text[1]}.${text[2]}`, key, false);
  }
  return groups;
}
