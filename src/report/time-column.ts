/** The first column of the timeline: when something was, in one of several ways. */
import { MAX_GROUPED_SESSIONS } from '../base/limits.ts';
import { isoTime, type Clock } from '../base/time.ts';

export const TIME_STYLES = ['relative', 'delta', 'iso', 'epoch'] as const;
export type TimeStyle = (typeof TIME_STYLES)[number];
export const TIME_ZONES = ['utc', 'local'] as const;
export type TimeZone = (typeof TIME_ZONES)[number];

/** What is written of a time, always of the same width. */
export interface TimeColumn {
  readonly width: number;
  /** `clock` and the time of the first frame are known now. */
  begin(clock: Clock, firstTime: number): void;
  text(time: number, session: number): string;
}

/** `.000` to `.999`: faster than toFixed, for every row. */
const THOUSANDTHS = Array.from({ length: 1000 }, (_, i) => `.${String(i).padStart(3, '0')}`);
const NUMBER_WIDTH = 10;

/** Seconds with three digits behind the point. */
export function secondsText(nanos: number): string {
  const millis = Math.round(nanos / 1e6);
  if (millis < 0) return (millis / 1000).toFixed(3);
  const seconds = Math.floor(millis / 1000);
  return `${seconds}${THOUSANDTHS[millis - seconds * 1000] ?? ''}`;
}

/** Seconds since the first frame. */
class Relative implements TimeColumn {
  readonly width = NUMBER_WIDTH;
  #firstTime = 0;

  begin(_clock: Clock, firstTime: number): void {
    this.#firstTime = firstTime;
  }

  text(time: number): string {
    return secondsText(time - this.#firstTime).padStart(NUMBER_WIDTH);
  }
}

/** Seconds since the row before. */
class Delta implements TimeColumn {
  readonly width = NUMBER_WIDTH;
  #last = 0;

  begin(_clock: Clock, firstTime: number): void {
    this.#last = firstTime;
  }

  text(time: number): string {
    const text = secondsText(time - this.#last).padStart(NUMBER_WIDTH);
    this.#last = time;
    return text;
  }
}

/** Seconds since the row before of the same session, for rows that are put together by session. */
class DeltaOfSession implements TimeColumn {
  readonly width = NUMBER_WIDTH;
  readonly #last = new Map<number, number>();
  #firstTime = 0;

  begin(_clock: Clock, firstTime: number): void {
    this.#firstTime = firstTime;
  }

  text(time: number, session: number): string {
    const text = secondsText(time - (this.#last.get(session) ?? this.#firstTime)).padStart(NUMBER_WIDTH);
    if (this.#last.size < MAX_GROUPED_SESSIONS || this.#last.has(session)) this.#last.set(session, time);
    return text;
  }
}

/** Unix time. */
class Epoch implements TimeColumn {
  readonly width = 14;
  #base = 0;

  begin(clock: Clock): void {
    this.#base = clock.baseSeconds;
  }

  text(time: number): string {
    const seconds = Math.floor(Math.round(time / 1e6) / 1e3);
    const rest = secondsText(time - seconds * 1e9);
    return `${this.#base + seconds}${rest.slice(rest.indexOf('.'))}`.padStart(this.width);
  }
}

/** Date and time of day; the part before the point is made once a second. */
class Iso implements TimeColumn {
  readonly width: number;
  readonly #zone: TimeZone;
  #clock: Clock = { baseSeconds: 0, digits: 6 };
  #second = NaN;
  #before = '';
  #behind = '';

  constructor(zone: TimeZone) {
    this.#zone = zone;
    this.width = zone === 'utc' ? 24 : 29;
  }

  begin(clock: Clock): void {
    this.#clock = clock;
    this.#second = NaN;
  }

  text(time: number): string {
    const millis = Math.round(time / 1e6);
    const second = Math.floor(millis / 1e3);
    if (second !== this.#second) this.#moveTo(second);
    return this.#before + (THOUSANDTHS[millis - second * 1000] ?? '') + this.#behind;
  }

  #moveTo(second: number): void {
    this.#second = second;
    const iso = isoTime(this.#clock, second * 1e9).slice(0, 19);
    const offset = this.#zone === 'utc' ? 0 : -new Date(`${iso}Z`).getTimezoneOffset();
    const shifted =
      offset === 0 ? iso : new Date(Date.parse(`${iso}Z`) + offset * 60_000).toISOString().slice(0, 19);
    this.#before = shifted.replace('T', ' ');
    this.#behind = this.#zone === 'utc' ? 'Z' : offsetText(offset);
  }
}

function offsetText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const STYLES: Readonly<Record<TimeStyle, (zone: TimeZone, isGrouped: boolean) => TimeColumn>> = {
  relative: () => new Relative(),
  delta: (_, isGrouped) => (isGrouped ? new DeltaOfSession() : new Delta()),
  iso: (zone) => new Iso(zone),
  epoch: () => new Epoch(),
};

/** `isGrouped`: rows are put together by session. */
export const createTimeColumn = (style: TimeStyle, zone: TimeZone, isGrouped: boolean): TimeColumn =>
  STYLES[style](zone, isGrouped);
