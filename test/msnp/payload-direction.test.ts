/** Which codes carry a payload depends on the direction: every case of the table, and the traps. */
import { describe, expect, it } from 'vitest';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import type { Side } from '../../src/tcp/handler.ts';
import { cut, decode, substance, version } from './support.ts';

const BODY = '<a>QNG 45\r\n</a>';

const WITH: readonly (readonly [Side, string])[] = [
  [CLIENT, 'MSG 4 N 15'],
  [CLIENT, 'QRY 5 PROD0090YUAUV{2B 15'],
  [CLIENT, 'UUX 6 15'],
  [CLIENT, 'UUN 7 bob@example.com 3 15'],
  [CLIENT, 'UUM 7 bob@example.com 32 1 15'],
  [CLIENT, 'ADL 8 15'],
  [CLIENT, 'RML 9 15'],
  [CLIENT, 'FQY 9 15'],
  [CLIENT, 'PAG 10 bob@example.com 15'],
  [CLIENT, 'PGD 10 bob@example.com 1 15'],
  [CLIENT, 'SDC 11 bob@example.com 0x0409 MSMSGS MSMSGS X X Ann 15'],
  [CLIENT, 'PUT 12 15'],
  [CLIENT, 'DEL 13 15'],
  [CLIENT, 'SDG 0 15'],
  [CLIENT, 'VAS 14 bob@example.com x y 15'],
  [SERVER, 'MSG Hotmail Hotmail 15'],
  [SERVER, 'MSG bob@example.com Bob 15'],
  [SERVER, 'UBX bob@example.com 15'],
  [SERVER, 'UBX bob@example.com 1 15'],
  [SERVER, 'UBX 1:bob@example.com;via=9:00000000-0000-0000-0000-000000000000@live.com 15'],
  [SERVER, 'UBN bob@example.com 3 15'],
  [SERVER, 'UBM bob@example.com 32 ann@example.com 1 1 15'],
  [SERVER, 'ADL 0 15'],
  [SERVER, 'RML 0 15'],
  [SERVER, 'FQY 9 15'],
  [SERVER, 'GCF 7 Shields.xml 15'],
  [SERVER, 'GCF 0 15'],
  [SERVER, 'NOT 15'],
  [SERVER, 'IPG 15'],
  [SERVER, 'PUT 12 OK 15'],
  [SERVER, 'DEL 12 OK 15'],
  [SERVER, 'NFY PUT 15'],
  [SERVER, 'SDG 0 15'],
  [SERVER, 'UUX 6 15'],
];

const WITHOUT: readonly (readonly [Side, string])[] = [
  [SERVER, 'QRY 5'],
  [SERVER, 'UUX 6 0'],
  [SERVER, 'UUX 0 0'],
  [SERVER, 'UUN 7 OK'],
  [SERVER, 'ADL 8 OK'],
  [SERVER, 'RML 9 OK'],
  [SERVER, 'SDC 11 OK'],
  [SERVER, 'PUT 12 OK 0'],
  [SERVER, 'UBX bob@example.com 0'],
  [SERVER, 'MSG bob@example.com Bob 0'],
  [CLIENT, 'MSG 4 U 0'],
  [CLIENT, 'UUX 5 0'],
  [CLIENT, 'GCF 5 Shields.xml'],
  [CLIENT, 'PNG'],
  [SERVER, 'QNG 45'],
  [SERVER, 'VER 1 0'],
  [SERVER, 'USR 7 OK ann@example.com Ann 1 0'],
  [SERVER, 'XFR 9 SB 192.0.2.30:1863 CKI 1.2.3 U messenger.msn.com 1'],
  [SERVER, 'SYN 8 15 3 2'],
  [SERVER, 'LSG 1 Friends 0'],
  [SERVER, 'LST bob@example.com Bob 11 1'],
  [SERVER, 'CHG 9 NLN 4128'],
  [SERVER, 'NLN NLN bob@example.com Bob 32'],
  [SERVER, 'FLN bob@example.com 1 32'],
  [SERVER, 'PRP PHH 5551234'],
  [SERVER, 'BPR 255 bob@example.com PHH 5551234'],
  [SERVER, 'RNG 17 192.0.2.30:1863 CKI 1.2 bob@example.com Bob U messenger.msn.com 1'],
  [SERVER, 'CAL 2 RINGING 40506070'],
  [SERVER, 'IRO 1 1 2 ann@example.com Ann 32'],
  [SERVER, 'JOI ann@example.com Ann 32'],
  [SERVER, 'BYE ann@example.com 1'],
  [CLIENT, 'REM 12 FL bob@example.com 3'],
  [CLIENT, 'CHG 9 NLN 32'],
  [CLIENT, 'ANS 1 bob@example.com 1.2 40506070'],
  [SERVER, 'URL 4 /unused1 https://login.example.com 2'],
];

