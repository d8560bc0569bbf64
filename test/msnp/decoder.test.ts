import { describe, expect, it } from 'vitest';
import { MAX_LINE_BYTES, MAX_PAYLOAD_BYTES } from '../../src/base/limits.ts';
import { LINE } from '../../src/msnp/command.ts';
import { client, cut, server, substance, version } from './support.ts';
import type { Collector, Options } from './support.ts';

/** Decodes whole and byte by byte, expects the same, and returns the first. */
function both(side: typeof client, text: string, options?: Options): Collector {
  const whole = side([text], options);
  for (const size of [1, 2, 5]) expect(substance(side(cut(text, size), options))).toEqual(substance(whole));
  return whole;
}

const flagNames = (flags: number): string[] =>
  Object.entries(LINE)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name);

describe('lines', () => {
  it.each([
    ['VER 1 MSNP8\n', ['bareLf'], 3],
    ['VER 1 MSNP8 \r\n', ['trailingBlank'], 3],
    ['VER 1 MSNP8  \r\n', ['trailingBlank'], 3],
    ['VER  1 MSNP8\r\n', ['multipleBlanks'], 3],
    ['VER\t1 MSNP8\r\n', ['tab'], 3],
    [' VER 1 MSNP8\r\n', ['leadingBlank'], 3],
    ['VER 1 MSNP8 a\x0bb\r\n', ['controlByte'], 4],
    ['VER 1 MSNP8 a\xa0b\r\n', ['highByte'], 4],
    ['VER 1 MSNP8\r\r\n', ['bareCr'], 3],
    ['VER 1 MSNP8\rVER 2 MSNP9\r\n', ['bareCr'], 5],
    [`VER 1 ${'x'.repeat(3000)}\r\n`, ['long'], 3],
  ])('%j is one command with flags %j', (text, flags, wordCount) => {
    const found = both(client, text + 'PNG\r\n');
    expect(found.commands.map((c) => c.verb)).toEqual(['VER', 'PNG']);
    expect(flagNames(found.commands[0]!.flags)).toEqual(flags);
    expect(found.commands[0]).toMatchObject({
      wordCount,
      trid: 1,
      newline: text.endsWith('\r\n') ? 'crlf' : 'lf',
    });
    expect(found.commands[0]!.line).toBe(text.replace(/\r?\n$/, ''));
  });

  it('without words are blank lines, not commands', () => {
    const found = both(client, '\r\n \t\r\nPNG\r\n\nPNG\r\n');
    expect(found.order).toEqual(['blank-line', 'blank-line', 'PNG', 'blank-line', 'PNG']);
  });

  it('with a CR in the first word are one line with no code, and the stream stays in step', () => {
    const found = both(client, 'PNG\rCHG 5 NLN 0\r\nPNG\r\n');
    expect(found.commands.map((c) => [c.verb, flagNames(c.flags), c.row])).toEqual([
      ['PNG\rCHG', ['bareCr'], undefined],
      ['PNG', [], 'PNG client DS,NS,SB'],
    ]);
  });

  it('in small letters keep their payload and the stream in step', () => {
    const found = both(client, 'msg 5 N 9\r\nPNG\r\ntextver 1 MSNP8\r\nPNG\r\n');
    expect(found.commands.map((c) => [c.verb, flagNames(c.flags), c.payload])).toEqual([
      ['msg', ['codeLowercase'], 'PNG\r\ntext'],
      ['ver', ['codeLowercase'], ''],
      ['PNG', [], ''],
    ]);
  });

  it('that start with digits, but not three, keep the stream in step', () => {
    const found = both(server, '2011 5\r\nQNG 60\r\n');
    expect(found.commands.map((c) => [c.verb, flagNames(c.flags)])).toEqual([
      ['2011', ['codeDigits']],
      ['QNG', []],
    ]);
  });

  it('left unfinished are a fault, not a command', () => {
    const found = both(client, 'PNG\r\nVER 1 MSN', { end: 'capture-end' });
    expect(found.commands.map((c) => c.verb)).toEqual(['PNG']);
    expect(found.faults).toMatchObject([{ kind: 'unfinished-line', bytes: 9 }]);
  });

  it('above the limit are given up', () => {
    const text = `CHG 1 ${'x'.repeat(MAX_LINE_BYTES)}\r\nPNG\r\n`;
    const found = both(client, text);
    expect(found.commands.map((c) => [c.verb, flagNames(c.flags)])).toEqual([['PNG', ['afterHole']]]);
    expect(found.faults).toMatchObject([
      { kind: 'skipped', bytes: MAX_LINE_BYTES + 8, reason: 'line-too-long' },
    ]);
  });
});

