/**
 * Digests of streams by tshark's fields, put together without anything of src/: what `msnscan follow --digest` has to
 * say. Each byte goes to its place in a map of ranges, segment by segment; a place that is taken stays as it is.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';

const FIELDS = [
  'tcp.stream',
  'ip.src',
  'ipv6.src',
  'tcp.srcport',
  'ip.dst',
  'ipv6.dst',
  'tcp.dstport',
  'tcp.flags',
  'tcp.seq_raw',
  'tcp.payload',
] as const;
const SYN = 0x02;
const ACK = 0x10;
const MSNP = 1863;
const WRAP = 2 ** 32;

interface Range {
  readonly start: number;
  readonly bytes: Buffer;
}

/** One direction: captured ranges in order, none overlapping. */
class Direction {
  ranges: Range[] = [];
  /** Behind the SYN. */
  start: number | undefined;
  #last: number | undefined;

  segment(sequence: number, isSyn: boolean, payload: Buffer): void {
    if (!isSyn && payload.length === 0) return;
    const at = this.#place(isSyn ? sequence + 1 : sequence);
    if (isSyn) this.start ??= at;
    this.#put(at, payload);
  }

  /** The place nearest to the one before that has this sequence number. */
  #place(sequence: number): number {
    if (this.#last === undefined) this.#last = sequence;
    const turns = Math.round((this.#last - sequence) / WRAP);
    this.#last = sequence + turns * WRAP;
    return this.#last;
  }

  #put(start: number, bytes: Buffer): void {
    const end = start + bytes.length;
    // Usually the segment comes behind everything.
    let at = this.ranges.length;
    while (at > 0 && endOf(this.ranges[at - 1]!) > start) at--;
    const fresh: Range[] = [];
    let free = start;
    let until = at;
    for (; until < this.ranges.length && this.ranges[until]!.start < end; until++) {
      const range = this.ranges[until]!;
      if (range.start > free)
        fresh.push({ start: free, bytes: bytes.subarray(free - start, range.start - start) });
      fresh.push(range);
      free = Math.max(free, endOf(range));
    }
    if (free < end) fresh.push({ start: free, bytes: bytes.subarray(free - start) });
    this.ranges.splice(at, until - at, ...fresh);
  }

  digest(): string {
    const hash = createHash('sha256');
    const gaps: string[] = [];
    const first = Math.min(this.start ?? Infinity, this.ranges[0]?.start ?? Infinity);
    let length = 0;
    let next = first;
    for (const { start, bytes } of this.ranges) {
      if (start > next) gaps.push(`${next - first}+${start - next}`);
      hash.update(bytes);
      length += bytes.length;
      next = start + bytes.length;
    }
    return `${length} ${hash.digest('hex')} ${gaps.join(',') || '-'}`;
  }
}

function endOf({ start, bytes }: Range): number {
  return start + bytes.length;
}

interface Stream {
  readonly client: string;
  readonly server: string;
  readonly directions: Record<'client' | 'server', Direction>;
}

/** Lines as of `--digest`, streams without a byte left out, in order of their first frames. */
export function digestsByTshark(file: string): string[] {
  const options = [
    '-o',
    'ip.defragment:TRUE',
    '-o',
    'ipv6.defragment:TRUE',
    '-o',
    'tcp.desegment_tcp_streams:FALSE',
  ];
  const args = ['-n', '-r', file, ...options, '-T', 'fields', '-E', 'occurrence=l'];
  const { stdout } = spawnSync('tshark', [...args, ...FIELDS.flatMap((field) => ['-e', field])], {
    maxBuffer: 1 << 30,
  });
  const streams = new Map<string, Stream>();
  for (const row of stdout.toString().split('\n')) {
    const [id = '', ip4, ip6, port = '', to4, to6, toPort = '', flags = '', sequence, payload = ''] =
      row.split('\t');
    if (id === '') continue;
    const source = ip4 === '' ? `[${ip6 ?? ''}]:${port}` : `${ip4 ?? ''}:${port}`;
    const target = to4 === '' ? `[${to6 ?? ''}]:${toPort}` : `${to4 ?? ''}:${toPort}`;
    const stream = streams.get(id) ?? opened(source, target, Number(port), Number(toPort), Number(flags));
    streams.set(id, stream);
    const side = source === stream.client ? 'client' : 'server';
    const isSyn = (Number(flags) & SYN) !== 0;
    stream.directions[side].segment(Number(sequence), isSyn, Buffer.from(payload, 'hex'));
  }
  return [...streams.values()]
    .filter(hasBytes)
    .flatMap(({ client, server, directions }) =>
      (['client', 'server'] as const).map(
        (side) => `${client} ${server} ${side} ${directions[side].digest()}`,
      ),
    );
}

function hasBytes({ directions }: Stream): boolean {
  return directions.client.ranges.length + directions.server.ranges.length > 0;
}

function opened(source: string, target: string, port: number, toPort: number, flags: number): Stream {
  const byPort = (port === MSNP) !== (toPort === MSNP) ? port === MSNP : port < toPort;
  const fromServer = (flags & SYN) !== 0 ? (flags & ACK) !== 0 : byPort;
  const [client, server] = fromServer ? [target, source] : [source, target];
  return { client, server, directions: { client: new Direction(), server: new Direction() } };
}