const next = (from: Side): string => (from === CLIENT ? 'PNG' : 'QNG 60');
const title = (from: Side, line: string): string => `${from === CLIENT ? 'C>S' : 'S>C'} ${line}`;

describe('payload by direction', () => {
  it.each(WITH.map(([from, line]) => ({ name: title(from, line), from, line })))(
    '$name has one',
    ({ from, line }) => {
      const text = `${line}\r\n${BODY}${next(from)}\r\n`;
      const found = decode(from, [text]);
      expect(found.commands.map((c) => [c.line, c.payloadLength, c.payload, c.flags])).toEqual([
        [line, 15, BODY, 0],
        [next(from), -1, '', 0],
      ]);
      expect(found.faults).toEqual([]);
      expect(substance(decode(from, cut(text, 1)))).toEqual(substance(found));
    },
  );

  it.each(WITHOUT.map(([from, line]) => ({ name: title(from, line), from, line })))(
    '$name has none',
    ({ from, line }) => {
      const found = decode(from, [`${line}\r\n${next(from)}\r\n`]);
      expect(found.order).toEqual([line.slice(0, 3), next(from).slice(0, 3)]);
      expect(found.commands[0]!.payload).toBe('');
      expect(found.commands[0]!.payloadLength).toBe(
        /(U|com|UUX.*|Bob|OK) 0$/.test(line) && !line.startsWith('USR') ? 0 : -1,
      );
      expect(found.commands[0]!.flags).toBe(0);
    },
  );
});

describe('errors', () => {
  const xml = '<ml><d n="example.com"/></ml>';

  it('are plain with a TrID alone', () => {
    const found = decode(SERVER, ['217 5\r\nQNG 60\r\n']);
    expect(found.commands[0]).toMatchObject({ verb: '217', trid: 5, payloadLength: -1, flags: 0 });
  });

  it('have parameters when there are several words, or one that is no number', () => {
    for (const line of ['911 5 (not allowed) 7', '201 5 name', '201 5 12 13']) {
      const found = decode(SERVER, [`${line}\r\nQNG 60\r\n`], { context: version(18) });
      expect(found.commands.map((c) => [c.line, c.payloadLength])).toEqual([
        [line, -1],
        ['QNG 60', -1],
      ]);
    }
  });

  it('have an empty payload with a length of 0', () => {
    expect(decode(SERVER, ['201 5 0\r\n']).commands[0]!.payloadLength).toBe(0);
  });

  it('have a payload that begins with < in any version', () => {
    for (const number of [8, 18]) {
      const found = decode(SERVER, [`241 5 ${xml.length}\r\n${xml}QNG 60\r\n`], { context: version(number) });
      expect(found.commands.map((c) => c.payload)).toEqual([xml, '']);
    }
  });

  it('have a parameter when a line follows at once', () => {
    const found = decode(SERVER, ['801 5 5\r\n', 'QNG 60\r\n'], { context: version(18) });
    expect(found.commands.map((c) => [c.verb, c.payloadLength, c.frames])).toEqual([
      ['801', -1, [1, 1]],
      ['QNG', -1, [2, 2]],
    ]);
  });

  it('have a payload when the length leads to a line, or the data end there', () => {
    for (const text of ['801 45 5\r\n0 6 6QNG 60\r\n', '801 45 5\r\n0 6 6']) {
      const found = decode(SERVER, [text]);
      expect(found.commands[0]).toMatchObject({ payloadLength: 5, payload: '0 6 6' });
      expect(substance(decode(SERVER, cut(text, 1)))).toEqual(substance(found));
    }
  });

  it('with bytes that fit neither reading have a payload from MSNP13 on, a parameter before', () => {
    const text = '801 45 5\r\n0 6 6 and more\r\n';
    expect(decode(SERVER, [text], { context: version(18) }).commands[0]!.payloadLength).toBe(5);
    expect(decode(SERVER, [text], { context: version(9) }).commands[0]!.payloadLength).toBe(-1);
    expect(decode(SERVER, [text]).commands[0]!.payloadLength).toBe(-1);
  });

  it('at the end of the stream have a cut payload from MSNP13 on, a parameter before and when nothing is known', () => {
    const text = '241 18 97\r\n';
    expect(decode(SERVER, [text], { context: version(15) }).commands[0]!.payloadLength).toBe(97);
    expect(decode(SERVER, [text], { context: version(9) }).commands[0]!.payloadLength).toBe(-1);
    expect(decode(SERVER, [text]).commands[0]!.payloadLength).toBe(-1);
  });

  it('of a client are lines without payload', () => {
    const found = decode(CLIENT, ['217 5 4\r\nPNG\r\n']);
    expect(found.commands[0]).toMatchObject({ verb: '217', row: 'nnn server DS,NS,SB', flags: 0, trid: 5 });
    expect(found.order).toEqual(['217', 'PNG']);
  });
});
