/**
 * Times of a pcapng interface (if_tsresol, if_tsoffset): 64-bit counts of a unit that is a power of ten or of two.
 * Split arithmetic, exact and without an allocation, for every unit in use; BigInt for units finer than a nanosecond.
 */

/** Up to this many units in a second, remainder times 1e9 (or 65536) stays below 2^53 in binary units. */
const MAX_SPLIT_BINARY_EXPONENT = 22;
const MAX_SPLIT_DECIMAL_EXPONENT = 9;
const TWO_32 = 0x1_0000_0000;
/** Counts with a smaller upper half are below 2^53. */
const EXACT_HIGH = 0x20_0000;
const NANOS = 1e9;

export class TimeUnit {
  /** Result of `convert`: Unix time in whole seconds and the nanoseconds behind it. */
  seconds = 0;
  nanos = 0;
  /** `10^-6`, `2^-10` ...: how reports write the resolution. */
  readonly text: string;
  /** Whether one unit is shorter than a microsecond. */
  readonly finerThanMicros: boolean;
  /** Units in a second, where split arithmetic is exact; else 0. */
  readonly #units: number;
  readonly #bigUnits: bigint;
  readonly #offsetSeconds: number;

  /** `resolution` is the byte of if_tsresol: bit 7 set for a power of two; 6 is the default. */
  constructor(resolution: number, offsetSeconds: number) {
    const binary = (resolution & 0x80) !== 0;
    const exponent = resolution & 0x7f;
    const split = exponent <= (binary ? MAX_SPLIT_BINARY_EXPONENT : MAX_SPLIT_DECIMAL_EXPONENT);
    this.text = `${binary ? 2 : 10}^-${exponent}`;
    this.#units = split ? (binary ? 2 : 10) ** exponent : 0;
    this.#bigUnits = (binary ? 2n : 10n) ** BigInt(exponent);
    this.finerThanMicros = this.#bigUnits > 1_000_000n;
    this.#offsetSeconds = offsetSeconds;
  }

  /** Converts the count of units `high` * 2^32 + `low`, rounding down to the nanosecond. */
  convert(high: number, low: number): void {
    if (this.#units === 0) this.#convertBig(high, low);
    else if (high < EXACT_HIGH) this.#convertExact(high * TWO_32 + low);
    else this.#convertLong(high, low);
    this.seconds += this.#offsetSeconds;
  }

  #convertExact(count: number): void {
    this.seconds = Math.floor(count / this.#units);
    this.#setNanos(count - this.seconds * this.#units);
  }

  /** Long division by digits of 16 bits: remainder * 65536 + digit stays below 2^46. */
  #convertLong(high: number, low: number): void {
    let seconds = 0;
    let rest = 0;
    for (let i = 0; i < 4; i++) {
      const word = i < 2 ? high : low;
      const digit = i % 2 === 0 ? word >>> 16 : word & 0xffff;
      const part = rest * 65536 + digit;
      const quotient = Math.floor(part / this.#units);
      seconds = seconds * 65536 + quotient;
      rest = part - quotient * this.#units;
    }
    this.seconds = seconds;
    this.#setNanos(rest);
  }

  #setNanos(rest: number): void {
    this.nanos = Math.floor((rest * NANOS) / this.#units);
  }

  #convertBig(high: number, low: number): void {
    const count = (BigInt(high) << 32n) | BigInt(low);
    this.seconds = Number(count / this.#bigUnits);
    this.nanos = Number(((count % this.#bigUnits) * 1_000_000_000n) / this.#bigUnits);
  }
}
