/** Headers byte by byte, right unless a test sets what is wrong, and a call of the decoder around them. */
import type { Details, NoticeCode } from '../../src/base/notice.ts';
import { decodeFrame, DROP_NAMES, nextSegment } from '../../src/packet/decode.ts';
import { Defragmenter } from '../../src/packet/defragmenter.ts';
import { SegmentView } from '../../src/packet/segment-view.ts';

export const ETHERNET = 1;
export const RAW = 101;
export const TCP = 6;

export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

export function ethernet(etherType: number, payload: Buffer): Buffer {
  const header = hex('020000000001 020000000002 0000');
  header.writeUInt16BE(etherType, 12);
  return Buffer.concat([header, payload]);
}

export interface TcpOptions {
  readonly options?: Buffer;
  readonly flags?: number;
  readonly dataOffset?: number;
}

/** Port 40000 to 1863, sequence 0x80000001, acknowledgement 0xfffffffe. */
export function tcp(
  payload: Buffer,
  { options = Buffer.alloc(0), flags = 0x18, dataOffset }: TcpOptions = {},
): Buffer {
  const header = hex('9c40 0747 80000001 fffffffe 0000 ffff 0000 0000');
  header[12] = (dataOffset ?? 5 + options.length / 4) << 4;
  header[13] = flags;
  return Buffer.concat([header, options, payload]);
}

export interface Ipv4Options {
  readonly options?: Buffer;
  readonly protocol?: number;
  readonly totalLength?: number;
  readonly identification?: number;
  /** In bytes. */
  readonly offset?: number;
  readonly more?: boolean;
}

/** From 10.0.0.1 to 207.46.104.20. */
export function ipv4(payload: Buffer, fields: Ipv4Options = {}): Buffer {
  const { options = Buffer.alloc(0), protocol = TCP, identification = 7, offset = 0, more = false } = fields;
  const header = hex('4500 0000 0000 0000 4000 0000 0a000001 cf2e6814');
  header[0] = 0x45 + options.length / 4;
  header.writeUInt16BE(fields.totalLength ?? 20 + options.length + payload.length, 2);
  header.writeUInt16BE(identification, 4);
  header.writeUInt16BE((more ? 0x2000 : 0) | (offset >>> 3), 6);
  header[9] = protocol;
  return Buffer.concat([header, options, payload]);
}

/** From 2001:db8::1 to 2001:db8::2. */
export function ipv6(nextHeader: number, payload: Buffer, payloadLength = payload.length): Buffer {
  const header = hex('60000000 0000 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002');
  header.writeUInt16BE(payloadLength, 4);
  header[6] = nextHeader;
  return Buffer.concat([header, payload]);
}

export function fragmentHeader(
  nextHeader: number,
  offset: number,
  more: boolean,
  identification = 9,
): Buffer {
  const header = Buffer.alloc(8);
  header[0] = nextHeader;
  header.writeUInt16BE(offset | (more ? 1 : 0), 2);
  header.writeUInt32BE(identification, 4);
  return header;
}

/** What came of one frame. */
export interface Decoded {
  /** `none` when there is a segment. */
  readonly drop: string;
  readonly payload: string;
  /** Payload length on the wire. */
  readonly length: number;
  readonly view: SegmentView;
}

export interface SeenNotice {
  readonly code: NoticeCode;
  readonly frame: number;
  readonly details: Details;
}

/** A decoder with its state; frames are numbered as they come, a second apart unless told. */
export class Decoder {
  readonly notices: SeenNotice[] = [];
  readonly view = new SegmentView();
  readonly defrag = new Defragmenter((code, _message, frame, details) =>
    this.notices.push({ code, frame, details }),
  );
  #frame = 0;

  decode(frame: Buffer, linkType = ETHERNET, time = this.#frame * 1e9): Decoded {
    this.#frame++;
    // In the midst of other bytes: what lies around a frame must not matter.
    const around = Buffer.concat([Buffer.alloc(5, 0x45), frame, Buffer.alloc(60, 0x45)]);
    const reason = decodeFrame(
      around,
      5,
      5 + frame.length,
      linkType,
      this.view,
      this.defrag,
      this.#frame,
      time,
    );
    const { view } = this;
    const drop = DROP_NAMES[reason] ?? 'a reason without a name';
    if (reason !== 0) return { drop, payload: '', length: 0, view };
    return { drop, payload: view.bytes.toString('latin1', view.start, view.end), length: view.length, view };
  }
}

/** The payloads of all segments of one frame. */
export function payloadsOf(frame: Buffer, linkType: number): string[] {
  const { drop, payload, view } = new Decoder().decode(frame, linkType);
  const payloads = drop === 'none' ? [payload] : [];
  while (nextSegment()) payloads.push(view.bytes.toString('latin1', view.start, view.end));
  return payloads;
}

export function decode(frame: Buffer, linkType = ETHERNET): Decoded {
  return new Decoder().decode(frame, linkType);
}
