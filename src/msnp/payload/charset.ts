/** Text in the charset that a Content-Type declares. */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

const UTF_8 = 'utf-8';
const WESTERN = 'windows-1252';

/** Code pages by the Windows charset number of `CS` in X-MMS-IM-Format (hexadecimal), for texts without a charset. */
const CODE_PAGES: ReadonlyMap<string, string> = new Map([
  ['80', 'shift_jis'],
  ['81', 'euc-kr'],
  ['86', 'gb18030'],
  ['88', 'big5'],
  ['a1', 'windows-1253'],
  ['a2', 'windows-1254'],
  ['a3', 'windows-1258'],
  ['b1', 'windows-1255'],
  ['b2', 'windows-1256'],
  ['ba', 'windows-1257'],
  ['cc', 'windows-1251'],
  ['de', 'windows-874'],
  ['ee', 'windows-1250'],
]);

export interface DecodedText {
  /** Bytes that mean nothing in the charset are U+FFFD. */
  readonly text: string;
  /** As TextDecoder calls it. */
  readonly charset: string;
  /** What is wrong, '' when nothing is. */
  readonly problem: string;
}

/** The parameter `charset` of a Content-Type, '' when there is none. */
export function charsetOf(contentType: string | undefined): string {
  return /;\s*charset\s*=\s*"?([^\s";]{1,40})/i.exec(contentType ?? '')?.[1] ?? '';
}

/** The code page that `CS` of X-MMS-IM-Format stands for; windows-1252 for all others. */
export function codePageOf(windowsCharset: string): string {
  return CODE_PAGES.get(windowsCharset.toLowerCase()) ?? WESTERN;
}

function decoderFor(label: string, fatal: boolean): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { fatal, ignoreBOM: true });
  } catch {
    return undefined;
  }
}

function isValid(label: string, bytes: Uint8Array): boolean {
  try {
    decoderFor(label, true)?.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Decodes `bytes`; without a declared charset as UTF-8 when they are that, else in the sender's code page. */
export function decodeText(bytes: Buffer, declared: string, codePage = WESTERN): DecodedText {
  const isText8 = isUtf8(bytes);
  const label = declared === '' ? codePage : declared;
  if (isText8 && declared === '') return { text: bytes.toString(), charset: UTF_8, problem: '' };
  const decoder = decoderFor(label, false);
  if (decoder === undefined) return unknownCharset(bytes, declared, isText8);
  const charset = decoder.encoding;
  if (charset === UTF_8) {
    return { text: bytes.toString(), charset, problem: isText8 ? '' : `is not valid in ${UTF_8}` };
  }
  const problem = isValid(label, bytes) ? '' : `is not valid in ${charset}`;
  return { text: decoder.decode(bytes), charset, problem };
}

function unknownCharset(bytes: Buffer, declared: string, isText8: boolean): DecodedText {
  const charset = isText8 ? UTF_8 : WESTERN;
  const text = isText8 ? bytes.toString() : (decoderFor(WESTERN, false)?.decode(bytes) ?? '');
  // ASCII is the same in every charset that was ever used here.
  const isAscii = bytes.every((byte) => byte < 0x80);
  return { text, charset, problem: isAscii ? '' : `has the unknown charset ${declared}` };
}
