/** A time axis: seconds since the first frame to pixels, with round marks. */

export interface Axis {
  readonly x: (seconds: number) => number;
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
}

/** Distances of marks, seconds. */
const STEPS = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 43_200, 86_400];
const MAX_STEP_COUNT = 200;
/** Pixels between two marks, at least. */
const ROOM = 80;

function text(seconds: number, step: number): string {
  if (step < 1) return `${seconds.toFixed(step < 0.01 ? 3 : step < 0.1 ? 2 : 1)} s`;
  if (step < 60) return `${Math.round(seconds)} s`;
  if (step < 3600) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(0)} h`;
}

/** From the pixels `left` to `right`. */
export function timeAxis(from: number, to: number, left: number, right: number): Axis {
  const span = to - from > 0 ? to - from : 1;
  const x = (seconds: number): number => left + ((seconds - from) / span) * (right - left);
  const marks = Math.max(2, (right - left) / ROOM);
  const days = Math.ceil(span / 86_400 / marks) * 86_400;
  const step = STEPS.find((one) => span / one <= marks) ?? days;
  const ticks: { x: number; text: string }[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to && ticks.length < MAX_STEP_COUNT; at += step) {
    ticks.push({ x: x(at), text: text(at, step) });
  }
  return { x, ticks };
}
