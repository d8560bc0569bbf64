/**
 * One datagram being put together from fragments, in any order. Fragments begin at multiples of 8 bytes and, but for
 * the last, have such a length, so that a bit for each 8 bytes says what is there. First bytes win.
 */
import { NO_BYTES, sameBytes, u8 } from '../base/bytes.ts';

const UNIT = 8;
const MAX_LENGTH = 65535;
const MAP_BYTES = (MAX_LENGTH + 1) / UNIT / 8;
/** Memory beside the stored bytes: of a datagram with its map, of a part with its entry. */
const DATAGRAM_COST = MAP_BYTES + 512;
const PART_COST = 96;

/** A fragment as it lies in its frame. */
export interface Fragment {
  /** What tells datagrams of two addresses apart: 16 bits in IPv4, 32 in IPv6. */
  readonly identification: number;
  /** IPv4: the protocol; IPv6: type of the first header in the fragments. */
  readonly protocol: number;
  /** Where in the datagram's payload it belongs, a multiple of 8. */
  readonly offset: number;
  readonly more: boolean;
  /** Its payload: `bytes` from `start` to `end` captured, to `wireEnd` on the wire. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly wireEnd: number;
  readonly frame: number;
  /** Nanoseconds (base/time.ts). */
  readonly time: number;
}

/** Where a part lies in the stored bytes. */
interface Part {
  readonly start: number;
  readonly end: number;
}

export class Datagram {
  /** Which one it is; counts from 1. */
  readonly number: number;
  readonly firstFrame: number;
  readonly firstTime: number;
  /** Of the fragment with offset 0, once seen. */
  protocol: number;
  /** Payload bytes that are there, and fragments they came in. */
  bytes = 0;
  fragments = 0;
  /** Whether other bytes than those there came for the same place. */
  overlapTold = false;
  /** Payload length, once the last fragment is there; else -1. */
  #length = -1;
  #highest = 0;
  #unitsNeeded = -1;
  #units = 0;
  readonly #map = Buffer.alloc(MAP_BYTES);
  /** The bytes of all parts one behind the other, as they came; grows by doubling. */
  #stored: Buffer = NO_BYTES;
  #storedLength = 0;
  /** Parts, which do not overlap, by their offset in the datagram. */
  readonly #parts = new Map<number, Part>();

  constructor(fragment: Fragment, number: number) {
    this.number = number;
    this.firstFrame = fragment.frame;
    this.firstTime = fragment.time;
    this.protocol = fragment.protocol;
  }

  /** False for a fragment that no datagram can have, or that contradicts the end known here. */
  accepts(fragment: Fragment): boolean {
    const length = fragment.wireEnd - fragment.start;
    const end = fragment.offset + length;
    if (length <= 0 || end > MAX_LENGTH) return false;
    if (fragment.more) return length % UNIT === 0 && (this.#length === -1 || end <= this.#length);
    return this.#length === -1 ? end >= this.#highest : end === this.#length;
  }

  /** Takes an accepted fragment; true when it covers a place that is taken, unless it is the same part again. */
  add(fragment: Fragment): boolean {
    const { offset, start } = fragment;
    const wireEnd = offset + fragment.wireEnd - start;
    this.fragments++;
    this.#highest = Math.max(this.#highest, wireEnd);
    if (!fragment.more) {
      this.#length = wireEnd;
      this.#unitsNeeded = Math.ceil(wireEnd / UNIT);
    }
    if (offset === 0) this.protocol = fragment.protocol;
    // Cut by the snap length: only whole units are there, so that the rest counts as missing.
    const cut = fragment.end < fragment.wireEnd;
    const captured = Math.max(0, fragment.end - start);
    const length = cut ? captured - (captured % UNIT) : captured;
    if (this.#isRepeated(fragment, length)) return false;
    return this.#store(fragment, length);
  }

  get complete(): boolean {
    return this.#unitsNeeded === this.#units;
  }

  /** About the memory that it takes. */
  get cost(): number {
    return DATAGRAM_COST + this.#stored.length + this.#parts.size * PART_COST;
  }

  /** The payload of the complete datagram, in a buffer of its own. */
  assemble(): Buffer {
    const whole = Buffer.alloc(Math.max(0, this.#length));
    for (const [offset, { start, end }] of this.#parts) this.#stored.copy(whole, offset, start, end);
    return whole;
  }

  #isRepeated(fragment: Fragment, length: number): boolean {
    const part = this.#parts.get(fragment.offset);
    if (part === undefined || part.end - part.start !== length) return false;
    return sameBytes(this.#stored, part.start, fragment.bytes, fragment.start, length);
  }

  /** Copies the runs of units that are not there yet; true when some were. */
  #store({ offset, bytes, start }: Fragment, length: number): boolean {
    let overlap = false;
    let runStart = -1;
    for (let at = 0; at < length; at += UNIT) {
      if (this.#mark((offset + at) / UNIT)) {
        if (runStart === -1) runStart = at;
        continue;
      }
      overlap = true;
      if (runStart !== -1) this.#keep(offset + runStart, bytes, start + runStart, start + at);
      runStart = -1;
    }
    if (runStart !== -1) this.#keep(offset + runStart, bytes, start + runStart, start + length);
    return overlap;
  }

  #keep(offset: number, bytes: Buffer, start: number, end: number): void {
    const at = this.#storedLength;
    const length = end - start;
    if (this.#stored.length < at + length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.#stored.length * 2, at + length));
      this.#stored.copy(grown, 0, 0, at);
      this.#stored = grown;
    }
    bytes.copy(this.#stored, at, start, end);
    this.#parts.set(offset, { start: at, end: at + length });
    this.#storedLength = at + length;
    this.bytes += length;
  }

  /** Marks a unit as there; false when it was already. */
  #mark(unit: number): boolean {
    const at = unit >>> 3;
    const bit = 1 << (unit & 7);
    const bits = u8(this.#map, at);
    if ((bits & bit) !== 0) return false;
    this.#map[at] = bits | bit;
    this.#units++;
    return true;
  }
}
