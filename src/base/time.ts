/**
 * Time of day inside the program: nanoseconds since the capture's base second, as one double. A double holds them
 * exactly for 104 days around the base, and for microsecond captures rounding is invisible over any 32-bit time.
 */

/** What turns times into text: the base and how many digits the capture's own resolution has. */
export interface Clock {
  /** Unix time in whole seconds that `0` stands for: the second of the capture's first frame. */
  baseSeconds: number;
  /** Digits after the second in ISO texts: 6, or 9 when the capture resolves finer than a microsecond. */
  digits: 6 | 9;
}

const SECOND = 1e9;

/** Unix seconds of the years 0 and 9999: ISO texts have four digits for the year, whatever a capture claims. */
const FIRST_SECOND = -62_167_219_200;
const LAST_SECOND = 253_402_300_799;

interface UnixTime {
  readonly seconds: number;
  /** The digits after the second. */
  readonly fraction: string;
}

function unixTime(clock: Clock, time: number): UnixTime {
  const unit = clock.digits === 6 ? 1e3 : 1;
  const perSecond = SECOND / unit;
  const ticks = Math.round(time / unit);
  const seconds = Math.floor(ticks / perSecond);
  const fraction = String(ticks - seconds * perSecond).padStart(clock.digits, '0');
  return { seconds: Math.max(FIRST_SECOND, Math.min(LAST_SECOND, clock.baseSeconds + seconds)), fraction };
}

/** `2005-05-06T09:17:19.123456Z` for a time in nanoseconds after the clock's base. */
export function isoTime(clock: Clock, time: number): string {
  const { seconds, fraction } = unixTime(clock, time);
  return `${new Date(seconds * 1000).toISOString().slice(0, -5)}.${fraction}Z`;
}

/** `1115371039.123456`: seconds since 1970, for a time after that. */
export function unixText(clock: Clock, time: number): string {
  const { seconds, fraction } = unixTime(clock, time);
  return `${seconds}.${fraction}`;
}

/** Milliseconds between two times, rounded to the microsecond or, for nanosecond captures, kept whole. */
export function millisBetween(clock: Clock, from: number, to: number): number {
  return clock.digits === 6 ? Math.round((to - from) / 1e3) / 1e3 : (to - from) / 1e6;
}
