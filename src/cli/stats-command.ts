/** `msnscan stats FILE`: a capture in numbers. */
import { createPaint, StatsReport, writeStatsJson, writeStatsText } from '../report/stats/room.ts';
import type { Io } from './io.ts';
import type { Arguments } from './parse.ts';
import { VERSION } from './version.ts';
import { runView } from './view.ts';

export function runStats(args: Arguments, io: Io): Promise<number> {
  return runView(args, io, async (sink, look) => {
    if (look.json) {
      return new StatsReport((stats) => {
        writeStatsJson(stats, sink, { indent: look.indent, version: VERSION });
      });
    }
    const paint = await createPaint(look.colour);
    return new StatsReport((stats) => {
      writeStatsText(stats, sink, { ...look, paint });
    });
  });
}
