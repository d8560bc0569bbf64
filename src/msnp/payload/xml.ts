/**
 * XML of payloads, by fast-xml-parser with entities off. It reads anything, closed or not, so whether a document is
 * well-formed is asked first; size and depth are capped before it sees the text.
 */
import { isUtf8 } from 'node:buffer';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { MAX_XML_CHARACTERS, MAX_XML_DEPTH, MAX_XML_ELEMENTS } from '../../base/limits.ts';
import { decodeText } from './charset.ts';
import { decodeEntities } from './entities.ts';

export interface XmlElement {
  readonly name: string;
  /** Entities replaced. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly in it, entities replaced. */
  readonly text: string;
}

const parser = new XMLParser({
  processEntities: false,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  preserveOrder: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // One above the own count, so that only that one speaks.
  maxNestedTags: MAX_XML_DEPTH + 1,
});

/** Ends of what begins with `<!--`, `<![CDATA[` and `<?`. */
const SPECIAL = [
  { start: '<!--', end: '-->' },
  { start: '<![CDATA[', end: ']]>' },
  { start: '<?', end: '?>' },
];

/** The document in `bytes`: in its declared encoding, without marks and NULs around it. */
export function xmlText(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 128);
  const declared = /^<\?xml[^>]{0,80}encoding\s?=\s?["']([\w.:-]{1,40})/i.exec(start)?.[1] ?? 'utf-8';
  return decodeText(bytes, declared)
    .text.replace(/^\ufeff/, '')
    .replace(/\0{1,8}$/, '');
}

/** Where the tag that opens at `start` ends: behind its `>` outside of quotes; -1 when it does not. */
function tagEnd(text: string, start: number): number {
  let quote = '';
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return i + 1;
    else if (character === '"' || character === "'") quote = character;
  }
  return -1;
}

/** Comments and ends of elements count as well. */
const MAX_TAGS = 2 * MAX_XML_ELEMENTS;

/** What keeps the parser from being given the text; '' when nothing does. One pass. */
function outlineProblem(text: string): string {
  if (text.length > MAX_XML_CHARACTERS) return 'is too long';
  let depth = 0;
  let elements = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const special = SPECIAL.find(({ start }) => text.startsWith(start, at));
    if (special === undefined && text.startsWith('<!', at)) return 'has a document type';
    const found = special === undefined ? tagEnd(text, at) : text.indexOf(special.end, at);
    if (found < 0) return '';
    if (special === undefined && text.charAt(at + 1) === '/') depth--;
    else if (special === undefined && text.charAt(found - 2) !== '/') depth++;
    if (depth > MAX_XML_DEPTH) return 'is nested too deep';
    if (++elements > MAX_TAGS) return 'has too many elements';
    at = found;
  }
  return '';
}

/** Personal messages may be several elements side by side, which is all that keeps them from being a document. */
const SEVERAL_ROOTS = 'Multiple possible root nodes found.';

function validatorMessage(text: string): string {
  try {
    // Deprecated for a package of its own that says the same.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const result = XMLValidator.validate(text);
    return result === true ? '' : result.err.msg;
  } catch {
    return 'it cannot be read';
  }
}

function validityProblem(text: string): string {
  const message = validatorMessage(text);
  const isSeveral = message === SEVERAL_ROOTS && !text.startsWith('<?');
  const problem = isSeveral ? validatorMessage(`<all>${text}</all>`) : message;
  return problem === '' ? '' : `is not well-formed: ${problem}`;
}

/** The last document that was judged: a rule and a report ask about the same one in turn. */
const last = { text: '', problem: 'is empty' };

/** What is wrong with a document, '' when it can be read. */
export function xmlProblem(text: string): string {
  if (last.text === text) return last.problem;
  last.problem = outlineProblem(text) || validityProblem(text);
  last.text = text;
  return last.problem;
}

/** Ampersands that begin no entity: names that a client did not escape. */
const STRAY_AMPERSAND = /&(?!#?\w{1,8};)/g;

/** The document when it is well-formed, or would be with its ampersands escaped. */
function readable(text: string): string | undefined {
  if (xmlProblem(text) === '') return text;
  if (outlineProblem(text) !== '' || !text.includes('&')) return undefined;
  const escaped = text.replace(STRAY_AMPERSAND, '&amp;');
  return validityProblem(escaped) === '' ? escaped : undefined;
}

/** Elements of the parser's list, those with a name. */
type Node = Readonly<Record<string, unknown>>;
const ATTRIBUTES = ':@';
const TEXT = '#text';

function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? (value as readonly Node[]) : [];
}

function attributesOf(node: Node): ReadonlyMap<string, string> {
  const attributes = Object.entries((node[ATTRIBUTES] ?? {}) as Readonly<Record<string, unknown>>);
  return new Map(attributes.map(([name, value]) => [name.slice(1), decodeEntities(String(value))]));
}

function elementOf(node: Node): XmlElement | undefined {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  if (name === undefined || name === TEXT || name.startsWith('?')) return undefined;
  const inner = nodesOf(node[name]);
  const texts = inner.map((child) => child[TEXT]).filter((text) => typeof text === 'string');
  return {
    name,
    attributes: attributesOf(node),
    children: elementsOf(inner),
    text: decodeEntities(texts.join('')),
  };
}

function elementsOf(nodes: readonly Node[]): XmlElement[] {
  return nodes.map(elementOf).filter((element) => element !== undefined);
}

/** The elements on top; undefined when the text cannot be read as XML. Never throws. */
export function readXml(text: string): readonly XmlElement[] | undefined {
  const document = readable(text);
  if (document === undefined) return undefined;
  try {
    const roots = elementsOf(nodesOf(parser.parse(document) as unknown));
    return roots.length === 0 ? undefined : roots;
  } catch {
    return undefined;
  }
}

/** Like `xmlProblem`, for the bytes of a payload. */
export function xmlBytesProblem(bytes: Buffer): string {
  const text = xmlText(bytes);
  if (!isUtf8(bytes) && !/^<\?xml[^>]{0,80}encoding/i.test(text)) return 'is not valid in utf-8';
  return xmlProblem(text);
}
