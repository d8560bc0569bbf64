import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MIME_HEADERS } from '../../../src/base/limits.ts';
import { readMimeHead } from '../../../src/msnp/payload/mime.ts';

const read = (text: string): ReturnType<typeof readMimeHead> => {
  const bytes = Buffer.from(`xx${text}yy\n\n`);
  return readMimeHead(bytes, 2, bytes.length - 4);
};

describe('a MIME head', () => {
  it('gives headers, type and the start of the body', () => {
    const text =
      'MIME-Version: 1.0\r\nContent-Type: Text/Plain; charset=UTF-8\r\nX-Y:a:b\r\n\r\nHello\r\n\r\n';
    const head = read(text);
    expect([...head.headers]).toEqual([
      ['mime-version', '1.0'],
      ['content-type', 'Text/Plain; charset=UTF-8'],
      ['x-y', 'a:b'],
    ]);
    expect(head).toMatchObject({ contentType: 'text/plain', complete: true });
    expect(head.bodyStart).toBe(2 + text.indexOf('Hello'));
  });

  it('may have bare LF, lines without a name and repeated names', () => {
    const head = read('A: 1\njunk\n: none\na: 2\n\nbody');
    expect([...head.headers]).toEqual([['a', '1']]);
    expect(head).toMatchObject({ bodyStart: 2 + 'A: 1\njunk\n: none\na: 2\n\n'.length, complete: true });
  });

  it('without an empty line is not complete', () => {
    expect(read('A: 1\r\nB: 2')).toMatchObject({ complete: false, contentType: '', bodyStart: 12 });
    expect(read('')).toMatchObject({ complete: false, bodyStart: 2 });
    expect(read('\r\n')).toMatchObject({ complete: true, bodyStart: 4 });
    expect(read('\r')).toMatchObject({ complete: false });
  });

  it('is read up to a limit', () => {
    const head = read('a: 1\n'.repeat(MAX_MIME_HEADERS) + 'b: 1\n\n');
    expect(head.headers.has('b')).toBe(false);
    expect(head.complete).toBe(false);
  });

  it('of any bytes lies inside them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (array, start) => {
        const bytes = Buffer.from(array);
        const from = Math.min(start, bytes.length);
        const head = readMimeHead(bytes, from, bytes.length);
        expect(head.bodyStart).toBeGreaterThanOrEqual(from);
        expect(head.bodyStart).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});
