/** What the timeline needs, as one module that is loaded only for it. */
export { GROUPINGS } from './grouped-rows.ts';
export { measureText } from './measure.ts';
export { createPaint } from './paint.ts';
export { TIME_STYLES, TIME_ZONES } from './time-column.ts';
export { TimelineReport } from './timeline.ts';
