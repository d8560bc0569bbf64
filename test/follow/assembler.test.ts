/** One direction put together, against a map of single bytes; and what hostile segments cost. */
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { FOLLOWED_START_BYTES, MANY_FOLLOWED_PIECES, MAX_FOLLOWED_PIECES } from '../../src/base/limits.ts';
import { PartStore } from '../../src/base/part-store.ts';
import { Assembler } from '../../src/follow/assembler.ts';
import { DigestTaker } from '../../src/follow/digest-taker.ts';
import type { Common, Taker } from '../../src/follow/taker.ts';
import { ACK, SegmentView, SYN } from '../../src/packet/segment-view.ts';

const stores: PartStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function common(): Common & { left: string[] } {
  const left: string[] = [];
  const store = new PartStore();
  stores.push(store);
  return { store, pieces: 0, tellsFrames: false, leaveOut: (message) => left.push(message), left };
}

/** Writes down what it takes. */
class Scribe implements Taker {
  readonly parts: (string | number)[] = [];
  readonly #common: Common;
  constructor(shared: Common) {
    this.#common = shared;
  }
  data(bytes: Buffer, start: number, end: number): void {
    this.#text(bytes.toString('latin1', start, end));
  }
  kept(place: number, length: number): void {
    this.#text(this.#common.store.read(place, length).toString('latin1'));
  }
  gap(length: number): void {
    this.parts.push(length);
  }
  #text(text: string): void {
    const last = this.parts.at(-1);
    if (typeof last === 'string') this.parts[this.parts.length - 1] = last + text;
    else this.parts.push(text);
  }
}

interface Piece {
  readonly sequence: number;
  readonly text: string;
  readonly flags?: number;
}

const view = new SegmentView();

function push(assembler: Assembler, { sequence, text, flags = ACK }: Piece, frame = 1): void {
  view.sequence = sequence | 0;
  view.flags = flags;
  view.bytes = Buffer.from(`##${text}##`, 'latin1');
  view.start = 2;
  view.end = 2 + text.length;
  view.length = text.length;
  assembler.push(view, frame);
  view.bytes.fill('!');
}

/** Enough for a direction to begin, in pieces as they come. */
const PREFIX: readonly Piece[] = Array.from({ length: FOLLOWED_START_BYTES / 16384 + 1 }, (_, i) => ({
  sequence: 1000 + i * 16384,
  text: 'x'.repeat(16384),
}));
const BEHIND = 1000 + PREFIX.length * 16384;

function assemble(pieces: readonly Piece[]): (string | number)[] {
  const shared = common();
  const scribe = new Scribe(shared);
  const assembler = new Assembler(scribe, shared);
  for (const piece of pieces) push(assembler, piece);
  assembler.finish();
  expect(shared.left).toEqual([]);
  expect(shared.pieces).toBe(0);
  return scribe.parts;
}

/** The same by a map of bytes; no piece may be far from the one before. */
function expected(pieces: readonly Piece[], start?: number): (string | number)[] {
  const bytes = new Map<number, string>();
  for (const { sequence, text } of pieces) {
    for (let i = 0; i < text.length; i++) {
      if (!bytes.has(sequence + i)) bytes.set(sequence + i, text.charAt(i));
    }
  }
  const parts: (string | number)[] = [];
  let next = Math.min(start ?? Infinity, ...bytes.keys());
  for (const [at, character] of [...bytes].sort((a, b) => a[0] - b[0])) {
    const last = parts.at(-1);
    if (at > next) parts.push(at - next, character);
    else if (typeof last === 'string') parts[parts.length - 1] = last + character;
    else parts.push(character);
    next = at + 1;
  }
  return parts;
}

const somePieces = fc.array(
  fc.record({ sequence: fc.integer({ min: 0, max: 80 }), text: fc.string({ minLength: 1, maxLength: 20 }) }),
  { maxLength: 40 },
);

