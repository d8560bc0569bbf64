/** What follows the rows of the timeline: sessions, findings, notices and one line of totals. */
import { MAX_LISTED_NOTICES } from '../base/limits.ts';
import type { Totals } from '../scan.ts';
import { escapeText } from './escape.ts';
import { noticePlace } from './frame-text.ts';
import type { Paint } from './paint.ts';
import { findingsTable, sessionsTable, type SessionRow } from './tables.ts';
import type { Tally } from './tally.ts';
import { countText, durationText } from './units.ts';
import type { Columns } from './width.ts';
import { wrapHanging } from './wrap.ts';

interface Closing {
  /** The first MAX_TABLE_ROWS sessions. */
  readonly sessions: readonly SessionRow[];
  readonly tally: Tally;
  readonly totals: Totals;
  readonly paint: Paint;
  readonly asciiOnly: boolean;
  /** Columns that the tables may take. */
  readonly width: number;
  readonly columns: Columns;
  /** Whether there are several captures. */
  readonly several: boolean;
}

export function closingText(closing: Closing): string {
  const { sessions, tally, totals, paint, asciiOnly, width, columns, several } = closing;
  const parts: string[] = [];
  if (sessions.length > 0) {
    const hidden = totals.sessions - sessions.length;
    const more = hidden > 0 ? `  and ${countText(hidden, 'session')} more\n` : '';
    parts.push(`${paint.title('Sessions')}\n${sessionsTable(sessions, paint, width)}${more}`);
  }
  if (tally.findings.size > 0) {
    parts.push(`${paint.title('Findings')}\n${findingsTable(tally.findings.values(), paint, several)}`);
  }
  if (tally.notices.size > 0) {
    const lines = noticeLines(tally, asciiOnly, several).join('\n');
    parts.push(`${paint.title('Notices')}\n${wrapHanging(lines, width, columns)}\n`);
  }
  parts.push(`${wrapHanging(totalsText(tally, totals), width, columns)}\n`);
  return `\n${parts.join('\n')}`;
}

function noticeLines(tally: Tally, asciiOnly: boolean, several: boolean): string[] {
  return [...tally.notices].slice(0, MAX_LISTED_NOTICES).map(([code, kind]) => {
    const { count, message } = kind;
    const times = count === 1 ? '' : `${count} times, first `;
    const place = noticePlace(kind, several)
      .map((text) => `${text}: `)
      .join('');
    return `  ${code}  ${times}${place}${escapeText(message, asciiOnly)}`;
  });
}

/** Everything in one line; also what machine outputs leave on stderr. */
export function totalsText(tally: Tally, totals: Totals): string {
  const { frames, sessions, commands, firstTime, lastTime, complete } = totals;
  const { error, warning, note } = tally.severities;
  const time =
    firstTime === null || lastTime === null ? '' : ` in ${durationText(Math.max(0, lastTime - firstTime))}`;
  const findings =
    error + warning + note === 0
      ? 'no findings'
      : `${countText(error, 'error')}, ${countText(warning, 'warning')}, ${countText(note, 'note')}`;
  const partial = complete ? '' : '; PARTIAL: not everything of the capture is in this report';
  const { filtered } = totals;
  const counts = [
    countText(frames, 'frame'),
    countText(sessions, 'session', filtered?.sessions),
    countText(commands, 'command', filtered?.commands),
  ];
  return `${counts.join(', ')}${time}; ${findings}${partial}`;
}
