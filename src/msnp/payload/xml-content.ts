/** Contents of XML payloads (messages.md 13): contact lists, personal messages, and any other document by paths. */
import { MAX_DECODED_CHARACTERS, MAX_FIELDS, MAX_XML_PATH_CHARACTERS } from '../../base/limits.ts';
import type { ContactsContent, PersonalContent, XmlContent } from './decoded.ts';
import { wholeNumber } from './fields.ts';
import { readXml, type XmlElement, xmlText } from './xml.ts';

type Contact = ContactsContent['contacts'][number];

/** Elements of the same name get numbers from the second on: `s`, `s[2]`. */
function numbered(children: readonly XmlElement[]): [step: string, child: XmlElement][] {
  const counts = new Map<string, number>();
  return children.map((child) => {
    const count = (counts.get(child.name) ?? 0) + 1;
    counts.set(child.name, count);
    return [count === 1 ? child.name : `${child.name}[${count}]`, child];
  });
}

/** Collects texts and attributes by path, as many as fit. */
class Paths {
  readonly found = new Map<string, string>();
  #characters = 0;

  add(path: string, element: XmlElement): void {
    if (this.#isFull() || path.length > MAX_XML_PATH_CHARACTERS) return;
    for (const [name, value] of element.attributes) this.#put(`${path}/@${name}`, value);
    const text = element.text.trim();
    if (text !== '') this.#put(path, text);
    for (const [step, child] of numbered(element.children)) this.add(`${path}/${step}`, child);
  }

  #isFull(): boolean {
    return this.found.size >= MAX_FIELDS || this.#characters > MAX_DECODED_CHARACTERS;
  }

  #put(path: string, value: string): void {
    if (this.#isFull() || path.length > MAX_XML_PATH_CHARACTERS) return;
    this.found.set(path, value);
    this.#characters += path.length + value.length;
  }
}

/** Any document; null when the bytes are no XML. */
export function xmlContent(bytes: Buffer): XmlContent | null {
  const roots = readXml(xmlText(bytes));
  const root = roots?.[0];
  if (roots === undefined || root === undefined) return null;
  const paths = new Paths();
  for (const [step, element] of numbered(roots)) paths.add(step, element);
  return { kind: 'xml', root: root.name, fields: Object.fromEntries(paths.found) };
}

function attribute(element: XmlElement, name: string): string | null {
  return element.attributes.get(name) ?? null;
}

/** List bits: of the contact, or of its services from MSNP19 on. */
function listsOf(contact: XmlElement): number | null {
  const own = wholeNumber(attribute(contact, 'l'));
  if (own !== null) return own;
  const services = contact.children.map((child) => wholeNumber(attribute(child, 'l')));
  const known = services.filter((bits) => bits !== null && bits <= MAX_LIST_BITS);
  return known.length === 0 ? null : known.reduce<number>((all, bits) => all | (bits ?? 0), 0);
}

/** More than all lists there are. */
const MAX_LIST_BITS = 0xffff;

function contactOf(contact: XmlElement, domain: XmlElement): Contact {
  const name = attribute(contact, 'n') ?? '';
  const host = domain.name === 'd' ? attribute(domain, 'n') : null;
  return {
    account: host === null ? name : `${name}@${host}`,
    lists: listsOf(contact),
    network: wholeNumber(attribute(contact, 't')),
    name: attribute(contact, 'f'),
  };
}

/** Contacts of `<ml>` documents; another document is given by paths, null when the bytes are no XML. */
export function contactsContent(bytes: Buffer): ContactsContent | XmlContent | null {
  const list = readXml(xmlText(bytes))?.[0];
  if (list?.name !== 'ml') return xmlContent(bytes);
  const contacts: Contact[] = [];
  let characters = 0;
  for (const domain of list.children) {
    for (const element of domain.children) {
      if (element.name !== 'c' || characters > MAX_DECODED_CHARACTERS) continue;
      const contact = contactOf(element, domain);
      characters += contact.account.length;
      contacts.push(contact);
    }
  }
  return { kind: 'contacts', initial: attribute(list, 'l') === '1', contacts };
}

/** Elements of a personal message that have a place of their own in the content. */
const PLACED: ReadonlySet<string> = new Set([
  'PSM',
  'CurrentMedia',
  'MachineGuid',
  'EndpointData',
  'PrivateEndpointData',
]);

function childText(element: XmlElement | undefined, name: string): string | null {
  const text = element?.children.find((child) => child.name === name)?.text;
  return text === undefined || text === '' ? null : text;
}

/** What is known of each endpoint: its capabilities in one element, its name in another. */
function endpointsOf(elements: readonly XmlElement[]): PersonalContent['endpoints'] {
  const ids = new Map<string, { data?: XmlElement; own?: XmlElement }>();
  for (const element of elements) {
    if (element.name !== 'EndpointData' && element.name !== 'PrivateEndpointData') continue;
    const id = attribute(element, 'id') ?? '';
    const known = ids.get(id) ?? {};
    if (element.name === 'EndpointData') known.data ??= element;
    else known.own ??= element;
    ids.set(id, known);
  }
  return [...ids].slice(0, MAX_FIELDS).map(([id, { data, own }]) => ({
    id,
    capabilities: childText(data, 'Capabilities'),
    name: childText(own, 'EpName'),
  }));
}

/** `<Data>` of UUX and UBX, and the endpoint elements that stand for themselves. */
export function personalContent(bytes: Buffer): PersonalContent | null {
  const roots = readXml(xmlText(bytes));
  if (roots === undefined) return null;
  const elements = roots.flatMap((root) => (root.name === 'Data' ? root.children : [root]));
  const data: XmlElement = { name: 'Data', attributes: new Map(), children: elements, text: '' };
  const paths = new Paths();
  for (const [step, element] of numbered(elements)) {
    if (!PLACED.has(element.name)) paths.add(step, element);
  }
  return {
    kind: 'personal',
    message: childText(data, 'PSM'),
    media: childText(data, 'CurrentMedia'),
    machineGuid: childText(data, 'MachineGuid'),
    endpoints: endpointsOf(elements),
    fields: Object.fromEntries(paths.found),
  };
}
