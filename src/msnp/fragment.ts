/**
 * Tells lines from the ends of torn ones, which may begin with a word that looks like a code: `NLN 4128` of
 * `CHG 9 NLN 4128`, `255 1 1 ann@example.com` of a list. Asked only where the stream was out of step.
 */
import type { Side } from '../tcp/handler.ts';
import { CLIENT } from '../tcp/handler.ts';
import { errorFor } from './errors.ts';
import { COMMAND_ROWS, ERROR_ROW } from './lookup.ts';

interface Span {
  readonly min: number;
  readonly max: number;
}

const ANY: Span = { min: 0, max: Infinity };
const ERROR_CODE = /^[0-9]{3}$/;
/** Behind the TrID of an error: nothing, a payload length, or words for people. */
const ERROR_WORDS = /^(?:[0-9]+$|\(|$)/;

/** Fewest and most words behind the code that any version and server allow, by direction. */
const SPANS: readonly ReadonlyMap<string, Span>[] = (['client', 'server'] as const).map((from) => {
  const spans = new Map<string, Span>();
  for (const row of COMMAND_ROWS) {
    if (row.from !== from || row === ERROR_ROW) continue;
    const before = spans.get(row.verb) ?? { min: Infinity, max: 0 };
    const counts = row.words.length === 0 ? [ANY] : row.words;
    const least = row.trid === 'yes' || row.trid === 'zero' ? 1 : 0;
    const most = row.trid === 'no' ? 0 : 1;
    spans.set(row.verb, {
      min: Math.min(before.min, ...counts.map(({ min }) => min + least)),
      max: Math.max(before.max, ...counts.map(({ max }) => max + most)),
    });
  }
  return spans;
});

/** Whether a plausible line, from `start` to the LF at `lineFeed`, has the words that its code can have. */
export function isWholeLine(bytes: Buffer, start: number, lineFeed: number, from: Side): boolean {
  const [code = '', ...words] = bytes
    .toString('latin1', start, lineFeed)
    .trimEnd()
    .split(/[ \t]+/);
  if (ERROR_CODE.test(code)) {
    return errorFor(code) !== undefined && ERROR_WORDS.test(words.slice(1).join(' '));
  }
  const span = SPANS[from === CLIENT ? 0 : 1]?.get(code) ?? ANY;
  // One more may be a number that does not belong there, or a blank in a name.
  return words.length >= span.min && words.length <= span.max + 1;
}
