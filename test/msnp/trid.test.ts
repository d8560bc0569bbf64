import { describe, expect, it } from 'vitest';
import {
  LINE,
  TRID_HEX,
  TRID_MISSING,
  TRID_NEGATIVE,
  TRID_NONE,
  TRID_NOT_INTEGER,
  TRID_OK,
  TRID_OUT_OF_RANGE,
  TRID_PLUS,
} from '../../src/msnp/command.ts';
import { ANY_VERSION, client, server, version } from './support.ts';
import type { Copy, Options } from './support.ts';

const of = (side: typeof client, line: string, options?: Options): Copy =>
  side([`${line}\r\n`], options).commands[0]!;

describe('the TrID of a client line', () => {
  it.each([
    ['CHG 0 NLN 0', 0],
    ['CHG 9 NLN 0', 9],
    ['CHG 0010 NLN 0', 10],
    ['CHG 4294967295 NLN 0', 4294967295],
    ['SYN 8', 8],
    ['USR 7 TWN I ann@example.com', 7],
  ])('of %s is a number', (line, trid) => {
    expect(of(client, line)).toMatchObject({ trid, tridKind: TRID_OK, hasTridWord: true });
  });

  it.each([
    ['SYN'],
    ['SYN '],
    ['XFR SB'],
    ['CHG NLN'],
    ['CHG FLN 0'],
    ['MSG N 3'],
    ['VER MSNP8 MSNP7 CVR0'],
    ['VER CVR0'],
    ['USR TWN I ann@example.com'],
    ['USR ann@example.com 1.2.3', 'SB'],
    ['CAL a@b'],
    ['ANS ann@example.com 1.2 17'],
    ['CVR 0x0409 winnt 5.1 i386 MSMSGS 4.7.3001 WindowsMessenger ann@example.com'],
    ['REA ann@example.com Ann'],
    ['ADC FL N=bob@example.com'],
    ['GTC A'],
    ['BLP AL'],
    ['PRP MFN Ann'],
    ['URL INBOX'],
    ['QRY PROD0090YUAUV{2B 32'],
  ] as const)('of %s is missing', (line, role?: 'SB') => {
    const context = { ...ANY_VERSION, role };
    expect(of(client, line, { context })).toMatchObject({
      trid: -1,
      tridKind: TRID_MISSING,
      hasTridWord: false,
    });
  });

  it.each([
    ['CHG -1 NLN 0', TRID_NEGATIVE],
    ['CHG -99999999999999999999 NLN 0', TRID_NEGATIVE],
    ['CHG +5 NLN 0', TRID_PLUS],
    ['CHG 0x1F NLN 0', TRID_HEX],
    ['CHG 1F NLN 0', TRID_HEX],
    ['CHG f1 NLN 0', TRID_HEX],
    ['CVR 0x2 0x0409 winnt 5.1 i386 MSMSGS 4.7 x ann@example.com', TRID_HEX],
    ['CVR 0x0002 0x0409 winnt 5.1 i386 MSMSGS 4.7 x ann@example.com', TRID_HEX],
    ['CHG abc NLN 0', TRID_NOT_INTEGER],
    ['CHG BAD NLN 0', TRID_NOT_INTEGER],
    ['CHG 9.0 NLN 0', TRID_NOT_INTEGER],
    ['CHG 12a-b NLN 0', TRID_NOT_INTEGER],
    ['CHG 0x NLN 0', TRID_NOT_INTEGER],
    ['CHG - NLN 0', TRID_NOT_INTEGER],
    ['CHG 4294967296 NLN 0', TRID_OUT_OF_RANGE],
    ['CHG 18446744073709551617 NLN 0', TRID_OUT_OF_RANGE],
    [`CHG ${'9'.repeat(400)} NLN 0`, TRID_OUT_OF_RANGE],
  ])('of %s is bad', (line, tridKind) => {
    expect(of(client, line)).toMatchObject({ trid: -1, tridKind, hasTridWord: true });
  });

  it.each([['PNG'], ['OUT'], ['OUT 5']])('of %s does not exist', (line) => {
    expect(of(client, line)).toMatchObject({ trid: -1, tridKind: TRID_NONE, hasTridWord: false });
  });
});

describe('the TrID of a server line', () => {
  const none = { trid: -1, tridKind: TRID_NONE, hasTridWord: false };

  it.each([
    ['VER 1 MSNP8', 1],
    ['XFR 0 NS 192.0.2.1:1863', 0],
    ['ILN 0 NLN bob@example.com Bob 32', 0],
    ['CHL 0 15570131571988941333', 0],
    ['217 5', 5],
    ['XYZ 5 abc', 5],
  ])('of %s is the second word', (line, trid) => {
    expect(of(server, line)).toMatchObject({ trid, hasTridWord: true, tridKind: TRID_OK });
  });

  it.each([
    ['NLN NLN bob@example.com Bob 32'],
    ['NOT 0'],
    ['QNG 45'],
    ['RNG 17069658 192.0.2.30:1863 CKI 1.2 bob@example.com Bob'],
    ['BPR 255 bob@example.com MOB N'],
    ['BYE bob@example.com 1'],
    ['VER MSNP8'],
    ['217'],
    ['217 x'],
  ])('of %s does not exist', (line) => {
    expect(of(server, line)).toMatchObject(none);
  });

  it('above the range is none', () => {
    expect(of(server, 'CHG 4294967296 NLN')).toMatchObject({ trid: -1, tridKind: TRID_OUT_OF_RANGE });
  });

  const any = ANY_VERSION;
  it.each([
    ['GTC 5 255 A', version(5), 5],
    ['GTC A', version(8), -1],
    ['GTC 5 16 A', version(8), 5],
    ['GTC 5 A', any, 5],
    ['BLP AL', any, -1],
    ['BLP 5 AL', version(15), 5],
    ['PRP 255 PHH', version(5), -1],
    ['PRP 5 255 PHH', version(5), 5],
    ['PRP 5 MFN Ann', version(11), 5],
    ['PRP MFN Ann', version(11), -1],
    ['PRP 5 MFN Ann', any, 5],
    ['PRP MBE N', any, -1],
    ['LSG 5 255 1 2 0 Friends 0', version(7), 5],
    ['LSG 0 Friends 0', version(8), -1],
    ['LSG 5 255 1 2 0 Friends 0', any, 5],
    ['LSG 0 Friends 0', any, -1],
    ['LSG 2005 11111111-0000-0000-0000-000000000001', version(11), -1],
    ['LST 5 FL 255 1 1 bob@example.com Bob', version(5), 5],
    ['LST 5 FL 255 0 0', any, 5],
    ['LST bob@example.com Bob 11 1', version(8), -1],
    ['LST bob@example.com Bob 11 1', any, -1],
    ['LST N=bob@example.com F=Bob 3', any, -1],
  ])('of the list set, %s, depends on version and look', (line, context, trid) => {
    const found = of(server, line, { context });
    expect([found.trid, found.hasTridWord]).toEqual([trid, trid >= 0]);
  });
});

describe('a line of the wrong side', () => {
  it('has a decimal second word as its TrID', () => {
    const found = of(client, 'BYE 7 ann@example.com');
    expect(found).toMatchObject({ trid: 7, hasTridWord: true, flags: LINE.wrongDirection });
  });
});
