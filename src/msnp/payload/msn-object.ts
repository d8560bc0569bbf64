/** MSNObject: the description of a picture or another object as an XML element (messages.md 9). Tolerant. */
import { MAX_OBJECT_CHARACTERS } from '../../base/limits.ts';
import type { MsnObject } from './decoded.ts';
import { decodeEntities } from './entities.ts';
import { OBJECT_TYPES } from './p2p-tables.ts';

/** `%XX` as bytes of UTF-8; what is no escape stays as it is. */
function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

function attributesOf(element: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of element.matchAll(/([a-z0-9]{1,32})\s?=\s?(?:"([^"]*)"|'([^']*)')/gi)) {
    const name = (match[1] ?? '').toLowerCase();
    if (!found.has(name)) found.set(name, decodeEntities(match[2] ?? match[3] ?? ''));
  }
  return found;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,10}$/.test(text) ? Number(text) : null;
}

/** Base64 of UTF-16, up to the first NUL. */
function friendlyOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  return Buffer.from(text, 'base64').toString('utf16le').split('\0', 1)[0] ?? '';
}

/**
 * Reads the word of CHG, ILN, NLN or the context of an invitation: `<msnobj .../>`, URL-encoded or not. Undefined when
 * there is no such element (`0` stands for none). `friendly` is decoded, `location` and the sums are as sent.
 */
export function parseMsnObject(word: string): MsnObject | undefined {
  const text = percentDecoded(word.slice(0, MAX_OBJECT_CHARACTERS));
  const start = text.search(/<msnobj\b/i);
  if (start < 0) return undefined;
  const attributes = attributesOf(text.slice(start));
  const type = numberOf(attributes.get('type'));
  return {
    creator: attributes.get('creator') ?? null,
    type,
    typeName: type === null ? null : (OBJECT_TYPES.get(type) ?? null),
    size: numberOf(attributes.get('size')),
    location: attributes.get('location') ?? null,
    friendly: friendlyOf(attributes.get('friendly')),
    sha1d: attributes.get('sha1d') ?? null,
    sha1c: attributes.get('sha1c') ?? null,
  };
}
