// Finding a person by name, register number or street, however the letters were typed.
//
// Registers write ә (U+04D9) and ə (U+0259); people type Cyrillic or Latin, with or without
// Kazakh letters. Both sides are reduced to one skeleton of plain Latin letters and compared
// there; names are never changed, only compared.

const plain: Record<string, string> = {
  а: 'a', ә: 'a', ə: 'a', ä: 'a', á: 'a', б: 'b', в: 'v', г: 'g', ғ: 'g', ğ: 'g', ǵ: 'g', д: 'd',
  е: 'e', ё: 'e', э: 'e', ж: 'j', з: 'z', и: 'i', і: 'i', ı: 'i', й: 'i', y: 'i', ы: 'i', к: 'k', қ: 'k', q: 'k',
  л: 'l', м: 'm', н: 'n', ң: 'n', ñ: 'n', ŋ: 'n', о: 'o', ө: 'o', ö: 'o', ó: 'o', п: 'p', р: 'r', с: 's', т: 't',
  у: 'u', ұ: 'u', ү: 'u', ū: 'u', ü: 'u', ú: 'u', w: 'u', ф: 'f', х: 'h', һ: 'h', x: 'h', ц: 'ts', ч: 'ch',
  ш: 'sh', ş: 'sh', щ: 'sh', ъ: '', ь: '', ю: 'iu', я: 'ia',
}; // prettier-ignore

/** Ways of writing one sound in Latin letters, longest first. */
const spellings: [RegExp, string][] = [
  [/shch/g, 'sh'],
  [/zh|dj/g, 'j'],
  [/kh/g, 'h'],
  [/gh/g, 'g'],
  [/ng(?![aeiou])/g, 'n'],
  [/iy|ii/g, 'i'],
  [/(.)\1+/g, '$1'],
];

/** The skeleton of a text: `Әбілқасым`, `əбілқасым` and `Abilqasym` all become `abilkasim`. */
export function skeleton(text: string): string {
  const lower = text.normalize('NFC').toLocaleLowerCase('ru').replace(/i̇/g, 'i');
  let out = '';
  for (const letter of lower) out += plain[letter] ?? letter;
  out = out.normalize('NFD').replace(/\p{M}/gu, '');
  for (const [spelling, sound] of spellings) out = out.replace(spelling, sound);
  return out;
}

const words = (text: string): string[] => text.split(/[^\p{L}\p{N}-]+/u).filter(Boolean);

/** What one case file is found by. */
export interface Findable {
  names: string[];
  others: string[];
}

export function findable(names: (string | null | undefined)[], others: (string | null | undefined)[]): Findable {
  const bones = (texts: (string | null | undefined)[]) => texts.flatMap((text) => (text ? words(skeleton(text)) : []));
  return { names: bones(names), others: bones(others) };
}

/**
 * How well it fits what was typed: 0 not at all, more is better. Every typed word must begin a word of
 * the person; a longer word of the name may differ by one letter; of a number, any part does.
 */
export function fit(query: string, one: Findable): number {
  let total = 0;
  for (const typed of words(skeleton(query))) {
    const best = Math.max(
      ...one.names.map((word) => (word === typed ? 8 : word.startsWith(typed) ? 6 : nearly(typed, word) ? 2 : 0)),
      ...one.others.map((word) => (word === typed ? 5 : word.startsWith(typed) ? 4 : /\d/.test(typed) && word.includes(typed) ? 3 : 0)),
      0,
    );
    if (best === 0) return 0;
    total += best;
  }
  return total;
}

/** One letter typed wrong, left out, doubled or swapped with its neighbour, in the beginning of a word. */
function nearly(typed: string, word: string): boolean {
  if (typed.length < 4 || typed[0] !== word[0]) return false;
  return [typed.length - 1, typed.length, typed.length + 1].some(
    (length) => length <= word.length && oneSlip(typed, word.slice(0, length)),
  );
}

function oneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const inA = a.slice(start, a.length - end);
  const inB = b.slice(start, b.length - end);
  if (inA.length <= 1 && inB.length <= 1) return true;
  return inA.length === 2 && inB.length === 2 && inA[0] === inB[1] && inA[1] === inB[0];
}
