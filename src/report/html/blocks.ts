/** Blocks of JSON for the page, in script elements that nothing captured can end. They wait in a spool. */
import { PAGE_BLOCK_CHARACTERS } from '../../base/limits.ts';
import type { BlockSink } from '../output.ts';
import { Spool } from '../spool.ts';

/** JSON that is no markup wherever it stands: no `<`, so neither an end tag nor a comment, and no line separators. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** One element of class `data-NAME`; `json` made by `inertJson`, `attributes` by this program. */
export function blockElement(name: string, json: string, attributes = ''): string {
  return `<script type="application/json" class="data-${name}"${attributes}>${json}</script>\n`;
}

/** A list in several blocks, each an array. */
export class BlockSeries {
  readonly #name: string;
  readonly #maxElements: number;
  readonly #spool = new Spool();
  #elements: string[] = [];
  #characters = 0;
  /** Number of the first element of the block. */
  #first = 0;

  constructor(name: string, maxElements: number) {
    this.#name = name;
    this.#maxElements = maxElements;
  }

  /** Gives the characters it takes. */
  add(value: unknown): number {
    const json = inertJson(value);
    this.#elements.push(json);
    this.#characters += json.length;
    if (this.#elements.length >= this.#maxElements || this.#characters >= PAGE_BLOCK_CHARACTERS)
      this.#write();
    return json.length;
  }

  drain(sink: BlockSink): void {
    if (this.#elements.length > 0) this.#write();
    this.#spool.drain(sink);
  }

  close(): void {
    this.#spool.close();
  }

  #write(): void {
    const json = `[${this.#elements.join(',')}]`;
    this.#spool.write(Buffer.from(blockElement(this.#name, json, ` data-first="${this.#first}"`)));
    this.#first += this.#elements.length;
    this.#elements = [];
    this.#characters = 0;
  }
}
