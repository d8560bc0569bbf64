/** Entities of XML in text shown to people: the five predefined ones and numbers; all others stay as they are. */

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const LAST_CODE_POINT = 0x10ffff;
const SURROGATES = { first: 0xd800, last: 0xdfff };

function isCharacter(code: number): boolean {
  return code > 0 && code <= LAST_CODE_POINT && !(code >= SURROGATES.first && code <= SURROGATES.last);
}

function characterOf(whole: string, name: string): string {
  if (!name.startsWith('#')) return NAMED.get(name.toLowerCase()) ?? whole;
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  return isCharacter(code) ? String.fromCodePoint(code) : whole;
}

/** `text` with its entities replaced, once: `&amp;lt;` becomes `&lt;`. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, characterOf);
}
