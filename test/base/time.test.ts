import { describe, expect, test } from 'vitest';
import { isoTime, millisBetween } from '../../src/base/time.ts';

const MICROS = { baseSeconds: 1_115_371_039, digits: 6 } as const;
const NANOS = { baseSeconds: 1_115_371_039, digits: 9 } as const;

describe('isoTime', () => {
  test.each([
    [MICROS, 123_456_000, '2005-05-06T09:17:19.123456Z'],
    [MICROS, 999_999_600, '2005-05-06T09:17:20.000000Z'],
    [MICROS, -1000, '2005-05-06T09:17:18.999999Z'],
    [NANOS, 123_456_789, '2005-05-06T09:17:19.123456789Z'],
    [NANOS, -1, '2005-05-06T09:17:18.999999999Z'],
  ])('of %j and %i is %s', (clock, time, text) => {
    expect(isoTime(clock, time)).toBe(text);
  });

  test('has four digits for the year, however large the capture says the time is', () => {
    expect(isoTime({ baseSeconds: 2 ** 60, digits: 6 }, 0)).toBe('9999-12-31T23:59:59.000000Z');
    expect(isoTime({ baseSeconds: -(2 ** 60), digits: 6 }, 0)).toBe('0000-01-01T00:00:00.000000Z');
  });
});

test('milliseconds are rounded to what the capture resolves', () => {
  expect(millisBetween(MICROS, 0, 1_234_567)).toBe(1.235);
  expect(millisBetween(NANOS, 0, 1_234_567)).toBe(1.234567);
});
