/** A set of numbers from 0 on, a bit for each up to the largest. */
import { u8 } from './bytes.ts';

const FIRST_BYTES = 1024;

export class BitSet {
  /** How many are in it. */
  size = 0;
  #bits = new Uint8Array(FIRST_BYTES);

  add(number: number): void {
    if (this.has(number)) return;
    const at = Math.floor(number / 8);
    if (at >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(2 * this.#bits.length, at + 1));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[at] = u8(this.#bits, at) | (1 << (number & 7));
    this.size++;
  }

  has(number: number): boolean {
    const at = Math.floor(number / 8);
    return at < this.#bits.length && (u8(this.#bits, at) & (1 << (number & 7))) !== 0;
  }
}
