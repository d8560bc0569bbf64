/** The contents that are written from bytes are those that the decoders give. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/msnp/payload/message.ts';
import { UsualContents } from '../../src/report/decoded/usual.ts';
import { Output } from '../../src/report/output.ts';

/** What is written, undefined when it is left to the decoder. */
function written(payload: Buffer, usual = new UsualContents()): string | undefined {
  const blocks: Buffer[] = [];
  const output = new Output((bytes) => {
    blocks.push(Buffer.from(bytes));
  });
  const isWritten = usual.write(output, payload);
  output.flush();
  const text = Buffer.concat(blocks).toString();
  expect(isWritten).toBe(text !== '');
  return isWritten ? text : undefined;
}

function expectSame(payload: Buffer, usual?: UsualContents): string | undefined {
  const text = written(payload, usual);
  if (text !== undefined) expect(text).toBe(`,"decoded":${JSON.stringify(decodeMessage(payload, true))}`);
  return text;
}

const message = (head: string, body: string): Buffer =>
  Buffer.from(`MIME-Version: 1.0\r\n${head}\r\n\r\n${body}`);
const TEXT = 'Content-Type: text/plain; charset=UTF-8';
const TYPING = 'Content-Type: text/x-msmsgscontrol';

describe('usual contents', () => {
  test.each([
    ['a text', message(TEXT, 'Lunch at noon?')],
    [
      'a text with a format',
      message(`${TEXT}\r\nX-MMS-IM-Format: FN=MS%20Sans; EF=BI; CO=80; RL=1`, 'é "x"\r\n'),
    ],
    ['a text with a name and a client', message(`${TEXT}\r\nP4-Context: Ann\r\nUser-Agent: own/1`, '')],
    ['a text with a byte order mark', message(TEXT, '\ufeffhi')],
    ['a typing notice', message(`${TYPING}\r\nTypingUser: ann@example.com`, '\r\n')],
  ])('%s is written as the decoder gives it', (_name, payload) => {
    expect(expectSame(payload)).toBeDefined();
  });

  test.each([
    ['a chunk', message(`${TEXT}\r\nMessage-ID: {1}\r\nChunks: 2`, 'Lunch')],
    ['a text with NUL', message(TEXT, 'a\0b')],
    ['a text that is no UTF-8', Buffer.concat([message(TEXT, 'caf'), Buffer.from([0xe9])])],
    ['a head that ends at bare line feeds', message(`${TEXT}\n\nhi`, 'there')],
    ['a head with letters beyond ASCII', message(`${TEXT}\r\nP4-Context: Änn`, 'hi')],
    ['another type', message('Content-Type: text/plainer; charset=UTF-8', 'hi')],
    ['a typing notice of a blank', message(`${TYPING}\r\nTypingUser: \u00a0`, '\r\n')],
    ['a typing notice without its line', message(`${TYPING}\r\nTypingUser: ann@example.com`, '')],
    ['nothing', Buffer.alloc(0)],
  ])('%s is left to the decoder', (_name, payload) => {
    expect(expectSame(payload)).toBeUndefined();
  });

  test('are the same for any head and text, one after the other', () => {
    const usual = new UsualContents();
    const line = fc.constantFrom(
      'X-MMS-IM-Format: FN=A%20B; EF=; CO=0; CS=cc',
      'User-Agent: "a\\b"',
      'Dest-Agent: client',
      'Chunks: 3',
      'no colon',
      'Content-Type: text/html',
      'é: é',
    );
    const body = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\r\n\r\n', '\n\n', '\0', '\u2028'));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), body, (lines, text) => {
        expectSame(message([TEXT, ...lines].join('\r\n'), text), usual);
      }),
      { numRuns: 2000 },
    );
  });
});
