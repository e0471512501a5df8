// `import text from 'messages:inspector/kk'`: the catalogues of one bundle in one
// language as one string, so that a phone downloads one small chunk for each.
// `import said from 'message:shell-push'`: one message in every language,
// `{kk, ru, en}`, for the service worker, which has no room for Fluent.
import { parse } from '@fluent/syntax';
import { appAreas, bundles, languages, pathOf, source, stripped } from './catalogues.mjs';

const many = '\0messages:';
const one = '\0message:';

export function messages() {
  return {
    name: 'qadam-messages',
    resolveId: (id) => (/^messages?:/.test(id) ? `\0${id}` : null),
    load(id) {
      if (id.startsWith(one)) return `export default ${JSON.stringify(everyLanguage(id.slice(one.length)))};`;
      if (!id.startsWith(many)) return null;
      const [bundle, language] = id.slice(many.length).split('/');
      if (!(bundle in bundles) || !languages.includes(language)) throw new Error(`no catalogue ${id.slice(1)}`);
      for (const area of bundles[bundle]) this.addWatchFile(pathOf(language, area));
      const text = bundles[bundle].map((area) => stripped(source(language, area))).join('\n');
      return `export default ${JSON.stringify(text)};`;
    },
  };
}

/** The file name of a chunk: texts say what they are, for scripts/groups.mjs. */
export const chunkName = ({ facadeModuleId }) =>
  facadeModuleId?.startsWith(many)
    ? `assets/words-${facadeModuleId.slice(many.length).replace('/', '-')}-[hash].js`
    : 'assets/[name]-[hash].js';

function everyLanguage(key) {
  return Object.fromEntries(
    languages.map((language) => {
      for (const area of appAreas)
        for (const entry of parse(source(language, area)).body)
          if (entry.type === 'Message' && entry.id.name === key) {
            const [only, ...others] = entry.value.elements;
            if (others.length || only.type !== 'TextElement') throw new Error(`${key} must be plain text`);
            return [language, only.value];
          }
      throw new Error(`no message ${key} in ${language}`);
    }),
  );
}
