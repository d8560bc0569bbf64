import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasHighByte } from '../../src/base/bytes.ts';

test('a high byte is found wherever it stands, and none outside the part', () => {
  const part = fc.record({
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200, max: 0x81 }),
    offset: fc.nat(40),
    start: fc.nat(200),
    end: fc.nat(200),
  });
  fc.assert(
    fc.property(part, ({ bytes, offset, start, end }) => {
      // In the middle of other memory, as chunks and payloads lie.
      const memory = Buffer.alloc(offset + bytes.length + 16, 0xff);
      const window = memory.subarray(offset, offset + bytes.length);
      window.set(bytes);
      const last = Math.min(end, bytes.length);
      const expected = bytes.subarray(start, last).some((byte) => byte > 0x7f);
      expect(hasHighByte(window, start, last)).toBe(start < last && expected);
    }),
  );
});

test('what was in a buffer before says nothing about what is in it now', () => {
  const bytes = Buffer.alloc(64);
  expect(hasHighByte(bytes, 0, 64)).toBe(false);
  bytes[40] = 0x80;
  expect(hasHighByte(bytes, 0, 64)).toBe(true);
});
