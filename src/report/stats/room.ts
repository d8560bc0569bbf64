/** What `msnscan stats` needs, as one module that is loaded only for it. */
export { createPaint } from '../paint.ts';
export { StatsReport } from './stats.ts';
export { writeStatsJson } from './stats-json.ts';
export { writeStatsText } from './stats-text.ts';
