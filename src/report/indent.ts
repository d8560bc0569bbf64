/** Compact JSON to indented JSON, byte by byte: what JSON.stringify does with an indent of two, for any size. */
import { Output, type BlockSink } from './output.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const isOpening = (byte: number): boolean => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number): boolean => byte === 0x7d || byte === 0x5d;

/** A sink for compact JSON in blocks cut anywhere, without blanks between tokens; `end` writes what is left. */
export class Indenter {
  readonly #output: Output;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** An opening bracket was the last token: empty brackets stay on one line. */
  #opened = false;

  constructor(sink: BlockSink) {
    this.#output = new Output(sink);
  }

  readonly write: BlockSink = (bytes) => {
    for (const byte of bytes) this.#byte(byte);
  };

  end(): void {
    this.#output.flush();
  }

  #byte(byte: number): void {
    if (this.#inString) {
      this.#put(byte);
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return;
    }
    if (isClosing(byte)) {
      this.#depth--;
      if (!this.#opened) this.#newline();
    } else if (this.#opened) {
      this.#newline();
    }
    this.#opened = isOpening(byte);
    if (this.#opened) this.#depth++;
    this.#put(byte);
    if (byte === QUOTE) this.#inString = true;
    else if (byte === COMMA) this.#newline();
    else if (byte === COLON) this.#put(SPACE);
  }

  #put(byte: number): void {
    const pos = this.#output.reserve(1);
    this.#output.bytes[pos] = byte;
    this.#output.length = pos + 1;
  }

  #newline(): void {
    this.#put(NEWLINE);
    for (let i = 0; i < this.#depth * 2; i++) this.#put(SPACE);
    this.#output.endRecord();
  }
}
