/** Tells by its first bytes what an input is, and names formats that are captures but not ours. */
import { u8 } from '../base/bytes.ts';
import { CaptureError } from './capture-error.ts';
import { isPcap } from './pcap.ts';
import { isPcapng } from './pcapng.ts';

/** Bytes that are enough to tell the formats that are read. */
export const MAGIC_BYTES = 4;
/** Bytes looked at to put a name to anything else. */
export const SNIFF_BYTES = 64;

interface KnownFormat {
  /** First bytes, one character each. */
  readonly magic: string;
  readonly name: string;
  readonly advice: string;
}

const EDITCAP = 'convert it first: editcap -F pcap IN OUT';

/** Formats that are recognised to be named in the error. */
const KNOWN_FORMATS: readonly KnownFormat[] = [
  { magic: 'snoop\0\0\0', name: 'a Solaris snoop capture', advice: EDITCAP },
  { magic: 'GMBU', name: 'a Microsoft Network Monitor 2 capture', advice: EDITCAP },
  { magic: 'RTSS', name: 'a Microsoft Network Monitor 1 capture', advice: EDITCAP },
  { magic: 'TRSNIFF data    \x1a', name: 'an NAI Sniffer capture', advice: EDITCAP },
  { magic: 'XCP\0', name: 'a NetXRay capture', advice: EDITCAP },
  { magic: 'iptrace ', name: 'an AIX iptrace capture', advice: EDITCAP },
  { magic: 'btsnoop\0', name: 'a Bluetooth btsnoop capture', advice: 'it holds no network packets' },
  { magic: '\x28\xb5\x2f\xfd', name: 'zstd-compressed', advice: 'unpack it: zstd -dc FILE | msnscan -' },
  { magic: '\xfd7zXZ\0', name: 'xz-compressed', advice: 'unpack it: xz -dc FILE | msnscan -' },
  { magic: '\x04\x22\x4d\x18', name: 'lz4-compressed', advice: 'unpack it: lz4 -dc FILE | msnscan -' },
  { magic: 'BZh', name: 'bzip2-compressed', advice: 'unpack it: bzip2 -dc FILE | msnscan -' },
  { magic: 'PK\x03\x04', name: 'a zip archive', advice: 'unpack it: unzip -p FILE | msnscan -' },
];

/** The format of the input that begins at `start`; at least MAGIC_BYTES are there. Undefined: none that is read. */
export function sniffFormat(bytes: Buffer, start: number): 'pcap' | 'pcapng' | undefined {
  if (isPcap(bytes, start)) return 'pcap';
  return isPcapng(bytes, start) ? 'pcapng' : undefined;
}

/** The error for an input that is not read, from up to SNIFF_BYTES of its beginning. */
export function unknownFormat(bytes: Buffer, start: number, end: number): CaptureError {
  if (start === end) {
    const advice = 'check that the recording program ran and had the right to record';
    return new CaptureError(
      'empty-input',
      'the input is empty; a pcap or pcapng capture was expected',
      0,
      advice,
    );
  }
  if (end - start < MAGIC_BYTES) {
    const message = `the input ends after ${end - start} bytes; a pcap or pcapng header was expected`;
    return new CaptureError('header-cut', message, 0, 'copy or record the capture again');
  }
  const head = bytes.toString('latin1', start, end);
  const known = KNOWN_FORMATS.find(({ magic }) => head.startsWith(magic));
  if (known !== undefined) {
    const message = `this is ${known.name}; a pcap or pcapng capture was expected`;
    return new CaptureError('unsupported-format', message, 0, known.advice);
  }
  const found = isText(bytes, start, end)
    ? 'text'
    : `bytes ${bytes.toString('hex', start, Math.min(end, start + 8))}`;
  return new CaptureError(
    'unknown-format',
    `this is not a capture: ${found} found where a pcap or pcapng magic number was expected`,
    0,
    'see what it is with: file FILE; Wireshark may know it: editcap -F pcap IN OUT',
  );
}

/** Printable characters, white space and UTF-8 beyond ASCII. */
function isText(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = u8(bytes, at);
    const space = byte === 0x09 || byte === 0x0a || byte === 0x0d;
    if (!space && (byte < 0x20 || byte === 0x7f)) return false;
  }
  return true;
}
