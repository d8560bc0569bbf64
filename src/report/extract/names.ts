/** Names of files that are safe on every system, made from names that anybody may have sent. */
import { MAX_FILE_NAME_BYTES } from '../../base/limits.ts';

/** Invisible, changing what is around it, or one mark of many on a letter; as text, because making the expression is slow (Unicode tables). */
const INVISIBLE = '[\\p{C}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029]|(?<=\\p{M}\\p{M})\\p{M}+';
/** Not allowed in names on Windows. */
const FORBIDDEN = /[<>:"|?*\\/]/g;
/** Names of devices on Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)/i;
const EXTENSION = /\.[A-Za-z0-9]{1,12}$/;
let invisible: RegExp | undefined;

/** `text` cut to so many bytes of UTF-8, never inside a character. */
function cutTo(text: string, limit: number): string {
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) return cut;
    cut += character;
  }
  return cut;
}

/** Splits the extension off. */
export function splitName(name: string): readonly [stem: string, extension: string] {
  const extension = name.length > 1 ? (EXTENSION.exec(name.slice(1))?.[0] ?? '') : '';
  return [name.slice(0, name.length - extension.length), extension];
}

/**
 * A name for a file: the last part of a path, without characters that hide, reverse or escape, no device, not hidden,
 * not like an option, and short enough for a suffix. `fallback` when nothing is left.
 */
export function safeName(sent: string | null, fallback: string): string {
  invisible ??= new RegExp(INVISIBLE, 'gu');
  const last = (sent ?? '').slice(-4096).split(/[\\/]/).at(-1) ?? '';
  const visible = last.normalize('NFC').replace(invisible, '').replace(FORBIDDEN, '_');
  const trimmed = visible.replace(/^[\s.]+/u, '').replace(/[\s.]+$/u, '');
  const [stem, extension] = splitName(trimmed);
  const name = cutTo(stem, MAX_FILE_NAME_BYTES - extension.length).trimEnd() + extension;
  if (name === '') return fallback;
  return DEVICE.test(name) || name.startsWith('-') || name.startsWith('~') ? `_${name}` : name;
}

/** First bytes of files, as latin1, with the extension. */
const KINDS: readonly (readonly [start: string, extension: string])[] = [
  ['\x89PNG\r\n\x1a\n', '.png'],
  ['\xff\xd8\xff', '.jpg'],
  ['GIF8', '.gif'],
  ['BM', '.bmp'],
  ['MSCF', '.cab'],
  ['RIFF', '.wav'],
  ['PK\x03\x04', '.zip'],
];

/** An extension by what a file begins with. */
export function extensionOf(start: Buffer): string {
  const text = start.toString('latin1', 0, 8);
  return KINDS.find(([magic]) => text.startsWith(magic))?.[1] ?? '.bin';
}
