import { describe, expect, it } from 'vitest';
import { MAX_PLAUSIBLE_LINE_BYTES } from '../../src/base/limits.ts';
import {
  announcedLength,
  isPlausibleAt,
  isPlausibleLine,
  isStrongLine,
  MORE,
  NO,
  YES,
} from '../../src/msnp/plausible.ts';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import type { Side } from '../../src/tcp/handler.ts';

const C: Side = CLIENT;
const S: Side = SERVER;

/** Code, TrID, length: the rules by example. */
const TABLE: readonly (readonly [line: string, from: Side, plausible: boolean, strong?: boolean])[] = [
  ['VER 1 MSNP8 CVR0\r\n', C, true, true],
  ['VER 1 MSNP8\r\n', S, true, true],
  ['VER 1 CVR0\r\n', C, true],
  ['VER x MSNP8\r\n', C, false],
  ['VER\r\n', C, false],
  ['ver 1 MSNP8\r\n', C, false],
  ['VERX 1 MSNP8\r\n', C, false],
  ['CVR 2 0x0409 winnt\r\n', C, true, true],
  ['CVR 2 1.0.0000\r\n', S, true],
  ['USR 3 TWN I a@b\r\n', C, true, true],
  ['USR 3 OK a@b Ann\r\n', S, true, true],
  ['USR 3 a@b 1.2.3\r\n', C, true],
  ['ANS 1 bob@example.com 1.2 17\r\n', C, true, true],
  ['ANS 1 OK\r\n', S, true],
  ['NLN NLN bob@example.com Bob 32\r\n', S, true, true],
  ['NLN XXX bob@example.com Bob 32\r\n', S, true],
  ['NLN NLN bob@example.com Bob 32\r\n', C, false],
  ['MSG Hotmail Hotmail 283\r\n', S, true, true],
  ['MSG bob@example.com Bob 12\r\n', S, true],
  ['MSG bob@example.com Bob\r\n', S, false],
  ['MSG bob@example.com Bob 65536\r\n', S, true],
  ['MSG bob@example.com Bob 65537\r\n', S, false],
  ['MSG 5 N 12\r\n', C, true],
  ['MSG N 12\r\n', C, false],
  ['MSG 5\r\n', C, false],
  ['MSG 5 N 12 \r\n', C, true],
  ['PNG\r\n', C, true, true],
  ['PNG\n', C, true],
  ['PNG\r\n', S, false],
  ['QNG\r\n', S, true, true],
  ['QNG 60\r\n', S, true, true],
  ['OUT\r\n', C, true],
  ['CAL 2 RINGING 40506070\r\n', S, true, true],
  ['CAL 2 bob@example.com\r\n', C, true],
  ['CAL bob@example.com\r\n', C, false],
  ['CAL 4294967295 bob@example.com\r\n', C, true],
  ['CAL 4294967296 bob@example.com\r\n', C, false],
  ['217 5\r\n', S, true],
  ['217 5\r\n', C, false],
  ['217 x\r\n', S, false],
  ['217\r\n', S, false],
  ['21 5\r\n', S, false],
  ['XYZ 5\r\n', S, false],
  ['LKP 5\r\n', C, false],
  ['GTC A\r\n', S, true],
  ['GTC 5 16 A\r\n', S, true],
  ['GTC A\r\n', C, false],
  ['LST bob@example.com Bob 11 1\r\n', S, true],
  ['ADL 5 OK\r\n', S, true],
  ['ADL OK\r\n', S, false],
  ['ADL 5 120\r\n', C, true],
  ['ADL 120\r\n', C, false],
  ['NOT 601\r\n', S, true],
  ['NOT\r\n', S, false],
  ['UBX a@b 0\r\n', S, true],
  ['GCF 0 76\r\n', S, true],
  ['\r\n', S, false],
  [' VER 1 MSNP8\r\n', C, false],
];

describe('a plausible line', () => {
  it.each(
    TABLE.map(([line, from, plausible, strong]) => ({ line, from, plausible, strong: strong === true })),
  )('$line from $from: $plausible, strong: $strong', ({ line, from, plausible, strong }) => {
    const bytes = Buffer.from(`..${line}PNG`);
    const lineFeed = 2 + line.length - 1;
    expect(isPlausibleLine(bytes, 2, lineFeed, from)).toBe(plausible);
    expect(isPlausibleAt(bytes, 2, bytes.length, from, false)).toBe(plausible ? YES : NO);
    expect(plausible && isStrongLine(bytes, 2, lineFeed, from)).toBe(strong);
  });

  it('that is cut is open until its newline is there, and none at the end of the data', () => {
    const line = 'CAL 2 bob@example.com\r\n';
    for (let length = 0; length < line.length; length++) {
      const bytes = Buffer.from(line.slice(0, length));
      expect(isPlausibleAt(bytes, 0, length, C, false)).toBe(MORE);
      expect(isPlausibleAt(bytes, 0, length, C, true)).toBe(NO);
    }
  });

  it('is refused as soon as its code cannot become one', () => {
    for (const text of ['c', 'Ca', 'CA1', 'CALL', 'XYZ', '2']) {
      expect(isPlausibleAt(Buffer.from(text), 0, text.length, C, false), text).toBe(NO);
    }
  });

  it('has its end within the limit', () => {
    const fits = Buffer.from(`CAL 2 ${'x'.repeat(MAX_PLAUSIBLE_LINE_BYTES - 6)}\n`);
    expect(isPlausibleAt(fits, 0, fits.length, C, false)).toBe(YES);
    const longer = Buffer.from(`CAL 2 ${'x'.repeat(MAX_PLAUSIBLE_LINE_BYTES - 5)}\n`);
    expect(isPlausibleAt(longer, 0, longer.length, C, false)).toBe(NO);
    expect(isPlausibleAt(longer, 0, longer.length - 1, C, false)).toBe(NO);
  });

  it('with a control byte is plausible but not strong', () => {
    const bytes = Buffer.from('NLN NLN bob@example.com B\x19b 32\r\n');
    expect(isPlausibleLine(bytes, 0, bytes.length - 1, S)).toBe(true);
    expect(isStrongLine(bytes, 0, bytes.length - 1, S)).toBe(false);
  });

  it('announces its payload', () => {
    const length = (line: string, from: Side): number => {
      const bytes = Buffer.from(line);
      return announcedLength(bytes, 0, bytes.length - 1, from);
    };
    expect(length('MSG 5 N 12\r\n', C)).toBe(12);
    expect(length('ADL 5 OK\r\n', S)).toBe(0);
    expect(length('ADL 0 64\r\n', S)).toBe(64);
    expect(length('QRY 5\r\n', S)).toBe(0);
    expect(length('QNG 60\r\n', S)).toBe(0);
    expect(length('217 5 9\r\n', S)).toBe(0);
  });
});
