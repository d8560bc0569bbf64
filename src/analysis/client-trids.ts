/** The numbering of one client's commands: what is new, used again, skipped, out of order or no number at all. */
import { u8 } from '../base/bytes.ts';
import { MAX_OPEN_TRID_GAPS, TRID_GAP_LIMIT_NANOS } from '../base/limits.ts';
import {
  type Command,
  LINE,
  TRID_HEX,
  TRID_MISSING,
  TRID_NEGATIVE,
  TRID_NOT_INTEGER,
  TRID_OUT_OF_RANGE,
  TRID_PLUS,
} from '../msnp/command.ts';
import { word } from '../msnp/words.ts';
import type { Client } from './clients.ts';
import type { Place } from './engine.ts';
import { type NumberingContext, TRID } from './facts.ts';
import type { Party } from './party.ts';
import { UsedTrids } from './used-trids.ts';

const BAD_KINDS: Readonly<Record<number, number>> = {
  [TRID_MISSING]: TRID.missing,
  [TRID_NEGATIVE]: TRID.negative,
  [TRID_PLUS]: TRID.plus,
  [TRID_HEX]: TRID.hex,
  [TRID_OUT_OF_RANGE]: TRID.outOfRange,
  [TRID_NOT_INTEGER]: TRID.notInteger,
};

const NO_GAPS: readonly Gap[] = [];
/** Distance from the ends of the range within which a lower number is a counter that wrapped. */
const WRAP_MARGIN = 0x10000;
const MAX_TRID = 0xffffffff;
const ZERO = 0x30;
/** Bytes of code and blank before the TrID of a line in its usual form. */
const TRID_OFFSET = 4;
const UNUSUAL = LINE.tab | LINE.multipleBlanks | LINE.leadingBlank;

/** The fact of a bad TrID, 0 when it is good or absent by rule. */
export function badTrid(command: Command): number {
  return BAD_KINDS[command.tridKind] ?? 0;
}

/** The TrID as sent when that is not the plain number, else ''. */
export function oddTridText(command: Command): string {
  if (command.trid < 0) return '';
  const offset = command.lineStart + TRID_OFFSET;
  if ((command.flags & UNUSUAL) === 0 && u8(command.bytes, offset) !== ZERO) return '';
  const text = word(command, 1) ?? '';
  return text === String(command.trid) ? '' : text;
}

/** A gap in the numbers, which another connection of the client may explain later. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly place: Place;
  readonly context: NumberingContext;
}

export class ClientTrids {
  readonly #client: Client;
  readonly #party: Party;
  /** In the order in which they came. */
  #gaps: Gap[] | undefined = undefined;
  readonly used = new UsedTrids();
  /** TrID of the command before, -1 at the start and behind a hole. */
  previous = -1;
  /** Lines with a bad TrID since: they may stand for a number. */
  #badSince = 0;
  #isFirst = true;
  #zeroUsed = false;

  constructor(client: Client, party: Party) {
    this.#client = client;
    this.#party = party;
    client.join(this.used, party);
  }

  get zeroUsed(): boolean {
    return this.#zeroUsed;
  }

  /** The next number cannot be compared with the one before. `length` of the hole, -1 before a start in mid-stream. */
  holed(length: number): void {
    // What was used before the capture leaves no gap in it.
    if (length >= 0 || !this.used.isEmpty) this.used.isHoled = true;
    this.previous = -1;
    this.#isFirst = false;
  }

  noteBad(): void {
    this.#badSince++;
  }

  /** Takes the TrID of one client line; facts for its rules. */
  take(trid: number): number {
    if (trid === this.previous + 1 && this.previous > 0 && this.used.add(trid)) {
      this.#advance(trid);
      return 0;
    }
    const facts = this.#unusual(trid);
    this.used.add(trid);
    this.#isFirst = false;
    if (trid > 0 || this.previous < 0) this.#advance(trid);
    if (trid === 0) this.#zeroUsed = true;
    return facts;
  }

  /** Whether the numbers between the command before and `trid` are used elsewhere, or lost in bad lines. */
  isExplained(trid: number, previous: number, bad: number): boolean {
    return (
      trid - previous - 1 <= bad ||
      this.used.hasAll(previous + 1, trid - 1) ||
      this.#client.explains(previous + 1, trid - 1, this.used, this.#party)
    );
  }

  /** Keeps a gap below `trid` for a while. */
  holdGap(trid: number, place: Place, context: NumberingContext): void {
    this.#gaps ??= [];
    this.#gaps.push({ from: context.previous + 1, to: trid - 1, place, context });
  }

  get hasGaps(): boolean {
    return this.#gaps !== undefined;
  }

  /** Gaps that are older than the limit at `time`, or too many, and that nothing has explained meanwhile. */
  takeGaps(time: number): readonly Gap[] {
    const gaps = this.#gaps;
    if (gaps === undefined) return NO_GAPS;
    const since = time - TRID_GAP_LIMIT_NANOS;
    const young = gaps.findIndex(({ place }) => place.time >= since);
    const old = Math.max(young < 0 ? gaps.length : young, gaps.length - MAX_OPEN_TRID_GAPS);
    if (old === 0) return NO_GAPS;
    const taken = gaps.splice(0, old);
    if (gaps.length === 0) this.#gaps = undefined;
    return taken.filter(({ from, to }) => !this.isExplained(to + 1, from - 1, 0));
  }

  #advance(trid: number): void {
    this.previous = trid;
    this.#badSince = 0;
  }

  #unusual(trid: number): number {
    if (trid === 0) return TRID.zero;
    if (this.used.has(trid)) return TRID.reuse;
    if (this.previous < 0) return this.#isFirst && trid > 1 ? TRID.first : 0;
    if (trid < this.previous) return this.#hasWrapped(trid) ? 0 : TRID.backwards;
    if (trid === this.previous + 1) return 0;
    return this.isExplained(trid, this.previous, this.#badSince) ? 0 : TRID.gap;
  }

  #hasWrapped(trid: number): boolean {
    return this.previous > MAX_TRID - WRAP_MARGIN && trid < WRAP_MARGIN;
  }
}
