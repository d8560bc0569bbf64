/** Blocks of PUT, NFY, DEL and SDG (messages.md 12): routing, reliability, a section, and the body behind them. */
import { withoutEndpoint } from '../endpoint.ts';
import { CONTENT_TYPES } from './content-types.ts';
import type { BlocksContent, Content } from './decoded.ts';
import { FieldBlock } from './fields.ts';
import { type MimeHead, readMimeHead } from './mime.ts';
import { p2pV2Content, readP2pV2 } from './p2p-v2.ts';
import { datacastContent, emoticonsContent } from './simple-types.ts';
import { decodeSlp } from './slp.ts';
import { plainContent, textContent } from './text.ts';
import { xmlContent } from './xml-content.ts';

type Section = NonNullable<BlocksContent['section']>;

/** The header that a third block begins with. */
const SECTIONS: ReadonlyMap<string, Section> = new Map([
  ['publication', 'publication'],
  ['notification', 'notification'],
  ['messaging', 'messaging'],
]);

/** The blocks of a payload and where its body begins. */
export interface Blocks {
  readonly routing: MimeHead;
  readonly reliability: MimeHead | undefined;
  readonly section: MimeHead | undefined;
  readonly name: Section | null;
  /** Offsets of the blocks. */
  readonly starts: readonly [routing: number, reliability: number, section: number];
  readonly bodyStart: number;
}

/** Most blocks have this order; a payload may lack the second. */
export function readBlocks(bytes: Buffer): Blocks | undefined {
  const routing = readMimeHead(bytes, 0, bytes.length);
  if (!routing.headers.has('routing') || !routing.complete) return undefined;
  const second = readMimeHead(bytes, routing.bodyStart, bytes.length);
  const hasReliability = second.headers.has('reliability');
  const sectionStart = hasReliability ? second.bodyStart : routing.bodyStart;
  const section = hasReliability ? readMimeHead(bytes, sectionStart, bytes.length) : second;
  const name = [...SECTIONS].find(([header]) => section.headers.has(header))?.[1] ?? null;
  return {
    routing,
    reliability: hasReliability ? second : undefined,
    section: name === null ? undefined : section,
    name,
    starts: [0, routing.bodyStart, sectionStart],
    bodyStart: name === null ? sectionStart : section.bodyStart,
  };
}

/** What the body of a message is decoded from. */
interface Message {
  readonly bytes: Buffer;
  readonly start: number;
  readonly blocks: Blocks;
  /** Headers of the section by names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
}

type Reader = (message: Message) => Content | null;

/** `1:account;epid={...}` without number and endpoint. */
export function accountOf(address: string | undefined): string | null {
  const account = withoutEndpoint(address ?? '').replace(/^\d{1,3}:/, '');
  return account === '' ? null : account;
}

function readText({ bytes, start, blocks, headers }: Message): Content {
  const isOffline = /offline/i.test(blocks.routing.headers.get('service-channel') ?? '');
  const content = textContent(headers, bytes, start, bytes.length);
  return isOffline ? { ...content, offline: true } : content;
}

function readTyping({ blocks }: Message): Content {
  return { kind: 'typing', account: accountOf(blocks.routing.headers.get('from')) };
}

function datacastReader(id: number): Reader {
  return ({ bytes, start }) => {
    const data = bytes.toString('utf8', start).trim();
    return datacastContent(id, data === '' ? null : data);
  };
}

function readSignal({ bytes, start }: Message): Content | null {
  return decodeSlp(bytes.toString('utf8', start)) ?? plainContent(bytes, start, bytes.length);
}

function readControl(message: Message): Content | null {
  const subtype = message.headers.get('message-subtype')?.toLowerCase();
  return subtype === undefined || subtype === 'typing' ? readTyping(message) : readSignal(message);
}

/** Packets between endpoints have the header of the second version. */
function readData({ bytes, start, blocks }: Message): Content | null {
  const { headers } = blocks.routing;
  const packet = readP2pV2(bytes, start, bytes.length);
  if (packet === undefined) return null;
  return p2pV2Content(bytes, packet, accountOf(headers.get('from')), accountOf(headers.get('to')));
}

/** By Message-Type in small letters. */
export const MESSAGE_TYPES: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', readText],
  ['nudge', datacastReader(1)],
  ['wink', datacastReader(2)],
  ['control', readControl],
  ['control/typing', readTyping],
  ['customemoticon', ({ bytes, start }) => emoticonsContent(bytes.toString('utf8', start), false)],
  ['signal/p2p', readSignal],
  ['signal/closeimwindow', readSignal],
  ['signal/markimwindowread', readSignal],
  ['signal/forceabchsync', readSignal],
  ['signal/turn', readSignal],
  ['signal/audiometa', readSignal],
  ['signal/audiotunnel', readSignal],
  ['data', readData],
]);

/** By Content-Type of publications, and the suffix that all XML has. */
const XML_SUFFIX = '+xml';

function readByContentType(message: Message, section: MimeHead): Content | null {
  const { bytes, start } = message;
  if (section.contentType.endsWith(XML_SUFFIX)) {
    return xmlContent(bytes.subarray(start)) ?? plainContent(bytes, start, bytes.length);
  }
  const decode = CONTENT_TYPES.get(section.contentType);
  if (decode === undefined) return plainContent(bytes, start, bytes.length);
  return decode({ head: section, bytes, start, end: bytes.length, isWhole: true });
}

function bodyOf(bytes: Buffer, blocks: Blocks): Content | null {
  const { section, bodyStart } = blocks;
  if (section === undefined) return null;
  const message: Message = { bytes, start: bodyStart, blocks, headers: section.headers };
  const type = section.headers.get('message-type')?.toLowerCase() ?? '';
  const reader = MESSAGE_TYPES.get(type);
  if (reader !== undefined) return reader(message);
  return bodyStart < bytes.length ? readByContentType(message, section) : null;
}

function fieldsOf(
  bytes: Buffer,
  start: number,
  head: MimeHead | undefined,
): Readonly<Record<string, string>> {
  if (head === undefined) return {};
  return new FieldBlock(bytes.toString('utf8', start, head.bodyStart)).all();
}

/** Null when the payload does not begin with a routing block that is complete. */
export function decodeBlocks(bytes: Buffer, isWhole: boolean): BlocksContent | null {
  const blocks = readBlocks(bytes);
  if (blocks === undefined) return null;
  const { routing, reliability, section, name, starts } = blocks;
  const isCertain = isWhole || section?.complete === true;
  return {
    kind: 'blocks',
    routing: fieldsOf(bytes, starts[0], routing),
    reliability: isWhole || reliability?.complete === true ? fieldsOf(bytes, starts[1], reliability) : {},
    section: isCertain ? name : null,
    headers: isCertain ? fieldsOf(bytes, starts[2], section) : {},
    from: routing.headers.get('from') ?? null,
    to: routing.headers.get('to') ?? null,
    body: isWhole ? bodyOf(bytes, blocks) : null,
  };
}
