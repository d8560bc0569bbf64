/**
 * `msnscan follow`: the streams of each flow as lines for people. A row is shown where its line ends; long lines go on in
 * rows of their own, marked `+`. Everything hostile is escaped, secrets are masked unless they are asked for.
 */
import { isUtf8 } from 'node:buffer';
import { MAX_FOLLOWED_LINE_BYTES } from '../../base/limits.ts';
import type { Followed } from '../../follow/followed.ts';
import type { KeepingTaker } from '../../follow/keeping-taker.ts';
import { CLIENT, SERVER, type Side } from '../../tcp/handler.ts';
import { escapeText } from '../escape.ts';
import { frameText } from '../frame-text.ts';
import type { Output } from '../output.ts';
import { endText } from './ends.ts';
import { LineMask } from './mask.ts';
import { eachChunk, eachPart } from './merge.ts';

export interface TextWish {
  readonly sides: readonly Side[];
  /** Whether there are several captures. */
  readonly several: boolean;
  readonly asciiOnly: boolean;
  /** Arrows of ASCII, whatever the text. */
  readonly asciiArrows: boolean;
  readonly showSecrets: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const MAX_CHARACTER_BYTES = 4;

export function writeFlows(flows: readonly Followed<KeepingTaker>[], wish: TextWish, output: Output): void {
  for (const [index, flow] of flows.entries()) {
    if (index > 0) output.text('\n');
    writeFlow(flow, wish, output);
  }
}

function writeFlow(flow: Followed<KeepingTaker>, wish: TextWish, output: Output): void {
  const [to, back] = wish.asciiArrows ? ['>', '<'] : ['→', '←'];
  const [ofClient, ofServer] = [flow.takerOf(CLIENT)?.length ?? 0, flow.takerOf(SERVER)?.length ?? 0];
  const ends = `${endText(flow.client)} ${to} ${endText(flow.server)}`;
  const frame = (id: number): string => frameText(id, wish.several);
  const frames = `frames ${frame(flow.firstFrame)} to ${frame(flow.lastFrame)}`;
  output.text(`Flow ${flow.number}  ${ends}, ${frames}, ${ofClient} + ${ofServer} bytes\n`);
  const rows = [new Rows(to, wish, output), new Rows(back, wish, output)] as const;
  eachPart(flow, wish.sides, (side, taker, part) => {
    if (taker.isGap(part)) rows[side].gap(taker.lengthOf(part));
    else {
      eachChunk(taker, part, (bytes) => {
        rows[side].take(bytes);
      });
    }
  });
  for (const one of rows) one.end();
}

/** Rows of one direction. */
class Rows {
  readonly #mark: string;
  readonly #wish: TextWish;
  readonly #output: Output;
  readonly #mask = new LineMask();
  /** The row that has not ended. */
  readonly #row = Buffer.allocUnsafe(MAX_FOLLOWED_LINE_BYTES);
  #length = 0;
  #continues = false;

  constructor(mark: string, wish: TextWish, output: Output) {
    this.#mark = mark;
    this.#wish = wish;
    this.#output = output;
  }

  take(bytes: Buffer): void {
    for (const byte of bytes) {
      if (byte === LF) this.#endLine();
      else {
        if (this.#length === MAX_FOLLOWED_LINE_BYTES) this.#breakRow();
        this.#row[this.#length++] = byte;
      }
    }
  }

  gap(length: number): void {
    this.end();
    this.#mask.forget();
    this.#output.text(`${this.#mark} [gap: ${length} bytes]\n`);
  }

  /** Shows what has no end. */
  end(): void {
    if (this.#length > 0) this.#show(this.#length, true);
    this.#length = 0;
    this.#continues = false;
  }

  #endLine(): void {
    const hasReturn = this.#length > 0 && this.#row[this.#length - 1] === CR;
    this.#show(hasReturn ? this.#length - 1 : this.#length, true);
    this.#length = 0;
    this.#continues = false;
  }

  /** A line that is too long for one row: broken behind a word when there is one. */
  #breakRow(): void {
    const blank = this.#row.lastIndexOf(BLANK, this.#length - 1);
    const end = blank > 0 ? blank + 1 : wholeCharacters(this.#row.subarray(0, this.#length));
    this.#show(end, false);
    this.#row.copy(this.#row, 0, end, this.#length);
    this.#length -= end;
    this.#continues = true;
  }

  #show(end: number, isLast: boolean): void {
    const bytes = this.#row.subarray(0, end);
    const shown = this.#wish.showSecrets ? bytes : this.#mask.mask(bytes, this.#continues);
    const text = escapeText(textOf(shown), this.#wish.asciiOnly);
    this.#output.text(`${this.#mark}${this.#continues ? '+' : ' '}${text}\n`);
    this.#output.endRecord();
    this.#continues = !isLast;
  }
}

/** Bytes that are no UTF-8 appear one by one. */
function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}

/** How many of the bytes to show when the last ones may be the beginning of a character. */
function wholeCharacters(bytes: Buffer): number {
  for (let cut = 0; cut < MAX_CHARACTER_BYTES; cut++) {
    if (isUtf8(bytes.subarray(0, bytes.length - cut))) return bytes.length - cut;
  }
  return bytes.length;
}