describe('a direction', () => {
  test('has every byte once, the first copy of each, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(somePieces, (pieces) => {
        const latin = pieces.map(({ sequence, text }) => ({ sequence, text: latinOf(text) }));
        expect(assemble(latin)).toEqual(expected(latin));
      }),
      { numRuns: 500 },
    );
  });

  test('does so too when it has begun long before', () => {
    fc.assert(
      fc.property(somePieces, (pieces) => {
        const at = (sequence: number): number => BEHIND + sequence - 20;
        const latin = pieces.map(({ sequence, text }) => ({ sequence: at(sequence), text: latinOf(text) }));
        const parts = assemble([...PREFIX, ...latin]);
        const whole = expected([{ sequence: BEHIND - 20, text: 'x'.repeat(20) }, ...latin]);
        expect([String(parts[0]).slice(BEHIND - 1020), ...parts.slice(1)]).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test('goes on across the wrap of sequence numbers, and over 4 GiB', () => {
    expect(
      assemble([
        { sequence: 0xfffffffe, text: 'abcd' },
        { sequence: 2, text: 'ef' },
        { sequence: 0x60000000, text: 'g' },
        { sequence: 0xc0000000, text: 'h' },
        { sequence: 0x20000000, text: 'i' },
      ]),
    ).toEqual(['abcdef', 0x60000000 - 4, 'g', 0x60000000 - 1, 'h', 0x60000000 - 1, 'i']);
  });

  test('begins behind its SYN: what is missing there is a gap', () => {
    const syn = { sequence: 99, text: '', flags: SYN };
    expect(assemble([syn, { sequence: 103, text: 'ab' }])).toEqual([3, 'ab']);
    // The SYN was captured late.
    expect(assemble([{ sequence: 103, text: 'ab' }, syn])).toEqual([3, 'ab']);
  });

  test('has what a SYN brings, and what lies before it', () => {
    expect(assemble([{ sequence: 99, text: 'ab', flags: SYN }])).toEqual(['ab']);
    const before = { sequence: 98, text: 'z' };
    expect(assemble([{ sequence: 99, text: 'ab', flags: SYN }, before])).toEqual(['z', 1, 'ab']);
  });

  test('says so when bytes before its beginning come too late to be counted', () => {
    const shared = common();
    const scribe = new Scribe(shared);
    const assembler = new Assembler(scribe, shared);
    for (const piece of PREFIX) push(assembler, piece);
    push(assembler, { sequence: 999, text: 'ab' });
    assembler.finish();
    expect(shared.left).toEqual(['bytes from before a stream came when it had begun']);
  });
});

describe('a sum', () => {
  test('covers captured bytes alone, and gaps have offsets from the beginning', () => {
    const shared = common();
    const taker = new DigestTaker(shared);
    const assembler = new Assembler(taker, shared);
    push(assembler, { sequence: 99, text: '', flags: SYN });
    push(assembler, { sequence: 102, text: 'ab' });
    push(assembler, { sequence: 110, text: 'cd' });
    assembler.finish();
    expect(taker.length).toBe(4);
    expect(taker.gaps).toEqual([0, 2, 4, 6]);
    expect(taker.sum()).toBe(createHash('sha256').update('abcd').digest('hex'));
  });
});

const MILLION = 1_000_000;

/** Sum of a direction made of single bytes at these places; byte `i` is `i & 0xff`. */
function sumOf(places: Iterable<number>): { sum: string; length: number; peak: number; left: string[] } {
  const shared = common();
  const taker = new DigestTaker(shared);
  const assembler = new Assembler(taker, shared);
  let peak = 0;
  view.flags = ACK;
  view.length = 1;
  for (const place of places) {
    view.sequence = place | 0;
    view.bytes = Buffer.of(place & 0xff);
    view.start = 0;
    view.end = 1;
    assembler.push(view, 1);
    peak = Math.max(peak, shared.pieces);
  }
  assembler.finish();
  return { sum: taker.sum(), length: taker.length, peak, left: shared.left };
}

function* range(from: number, to: number, step: number): Generator<number> {
  for (let at = from; step > 0 ? at < to : at > to; at += step) yield at;
}

function* evenThenOdd(): Generator<number> {
  yield* range(0, MILLION, 2);
  yield* range(1, MILLION, 2);
}

function* scattered(): Generator<number> {
  // 7919 is prime: every place once.
  for (let i = 0; i < MILLION; i++) yield (i * 7919) % MILLION;
}

describe('a million segments of one byte', () => {
  const whole = createHash('sha256')
    .update(Buffer.from(Array.from({ length: MILLION }, (_, i) => i & 0xff)))
    .digest('hex');

  test.each([
    ['in order', () => range(0, MILLION, 1)],
    ['backwards', () => range(MILLION - 1, -1, -1)],
    ['every other first', evenThenOdd],
    ['scattered', scattered],
  ])('%s', (_, places) => {
    expect(sumOf(places())).toMatchObject({ sum: whole, length: MILLION, left: [] });
  });

  test('in order need few pieces, even behind a hole', () => {
    expect(sumOf(range(0, MILLION, 1)).peak).toBeLessThan(10);
    expect(MANY_FOLLOWED_PIECES).toBeLessThan(MAX_FOLLOWED_PIECES);
  });

  test('more than may wait are left out, and it is said', () => {
    const { length, peak, left } = sumOf(range(0, MAX_FOLLOWED_PIECES * 2 + 20, 2));
    expect(length).toBe(MAX_FOLLOWED_PIECES);
    expect(peak).toBe(MAX_FOLLOWED_PIECES);
    expect(left).toHaveLength(10);
  });
});

function latinOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
