/** Payloads for tests of the decoders. */
import { Command } from '../../../src/msnp/command.ts';
import type { Decoded } from '../../../src/msnp/payload/decoded.ts';
import { decodePayload } from '../../../src/msnp/payload/decode.ts';
import { rowFor } from '../../../src/msnp/lookup.ts';
import { type Side, CLIENT } from '../../../src/tcp/handler.ts';

/** A command that carries `payload`, whole. */
export function commandWith(
  verb: string,
  payload: Buffer | string,
  fields: Partial<Command> = {},
  from: Side = CLIENT,
): Command {
  const bytes = Buffer.from(payload);
  const command = new Command();
  command.bytes = Buffer.concat([Buffer.from(`${verb}\r\n`), bytes]);
  command.from = from;
  command.lineEnd = verb.length;
  command.payloadStart = verb.length + 2;
  command.payloadEnd = command.bytes.length;
  command.payloadLength = bytes.length;
  command.verb = verb;
  command.row = rowFor(verb, from, undefined);
  command.wordCount = 1;
  return Object.assign(command, fields);
}

export function decode(verb: string, payload: Buffer | string, fields?: Partial<Command>): Decoded | null {
  const command = commandWith(verb, payload, fields);
  return decodePayload(command, command.bytes.subarray(command.payloadStart, command.payloadEnd));
}

/** A message with this Content-Type and further header lines; `body` follows the empty line. */
export function mime(type: string, body: Buffer | string, ...headers: string[]): Buffer {
  const head = ['MIME-Version: 1.0', `Content-Type: ${type}`, ...headers, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}
