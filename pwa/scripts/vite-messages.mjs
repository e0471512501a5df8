// `import text from 'messages:inspector/kk'`: the catalogues of one bundle in one
// language as one string, so that a phone downloads one small chunk for each.
import { bundles, languages, pathOf, source, stripped } from './catalogues.mjs';

const prefix = 'messages:';

export function messages() {
  return {
    name: 'qadam-messages',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      const [bundle, language] = id.slice(prefix.length + 1).split('/');
      if (!(bundle in bundles) || !languages.includes(language)) throw new Error(`no catalogue ${id.slice(1)}`);
      for (const area of bundles[bundle]) this.addWatchFile(pathOf(language, area));
      const text = bundles[bundle].map((area) => stripped(source(language, area))).join('\n');
      return `export default ${JSON.stringify(text)};`;
    },
  };
}
