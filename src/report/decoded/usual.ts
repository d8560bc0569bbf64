/**
 * The two contents that a capture has millions of, chat texts and typing notices, written from bytes. Equal to
 * JSON.stringify of what the decoders give; everything unusual is left to them.
 */
import { startsWith } from '../../base/bytes.ts';
import { MAX_KNOWN_HEADS } from '../../base/limits.ts';
import { readMimeHead, USUAL_HEAD } from '../../msnp/payload/mime.ts';
import { isChunk } from '../../msnp/payload/message.ts';
import { textContent } from '../../msnp/payload/text.ts';
import { ascii, type Constant, writeBytesText, writeConstant } from '../json-bytes.ts';
import type { Output } from '../output.ts';

const head = (rest: string): Buffer => Buffer.concat([USUAL_HEAD, Buffer.from(rest, 'latin1')]);
const TEXT_HEAD = head('text/plain; charset=UTF-8\r\n');
const TYPING_HEAD = head('text/x-msmsgscontrol\r\nTypingUser: ');
const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
const TYPING_END = Buffer.from('\r\n\r\n\r\n', 'latin1');

const TEXT = ascii(',"decoded":{"kind":"text","text":');
const TYPING = ascii(',"decoded":{"kind":"typing","account":');
const END = ascii('}');

/** Accounts of other bytes are left to the decoder, which trims what is blank. */
const FIRST_PRINTED = 0x21;
const LAST_PRINTED = 0x7e;

/** Writes usual contents into `output`, heads of texts remembered by their bytes. */
export class UsualContents {
  /** What follows the text, by head; null for heads that need the decoder. */
  readonly #tails = new Map<string, Constant | null>();

  /** Writes `decoded` of a complete payload; false, with nothing written, when it is none of the usual ones. */
  write(output: Output, payload: Buffer): boolean {
    const length = output.reserve(payload.length * 6 + 512);
    const isWritten = this.#text(output, payload) || this.#typing(output, payload);
    if (!isWritten) output.length = length;
    return isWritten;
  }

  #text(output: Output, payload: Buffer): boolean {
    if (!startsWith(payload, 0, payload.length, TEXT_HEAD)) return false;
    const end = payload.indexOf(HEAD_END, TEXT_HEAD.length - 2);
    if (end < 0) return false;
    const bodyStart = end + HEAD_END.length;
    const tail = this.#tailOf(payload, bodyStart);
    if (tail === null) return false;
    writeConstant(output, TEXT);
    if (!writeBytesText(output, payload, bodyStart, payload.length, true)) return false;
    writeConstant(output, tail);
    return true;
  }

  #tailOf(payload: Buffer, bodyStart: number): Constant | null {
    const key = payload.toString('latin1', TEXT_HEAD.length, bodyStart);
    const known = this.#tails.get(key);
    if (known !== undefined) return known;
    const tail = makeTail(payload, bodyStart);
    if (this.#tails.size >= MAX_KNOWN_HEADS) this.#tails.clear();
    this.#tails.set(key, tail);
    return tail;
  }

  #typing(output: Output, payload: Buffer): boolean {
    const start = TYPING_HEAD.length;
    const end = payload.length - TYPING_END.length;
    if (end <= start || !startsWith(payload, 0, end, TYPING_HEAD)) return false;
    if (!startsWith(payload, end, payload.length, TYPING_END)) return false;
    for (let i = start; i < end; i++) {
      const byte = payload[i] as number;
      if (byte < FIRST_PRINTED || byte > LAST_PRINTED) return false;
    }
    writeConstant(output, TYPING);
    if (!writeBytesText(output, payload, start, end, true)) return false;
    writeConstant(output, END);
    return true;
  }
}

/** The content behind its text; null for chunks, and heads that are not plain ASCII. */
function makeTail(payload: Buffer, bodyStart: number): Constant | null {
  const { headers, bodyStart: start } = readMimeHead(payload, 0, payload.length);
  if (start !== bodyStart || isChunk(headers)) return null;
  const content = JSON.stringify(textContent(headers, payload, bodyStart, bodyStart));
  const tail = content.slice('{"kind":"text","text":""'.length);
  return /^[\x20-\x7e]*$/.test(tail) ? ascii(tail) : null;
}
