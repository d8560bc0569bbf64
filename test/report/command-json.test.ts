import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommandInfo, SettledTransaction } from '../../src/analysis/sink.ts';
import { OUTPUT_BLOCK_BYTES } from '../../src/base/limits.ts';
import type { Clock } from '../../src/base/time.ts';
import { Command, LINE } from '../../src/msnp/command.ts';
import { rowFor } from '../../src/msnp/lookup.ts';
import { decodePayload } from '../../src/msnp/payload/decode.ts';
import { contentTypeOf, shownPayload } from '../../src/report/content.ts';
import { RecordWriter, type Privacy } from '../../src/report/command-json.ts';
import { Output } from '../../src/report/output.ts';
import { commandRecord, transactionRecord } from '../../src/report/records.ts';

const MICROS: Clock = { baseSeconds: 1_100_000_000, digits: 6 };
const NANOS: Clock = { baseSeconds: 1_100_000_000, digits: 9 };
const PRIVACY: Privacy = { payload: true, showSecrets: false };

function commandOf(line: Uint8Array, payload: Uint8Array | null, fields: Partial<Command> = {}): Command {
  const command = new Command();
  command.bytes = Buffer.concat([line, Buffer.from('\r\n'), payload ?? Buffer.alloc(0), Buffer.from('next')]);
  command.lineEnd = line.length;
  command.payloadStart = line.length + 2;
  command.payloadEnd = command.payloadStart + (payload?.length ?? 0);
  command.payloadLength = payload === null ? -1 : payload.length;
  command.verb = Buffer.from(line.subarray(0, 3)).toString('latin1');
  command.flags = LINE.unknown | LINE.highByte;
  command.firstFrame = 7;
  command.lastFrame = 9;
  return Object.assign(command, fields);
}

const NOWHERE = { ipVersion: 4, a0: 0, a1: 0, a2: 0, a3: 0, port: 0 } as const;

const info = (fields: Partial<CommandInfo> = {}): CommandInfo => ({
  session: { id: 12, flow: { client: NOWHERE } } as CommandInfo['session'],
  id: 345,
  answers: 0,
  latency: -1,
  answersVerb: '',
  ...fields,
});

function fast(write: (writer: RecordWriter) => void, clock = MICROS, privacy = PRIVACY): string {
  const blocks: Buffer[] = [];
  const output = new Output((bytes) => {
    blocks.push(Buffer.from(bytes));
  });
  write(new RecordWriter(output, clock, privacy, false, false));
  output.flush();
  return Buffer.concat(blocks).toString('utf8');
}

function expectSame(command: Command, about = info(), clock = MICROS, privacy = PRIVACY): string {
  const text = fast(
    (writer) => {
      writer.command(command, about);
    },
    clock,
    privacy,
  );
  const payload = shownPayload(command, contentTypeOf(command), privacy.showSecrets);
  const decoded = privacy.payload ? decodePayload(command, payload) : null;
  expect(text).toBe(JSON.stringify(commandRecord(command, about, clock, privacy, decoded)));
  return text;
}