describe('codes', () => {
  it('of the other side are flagged and their payload is passed over', () => {
    const found = both(client, 'BYE 7 ann@example.com\r\nNOT 5\r\nPNG\r\nPNG\r\n');
    expect(found.commands.map((c) => [c.verb, flagNames(c.flags), c.row, c.payload, c.trid])).toEqual([
      ['BYE', ['wrongDirection'], 'BYE server SB', '', 7],
      ['NOT', ['wrongDirection'], 'NOT server NS', 'PNG\r\n', -1],
      ['PNG', [], 'PNG client DS,NS,SB', '', -1],
    ]);
  });

  it('nobody knows have no payload when a line follows at once', () => {
    const found = both(server, 'XYZ 7 12\r\nQNG 60\r\nQNG\r\n');
    expect(found.order).toEqual(['XYZ', 'QNG', 'QNG']);
    expect(flagNames(found.commands[0]!.flags)).toEqual(['unknown']);
    expect(found.commands[0]).toMatchObject({ trid: 7, hasTridWord: true, payloadLength: -1 });
  });

  it('nobody knows have a payload when that leads to a line', () => {
    const found = both(server, 'XYZ 7 12\r\nhello\nworld.QNG 60\r\n');
    expect(found.commands.map((c) => [c.verb, c.payload])).toEqual([
      ['XYZ', 'hello\nworld.'],
      ['QNG', ''],
    ]);
  });

  it('nobody knows whose only word is the length have no TrID', () => {
    const found = both(server, 'XYZ 6\r\nhello.QNG 60\r\n');
    expect(found.commands[0]).toMatchObject({ payload: 'hello.', trid: -1, hasTridWord: false });
  });

  it('nobody knows put the stream out of step when neither reading fits', () => {
    const found = both(server, 'XYZ 7 5\r\nhello, world\r\nand more\r\nQNG 60\r\n');
    expect(found.order).toEqual(['XYZ', 'skipped', 'QNG']);
    expect(found.faults).toMatchObject([{ bytes: 24, reason: 'unknown-payload' }]);
  });

  it('named in old lists only are unknown', () => {
    const found = both(client, 'LKP 4\r\nPNG\r\n');
    expect(flagNames(found.commands[0]!.flags)).toEqual(['unknown']);
  });

  it('that are none are handed on once, then the next plausible line is looked for', () => {
    const found = both(server, 'hello there\r\nmore text\r\nstill more\r\nQNG 60\r\nUBX a@b 0\r\n');
    expect(found.order).toEqual(['hello', 'skipped', 'QNG', 'UBX']);
    expect(flagNames(found.commands[0]!.flags)).toEqual(['codeMalformed']);
    expect(found.faults).toMatchObject([{ bytes: 23, reason: 'malformed' }]);
    expect(flagNames(found.commands[1]!.flags)).toEqual(['afterHole']);
  });

  it('that are none cost nothing when a plausible line is right behind', () => {
    const found = both(server, 'hello there\r\nUBX a@b 0\r\n');
    expect(found.order).toEqual(['hello', 'UBX']);
    expect(found.commands[1]!.flags).toBe(0);
  });

  it.each([
    'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    'PUT /a HTTP/1.1\r\n\r\n',
    'POST /gateway HTTP/1.1\r\n',
    'HTTP/1.1 200 OK\r\n\r\n',
  ])('of HTTP (%j) are not MSNP', (text) => {
    const found = both(client, text);
    expect(flagNames(found.commands[0]!.flags)).toEqual(['notMsnp']);
    expect(found.commands).toHaveLength(1);
    expect(found.commands[0]).toMatchObject({ row: undefined, hasTridWord: false });
  });

  it('of TLS are not MSNP, newline or not', () => {
    const hello = '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\n\x03\n';
    const found = both(client, hello);
    expect(found.commands.map((c) => flagNames(c.flags))).toEqual([['controlByte', 'notMsnp']]);
    expect(found.commands[0]!.line).toBe(hello.slice(0, 5));
  });
});

