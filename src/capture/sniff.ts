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
const EXPORTED = 'record or export the capture itself: in Wireshark, File > Save As, pcapng';
const HEX_DUMP =
  'make a capture of it: text2pcap IN OUT (od -Ax -tx1 and xxd -g1 give the form that it reads)';
const READABLE = 'give the capture itself, not what a program says about it';

function unpack(command: string): string {
  return `unpack it: ${command} FILE | msnscan -`;
}

/** Formats that are recognised to be named in the error: by their first bytes ... */
const KNOWN_MAGICS: readonly KnownFormat[] = [
  { magic: 'snoop\0\0\0', name: 'a Solaris snoop capture', advice: EDITCAP },
  { magic: 'GMBU', name: 'a Microsoft Network Monitor 2 capture', advice: EDITCAP },
  { magic: 'RTSS', name: 'a Microsoft Network Monitor 1 capture', advice: EDITCAP },
  { magic: 'TRSNIFF data    \x1a', name: 'an NAI Sniffer capture', advice: EDITCAP },
  { magic: 'XCP\0', name: 'a NetXRay or Sniffer for Windows capture', advice: EDITCAP },
  { magic: 'iptrace ', name: 'an AIX iptrace capture', advice: EDITCAP },
  { magic: '\x7fver', name: 'a Savvius or WildPackets Peek capture', advice: EDITCAP },
  { magic: '5VNF', name: 'a Network Instruments Observer capture', advice: EDITCAP },
  { magic: 'ObserverPktBuf', name: 'a Network Instruments Observer capture', advice: EDITCAP },
  { magic: 'btsnoop\0', name: 'a Bluetooth btsnoop capture', advice: 'it holds no network packets' },
  { magic: '\x28\xb5\x2f\xfd', name: 'zstd-compressed once more', advice: unpack('zstd -dc') },
  { magic: '\x1f\x8b', name: 'gzip-compressed once more', advice: unpack('gzip -dc') },
  { magic: '\x1f\x9d', name: 'packed by compress (.Z)', advice: unpack('gzip -dc') },
  { magic: '\xfd7zXZ\0', name: 'xz-compressed', advice: unpack('xz -dc') },
  { magic: '\x04\x22\x4d\x18', name: 'lz4-compressed', advice: unpack('lz4 -dc') },
  { magic: 'BZh', name: 'bzip2-compressed', advice: unpack('bzip2 -dc') },
  { magic: 'PK\x03\x04', name: 'a zip archive', advice: unpack('unzip -p') },
  { magic: "7z\xbc\xaf'\x1c", name: 'a 7-Zip archive', advice: unpack('7z x -so') },
  { magic: 'Rar!\x1a\x07', name: 'a RAR archive', advice: unpack('unrar p -inul') },
];

interface KnownShape {
  /** Of the first SNIFF_BYTES as latin1. */
  readonly shape: RegExp;
  readonly name: string;
  readonly advice: string;
}

/** ... or by their shape, the closest one first. */
const KNOWN_SHAPES: readonly KnownShape[] = [
  { shape: /^\s*<(!doctype html|html)/i, name: 'an HTML page', advice: 'download the capture itself' },
  {
    shape: /^(\xef\xbb\xbf)?\s*<(\?xml|pdml|psml)/i,
    name: 'XML, perhaps a PDML export',
    advice: EXPORTED,
  },
  { shape: /^(\xef\xbb\xbf)?\s*[[{]\s*["{[\]}]/, name: 'JSON', advice: EXPORTED },
  { shape: /^\s*(0x)?[0-9a-f]{4,8}:?\s+([0-9a-f]{2,4}\s+){4}/i, name: 'a hex dump', advice: HEX_DUMP },
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
  const known =
    KNOWN_MAGICS.find(({ magic }) => head.startsWith(magic)) ??
    KNOWN_SHAPES.find(({ shape }) => shape.test(head));
  if (known !== undefined) {
    const message = `this is ${known.name}; a pcap or pcapng capture was expected`;
    return new CaptureError('unsupported-format', message, 0, known.advice);
  }
  if (isText(bytes, start, end)) {
    const message = 'this is not a capture: text found where a pcap or pcapng magic number was expected';
    return new CaptureError('unknown-format', message, 0, READABLE);
  }
  const found = `bytes ${bytes.toString('hex', start, Math.min(end, start + 8))}`;
  return new CaptureError(
    'unknown-format',
    `this is not a capture: ${found} found where a pcap or pcapng magic number was expected`,
    0,
    'see what it is with: file FILE; Wireshark may know it: editcap -F pcap IN OUT (a Windows .etl: etl2pcapng IN OUT)',
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
