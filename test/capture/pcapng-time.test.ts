import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeUnit } from '../../src/capture/pcapng-time.ts';

const NANOS = 1_000_000_000n;

test('any count in any unit is the exact time, rounded down to the nanosecond', () => {
  const resolution = fc.integer({ min: 0, max: 255 });
  const count = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 51n), fc.bigInt(0n, 2n ** 32n));
  fc.assert(
    fc.property(resolution, count, (tsresol, ticks) => {
      const unit = new TimeUnit(tsresol, 0);
      unit.convert(Number(ticks >> 32n), Number(ticks & 0xffffffffn));
      const units = ((tsresol & 0x80) === 0 ? 10n : 2n) ** BigInt(tsresol & 0x7f);
      // Beyond 2^53 seconds a double rounds; no clock of this universe shows such a time.
      fc.pre(ticks / units < 2n ** 53n);
      expect([BigInt(unit.seconds), BigInt(unit.nanos)]).toEqual([
        ticks / units,
        ((ticks % units) * NANOS) / units,
      ]);
    }),
    { numRuns: 2000 },
  );
});

test('the offset is added in seconds', () => {
  const unit = new TimeUnit(6, -10);
  unit.convert(0, 12_500_000);
  expect([unit.seconds, unit.nanos]).toEqual([2, 500_000_000]);
});

test('a unit says whether microseconds are too coarse for it', () => {
  expect([3, 6, 7, 9, 0x93, 0x94].map((byte) => new TimeUnit(byte, 0).finerThanMicros)).toEqual([
    false,
    false,
    true,
    true,
    false,
    true,
  ]);
});