describe('payload lengths', () => {
  it.each([
    ['MSG 5 N', 'lengthMissing', -1],
    ['MSG 5', 'lengthMissing', -1],
    ['MSG 5 N abc', 'lengthMissing', -1],
    ['ADL 62', 'lengthMissing', -1],
    ['MSG 5 N -4', 'lengthNegative', -1],
    ['MSG 5 N 65537', 'lengthHuge', 65537],
    ['MSG 5 N 99999999999999999999', 'lengthHuge', Number.MAX_SAFE_INTEGER],
  ])('%s is not followed; the next plausible line is looked for', (line, flag, payloadLength) => {
    const found = both(client, `${line}\r\nsome text\r\nPNG\r\n`);
    expect(found.order).toEqual([line.slice(0, 3), 'skipped', 'PNG']);
    expect(flagNames(found.commands[0]!.flags)).toEqual([flag]);
    expect(found.commands[0]).toMatchObject({ payloadLength, payload: '' });
    expect(found.faults).toMatchObject([{ bytes: 11, reason: 'length-unusable' }]);
  });

  it('up to the limit are followed', () => {
    const text = `MSG 5 N ${MAX_PAYLOAD_BYTES}\r\n${'x'.repeat(MAX_PAYLOAD_BYTES)}PNG\r\n`;
    const found = client(cut(text, 1460));
    expect(found.commands.map((c) => c.payload.length)).toEqual([MAX_PAYLOAD_BYTES, 0]);
  });

  it('behind a missing TrID are still lengths', () => {
    const found = both(client, 'MSG N 3\r\nabcPNG\r\n');
    expect(found.commands[0]).toMatchObject({ payload: 'abc', hasTridWord: false });
  });

  it('hide everything inside: text that looks like commands stays text', () => {
    const found = both(client, 'MSG 5 N 23\r\nPNG\r\nUSR 7 in body\r\n\0\n.PNG\r\n');
    expect(found.order).toEqual(['MSG', 'PNG']);
  });
});

