import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LINE_BYTES, MAX_PAYLOAD_BYTES, MAX_PLAUSIBLE_LINE_BYTES } from '../../src/base/limits.ts';
import { Decoder } from '../../src/msnp/decoder.ts';
import { COMMAND_ROWS } from '../../src/msnp/lookup.ts';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import type { Side } from '../../src/tcp/handler.ts';
import { ANY_VERSION, Collector, cut, decode, substance } from './support.ts';

/** The most a decoder may hold: a line, a payload, a plausible line behind them, and one segment. */
const HELD_LIMIT = MAX_LINE_BYTES + MAX_PAYLOAD_BYTES + MAX_PLAUSIBLE_LINE_BYTES + MAX_PLAUSIBLE_LINE_BYTES;

const wordArbitrary = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '7', '%', '@', '.', ':', '{', '|', '"', '\xe4', '\xfc', '\x7f'),
  minLength: 1,
  maxLength: 12,
});
const payloadArbitrary = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', '<', ' ', '\r\n', '\n', '\0', '\xff', 'PNG\r\n', 'USR 7 '),
    maxLength: 40,
  }),
  fc.constant(''),
);

interface Written {
  line: string;
  payload: string;
}

/** A well-formed command of a row with a payload or none for certain. */
function commandArbitrary(from: 'client' | 'server'): fc.Arbitrary<Written> {
  const rows = COMMAND_ROWS.filter(
    (row) => row.from === from && ['none', 'always'].includes(row.payload) && row.trid !== 'varies',
  );
  const trid = fc.integer({ min: 0, max: 4294967295 });
  return fc
    .tuple(fc.constantFrom(...rows), trid, fc.array(wordArbitrary, { maxLength: 4 }), payloadArbitrary)
    .map(([row, number, words, payload]) => {
      const parts = [row.verb, ...(row.trid === 'no' ? [] : [String(number)]), ...words];
      if (row.payload === 'always') parts.push(String(payload.length));
      return { line: parts.join(' '), payload: row.payload === 'always' ? payload : '' };
    });
}

/** Cuts `text` at the given places. */
function cutAt(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((start, i) => text.slice(start, ends[i] ?? text.length));
}

describe('well-formed streams', () => {
  it.each([
    ['client', CLIENT],
    ['server', SERVER],
  ] as const)('of a %s come back as they were written, however they are cut', (name, from) => {
    fc.assert(
      fc.property(
        fc.array(commandArbitrary(name), { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (written, places) => {
          const text = written.map(({ line, payload }) => `${line}\r\n${payload}`).join('');
          const found = decode(from, cutAt(text, places));
          expect(found.commands.map((c) => ({ line: c.line, payload: c.payload }))).toEqual(written);
          expect(found.faults).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const noise = fc.array(
  fc.constantFrom(
    'VER ',
    'MSG ',
    'MSG 5 N 30\r\n',
    'UBX a@b 12\r\n',
    'NLN NLN a@b A 0\r\n',
    'PNG\r\n',
    'QNG\r\n',
    '\r\n',
    '\n',
    '\r',
    ' ',
    '\t',
    'XYZ 7 9\r\n',
    'XYZ 60000\r\n',
    '217 5 40\r\n',
    '241 5 9\r\n<',
    '217',
    'CHG -1 NLN\r\n',
    'abc',
    'MIME-Version: 1.0\r\n',
    'MSG a@b A 20\r\nMIME-Version: 1.0',
    '\x16\x03\x01',
    'GET / HTTP/1.1\r\n',
    '\xff\xfe',
    'NOT 65536\r\n',
    'MSG 1 N 65537\r\n',
    'ADL 0 -4\r\n',
    'text without end ',
    'CAL 1 a@b\r\n',
    'OUT\r\n',
  ),
  { maxLength: 60 },
);

describe('any bytes', () => {
  const steps = fc.array(
    fc.oneof(
      noise.map((parts) => parts.join('')),
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1')),
      fc.integer({ min: -1, max: 40 }),
    ),
    { maxLength: 12 },
  );
  const end = fc.constantFrom('fin', 'rst', 'timeout', 'capture-end');
  const side = fc.constantFrom<Side>(CLIENT, SERVER);

  it('never throw, and each byte is accounted for at most once', () => {
    fc.assert(
      fc.property(steps, end, side, (pieces, reason, from) => {
        const found = decode(from, pieces, { end: reason });
        const pushed = pieces.reduce<number>(
          (sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0),
          0,
        );
        const shifts = found.faults.filter((fault) => fault.kind === 'payload-shift').length;
        const used =
          found.commands.reduce((sum, c) => sum + c.line.length + c.payload.length, 0) +
          found.faults.reduce((sum, fault) => sum + ('bytes' in fault ? fault.bytes : 0), 0);
        expect(used).toBeLessThanOrEqual(pushed + 8 * shifts);
      }),
      { numRuns: 1500 },
    );
  });

  it('in step come out the same in pieces', () => {
    // While out of step the beginning of a segment is a place to look at, so there the pieces do matter.
    const found = (text: string, size: number, from: Side): Collector => decode(from, cut(text, size));
    fc.assert(
      fc.property(noise, side, fc.integer({ min: 1, max: 9 }), (parts, from, size) => {
        const text = parts.join('');
        const whole = decode(from, [text]);
        fc.pre(!whole.faults.some((fault) => fault.kind === 'skipped'));
        expect(substance(found(text, size, from))).toEqual(substance(whole));
      }),
      { numRuns: 1500 },
    );
  });
});

describe('hostile streams', () => {
  const push = (from: Side, chunk: string, total: number): number => {
    const decoder = new Decoder(
      from,
      { ...ANY_VERSION },
      { command: () => undefined, fault: () => undefined },
    );
    const bytes = Buffer.from(chunk, 'latin1');
    let held = 0;
    for (let done = 0, frame = 0; done < total; done += bytes.length) {
      decoder.push(bytes, 0, bytes.length, ++frame, frame);
      held = Math.max(held, decoder.held);
    }
    decoder.end('fin', 0, 0);
    return held;
  };

  it.each([
    ['a line without end in single bytes', 'x', 300_000],
    ['codes without end', 'VER ', 1_000_000],
    ['messages without end', 'MSG 5 N 30 ', 1_000_000],
    ['lengths that lead nowhere', 'XYZ 60000\r\n', 2_000_000],
    ['errors with lengths', '217 5 60000\r\n', 2_000_000],
    ['weak lines behind no line', 'x\r\nNOT 65000\r\n', 2_000_000],
    ['candidates in one large segment', 'MSG a '.repeat(1300) + '\n', 4_000_000],
    ['candidates without a newline in one large segment', 'MSG 5 N 3 '.repeat(6000), 4_000_000],
    ['many lines in one large segment', 'x\r\nCAL 5 a\r\n'.repeat(5000), 4_000_000],
    ['blank lines', '\n', 300_000],
    ['single letters', 'M', 300_000],
    ['huge payloads in small pieces', 'UBX a@b 65536\r\n', 2_000_000],
    ['MIME heads', 'MIME-Version: 1.0\r\nMSG ', 1_000_000],
  ])('of %s hold a bounded number of bytes and take no square of time', (_name, chunk, total) => {
    for (const from of [CLIENT, SERVER] as const) {
      // A square of time would run into the time limit of the tests.
      expect(push(from, chunk, total)).toBeLessThanOrEqual(HELD_LIMIT);
    }
  });
});