/** Words, blanks and every kind of byte, more of those that need care. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(0x20, 0x09, 0x22, 0x5c, 0x0d, 0, 0x7f, 0xc3, 0xa9),
      fc.integer({ min: 0, max: 255 }),
    ),
    {
      maxLength: 60,
    },
  )
  .map((list) => Uint8Array.from(list));
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((value) => Buffer.from(value));

describe('a command record', () => {
  test('equals JSON.stringify of the record, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(bytes, text),
        fc.option(fc.oneof(bytes, text)),
        fc.boolean(),
        (line, payload, hasTrid) => {
          expectSame(
            commandOf(line, payload, { hasTridWord: hasTrid && line.length > 8, trid: hasTrid ? 8 : -1 }),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('equals it for every time and latency, in both resolutions', () => {
    const time = fc.integer({ min: -(10 ** 15), max: 10 ** 16 });
    fc.assert(
      fc.property(time, fc.integer({ min: -5, max: 2 ** 52 }), (lastTime, latency) => {
        for (const clock of [MICROS, NANOS]) {
          expectSame(commandOf(Buffer.from('CHG 1 NLN'), null, { lastTime }), info({ latency }), clock);
        }
      }),
    );
  });

  test('equals it for codes of three bytes that hold a CR or a quote', () => {
    for (const line of ['RN\r 5 127.0.0.2:1863', 'R"\r 5', '\\"\r']) {
      const record = expectSame(commandOf(Buffer.from(line), null, { flags: LINE.bareCr }));
      expect(JSON.parse(record)).toMatchObject({ verb: line.slice(0, 3), raw: line });
    }
  });

  test('equals it for every number', () => {
    const numbers = [0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 4294967295, 2 ** 53 - 1];
    for (const number of numbers) {
      expectSame(
        commandOf(Buffer.from('ACK 1'), null, { trid: number, firstFrame: number, payloadLength: number }),
        info({ id: number, answers: number }),
      );
    }
  });

  test('equals it for the longest line and payload, every byte escaped', () => {
    const line = Buffer.from(`XYZ ${'\x01'.repeat(65_000)}`);
    const payload = Buffer.alloc(65_536, '\x02');
    expectSame(commandOf(line, payload));
    expectSame(commandOf(Buffer.from(`XYZ ${'\x01 '.repeat(32_000)}`), payload));
  });

  test('equals it when masks make a line longer than a block', () => {
    const line = Buffer.from(`USR 1 TWN S ${'a '.repeat(32_000)}`);
    const row = rowFor('USR', 0, 'NS');
    const command = commandOf(line, null, {
      verb: 'USR',
      row,
      flags: 0,
      hasTridWord: true,
      trid: 1,
      tridKind: 1,
    });
    const text = expectSame(command);
    expect(text).toContain('[masked:1]');
    expect(text.length).toBeLessThan(OUTPUT_BLOCK_BYTES);
  });

  test('has rawBase64 exactly when the line is no UTF-8', () => {
    const broken = JSON.parse(expectSame(commandOf(Buffer.from('MSG caf\xe9', 'latin1'), null))) as object;
    expect(broken).toMatchObject({ raw: 'MSG caf\ufffd', args: ['caf\ufffd'], rawBase64: 'TVNHIGNhZuk=' });
    expect(expectSame(commandOf(Buffer.from('MSG café'), null))).not.toContain('rawBase64');
  });

  test('has text for UTF-8 without NUL and base64 for all else', () => {
    const payloadOf = (payload: Buffer, privacy = PRIVACY): unknown =>
      (
        JSON.parse(expectSame(commandOf(Buffer.from('MSG 1'), payload), info(), MICROS, privacy)) as {
          payload: unknown;
        }
      ).payload;
    expect(payloadOf(Buffer.from('\ufeffhé'))).toMatchObject({
      length: 6,
      captured: 6,
      text: '\ufeffhé',
      base64: null,
    });
    expect(payloadOf(Buffer.from('a\0b'))).toMatchObject({ text: null, base64: 'YQBi' });
    expect(payloadOf(Buffer.from([0xff]))).toMatchObject({ text: null, base64: '/w==' });
    expect(payloadOf(Buffer.from('x'), { payload: false, showSecrets: false })).toMatchObject({
      text: null,
      base64: null,
    });
  });

  test('takes the content type from the head, in small letters and without parameters', () => {
    const typeOf = (head: string): unknown =>
      (
        JSON.parse(expectSame(commandOf(Buffer.from('MSG 1'), Buffer.from(head)))) as {
          payload: { contentType: unknown };
        }
      ).payload.contentType;
    expect(typeOf('MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nhi')).toBe(
      'text/plain',
    );
    expect(typeOf('MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhi')).toBe('text/plain');
    expect(typeOf('MIME-Version: 1.0\r\nContent-Type: text/plainly\r\n\r\nhi')).toBe('text/plainly');
    expect(typeOf('content-type: Text/X-Thing ;a=b\n\n')).toBe('text/x-thing');
    expect(typeOf('no head at all')).toBeNull();
  });
});

describe('a transaction record', () => {
  test('equals JSON.stringify of the record', () => {
    const states = ['answered', 'error', 'no-reply-expected', 'unanswered', 'unknown'] as const;
    for (const [i, state] of states.entries()) {
      const transaction: SettledTransaction = {
        session: 3,
        trid: i - 1,
        verb: i === 0 ? 'a"b' : 'CHG',
        request: 4,
        replies: [5, 600, 70_000].slice(0, i),
        state,
        latency: i === 2 ? -1 : i * 1_234_000,
        error: ['', '205', '100', '999', '9x9'][i] ?? '',
      };
      const text = fast((writer) => {
        writer.transaction(transaction);
      });
      expect(text).toBe(JSON.stringify(transactionRecord(transaction, MICROS)));
    }
  });
});
