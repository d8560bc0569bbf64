/** What wrapping lines for a terminal needs, as one module that is loaded only for it. */
export { measureText } from './measure.ts';
export { Columns } from './width.ts';
export { wrapHanging } from './wrap.ts';
