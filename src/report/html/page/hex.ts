/** Bytes for people: offset, hexadecimal, ASCII. */

const WIDTH = 16;

/** `base64` as lines of a dump; what is no base64 at the end is left out. */
export function hexDump(base64: string): string {
  const bytes = atob(base64.slice(0, base64.length - (base64.length % 4)));
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const part = Array.from(bytes.slice(at, at + WIDTH), (character) => character.charCodeAt(0));
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(WIDTH * 3)} ${text}`);
  }
  return lines.join('\n');
}
