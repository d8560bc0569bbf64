/**
 * XML of payloads, rewritten tag by tag. Only the simplest XML is taken: tags with quoted attributes, and texts;
 * everything else is replaced as a whole by the caller.
 */
import { marker, REDACTED_DOMAIN, type Kind, type Redactor } from './redactor.ts';

const PIECES = /<[^<>]*>|[^<>]+/g;
const DECLARATION = /^<\?xml(?: [a-z]+=(?:"[\w.-]*"|'[\w.-]*'))*\s*\?>$/;
const TAG = /^<\/?([A-Za-z][\w:.-]{0,39})((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>$/;
const ATTRIBUTES = /([\w:.-]+)(\s*=\s*)("[^"]*"|'[^']*')/g;
const HARMLESS = /^(?:\s*|-?\d{1,6}|true|false|\{[0-9a-f-]{36}\})$/i;
const SUM = /^[A-Za-z0-9+/]{27}=$/;

/** Texts of elements, by name in small letters; others only when they are numbers or ids. */
const ELEMENTS: ReadonlyMap<string, Kind> = new Map([
  ['capabilities', 'keep'],
  ['psm', 'text'],
  ['currentmedia', 'text'],
  ['text', 'text'],
  ['epname', 'name'],
  ['friendlyname', 'name'],
]);

/** Attributes whose values are structure, in small letters. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'l',
  't',
  'i',
  'id',
  'ver',
  'version',
  'encoding',
  'type',
  'size',
  'v',
  's',
  'nid',
]);

/** The state of one document. */
interface Place {
  /** Domain of the accounts that are listed, as it was. */
  domain: string;
  element: string;
}

/** The document redacted; undefined when it is not simple enough. */
export function redactXml(redactor: Redactor, xml: string): string | undefined {
  const place: Place = { domain: '', element: '' };
  let result = '';
  let length = 0;
  for (const [piece] of xml.matchAll(PIECES)) {
    length += piece.length;
    const redacted = piece.startsWith('<')
      ? redactTag(redactor, piece, place)
      : redactText(redactor, piece, place.element);
    if (redacted === undefined) return undefined;
    result += redacted;
  }
  return length === xml.length ? result : undefined;
}

function redactTag(redactor: Redactor, tag: string, place: Place): string | undefined {
  if (DECLARATION.test(tag)) return tag;
  const match = TAG.exec(tag);
  if (match === null) return undefined;
  const name = (match[1] ?? '').toLowerCase();
  place.element = tag.startsWith('</') ? '' : name;
  return tag.replaceAll(ATTRIBUTES, (_, attribute: string, equals: string, quoted: string) => {
    const quote = quoted[0] ?? '"';
    const value = redactAttribute(redactor, name, attribute.toLowerCase(), quoted.slice(1, -1), place);
    return `${attribute}${equals}${quote}${value}${quote}`;
  });
}

function redactAttribute(
  redactor: Redactor,
  element: string,
  attribute: string,
  value: string,
  place: Place,
): string {
  const { accounts } = redactor.redaction;
  if (element === 'd' && attribute === 'n') {
    place.domain = value;
    return accounts ? REDACTED_DOMAIN : value;
  }
  if (element === 'c' && attribute === 'n' && place.domain !== '' && !value.includes('@')) {
    if (!accounts) return value;
    const [local = ''] = redactor.account(`${value}@${place.domain}`).split('@');
    return local;
  }
  if (attribute === 'n' || attribute === 'creator') return redactor.address(value);
  if (attribute === 'f') return redactor.name(value);
  if (attribute === 'sha1d' || attribute === 'sha1c') return SUM.test(value) ? value : marker(value);
  if (HARMLESS.test(value)) return value;
  return redactor.piece(STRUCTURE.has(attribute) ? 'keep' : 'unknown', value);
}

function redactText(redactor: Redactor, text: string, element: string): string {
  if (HARMLESS.test(text)) return text;
  const kind = ELEMENTS.get(element) ?? 'unknown';
  // References may hide what would be found otherwise.
  return text.includes('&') && kind !== 'name' ? marker(text) : redactor.piece(kind, text);
}