describe('wrong payload lengths', () => {
  const message = (text: string, declared: number): string => `MSG 5 N ${declared}\r\n${text}`;

  it.each([1, 3, 5, 8, -1, -3, -6, -8])('off by %d are found, and the stream goes on there', (shift) => {
    const text = 'A message of some length';
    const found = both(client, message(text, text.length - shift) + 'CAL 6 bob@example.com\r\nPNG\r\n');
    expect(found.commands.map((c) => c.line)).toEqual([
      `MSG 5 N ${text.length - shift}`,
      'CAL 6 bob@example.com',
      'PNG',
    ]);
    expect(found.faults).toMatchObject([{ kind: 'payload-shift', shift }]);
    expect(found.commands[1]!.flags).toBe(0);
  });

  it('off by a CR LF alone are a blank line', () => {
    const found = both(client, message('text\r\n', 4) + 'CAL 6 bob@example.com\r\n');
    expect(found.order).toEqual(['MSG', 'blank-line', 'CAL']);
  });

  it('off by two other bytes are a shift', () => {
    const found = both(client, message('textxy', 4) + 'CAL 6 bob@example.com\r\n');
    expect(found.faults).toMatchObject([{ kind: 'payload-shift', shift: 2 }]);
  });

  it('with nothing behind are nothing', () => {
    expect(both(client, message('text', 4)).faults).toEqual([]);
  });

  it('off by too much leave the next line as it stands', () => {
    const found = both(client, message('text and much more of it\r\n', 4) + 'CAL 6 bob@example.com\r\n');
    expect(found.order).toEqual(['MSG', 'and', 'CAL']);
    expect(found.commands[1]!.flags & LINE.codeLowercase).toBeTruthy();
  });

  it('do not hide a bad line behind a right payload', () => {
    const found = both(client, message('text', 4) + 'CAL abc bob@example.com\r\nPNG\r\n');
    expect(found.order).toEqual(['MSG', 'CAL', 'PNG']);
    expect(found.commands[1]!.line).toBe('CAL abc bob@example.com');
  });

  it('are found when payload and next line come in segments of their own', () => {
    const found = client(['MSG 5 N 8\r\n', 'textCAL ', '6 a@b\r\nPNG\r\n']);
    expect(found.order).toEqual(['MSG', 'payload-shift', 'CAL', 'PNG']);
    expect(found.faults).toMatchObject([{ shift: -4, frame: 3 }]);
    expect(found.commands[1]!.frames).toEqual([2, 3]);
  });
});

describe('cut payloads', () => {
  it.each([
    ['fin', true],
    ['rst', true],
    ['timeout', false],
    ['capture-end', false],
  ] as const)('at %s are handed on, flagged %s', (end, flagged) => {
    const found = both(client, 'MSG 5 N 40\r\nhalf', { end });
    expect(found.commands[0]).toMatchObject({ payloadLength: 40, payload: 'half' });
    expect(flagNames(found.commands[0]!.flags)).toEqual(flagged ? ['payloadTruncated'] : []);
    expect(found.faults).toEqual([]);
  });

  it('with a hole inside stay in step', () => {
    const found = client(['MSG 5 N 10\r\nab', 3, 'cd', 1, 1, 'xPNG\r\n']);
    expect(found.order).toEqual(['MSG', 'PNG']);
    expect(found.commands[0]).toMatchObject({ payload: 'abcdx', holes: [2, 3, 7, 2], frames: [1, 6] });
    expect(flagNames(found.commands[0]!.flags)).toEqual(['payloadHoled']);
    expect(found.commands[1]!.flags).toBe(0);
  });

  it('with a hole over the end are handed on, then the first plausible line is taken', () => {
    for (const hole of [8, 30, -1]) {
      const found = client(['MSG 5 N 10\r\nab', hole, 'CAL 6 bob@example.com\r\n']);
      expect(found.commands.map((c) => [c.verb, c.payload, c.holes, flagNames(c.flags)])).toEqual([
        ['MSG', 'ab', [2, 8], ['payloadHoled']],
        ['CAL', '', [], ['afterHole']],
      ]);
      expect(found.faults).toEqual([]);
    }
  });
});

