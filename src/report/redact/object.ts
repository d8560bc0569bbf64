/** MSNObjects: `<msnobj Creator="..." .../>`, percent-encoded in lines, plain in payloads. */
import { marker, type Redactor } from './redactor.ts';
import { redactXml } from './xml.ts';

/** Capabilities, and nothing. */
const NUMBERS = /^\d{1,10}(?::\d{1,10})?$/;
const ENCODED = /^%3Cmsnobj/i;

/** The word of a line: an MSNObject, a number, or something unknown. */
export function redactObject(redactor: Redactor, word: string): string {
  if (NUMBERS.test(word)) return word;
  if (!ENCODED.test(word)) return redactor.piece('unknown', word);
  try {
    const redacted = redactXml(redactor, decodeURIComponent(word));
    return redacted === undefined ? marker(word) : encodeURIComponent(redacted);
  } catch {
    return marker(word);
  }
}
