/**
 * Names for the words of a command, from the `params` of its row: `account[;{guid} @16+] cookie`. That text is for
 * people; where it does not fit the words, they have no names.
 */

interface Parameter {
  readonly name: string;
  readonly isOptional: boolean;
}

const VERSIONS = /\s*@(?:(\d+)-(\d+)|(\d+)(\+|(?= or )| or \d+\+)?)(?:\s*or\s*\d+\+)?/;

function isOfVersion(text: string, version: number): boolean {
  const found = VERSIONS.exec(text);
  if (found === null || version === 0) return true;
  const [, from, to, since] = found;
  if (from !== undefined && to !== undefined) return version >= Number(from) && version <= Number(to);
  return version >= Number(since);
}

/** Splits at blanks outside of brackets. */
function words(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let word = '';
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    if (character === ']' || character === '}') depth--;
    if (character === ' ' && depth === 0) {
      if (word !== '') found.push(word);
      word = '';
    } else word += character;
  }
  return word === '' ? found : [...found, word];
}

function parametersOf(alternative: string, version: number): Parameter[] {
  return words(alternative).flatMap((word): Parameter[] => {
    if (/^@\d/.test(word)) return [];
    const inner = /^\[(.*)\]$/.exec(word)?.[1];
    if (inner === undefined) {
      // What may be attached to a word is a part of it.
      return [{ name: word.replace(/\[[^\]]*\]$/, '').replace(/^\{([^{}]*)\}$/, '$1'), isOptional: false }];
    }
    if (!isOfVersion(inner, version)) return [];
    const names = words(inner.replace(new RegExp(VERSIONS, 'g'), '').replace(/;.*$/, '')).filter(
      (name) => !name.startsWith('@'),
    );
    return names.map((name) => ({ name, isOptional: true }));
  });
}

function assign(parameters: readonly Parameter[], count: number): string[] | undefined {
  const needed = parameters.filter(({ isOptional }) => !isOptional).length;
  let spare = count - needed;
  if (spare < 0 || count > parameters.length) return undefined;
  const names = parameters.filter(({ isOptional }) => !isOptional || spare-- > 0).map(({ name }) => name);
  return names.length === count ? names : undefined;
}

/** A name for each of `count` words; `version` 0 when it is not known. Undefined when the row does not say. */
export function fieldNames(params: string, count: number, version: number): readonly string[] | undefined {
  const text = params.replace(/; .*$/, '').replace(/ \([^)]*\)/g, '');
  for (const alternative of text.split(' / ')) {
    if (!isOfVersion(alternative.replace(/\[[^\]]*\]/g, ''), version)) continue;
    const names = assign(parametersOf(alternative, version), count);
    if (names !== undefined) return names;
  }
  return undefined;
}

/** Number of a protocol version, 0 for a range or when nobody knows. */
export const versionNumber = (version: string | null): number =>
  Number(/^MSNP(\d+)$/.exec(version ?? '')?.[1] ?? 0);
