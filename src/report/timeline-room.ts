/** What the timeline needs, as one module that is loaded only for it. */
export { default as measureText } from 'string-width';
export { createPaint } from './paint.ts';
export { TimelineReport } from './timeline.ts';
export { Columns } from './width.ts';