describe('gaps', () => {
  it('in a line drop the line', () => {
    const found = client(['PNG\r\nCAL 6 bo', 10, 'om\r\nCAL 7 cat@example.com\r\nPNG\r\n']);
    expect(found.order).toEqual(['PNG', 'unfinished-line', 'skipped', 'CAL', 'PNG']);
    expect(found.faults).toMatchObject([
      { kind: 'unfinished-line', bytes: 8, frame: 1 },
      { kind: 'skipped', bytes: 4, reason: 'gap', frame: 3 },
    ]);
    expect(flagNames(found.commands[1]!.flags)).toEqual(['afterHole']);
  });

  it('before a line that is weak take it when it stands at the first byte', () => {
    const found = client([-1, 'CAL 7 cat@example.com\r\n']);
    expect(found.order).toEqual(['CAL']);
    expect(flagNames(found.commands[0]!.flags)).toEqual(['afterHole']);
  });

  it('before a line that is weak and not at the first byte want a second line behind it', () => {
    expect(client([-1, 'xx\r\nCAL 7 cat@example.com\r\n']).order).toEqual(['skipped']);
    expect(client([-1, 'xx\r\nCAL 7 cat@example.com\r\nfoo\r\nPNG\r\n']).order).toEqual(['skipped', 'PNG']);
    expect(client([-1, 'xx\r\nCAL 7 cat@example.com\r\n', 'OUT\r\n']).order).toEqual([
      'skipped',
      'CAL',
      'OUT',
    ]);
    expect(server([-1, 'xx\r\nNOT 3\r\nabc', 'UBX a@b 0\r\n']).order).toEqual(['skipped', 'NOT', 'UBX']);
  });

  it('before a strong line take it alone', () => {
    const found = server([-1, 'xx\r\nNLN NLN bob@example.com Bob 32\r\n']);
    expect(found.order).toEqual(['skipped', 'NLN']);
    expect(found.faults).toMatchObject([{ reason: 'mid-stream', bytes: 4 }]);
  });

  it('before chat text find the next message, though the text has no newline at its end', () => {
    const head = 'MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n';
    const next = `MSG 6 N ${head.length + 2}\r\n${head}hi`;
    const found = client([40, `Type: text/plain\r\n\r\nOUT\r\nand a long story${next}PNG\r\n`]);
    expect(found.order).toEqual(['skipped', 'MSG', 'PNG']);
    expect(found.commands[0]!.payload).toBe(`${head}hi`);
    expect(client([40, `a story${next}PNG\r\n`]).order).toEqual(['skipped', 'MSG', 'PNG']);
    expect(client([40, ...cut(`a MSG 5 N story${next}PNG\r\n`, 1)]).order).toEqual(['skipped', 'MSG', 'PNG']);
  });

  it('in front of a MIME head of a client do not take chat text for lines', () => {
    const text = 'MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nCAL 1 a@b\r\nOUT\r\nbye';
    const found = client([10, text]);
    expect(found.order).toEqual(['skipped']);
    expect(client([10, text, 'PNG\r\n']).order).toEqual(['skipped', 'PNG']);
  });

  it('are left at the beginning of a segment', () => {
    const found = server([7, 'rest of a payload', 'UBX a@b 0\r\n', 'UBX c@d 0\r\n']);
    expect(found.order).toEqual(['skipped', 'UBX', 'UBX']);
    expect(found.faults).toMatchObject([{ bytes: 17, frame: 2 }]);
  });

  it('one after the other are counted apart', () => {
    const found = server([7, 'rest of', 5, 'a payload', 5, 'QNG 50\r\n']);
    expect(found.faults).toMatchObject([
      { kind: 'skipped', bytes: 7 },
      { kind: 'skipped', bytes: 9 },
    ]);
    expect(found.order).toEqual(['skipped', 'skipped', 'QNG']);
  });

  it('decide what waited for more bytes', () => {
    expect(server(['217 5 9\r\n', 4, 'QNG 4\r\n']).commands.map((c) => [c.verb, c.payloadLength])).toEqual([
      ['217', -1],
      ['QNG', -1],
    ]);
    const found = server(['241 5 9\r\n', 4, '/ml>.QNG 4\r\n'], { context: version(15) });
    expect(found.commands[0]).toMatchObject({ payloadLength: 9, payload: '/ml>.', holes: [0, 4] });
    expect(found.order).toEqual(['241', 'QNG']);
  });
});

describe('the end', () => {
  it('comes once; later bytes are ignored', () => {
    const found = client(['PNG\r\n'], { end: 'fin' });
    expect(found.order).toEqual(['PNG']);
  });
});
