/**
 * Captures taken apart for mutation: records of a classic pcap file, and the TCP segments in its Ethernet frames. What
 * is anything else stays out; the analyser's own readers are not used.
 */
import type { Link, Segment } from '../../fixtures/build/conversation.ts';
import type { PcapFrame, PcapOptions } from '../../fixtures/build/pcap.ts';

export interface Records {
  readonly frames: readonly PcapFrame[];
  readonly options: PcapOptions;
}

/** The records of a pcap file with microseconds or nanoseconds of either byte order; undefined for other files. */
export function recordsOf(file: Buffer): Records | undefined {
  if (file.length < 24) return undefined;
  const magic = file.readUInt32LE(0);
  const forms = new Map([
    [0xa1b2c3d4, { bigEndian: false, nanoseconds: false }],
    [0xa1b23c4d, { bigEndian: false, nanoseconds: true }],
    [0xd4c3b2a1, { bigEndian: true, nanoseconds: false }],
    [0x4d3cb2a1, { bigEndian: true, nanoseconds: true }],
  ]);
  const form = forms.get(magic);
  if (form === undefined) return undefined;
  const u32 = (at: number): number => (form.bigEndian ? file.readUInt32BE(at) : file.readUInt32LE(at));
  const frames: PcapFrame[] = [];
  for (let at = 24; at + 16 <= file.length;) {
    const length = u32(at + 8);
    const end = at + 16 + length;
    if (end > file.length) break;
    const fraction = u32(at + 4);
    frames.push({
      time: [u32(at), form.nanoseconds ? fraction : fraction * 1000],
      bytes: file.subarray(at + 16, end),
      originalLength: u32(at + 12),
    });
    at = end;
  }
  return { frames, options: { ...form, linkType: u32(20) & 0xffff } };
}

const ETHERNET = 1;

/** The segments of TCP over IPv4 in a file with Ethernet frames; sequence numbers count from the first seen. */
export function segmentsOf({ frames, options }: Records): Segment[] {
  if (options.linkType !== ETHERNET) return [];
  const links = new Map<string, Link & { clientInitial: number; serverInitial: number; acked: boolean }>();
  return frames.flatMap(({ time, bytes }) => {
    const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const segment = readSegment(packet, links);
    return segment === undefined
      ? []
      : [{ ...segment, timeMicros: time[0] * 1e6 + Math.floor(time[1] / 1000) }];
  });
}

type OpenLink = Link & { clientInitial: number; serverInitial: number; acked: boolean };

function readSegment(packet: Buffer, links: Map<string, OpenLink>): Omit<Segment, 'timeMicros'> | undefined {
  if (packet.length < 54 || packet.readUInt16BE(12) !== 0x0800 || packet.readUInt8(14) !== 0x45)
    return undefined;
  if (packet.readUInt8(23) !== 6) return undefined;
  const end = 14 + packet.readUInt16BE(16);
  const start = 34 + (packet.readUInt8(46) >>> 4) * 4;
  if (end > packet.length || start > end) return undefined;
  const source = { address: [...packet.subarray(26, 30)].join('.'), port: packet.readUInt16BE(34) };
  const target = { address: [...packet.subarray(30, 34)].join('.'), port: packet.readUInt16BE(36) };
  const sequence = packet.readUInt32BE(38);
  const acknowledgement = packet.readUInt32BE(42);
  const name = (a: typeof source, b: typeof source): string =>
    `${a.address}:${a.port}>${b.address}:${b.port}`;
  const backward = links.get(name(target, source));
  const link = links.get(name(source, target)) ??
    backward ?? {
      client: source,
      server: target,
      clientInitial: sequence,
      serverInitial: acknowledgement,
      acked: acknowledgement !== 0,
    };
  const from = link === backward ? 'S' : 'C';
  if (from === 'C') links.set(name(source, target), link);
  else if (!link.acked) Object.assign(link, { serverInitial: sequence, acked: true });
  const [own, other] =
    from === 'C'
      ? (['clientInitial', 'serverInitial'] as const)
      : (['serverInitial', 'clientInitial'] as const);
  return {
    link,
    from,
    flags: packet.readUInt8(47),
    sequence: (sequence - link[own]) | 0,
    acknowledgement: acknowledgement === 0 ? 0 : (acknowledgement - link[other]) | 0,
    payload: Buffer.from(packet.subarray(start, end)),
  };
}
