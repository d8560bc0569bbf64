/** Values cut to what a page can bear: what is left out is counted in its place. */
import { MAX_PAGE_TEXT_CHARACTERS, MAX_PAGE_ELEMENTS } from '../../base/limits.ts';

/** `text` or its beginning, never half a character. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  return text.slice(0, isHalf ? length - 1 : length);
}

function boundedText(text: string): string {
  const cut = cutText(text, MAX_PAGE_TEXT_CHARACTERS);
  return cut.length === text.length ? text : `${cut}… (${text.length - cut.length} more characters)`;
}

/** The same JSON value with long texts, lists and objects cut. */
export function bounded(value: unknown): unknown {
  if (typeof value === 'string') return boundedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const shown = value.slice(0, MAX_PAGE_ELEMENTS).map(bounded);
    return shown.length === value.length ? shown : [...shown, `… (${value.length - shown.length} more)`];
  }
  const entries = Object.entries(value);
  const shown = entries
    .slice(0, MAX_PAGE_ELEMENTS)
    .map(([key, inner]): [string, unknown] => [boundedText(key), bounded(inner)]);
  if (entries.length > shown.length) shown.push(['…', `${entries.length - shown.length} more`]);
  return Object.fromEntries(shown);
}
