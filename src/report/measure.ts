/**
 * Columns of text beyond ASCII. string-width compiles its expressions over the Unicode tables when it is loaded, which
 * takes longer than everything else at the start together: so it is loaded at the first text that needs it.
 */
import { createRequire } from 'node:module';
import type stringWidth from 'string-width';
import type { MeasureText } from './width.ts';

const load = createRequire(import.meta.url);
let measure: MeasureText | undefined;

export const measureText: MeasureText = (text) => {
  measure ??= (load('string-width') as { default: typeof stringWidth }).default;
  return measure(text);
};
