/**
 * Typed contents of payloads, by verb (messages.md). On demand only: reports that show them ask here, the analysis
 * never does for an ordinary command.
 */
import { LINE, type Command } from '../command.ts';
import { decodeBlocks } from './blocks.ts';
import type { Content, Decoded } from './decoded.ts';
import { decodeMessage } from './message.ts';
import { decodeSlp } from './slp.ts';
import { plainContent } from './text.ts';
import { contactsContent, personalContent, xmlContent } from './xml-content.ts';

type PayloadDecoder = (payload: Buffer, isWhole: boolean) => Decoded | null;

const LESS_THAN = 0x3c;

/** A document that is not whole says nothing for certain. */
function whole(decode: (payload: Buffer) => Content | null): PayloadDecoder {
  return (payload, isWhole) => (isWhole ? decode(payload) : null);
}

const plain: PayloadDecoder = (payload) => plainContent(payload, 0, payload.length);

/** XML, or the text when it is none. */
function xmlOrPlain(payload: Buffer): Content | null {
  const isXml = payload[0] === LESS_THAN;
  return (isXml ? contactsContent(payload) : null) ?? plainContent(payload, 0, payload.length);
}

function signal(payload: Buffer): Content | null {
  return decodeSlp(payload.toString()) ?? xmlOrPlain(payload);
}

const DECODERS: ReadonlyMap<string, PayloadDecoder> = new Map<string, PayloadDecoder>([
  ['MSG', decodeMessage],
  ['UUM', decodeMessage],
  ['UBM', decodeMessage],
  ['ADL', whole(contactsContent)],
  ['RML', whole(contactsContent)],
  ['FQY', whole(contactsContent)],
  ['UUX', whole(personalContent)],
  ['UBX', whole(personalContent)],
  ['NOT', whole(xmlContent)],
  ['GCF', whole(xmlContent)],
  ['IPG', whole(xmlContent)],
  ['UUN', whole(signal)],
  ['UBN', whole(signal)],
  ['PUT', decodeBlocks],
  ['NFY', decodeBlocks],
  ['DEL', decodeBlocks],
  ['SDG', decodeBlocks],
  ['QRY', whole((payload) => ({ kind: 'challenge-answer', answer: payload.toString('latin1') }))],
  ['PAG', plain],
  ['PGD', plain],
  ['SDC', plain],
  ['VAS', plain],
]);

const ERROR_CODE = /^\d{3}$/;

function decoderFor(verb: string): PayloadDecoder | undefined {
  return DECODERS.get(verb) ?? (ERROR_CODE.test(verb) ? whole(xmlOrPlain) : undefined);
}

/**
 * The content of a command's payload. `payload` are its captured bytes as they may be shown (masked, unless secrets
 * are wanted), or those of a message joined from chunks whose last is `command`: nothing decoded holds more than they
 * do. Null when there is nothing typed to say. Never throws; the content holds copies and is bounded by the payload.
 */
export function decodePayload(command: Command, payload: Buffer): Decoded | null {
  if (payload.length === 0) return null;
  const decode = decoderFor(command.verb);
  if (decode === undefined) return null;
  const captured = command.payloadEnd - command.payloadStart;
  if (payload.length !== captured) return decodeChanged(command, payload, decode);
  const firstHole = command.payloadHoles[0];
  if (firstHole !== undefined) return decode(payload.subarray(0, firstHole), false);
  return decode(payload, (command.flags & LINE.payloadTruncated) === 0);
}

/**
 * A payload that was masked or joined. Where its holes lie is not known any more: a text is shown as far as it came,
 * of all else nothing is certain.
 */
function decodeChanged(command: Command, payload: Buffer, decode: PayloadDecoder): Decoded | null {
  const isWhole = (command.flags & (LINE.payloadHoled | LINE.payloadTruncated)) === 0;
  const content = decode(payload, isWhole);
  return isWhole || content?.kind === 'text' ? content : null;
}
