/** A number for a text, so that equal ones are found without keeping them. */

const FIRST = 0x85ebca6b;
const SECOND = 0xc2b2ae35;

/** 52 bits, never 0; two texts with the same number are as good as equal where nothing is lost by an error. */
export function hashText(text: string, seed: number): number {
  let high = seed;
  let low = ~seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, FIRST);
    low = Math.imul(low ^ unit, SECOND);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  return (high >>> 0) * 0x100000 + (low >>> 12) + 1;
}
